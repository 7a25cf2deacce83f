import type { LateCreditPolicy } from '../../../contracts/late-credit.ts'
import type { Sql, Tx } from '../../../kit/sql.ts'

export const allLateCredits = async (sql: Sql): Promise<{ storeId: string; policy: LateCreditPolicy }[]> => [
  ...(await sql<{ storeId: string; policy: LateCreditPolicy }[]>`
    select store_id "storeId", policy from stores.late_credits order by store_id`),
]

export async function lateCreditOf(sql: Sql, storeId: string): Promise<LateCreditPolicy | null> {
  const [row] = await sql<{ policy: LateCreditPolicy }[]>`
    select policy from stores.late_credits where store_id = ${storeId}`
  return row?.policy ?? null
}

/** Null: the store does as the installation does. */
export const putLateCredit = (tx: Tx, storeId: string, policy: LateCreditPolicy | null) =>
  policy === null
    ? tx`delete from stores.late_credits where store_id = ${storeId}`
    : tx`
      insert into stores.late_credits (store_id, policy) values (${storeId}, ${tx.json(policy)})
      on conflict (store_id) do update set policy = excluded.policy, updated_at = now()`
