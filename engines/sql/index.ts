import { openEmbedded } from './embedded.ts'
import type { SqlAddress, SqlServer } from './port.ts'
import { openServer } from './server.ts'

export { type SqlAddress, SqlError, type SqlErrorCode, type SqlOptions, type SqlServer } from './port.ts'
export { sqlOptions, throughPooler } from './url.ts'

/** Opens the relational engine that the address chooses: an outside server when it has a URL, else our own PostgreSQL. */
export function openSql({ url, directUrl, ...rest }: SqlAddress): Promise<SqlServer> {
  return url ? openServer({ ...rest, url, directUrl }) : openEmbedded(rest)
}
