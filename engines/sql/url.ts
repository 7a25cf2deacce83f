import { join } from 'node:path'
import { SqlError, type SqlOptions } from './port.ts'

const form = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?@]*)(?:\/([^?]*))?(?:\?(.*))?$/

/**
 * Reads a libpq URL into options for postgres.js, which knows neither `?host=/folder` nor `sslmode=verify-ca`.
 * Several hosts (`h1:5432,h2:5433`) are tried in order; other parameters become settings of the session.
 * @param variable names the source in the error
 */
export function sqlOptions(url: string, variable: string): SqlOptions {
  const parts = form.exec(url)
  if (!parts) throw badUrl(variable)
  try {
    return read(parts)
  } catch (cause) {
    throw badUrl(variable, cause)
  }
}

function read([, user, password, authority = '', database, search]: RegExpExecArray): SqlOptions {
  const { host = '', port = '', sslmode, dbname, ...session } = Object.fromEntries(new URLSearchParams(search ?? ''))
  const login = {
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
  return { ...login, connection: session, ...where, ssl: ssl(sslmode) }
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

function ssl(mode: string | undefined): SqlOptions['ssl'] {
  switch (mode) {
    case undefined:
    case 'disable':
      return false
    case 'allow':
    case 'prefer':
    case 'require':
    case 'verify-full':
      return mode
    case 'verify-ca':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined }
    default:
      throw new Error('sslmode')
  }
}

const badUrl = (variable: string, cause?: unknown) =>
  new SqlError(
    'sql/bad-url',
    `${variable} is not a PostgreSQL address: write it as postgres://user:password@host:5432/database.`,
    { cause },
  )
