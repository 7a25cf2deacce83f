import { readFileSync } from 'node:fs'
import { ConfigError } from '../../kit/config.ts'

/** Where Redis is, as the variable says it. */
export interface RedisAddresses {
  /** The variable that it came from: for messages. */
  readonly variable: string
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly username?: string
  readonly password?: string
  /** Number of the database; clusters have only 0. */
  readonly database: number
  readonly tls?: { readonly ca?: string }
}

/**
 * Reads `redis://user:password@host:6379/0`, `rediss://…?ca=/path/ca.pem`, or several of a cluster.
 * @throws ConfigError naming the variable, never the password
 */
export function readAddresses(urls: readonly string[], variable: string): RedisAddresses {
  const wrong = (why: string) => new ConfigError([`${variable} ${why}`])
  const parsed = urls.map((url) => new URL(url))
  const first = parsed[0]
  if (!first) throw wrong('is empty')
  for (const url of parsed) {
    if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
      throw wrong(`must begin with redis:// or rediss://, but begins with ${url.protocol}//`)
    if (url.hostname === '') throw wrong('has an address without a host')
    if (url.protocol !== first.protocol) throw wrong('mixes redis:// and rediss://')
    if (url.username !== first.username || url.password !== first.password)
      throw wrong('must have the same user and password in all its addresses')
  }
  const path = first.pathname.replace(/^\//, '')
  const database = path === '' ? 0 : Number(path)
  if (!Number.isInteger(database) || database < 0) throw wrong('must end with the number of a database, such as /0')
  if (parsed.length > 1 && database !== 0) throw wrong('names a database, but a cluster has only 0')
  return {
    variable,
    nodes: parsed.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 6379),
    })),
    database,
    ...(first.username === '' ? {} : { username: decodeURIComponent(first.username) }),
    ...(first.password === '' ? {} : { password: decodeURIComponent(first.password) }),
    ...(first.protocol === 'rediss:' ? { tls: readCa(first, wrong) } : {}),
  }
}

/** Certificates are checked against the system's authorities, or against the file that `ca` names. */
function readCa(url: URL, wrong: (why: string) => ConfigError): { ca?: string } {
  const path = url.searchParams.get('ca')
  if (path === null) return {}
  try {
    return { ca: readFileSync(path, 'utf8') }
  } catch {
    throw wrong(`names a ca file that cannot be read: ${path}`)
  }
}

/** For messages: hosts and ports only. */
export const showAddresses = ({ nodes }: RedisAddresses): string =>
  nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
