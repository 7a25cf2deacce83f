import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { SqlError, type SqlOptions } from './port.ts'

const form = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?@]*)(?:\/([^?]*))?(?:\?(.*))?$/

/**
 * Reads a libpq URL into options for postgres.js, which knows neither `?host=/folder` nor certificates in files.
 * Several hosts (`h1:5432,h2:5433`) are tried in order; `prepare=false` is for poolers that do not know prepared
 * statements; other parameters become settings of the session.
 * @param variable names the source in the error
 */
export function sqlOptions(url: string, variable: string): SqlOptions {
  const parts = form.exec(url)
  if (!parts) throw badUrl(variable)
  try {
    return read(parts)
  } catch (cause) {
    if (cause instanceof Unreadable) throw new SqlError('sql/bad-url', `${variable}: ${cause.message}.`, { cause })
    throw badUrl(variable, cause)
  }
}

/**
 * For a pooler, which hands the server on as soon as what it was asked with a Sync is answered: statements are not
 * prepared, unless the address says so, and none is sent while another runs. The description that postgres.js asks for
 * before it sends parameters has no Sync; sent early, its answer would be lost, and the statement would wait for ever.
 */
export const throughPooler = (options: SqlOptions): SqlOptions =>
  Object.assign({ prepare: false, max_pipeline: 0 }, options)

/** A certificate or key that the address names and that cannot be read. */
class Unreadable extends Error {}

function read([, user, password, authority = '', database, search]: RegExpExecArray): SqlOptions {
  const given = Object.fromEntries(new URLSearchParams(search ?? ''))
  const { host = '', port = '', sslmode, sslrootcert, sslcert, sslkey, dbname, prepare, ...session } = given
  if (prepare !== undefined && prepare !== 'true' && prepare !== 'false') throw new Error('prepare')
  const login = {
    ...(prepare === undefined ? {} : { prepare: prepare === 'true' }),
    user: decodeURIComponent(user ?? '') || 'postgres',
    pass: decodeURIComponent(password ?? ''),
    database: dbname ?? (decodeURIComponent(database ?? '') || 'postgres'),
  }
  const decoded = decodeURIComponent(authority)
  const socketDir = [host, decoded].find((name) => name.startsWith('/'))
  if (socketDir) return { ...login, connection: session, ...socketOptions(socketDir, Number(port || 5432)) }

  const hosts = (host || decoded || 'localhost').split(',').map(splitHost)
  const ports = hosts.map(([, own]) => Number(own || port || 5432))
  if (ports.some((number) => !Number.isInteger(number) || number < 1 || number > 65535)) throw new Error('port')
  // Lists, because postgres.js cuts a plain host at its colons; its types know only the plain one.
  const where = { host: hosts.map(([name]) => name), port: ports } as unknown as { host: string; port: number }
  return {
    ...login,
    connection: session,
    ...where,
    ssl: ssl(
      sslmode,
      { sslrootcert, sslcert, sslkey },
      hosts.map(([name]) => name),
    ),
  }
}

/** postgres.js wants the file, libpq the folder. */
export const socketOptions = (dir: string, port: number) => ({
  host: dir,
  port,
  path: join(dir, `.s.PGSQL.${port}`),
  ssl: false,
})

function splitHost(text: string): [host: string, port: string | undefined] {
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text)
  if (!parts) throw new Error('host')
  return [parts[1]?.replace(/^\[|\]$/g, '') || 'localhost', parts[2]]
}

/** As libpq: with a root certificate `require` means `verify-ca`; only `verify-full` looks at the name as well. */
function ssl(
  mode: string | undefined,
  files: { sslrootcert: string | undefined; sslcert: string | undefined; sslkey: string | undefined },
  hosts: readonly string[],
): SqlOptions['ssl'] {
  const ca = files.sslrootcert === 'system' ? undefined : read509('sslrootcert', files.sslrootcert)
  const own = { cert: read509('sslcert', files.sslcert), key: read509('sslkey', files.sslkey) }
  const certificates = Object.fromEntries(Object.entries({ ca, ...own }).filter(([, value]) => value !== undefined))
  switch (mode) {
    case undefined:
      if (files.sslrootcert !== undefined) throw new Unreadable('sslrootcert needs sslmode=verify-full or verify-ca')
      return false
    case 'disable':
      return false
    case 'allow':
    case 'prefer':
      return mode
    case 'require':
      if (ca !== undefined) return { ...certificates, checkServerIdentity: () => undefined }
      return own.cert === undefined ? mode : { ...certificates, rejectUnauthorized: false }
    case 'verify-full':
      return { ...certificates, rejectUnauthorized: true, checkServerIdentity: isOneOf(hosts) }
    case 'verify-ca':
      return { ...certificates, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    default:
      throw new Error('sslmode')
  }
}

/** By ourselves: postgres.js gives Node no name for a host that is a number, and Node then takes `localhost`. */
const isOneOf = (hosts: readonly string[]) => (_: string, certificate: PeerCertificate) => {
  const errors = hosts.map((host) => checkServerIdentity(host, certificate))
  return errors.includes(undefined) ? undefined : errors[0]
}

function read509(parameter: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Unreadable(`the file that ${parameter} names cannot be read (${code})`, { cause })
  }
}

const badUrl = (variable: string, cause?: unknown) =>
  new SqlError(
    'sql/bad-url',
    `${variable} is not a PostgreSQL address: write it as postgres://user:password@host:5432/database.`,
    { cause },
  )
