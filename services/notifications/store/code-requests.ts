import type { SqlOrTx } from '../../../kit/sql.ts'

/** @returns false when this request was handed to the provider before */
export async function claimCodeRequest(sql: SqlOrTx, id: string, now: number): Promise<boolean> {
  const result = await sql`
    insert into notifications.code_requests (id, at) values (${id}, ${new Date(now)}) on conflict do nothing`
  return result.count === 1
}

/** The provider surely did not take it: the same request may come again. */
export const releaseCodeRequest = (sql: SqlOrTx, id: string) =>
  sql`delete from notifications.code_requests where id = ${id}`

export const dropOldCodeRequests = (sql: SqlOrTx, before: number) =>
  sql`delete from notifications.code_requests where at < ${new Date(before)}`
