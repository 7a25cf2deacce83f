import type { Webhook, WebhookDelivery, WebhookInput } from '../../../contracts/webhooks.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

interface Row {
  id: string
  name: string
  url: string
  events: Webhook['events']
  created_at: Date
  created_by: string
  disabled_why: Webhook['disabled'] | null
  failing_since: Date | null
}

const columns = (sql: SqlOrTx) => sql`id, name, url, events, created_at, created_by, disabled_why, failing_since`

const fromRow = (row: Row): Webhook => ({
  id: row.id,
  name: row.name,
  url: row.url,
  events: row.events,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  ...(row.disabled_why ? { disabled: row.disabled_why } : {}),
  ...(row.failing_since ? { failingSince: row.failing_since.toISOString() } : {}),
})

export async function listWebhooks(sql: SqlOrTx): Promise<Webhook[]> {
  return (await sql<Row[]>`select ${columns(sql)} from notifications.webhooks order by id desc`).map(fromRow)
}

export async function lockWebhook(tx: Tx, id: string): Promise<Webhook | undefined> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from notifications.webhooks where id = ${id} for update`
  return row && fromRow(row)
}

/** Those who add at the same moment follow each other, so that the limit holds. */
export async function countWebhooks(tx: Tx): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtext('notifications.webhooks'))`
  const [row] = await tx<{ count: number }[]>`select count(*) as count from notifications.webhooks`
  return row!.count
}

export const addWebhook = (
  tx: Tx,
  webhook: WebhookInput & { id: string; createdBy: string; sealedSecret: Buffer; now: number },
) => tx`
  insert into notifications.webhooks (id, name, url, events, sealed_secret, created_at, created_by)
  values (${webhook.id}, ${webhook.name}, ${webhook.url}, ${webhook.events}, ${webhook.sealedSecret},
    ${new Date(webhook.now)}, ${webhook.createdBy})`

export const saveWebhook = (tx: Tx, { id, name, url, events, disabled }: Webhook, now: number) => tx`
  update notifications.webhooks set name = ${name}, url = ${url}, events = ${events},
    disabled_at = ${disabled ? new Date(now) : null}, disabled_why = ${disabled ?? null},
    failing_since = case when ${disabled === undefined} then null else failing_since end
  where id = ${id}`

export const saveSecret = (tx: Tx, id: string, sealedSecret: Buffer) => tx`
  update notifications.webhooks set sealed_secret = ${sealedSecret} where id = ${id}`

export const removeWebhook = (tx: Tx, id: string) => tx`delete from notifications.webhooks where id = ${id}`

/** A delivery for every webhook that hears such events. Once per webhook and event, however often it comes. */
export const addDeliveries = (
  tx: Tx,
  events: readonly { id: string; name: string; payload: object; deliveryId: string }[],
  now: number,
) => tx`
  insert into notifications.webhook_deliveries
    (id, webhook_id, event_id, event_name, payload, created_at, state, next_at)
  -- An id for each pair, in the order of the events: the webhook's own hash stands at the end.
  select left(e->>'deliveryId', 28) || substr(md5((e->>'id') || w.id), 1, 8), w.id, e->>'id', e->>'name',
    e->'payload', ${new Date(now)}, 'due', ${new Date(now)}
  from jsonb_array_elements(${tx.json(events as never)}) e
  join notifications.webhooks w on w.disabled_at is null and e->>'name' = any(w.events)
  on conflict (webhook_id, event_id) do nothing`

export const addDelivery = (
  tx: Tx,
  delivery: { id: string; webhookId: string; eventId: string; name: string; payload: object; now: number },
) => tx`
  insert into notifications.webhook_deliveries
    (id, webhook_id, event_id, event_name, payload, created_at, state, next_at)
  values (${delivery.id}, ${delivery.webhookId}, ${delivery.eventId}, ${delivery.name},
    ${tx.json(delivery.payload as never)}, ${new Date(delivery.now)}, 'due', ${new Date(delivery.now)})`

export interface Due {
  readonly id: string
  readonly eventId: string
  readonly payload: object
  readonly tries: number
  readonly webhookId: string
  readonly url: string
  readonly sealedSecret: Buffer
  readonly failingSince: Date | null
}

/**
 * Takes what is due under a lease, of each webhook as many as it has free lanes; what a process that died had taken is due
 * again when its lease is over.
 * @param lanes.busy how many are under way by webhook
 */
export async function takeDue(
  sql: SqlOrTx,
  now: number,
  leaseUntil: number,
  lanes: { busy: ReadonlyMap<string, number>; each: number },
): Promise<Due[]> {
  await sql`
    update notifications.webhook_deliveries set state = 'due', leased_until = null
    where state = 'sending' and leased_until < ${new Date(now)}`
  return sql<Due[]>`
    update notifications.webhook_deliveries d set state = 'sending', leased_until = ${new Date(leaseUntil)}
    from notifications.webhooks w
    where w.id = d.webhook_id and d.id in (
      select due.id from notifications.webhooks w
      left join unnest(${[...lanes.busy.keys()]}::text[], ${[...lanes.busy.values()]}::int[]) b (webhook_id, count) on b.webhook_id = w.id
      cross join lateral (
        select id from notifications.webhook_deliveries
        where webhook_id = w.id and state = 'due' and next_at <= ${new Date(now)}
        order by next_at
        limit greatest(0, case when w.failing_since is null then ${lanes.each}::int else 1 end - coalesce(b.count, 0))
        for update skip locked) due
      where w.disabled_at is null)
    returning d.id, d.event_id as "eventId", d.payload, d.tries, w.id as "webhookId", w.url,
      w.sealed_secret as "sealedSecret", w.failing_since as "failingSince"`
}

/** A delivery that was cut off before anything came of it: due again, and not counted as a try. */
export const giveBack = (sql: SqlOrTx, id: string) => sql`
  update notifications.webhook_deliveries set state = 'due', leased_until = null where id = ${id} and state = 'sending'`

export interface Outcome {
  readonly status: number | null
  readonly said: string
  readonly ms: number
}

export const endTry = (
  tx: Tx,
  id: string,
  outcome: Outcome,
  step: { state: 'delivered' | 'failed' } | { state: 'due'; nextAt: number },
  now: number,
) => tx`
  update notifications.webhook_deliveries set state = ${step.state}, leased_until = null, tries = tries + 1,
    next_at = ${new Date(step.state === 'due' ? step.nextAt : now)}, last_at = ${new Date(now)},
    last_status = ${outcome.status}, last_said = ${outcome.said}, last_ms = ${outcome.ms}
  where id = ${id} and state = 'sending'`

export const markWorking = (tx: Tx, id: string) => tx`
  update notifications.webhooks set failing_since = null where id = ${id} and failing_since is not null`

export const markFailing = (tx: Tx, id: string, now: number) => tx`
  update notifications.webhooks set failing_since = ${new Date(now)} where id = ${id} and failing_since is null`

/** @returns whether it was enabled */
export async function disable(tx: Tx, id: string, why: 'failing' | 'gone', now: number): Promise<boolean> {
  const result = await tx`
    update notifications.webhooks set disabled_at = ${new Date(now)}, disabled_why = ${why}
    where id = ${id} and disabled_at is null`
  return result.count === 1
}

/** Newest first. */
export async function listDeliveries(
  sql: SqlOrTx,
  webhookId: string,
  { before, limit, failed }: { before?: string; limit: number; failed?: boolean },
): Promise<WebhookDelivery[]> {
  const rows = await sql<
    {
      id: string
      event_id: string
      event_name: string
      payload: unknown
      created_at: Date
      state: WebhookDelivery['state']
      tries: number
      next_at: Date
      last_at: Date | null
      last_status: number | null
      last_said: string | null
      last_ms: number | null
    }[]
  >`
    select * from notifications.webhook_deliveries
    where webhook_id = ${webhookId} ${before === undefined ? sql`` : sql`and id < ${before}`}
      ${failed ? sql`and state <> 'delivered' and tries > 0` : sql``}
    order by id desc limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    event: row.event_name,
    state: row.state,
    tries: row.tries,
    createdAt: row.created_at.toISOString(),
    ...(row.state === 'due' ? { nextAt: row.next_at.toISOString() } : {}),
    ...(row.last_at ? { lastAt: row.last_at.toISOString() } : {}),
    ...(row.last_status === null ? {} : { status: row.last_status }),
    ...(row.last_said === null ? {} : { said: row.last_said }),
    ...(row.last_ms === null ? {} : { ms: row.last_ms }),
    payload: row.payload,
  }))
}

/** Sends a delivery again, whatever became of it. @returns whether it was there and not on its way already */
export async function redeliver(sql: SqlOrTx, webhookId: string, id: string, now: number): Promise<boolean> {
  const result = await sql`
    update notifications.webhook_deliveries set state = 'due', tries = 0, next_at = ${new Date(now)}
    where id = ${id} and webhook_id = ${webhookId} and state <> 'sending'`
  return result.count === 1
}

export async function dropOldDeliveries(sql: SqlOrTx, before: number): Promise<boolean> {
  const result = await sql`
    delete from notifications.webhook_deliveries where id in (
      select id from notifications.webhook_deliveries where created_at < ${new Date(before)} limit 5000)`
  return result.count === 5_000
}
