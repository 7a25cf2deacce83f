import type { Campaign, CampaignInput, CampaignResults, CampaignState } from '../../../contracts/campaigns.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** A campaign as it is kept; what became of it is counted apart. */
export type StoredCampaign = Omit<Campaign, 'results' | 'quiet'>

interface Row {
  id: string
  input: CampaignInput
  state: CampaignState
  created_at: Date
  created_by: string
  send_at: Date | null
  ended_at: Date | null
}

const columns = (sql: SqlOrTx) => sql`id, input, state, created_at, created_by, send_at, ended_at`

const fromRow = (row: Row): StoredCampaign => ({
  id: row.id,
  ...row.input,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  ...(row.send_at ? { sendAt: row.send_at.toISOString() } : {}),
  ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
})

/** The stores of who asks; undefined for who may see all. */
export type Sight = readonly string[] | undefined

/** Campaigns that are for everybody, or for who ordered from one of the stores. */
const inSight = (sql: SqlOrTx, stores: Sight) =>
  stores === undefined ? sql`` : sql`and coalesce(input->'audience'->>'storeId' = any(${[...stores]}), true)`

/** Newest first. */
export async function listCampaigns(
  sql: SqlOrTx,
  { before, limit, stores }: { before?: string; limit: number; stores?: Sight },
): Promise<StoredCampaign[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from notifications.campaigns
    where true ${before === undefined ? sql`` : sql`and id < ${before}`} ${inSight(sql, stores)}
    order by id desc limit ${limit}`
  return rows.map(fromRow)
}

export async function findCampaign(sql: SqlOrTx, id: string, stores?: Sight): Promise<StoredCampaign | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from notifications.campaigns where id = ${id} ${inSight(sql, stores)}`
  return row && fromRow(row)
}

export async function lockCampaign(tx: Tx, id: string): Promise<StoredCampaign | undefined> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from notifications.campaigns where id = ${id} for update`
  return row && fromRow(row)
}

export const addCampaign = (tx: Tx, id: string, input: CampaignInput, createdBy: string, now: number) => tx`
  insert into notifications.campaigns (id, input, state, created_at, created_by)
  values (${id}, ${tx.json(input as never)}, 'draft', ${new Date(now)}, ${createdBy})`

export const saveInput = (tx: Tx, id: string, input: CampaignInput) =>
  tx`update notifications.campaigns set input = ${tx.json(input as never)} where id = ${id}`

export const removeCampaign = (tx: Tx, id: string) => tx`delete from notifications.campaigns where id = ${id}`

export const schedule = (tx: Tx, id: string, sendAt: number) =>
  tx`update notifications.campaigns set state = 'scheduled', send_at = ${new Date(sendAt)} where id = ${id}`

export const beginSending = (tx: Tx, id: string, now: number) =>
  tx`update notifications.campaigns set state = 'sending', started_at = ${new Date(now)} where id = ${id}`

/** Nobody who waits gets it any more; what a provider was just asked goes its way. */
export async function stop(tx: Tx, id: string, now: number): Promise<void> {
  await tx`update notifications.campaigns set state = 'stopped', ended_at = ${new Date(now)} where id = ${id}`
  await tx`
    update notifications.campaign_recipients set state = 'stopped', leased_until = null
    where campaign_id = ${id} and state = 'waiting'`
  await tx`update notifications.messages set state = 'expired' where event_id = ${id} and state = 'due'`
}

/** Campaigns with something to be done: their time has come, they are under way, or the last messages are out. */
export async function openCampaigns(sql: SqlOrTx, now: number): Promise<StoredCampaign[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from notifications.campaigns c
    where state = 'sending' or (state = 'scheduled' and send_at <= ${new Date(now)})
      or (state = 'stopped' and exists (
        select from notifications.campaign_recipients where campaign_id = c.id and state = 'handed'))
    order by send_at, id limit 20`
  return rows.map(fromRow)
}

/** Nobody waits any more: it is done. @returns whether it was that now */
export async function endWhenDone(sql: SqlOrTx, id: string, now: number): Promise<boolean> {
  const result = await sql`
    update notifications.campaigns c set state = 'sent', ended_at = ${new Date(now)}
    where id = ${id} and state = 'sending' and not exists (
      select from notifications.campaign_recipients where campaign_id = c.id and state in ('waiting', 'handed'))`
  return result.count === 1
}

const none: CampaignResults = {
  people: 0,
  waiting: 0,
  sent: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  stopped: 0,
  orders: 0,
  customers: 0,
}

/**
 * What became of campaigns, by id. For who sees some stores, of people who have ordered from these, and of orders there: in
 * a campaign for one store everybody has.
 */
export async function readResults(
  sql: SqlOrTx,
  ids: readonly string[],
  stores?: Sight,
): Promise<Map<string, CampaignResults>> {
  const theirs =
    stores === undefined
      ? sql``
      : sql`and (exists (select from notifications.campaigns c where c.id = r.campaign_id and c.input->'audience' ? 'storeId')
        or exists (select from notifications.purchases p
          where p.user_id = r.user_id and p.store_id = any(${[...stores]}) and not p.cancelled))`
  const [counts, orders] = await Promise.all([
    sql<({ id: string } & Omit<CampaignResults, 'orders' | 'customers'>)[]>`
      select campaign_id as id, count(*)::int as people,
        (count(*) filter (where state in ('waiting', 'handed')))::int as waiting,
        (count(*) filter (where state = 'sent'))::int as sent, (count(*) filter (where state = 'failed'))::int as failed,
        (count(*) filter (where state = 'unknown'))::int as unknown,
        (count(*) filter (where state = 'skipped'))::int as skipped,
        (count(*) filter (where state = 'stopped'))::int as stopped
      from notifications.campaign_recipients r where campaign_id = any(${ids as string[]}) ${theirs} group by campaign_id`,
    sql<{ id: string; orders: number; customers: number }[]>`
      select c.id, count(*)::int as orders, count(distinct p.user_id)::int as customers
      from notifications.campaigns c
      join notifications.purchases p on p.coupon = c.input->>'coupon' and not p.cancelled
        ${stores === undefined ? sql`` : sql`and p.store_id = any(${[...stores]})`}
      join notifications.campaign_recipients r
        on r.campaign_id = c.id and r.user_id = p.user_id and r.state = 'sent' and p.placed_at >= r.handed_at
      where c.id = any(${ids as string[]}) group by c.id`,
  ])
  const results = new Map<string, CampaignResults>(ids.map((id) => [id, none]))
  for (const { id, ...rest } of counts) results.set(id, { ...none, ...rest })
  for (const { id, ...rest } of orders) results.set(id, { ...results.get(id)!, ...rest })
  return results
}
