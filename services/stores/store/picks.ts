import { fromTimestamp, toTimestamp } from '../../../contracts/time.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import { stepsOf } from '../domain/expect.ts'
import type { Pick } from './types.ts'

interface Row {
  id: string
  order_id: string
  number: string
  store_id: string
  state: Pick['state']
  picker_id: string | null
  substitutions: Pick['substitutions']
  lines: Pick['lines']
  bags: number | null
  promised_at: Date
  queued_at: Date
  started_at: Date | null
  completed_at: Date | null
  expected_at: Date | null
  handover: string | null
  zone_bags: Pick['zoneBags'] | null
  handed_over_at: Date | null
  gift_note: string | null
}

const instant = (date: Date | null) => (date ? toTimestamp(date.getTime()) : null)

const fromRow = (row: Row): Pick => ({
  id: row.id,
  orderId: row.order_id,
  number: row.number,
  storeId: row.store_id,
  state: row.state,
  pickerId: row.picker_id,
  promisedAt: instant(row.promised_at)!,
  queuedAt: instant(row.queued_at)!,
  startedAt: instant(row.started_at),
  completedAt: instant(row.completed_at),
  ...(row.expected_at ? { expectedAt: instant(row.expected_at)! } : {}),
  substitutions: row.substitutions,
  bags: row.bags,
  lines: row.lines,
  ...(row.handover ? { handover: row.handover } : {}),
  ...(row.zone_bags ? { zoneBags: row.zone_bags } : {}),
  ...(row.handed_over_at ? { handedOverAt: instant(row.handed_over_at)! } : {}),
  ...(row.gift_note ? { giftNote: row.gift_note } : {}),
})

const columns = (sql: SqlOrTx) =>
  sql`
    id, order_id, number, store_id, state, picker_id, substitutions, lines, bags, promised_at, queued_at, started_at, completed_at,
    handover, zone_bags, handed_over_at, gift_note, expected_at`

export type NewPick = Omit<
  Pick,
  'state' | 'pickerId' | 'queuedAt' | 'startedAt' | 'completedAt' | 'expectedAt' | 'bags' | 'handover'
>

/** One statement for many orders; an order that has a pick keeps it. */
export async function addPicks(tx: Tx, picks: readonly NewPick[]): Promise<void> {
  if (picks.length === 0) return
  await tx`
    insert into stores.picks (id, order_id, number, store_id, state, substitutions, lines, promised_at, gift_note)
    select p->>'id', p->>'orderId', p->>'number', p->>'storeId', 'queued', p->>'substitutions', p->'lines', (p->>'promisedAt')::timestamptz,
      p->>'giftNote'
    from jsonb_array_elements(${tx.json(picks as never)}) p
    on conflict (order_id) do nothing`
}

export async function lockPick(tx: Tx, by: { id: string } | { orderId: string }): Promise<Pick | undefined> {
  const [row] = await tx<Row[]>`
    select ${columns(tx)} from stores.picks where ${'id' in by ? tx`id = ${by.id}` : tx`order_id = ${by.orderId}`} for update`
  return row && fromRow(row)
}

export async function getPick(sql: Sql, id: string): Promise<Pick | undefined> {
  const [row] = await sql<Row[]>`select ${columns(sql)} from stores.picks where id = ${id}`
  return row && fromRow(row)
}

const dateOf = (timestamp: string | null) => (timestamp ? new Date(fromTimestamp(timestamp)) : null)

export const savePick = (tx: Tx, pick: Pick) => tx`
  update stores.picks set state = ${pick.state}, picker_id = ${pick.pickerId}, lines = ${tx.json(pick.lines as never)},
    bags = ${pick.bags}, zone_bags = ${pick.zoneBags ? tx.json(pick.zoneBags) : null},
    handed_over_at = ${dateOf(pick.handedOverAt ?? null)}, started_at = ${dateOf(pick.startedAt)}, completed_at = ${dateOf(pick.completedAt)},
    expected_at = ${dateOf(pick.expectedAt ?? null)}, touched_at = now()
  where id = ${pick.id}`

/** Picks with a question whose time was over before an instant: the answer, or that there was none, did not come. */
export const unansweredPicks = (sql: Sql, beforeMs: number) => sql<
  { id: string; proposalId: string; productId: string }[]
>`
  select p.id, l->'substitute'->>'proposalId' as "proposalId", l->>'productId' as "productId"
  from stores.picks p cross join lateral jsonb_array_elements(p.lines) l
  where p.state in ('queued', 'picking') and l->'substitute'->>'state' = 'asked'
    and (l->'substitute'->>'expiresAt')::timestamptz < ${new Date(beforeMs)}
  limit 100`

/** The queue of a store: what is being picked and what waits, most urgent first. Or the past, newest first. */
export async function listPicks(
  sql: Sql,
  {
    storeIds,
    done,
    limit,
    after,
  }: { storeIds: readonly string[] | null; done: boolean; limit: number; after?: readonly [string, string] },
): Promise<Pick[]> {
  const here = storeIds === null ? sql`true` : sql`store_id = any(${storeIds as string[]})`
  const rows = done
    ? await sql<Row[]>`
        select ${columns(sql)} from stores.picks where ${here} and state in ('completed', 'cancelled')
          ${after ? sql`and (completed_at, id) < (${after[0]}::timestamptz, ${after[1]})` : sql``}
        order by completed_at desc, id desc limit ${limit}`
    : await sql<Row[]>`
        select ${columns(sql)} from stores.picks where ${here} and state in ('queued', 'picking')
          ${after ? sql`and (promised_at, id) > (${after[0]}::timestamptz, ${after[1]})` : sql``}
        order by promised_at, id limit ${limit}`
  return rows.map(fromRow)
}

/** Bags that wait for a rider, longest first. */
export const listToHandOver = async (sql: Sql, storeId: string, limit: number): Promise<Pick[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from stores.picks
      where store_id = ${storeId} and state = 'completed' and handed_over_at is null and bags > 0
      order by completed_at limit ${limit}`
  ).map(fromRow)

/** Orders that wait or are being picked, by store. */
export async function queueLengths(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ store_id: string; count: number }[]>`
    select store_id, count(*)::int as count from stores.picks where state in ('queued', 'picking') group by store_id`
  return new Map(rows.map((row) => [row.store_id, row.count]))
}

/** Orders that are not packed and are promised before an instant, with the ride that they were promised on. */
export const unpackedPicks = (sql: Sql, promisedBefore: Date, limit: number) => sql<
  { orderId: string; storeId: string; promisedAt: Date; expectedAt: Date | null; lines: number; rideS: number | null }[]
>`
  select p.order_id "orderId", p.store_id "storeId", p.promised_at "promisedAt", p.expected_at "expectedAt",
    jsonb_array_length(p.lines)::int lines, (k.basis->'situation'->>'rideS')::float8 "rideS"
  from stores.picks p left join stores.promises k on k.order_id = p.order_id
  where p.state in ('queued', 'picking') and p.promised_at < ${promisedBefore}
  order by p.promised_at, p.id limit ${limit}`

/** Picks that somebody started and has not touched since, the one left longest first. */
export const idlePicks = (sql: Sql, beforeMs: number, limit: number) => sql<{ id: string }[]>`
  select id from stores.picks where state = 'picking' and touched_at < ${new Date(beforeMs)}
  order by touched_at limit ${limit}`

/** So many picks of the past say how fast a store picks; one that took longer than this counts as this long. */
const picksSeen = 50
const longestS = 1_800

/** What the last picks of a store took, and of how many steps they were. */
export async function lastPicks(sql: SqlOrTx, storeId: string): Promise<{ seconds: number; steps: number }> {
  const [row] = await sql<{ seconds: number; lines: number; picks: number }[]>`
    select coalesce(sum(least(extract(epoch from completed_at - started_at), ${longestS})), 0)::float8 as seconds,
      coalesce(sum(jsonb_array_length(lines)), 0)::int as lines, count(*)::int as picks
    from (select started_at, completed_at, lines from stores.picks
      where store_id = ${storeId} and state = 'completed' and started_at is not null
      order by completed_at desc limit ${picksSeen}) last`
  const { seconds, lines, picks } = row!
  return { seconds, steps: lines + picks * stepsOf(0) }
}
