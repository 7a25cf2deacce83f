import type postgres from 'postgres'
import { ConfigError } from '../../kit/config.ts'

/** Where the relational data lies: a libpq URL of an outside server, or nothing, and Tokri brings its own PostgreSQL. */
export type SqlAddress = {
  /** `postgres://user:password@host:port/database?sslmode=…`; absent: the embedded engine. */
  url?: string | undefined
  /** Where `url` leads through a pooler: the server itself, for LISTEN and locks that last. */
  directUrl?: string | undefined
  /** TOKRI_HOME: the folder of the embedded data. */
  home: string
  /** The variable that `url` came from, named in every error about it. */
  variable: string
  /** How long a server that does not answer yet is waited for, in seconds. 0: it is asked once. */
  waitS?: number
  /** Hears a sentence at each long step, for a person who waits. */
  onProgress?: ((text: string) => void) | undefined
}

/** A PostgreSQL that answers. Disposing stops it when it is ours, and does nothing to somebody else's. */
export type SqlServer = {
  kind: 'embedded' | 'server'
  /** libpq URL with the password in it: never log it. A socket is named by `?host=/folder`, which only libpq and `sqlOptions` read. */
  url: string
  /** The same for postgres.js: `postgres({ ...server.options, max: 20 })`. */
  options: SqlOptions
  /** Past any pooler: for what lives as long as its connection does, LISTEN and session locks. */
  direct: SqlOptions
  [Symbol.asyncDispose](): Promise<void>
}

// biome-ignore lint/complexity/noBannedTypes: this is how postgres.js spells "no custom types"
export type SqlOptions = postgres.Options<{}>

export type SqlErrorCode =
  | 'sql/bad-url'
  | 'sql/unreachable'
  | 'sql/refused'
  | 'sql/too-old'
  | 'sql/no-tls'
  | 'sql/pooled'
  | 'sql/home-in-use'
  | 'sql/home-unusable'
  | 'sql/foreign-data'
  | 'sql/other-version'
  | 'sql/disk-full'
  | 'sql/no-binaries'
  | 'sql/no-account'
  | 'sql/init-failed'
  | 'sql/start-failed'

/** One sentence for whoever starts Tokri, and a stable code. Never holds a password. */
export class SqlError extends ConfigError {
  override name = 'SqlError'
  code: SqlErrorCode
  constructor(code: SqlErrorCode, message: string, options?: ErrorOptions) {
    super([message], options)
    this.code = code
  }
}
