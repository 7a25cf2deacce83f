import { createHash } from 'node:crypto'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import { type Lockout, type Quota, type QuotaUse, takeFrom, waitMsAfter } from '../domain/account.ts'

/** Something that is guessed at or asked for: kept as a hash, since a typing mistake may be anybody's address. */
export interface Counted<Rule> {
  readonly key: string
  readonly rule: Rule
}

const keyOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** Milliseconds until guessing may go on; 0 when it may now. One round trip. */
export async function blockedForMs(sql: SqlOrTx, keys: readonly string[], now: number): Promise<number> {
  const [row] = await sql<{ until: Date | null }[]>`
    select max(blocked_until) as until from users.attempts where key = any(${keys.map(keyOf)})`
  return Math.max(0, (row?.until?.getTime() ?? 0) - now)
}

/** Counts a failure against each key, and blocks those that had too many. In the order of the keys: no deadlocks. */
export async function countFailure(sql: Sql, counted: readonly Counted<Lockout>[], now: number): Promise<void> {
  const hashed = counted.map(({ key, rule }) => ({ key: keyOf(key), rule })).sort((a, b) => (a.key < b.key ? -1 : 1))
  await sql.begin(async (tx) => {
    for (const { key, rule } of hashed) {
      const [row] = await tx<{ failures: number }[]>`
        insert into users.attempts as a (key, failures, last_at) values (${key}, 1, ${new Date(now)})
        on conflict (key) do update set last_at = excluded.last_at,
          failures = case when a.last_at < ${new Date(now - rule.forgetAfterS * 1_000)} then 1 else a.failures + 1 end
        returning failures`
      const waitMs = waitMsAfter(row!.failures, rule)
      if (waitMs > 0) await tx`update users.attempts set blocked_until = ${new Date(now + waitMs)} where key = ${key}`
    }
  })
}

export const forgetFailures = (sql: SqlOrTx, key: string) => sql`delete from users.attempts where key = ${keyOf(key)}`

/** Takes one from each quota, or none. @returns milliseconds to wait; 0 when they were taken */
export async function takeQuotas(tx: Tx, counted: readonly Counted<Quota>[], now: number): Promise<number> {
  const hashed = counted.map(({ key, rule }) => ({ key: keyOf(key), rule })).sort((a, b) => (a.key < b.key ? -1 : 1))
  const taken: { key: string; use: QuotaUse }[] = []
  let waitMs = 0
  for (const { key, rule } of hashed) {
    await tx`
      insert into users.quotas (key, used, window_at, last_at) values (${key}, 0, 'epoch', 'epoch')
      on conflict do nothing`
    const [row] = await tx<{ used: number; window_at: Date; last_at: Date }[]>`
      select used, window_at, last_at from users.quotas where key = ${key} for update`
    const use = row && { used: row.used, windowAt: row.window_at.getTime(), lastAt: row.last_at.getTime() }
    const after = takeFrom(rule, use, now)
    if ('waitMs' in after) waitMs = Math.max(waitMs, after.waitMs)
    else taken.push({ key, use: after })
  }
  if (waitMs > 0) return waitMs
  for (const { key, use } of taken)
    await tx`
      update users.quotas set used = ${use.used}, window_at = ${new Date(use.windowAt)}, last_at = ${new Date(use.lastAt)}
      where key = ${key}`
  return 0
}

/** Neither counts after two days without another. */
export async function dropOldCounts(sql: SqlOrTx, now: number): Promise<void> {
  const before = new Date(now - 2 * 86_400_000)
  await sql`delete from users.attempts where last_at < ${before}`
  await sql`delete from users.quotas where last_at < ${before}`
}
