import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import { codeTriesMax } from '../domain/account.ts'

/** A new code takes the place of the last. */
export const putCode = (tx: Tx, code: { phone: string; requestId: string; hash: Buffer; expiresAt: number }) => tx`
  insert into users.codes (phone, request_id, hash, expires_at)
  values (${code.phone}, ${code.requestId}, ${code.hash}, ${new Date(code.expiresAt)})
  on conflict (phone) do update set request_id = excluded.request_id, hash = excluded.hash, tries = 0,
    expires_at = excluded.expires_at`

/** Uses up one try, whatever comes of it: tries at the same time are counted one by one. */
export async function takeTry(
  sql: SqlOrTx,
  phone: string,
  now: number,
): Promise<{ requestId: string; hash: Buffer } | undefined> {
  const [row] = await sql<{ request_id: string; hash: Buffer }[]>`
    update users.codes set tries = tries + 1
    where phone = ${phone} and tries < ${codeTriesMax} and expires_at > ${new Date(now)}
    returning request_id, hash`
  return row && { requestId: row.request_id, hash: row.hash }
}

/** A code logs in once. @returns whether it was still there */
export async function useUpCode(tx: Tx, phone: string, requestId: string): Promise<boolean> {
  const result = await tx`delete from users.codes where phone = ${phone} and request_id = ${requestId}`
  return result.count === 1
}

export const dropExpiredCodes = (sql: SqlOrTx, now: number) =>
  sql`delete from users.codes where expires_at < ${new Date(now)}`
