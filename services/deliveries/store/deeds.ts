import { common } from '../../../contracts/problem.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/**
 * Takes a deed once: notes the key that the rider's phone chose for it, in the commit of the deed itself.
 * @returns false when this key was taken before: the deed is done, and is not done again
 * @throws request/idempotency-key-reused when the key was another deed's
 */
export async function claimDeed(
  tx: Tx,
  { riderId, key, deed, atMs }: { riderId: string; key: string | undefined; deed: string; atMs: number },
): Promise<boolean> {
  if (key === undefined) return true
  const [added] = await tx`
    insert into deliveries.deeds (rider_id, key, deed, at) values (${riderId}, ${key}, ${deed}, ${new Date(atMs)})
    on conflict do nothing returning 1`
  if (added) return true
  const [before] = await tx<{ deed: string }[]>`
    select deed from deliveries.deeds where rider_id = ${riderId} and key = ${key}`
  if (before?.deed !== deed) throw common('request/idempotency-key-reused')
  return false
}

/** When a delivery's state changed last, epoch milliseconds. */
export async function lastChangeMs(tx: Tx, deliveryId: string): Promise<number | undefined> {
  const [row] = await tx<{ at: Date }[]>`
    select at from deliveries.history where delivery_id = ${deliveryId} and state <> 'too_late' order by seq desc limit 1`
  return row?.at.getTime()
}

/** What a rider says who brings back what staff have given up as lost. */
export const broughtBack = 'brought back'

/**
 * Notes beside what became of a delivery what a rider says who had picked it up; how it ended at the door once, and that
 * its goods came back once. Not of a rider whose own deed it was that stands.
 */
export const addTooLate = (
  sql: SqlOrTx,
  { deliveryId, riderId, at, what }: { deliveryId: string; riderId: string; at: Date; what: string },
) => sql`
  insert into deliveries.history (delivery_id, state, rider_id, at, actor, reason)
  select d.id, 'too_late', ${riderId}::text, ${at}, ${riderId}::text, ${what}::text from deliveries.deliveries d
  where d.id = ${deliveryId}
    and exists (select 1 from deliveries.history h
      where h.delivery_id = d.id and h.state = 'picked_up' and h.rider_id = ${riderId})
    and not exists (select 1 from deliveries.history h
      where h.delivery_id = d.id and h.actor = ${riderId} and (h.state = d.state
        or h.state = 'too_late' and (h.reason = ${broughtBack}) = (${what}::text = ${broughtBack})))`

/** For a job: forgets keys that no phone still has. @returns whether there may be more */
export async function forgetDeeds(tx: Tx, before: Date): Promise<boolean> {
  const limit = 1_000
  const { count } = await tx`
    delete from deliveries.deeds where (rider_id, key) in (
      select rider_id, key from deliveries.deeds where at < ${before} limit ${limit})`
  return count === limit
}
