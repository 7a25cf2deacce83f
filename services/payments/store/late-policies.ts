import type { LateCreditPolicy } from '../../../contracts/late-credit.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** What a store gives for broken promises; null where it does as the installation does. */
export async function latePolicyOf(sql: SqlOrTx, storeId: string): Promise<LateCreditPolicy | null> {
  const [row] = await sql<{ policy: LateCreditPolicy }[]>`
    select policy from payments.late_policies where store_id = ${storeId}`
  return row?.policy ?? null
}

/** The database's clock, as the database writes it: to the microsecond. */
export async function askingAt(sql: SqlOrTx): Promise<string> {
  const [row] = await sql<{ at: string }[]>`select clock_timestamp()::text at`
  return row!.at
}

/**
 * Keeps what all stores said, and nothing of those that have no policy of their own any more. What another copy has written
 * since this was asked may be newer: then it stays.
 * @param askedAt before the question, by `askingAt`
 */
export async function keepLatePolicies(
  tx: Tx,
  stores: readonly { storeId: string; policy: LateCreditPolicy }[],
  askedAt: string,
): Promise<void> {
  const [last] = await tx<{ older: boolean }[]>`
    select at <= ${askedAt}::text::timestamptz older from payments.late_policies_learnt for update`
  if (!last?.older) return
  await tx`delete from payments.late_policies where store_id <> all(${stores.map((each) => each.storeId)})`
  await tx`
    insert into payments.late_policies (store_id, policy)
    select s->>'storeId', s->'policy' from jsonb_array_elements(${tx.json(stores as never)}) s
    on conflict (store_id) do update set policy = excluded.policy, learnt_at = now()
    where late_policies.policy <> excluded.policy`
  await tx`update payments.late_policies_learnt set at = clock_timestamp()`
}
