import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { PlanMove, PlanWait } from '../planner/types.ts'

/** Notes why deliveries get no offer. What the last round said already is not written again. */
export const writeWaits = (sql: SqlOrTx, waits: readonly PlanWait[], planner: string, at: Date) => sql`
  insert into deliveries.waits (delivery_id, reason, planner, at)
  select distinct on (w->>'deliveryId') w->>'deliveryId', w->>'reason', ${planner}, ${at}
  from jsonb_array_elements(${sql.json(waits as never)}) w
  join deliveries.deliveries d on d.id = w->>'deliveryId' and d.state in ('packing', 'waiting')
  on conflict (delivery_id) do update set reason = excluded.reason, planner = excluded.planner, at = excluded.at
  where waits.reason <> excluded.reason`

/**
 * Suggests to riders with nothing in hand where to wait. The same suggestion again only keeps it fresh.
 * @returns the riders for whom it is another one than before
 */
export async function writeSuggestions(
  tx: Tx,
  moves: readonly PlanMove[],
  { at, staleSince }: { at: Date; staleSince: Date },
): Promise<string[]> {
  const rows = await tx<{ id: string; isNew: boolean }[]>`
    with free as (
      select r.user_id, m.store_id, r.suggested_store_id is distinct from m.store_id
          or r.suggested_at <= ${staleSince} is_new
      from (select distinct on (m->>'riderId') m->>'riderId' rider_id, m->>'storeId' store_id
        from jsonb_array_elements(${tx.json(moves as never)}) m) m
      join deliveries.riders r on r.user_id = m.rider_id and r.on_shift
      where not exists (select 1 from deliveries.deliveries d where d.rider_id = r.user_id and d.slot is not null)
      order by r.user_id for update of r skip locked)
    update deliveries.riders r set suggested_store_id = f.store_id, suggested_at = ${at}
    from free f where f.user_id = r.user_id returning r.user_id id, f.is_new "isNew"`
  return rows.filter((row) => row.isNew).map((row) => row.id)
}

export interface RoundRow {
  id: string
  at: Date
  planner: string
  fallback: string | null
  tookMs: number
  waiting: number
  riders: number
  offered: number
  body: Buffer
}

export const addRound = (sql: SqlOrTx, round: RoundRow) => sql`
  insert into deliveries.rounds (id, at, planner, fallback, took_ms, waiting, riders, offered, body)
  values (${round.id}, ${round.at}, ${round.planner}, ${round.fallback}, ${round.tookMs}, ${round.waiting},
    ${round.riders}, ${round.offered}, ${round.body})`

/** Rounds of a span of time in their order, after one that is known. */
export const roundsBetween = (
  sql: SqlOrTx,
  span: { from: Date; to: Date; after?: { at: Date; id: string }; limit: number },
) => sql<RoundRow[]>`
  select id, at, planner, fallback, took_ms "tookMs", waiting, riders, offered, body from deliveries.rounds
  where at >= ${span.from} and at < ${span.to}
    ${span.after ? sql`and (at, id) > (${span.after.at}, ${span.after.id})` : sql``}
  order by at, id limit ${span.limit}`

/** For a job: forgets why riders were chosen and why orders waited. @returns whether there may be more */
export async function forgetWhys(tx: Tx, before: Date): Promise<boolean> {
  const limit = 1_000
  const offers = await tx`
    update deliveries.offers set why = null where id in (
      select id from deliveries.offers where why is not null and offered_at < ${before} limit ${limit})`
  const waits = await tx`
    delete from deliveries.waits where delivery_id in (
      select delivery_id from deliveries.waits where at < ${before} limit ${limit})`
  return offers.count === limit || waits.count === limit
}

/** How many orders were ready per store and day in the hour of the day that an instant is in, over some days. */
export const expectedByStore = (
  sql: SqlOrTx,
  options: { since: Date; now: Date; hour: number; days: number; timeZone: string },
) => sql<{ storeId: string; perHour: number }[]>`
  select store_id "storeId", count(*)::float8 / ${options.days} "perHour" from deliveries.deliveries
  where packed and ready_at >= ${options.since} and ready_at < ${options.now}
    and extract(hour from ready_at at time zone ${options.timeZone}) = ${options.hour}
  group by store_id`
