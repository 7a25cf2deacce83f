import type { LateCreditPolicy } from '../../../contracts/late-credit.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** What a store gives for broken promises; null where it does as the installation does. */
export async function latePolicyOf(sql: SqlOrTx, storeId: string): Promise<LateCreditPolicy | null> {
  const [row] = await sql<{ policy: LateCreditPolicy }[]>`
    select policy from payments.late_policies where store_id = ${storeId}`
  return row?.policy ?? null
}

/** Keeps what all stores said, and nothing of those that have no policy of their own any more. */
export async function keepLatePolicies(
  tx: Tx,
  stores: readonly { storeId: string; policy: LateCreditPolicy }[],
): Promise<void> {
  await tx`delete from payments.late_policies where store_id <> all(${stores.map((each) => each.storeId)})`
  await tx`
    insert into payments.late_policies (store_id, policy)
    select s->>'storeId', s->'policy' from jsonb_array_elements(${tx.json(stores as never)}) s
    on conflict (store_id) do update set policy = excluded.policy, learnt_at = now()
    where late_policies.policy <> excluded.policy`
}
