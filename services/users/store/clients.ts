import type { Scope } from '../../../contracts/scopes.ts'
import type { ApiClient } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface Client {
  readonly id: string
  readonly name: string
  readonly userId: string
  readonly sessionId: string
  readonly secretHash: Buffer
  readonly scopes: Scope[]
  readonly createdAt: Date
  readonly createdBy: string
  readonly rotatedAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

const columns = (sql: SqlOrTx) => sql`
  id, name, user_id as "userId", session_id as "sessionId", secret_hash as "secretHash", scopes,
  created_at as "createdAt", created_by as "createdBy", rotated_at as "rotatedAt", last_used_at as "lastUsedAt",
  revoked_at as "revokedAt"`

/** As staff see it: all but the secret. */
export const toApiClient = (client: Client): ApiClient => ({
  id: client.id,
  name: client.name,
  userId: client.userId,
  scopes: client.scopes,
  createdAt: client.createdAt.toISOString(),
  createdBy: client.createdBy,
  ...(client.rotatedAt ? { rotatedAt: client.rotatedAt.toISOString() } : {}),
  ...(client.lastUsedAt ? { lastUsedAt: client.lastUsedAt.toISOString() } : {}),
  ...(client.revokedAt ? { revokedAt: client.revokedAt.toISOString() } : {}),
})

export const addClient = (tx: Tx, client: Client) => tx`
  insert into users.api_clients (id, name, user_id, session_id, secret_hash, scopes, created_at, created_by)
  values (${client.id}, ${client.name}, ${client.userId}, ${client.sessionId}, ${client.secretHash}, ${client.scopes},
    ${client.createdAt}, ${client.createdBy})`

export async function findClient(sql: SqlOrTx, id: string): Promise<Client | undefined> {
  const [row] = await sql<Client[]>`select ${columns(sql)} from users.api_clients where id = ${id}`
  return row
}

export async function lockClient(tx: Tx, id: string): Promise<Client | undefined> {
  const [row] = await tx<Client[]>`select ${columns(tx)} from users.api_clients where id = ${id} for update`
  return row
}

/** Newest first. */
export async function listClients(
  sql: SqlOrTx,
  { before, limit }: { before?: string; limit: number },
): Promise<Client[]> {
  return sql<Client[]>`
    select ${columns(sql)} from users.api_clients
    where true ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`
}

export const saveSecret = (tx: Tx, id: string, secretHash: Buffer, sessionId: string, now: number) => tx`
  update users.api_clients set secret_hash = ${secretHash}, session_id = ${sessionId}, rotated_at = ${new Date(now)}
  where id = ${id}`

export const markRevoked = (tx: Tx, id: string, now: number) => tx`
  update users.api_clients set revoked_at = ${new Date(now)} where id = ${id} and revoked_at is null`

/** To the minute is enough, and one write less for who asks all the time. */
export const markUsed = (sql: SqlOrTx, id: string, now: number) => sql`
  update users.api_clients set last_used_at = ${new Date(now)}
  where id = ${id} and (last_used_at is null or last_used_at < ${new Date(now - 60_000)})`
