import type { PromiseBasis } from '../../../contracts/promise.ts'
import type { Sql, Tx } from '../../../kit/sql.ts'
import type { PromiseState } from '../promise/model.ts'

/** What each store has learnt; stores that have delivered nothing have no row. */
export async function promiseStates(sql: Sql): Promise<Map<string, PromiseState>> {
  const rows = await sql<{ storeId: string; state: PromiseState }[]>`
    select store_id "storeId", state from stores.promise_models`
  return new Map(rows.map(({ storeId, state }) => [storeId, state]))
}

/** One delivery of a store is learnt from at a time. */
export async function lockPromiseState(tx: Tx, storeId: string): Promise<PromiseState | undefined> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`promises ${storeId}`}, 0))`
  const [row] = await tx<{ state: PromiseState }[]>`
    select state from stores.promise_models where store_id = ${storeId}`
  return row?.state
}

export const savePromiseState = (tx: Tx, storeId: string, state: PromiseState) => tx`
  insert into stores.promise_models (store_id, state, deliveries)
  select id, ${tx.json(state as never)}, ${state.count} from stores.stores where id = ${storeId}
  on conflict (store_id) do update
  set state = excluded.state, deliveries = excluded.deliveries, updated_at = now()`

export interface KeptPromise {
  readonly orderId: string
  readonly storeId: string
  readonly promisedAt: string
  readonly placedAt: string
  readonly basis: PromiseBasis
}

/** An order is promised once, however often it is told. */
export async function addPromises(tx: Tx, promises: readonly KeptPromise[]): Promise<void> {
  if (promises.length === 0) return
  await tx`
    insert into stores.promises (order_id, store_id, promised_at, placed_at, basis)
    select p->>'orderId', p->>'storeId', (p->>'promisedAt')::timestamptz, (p->>'placedAt')::timestamptz, p->'basis'
    from jsonb_array_elements(${tx.json(promises as never)}) p
    on conflict (order_id) do nothing`
}

/** The promise of an order that is at its door now, in the city's own time; undefined when none is known or it has been learnt from. */
export async function endPromise(
  tx: Tx,
  orderId: string,
  deliveredAt: string,
): Promise<{ storeId: string; basis: PromiseBasis; actualS: number } | undefined> {
  const [row] = await tx<{ storeId: string; basis: PromiseBasis; actualS: number }[]>`
    update stores.promises
    set actual_s = greatest(0, extract(epoch from ${deliveredAt}::timestamptz - placed_at)
      * coalesce((basis->>'speed')::float8, 1))::int
    where order_id = ${orderId} and actual_s is null
    returning store_id "storeId", basis, actual_s "actualS"`
  return row
}

export const dropPromise = (tx: Tx, orderId: string) =>
  tx`delete from stores.promises where order_id = ${orderId} and actual_s is null`

const forgetMax = 1_000

/** @returns whether there may be more */
export async function forgetPromises(sql: Sql, before: Date): Promise<boolean> {
  const gone = await sql`
    delete from stores.promises where order_id in (
      select order_id from stores.promises where placed_at < ${before} order by placed_at limit ${forgetMax})`
  return gone.count === forgetMax
}

/** What was promised and what came of it, since an instant. */
export async function promiseFigures(sql: Sql, storeId: string, since: Date) {
  const [row] = await sql<{ delivered: number; kept: number; inside: number; medianMinutes: number | null }[]>`
    select count(*)::int delivered,
      count(*) filter (where placed_at + make_interval(secs => actual_s) <= promised_at)::int kept,
      count(*) filter (where actual_s >= (basis->>'earliestMinutes')::int * 60
        and actual_s <= (basis->>'latestMinutes')::int * 60)::int inside,
      percentile_cont(0.5) within group (order by extract(epoch from promised_at - placed_at) / 60) "medianMinutes"
    from stores.promises where store_id = ${storeId} and placed_at >= ${since} and actual_s is not null`
  return row!
}
