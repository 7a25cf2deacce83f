import { openEmbedded } from './embedded.ts'
import type { SqlAddress, SqlServer } from './port.ts'
import { openServer } from './server.ts'

export { type SqlAddress, SqlError, type SqlErrorCode, type SqlOptions, type SqlServer } from './port.ts'
export { sqlOptions } from './url.ts'

/** Opens the relational engine that the address chooses: an outside server when it has a URL, else our own PostgreSQL. */
export function openSql({ url, ...rest }: SqlAddress): Promise<SqlServer> {
  return url ? openServer({ url, variable: rest.variable }) : openEmbedded(rest)
}
