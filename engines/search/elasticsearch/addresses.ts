import { readFileSync } from 'node:fs'
import { ConfigError } from '../../../kit/config.ts'

/** Where the search engine is, as the variable says it. */
export interface SearchAddresses {
  /** The variable that it came from: for messages. */
  readonly variable: string
  /** Without user and password. */
  readonly nodes: readonly string[]
  readonly auth?: { readonly username: string; readonly password: string }
  /** A certificate authority of one's own, PEM. */
  readonly ca?: string
}

/**
 * Reads `https://user:password@host:9200?ca=/path/ca.pem`, or several nodes of one cluster.
 * @throws ConfigError naming the variable, never the password
 */
export function readAddresses(urls: readonly string[], variable: string): SearchAddresses {
  const wrong = (why: string) => new ConfigError([`${variable} ${why}`])
  const parsed = urls.map((url) => new URL(url))
  const first = parsed[0]
  if (!first) throw wrong('is empty')
  for (const url of parsed) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw wrong(`must begin with http:// or https://, but begins with ${url.protocol}//`)
    if (url.protocol !== first.protocol) throw wrong('mixes http:// and https://')
    if (url.username !== first.username || url.password !== first.password)
      throw wrong('must have the same user and password in all its addresses')
  }
  const caFile = first.searchParams.get('ca')
  let ca: string | undefined
  try {
    if (caFile !== null) ca = readFileSync(caFile, 'utf8')
  } catch {
    throw wrong(`names a ca file that cannot be read: ${caFile}`)
  }
  return {
    variable,
    nodes: parsed.map(({ origin, pathname }) => `${origin}${pathname.replace(/\/$/, '')}`),
    ...(first.username === ''
      ? {}
      : { auth: { username: decodeURIComponent(first.username), password: decodeURIComponent(first.password) } }),
    ...(ca === undefined ? {} : { ca }),
  }
}
