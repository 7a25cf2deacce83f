import assert from 'node:assert/strict'
import type { HistoryEntry } from '../contracts/orders.ts'
import type { Sql } from '../kit/sql.ts'
import { mayGo } from '../services/orders/domain/machine.ts'

export interface Answered {
  readonly userId: string
  readonly key: string
  readonly orderId: string
  readonly total: number
}

/** What must hold whatever happened, told from the tables alone. @throws naming what does not */
export async function checkInvariants(
  sql: Sql,
  answered: readonly Answered[],
  { broker = false }: { broker?: boolean } = {},
): Promise<void> {
  await everyAnswerIsAnOrder(sql, answered)
  await historiesAreLegal(sql)
  await stockIsWhereItShouldBe(sql)
  await moneyAddsUp(sql)
  await (broker ? everyEventHasLeft(sql) : everyEventIsApplied(sql))
}

/** I1: what was answered is there, once, at the price that was told. */
async function everyAnswerIsAnOrder(sql: Sql, answered: readonly Answered[]): Promise<void> {
  const rows = await sql<{ id: string; user_id: string; idempotency_key: string; total_paise: number }[]>`
    select id, user_id, idempotency_key, total_paise from orders.orders`
  const kept = new Map(rows.map((row) => [`${row.user_id} ${row.idempotency_key}`, row]))
  assert.equal(kept.size, rows.length, 'a key has two orders')
  for (const { userId, key, orderId, total } of answered) {
    const row = kept.get(`${userId} ${key}`)
    assert.deepEqual([row?.id, row?.total_paise], [orderId, total], `the order answered to ${key}`)
  }
}

/** I6 */
async function historiesAreLegal(sql: Sql): Promise<void> {
  const rows = await sql<{ id: string; status: string; history: HistoryEntry[] }[]>`
    select id, status, history from orders.orders`
  for (const { id, status, history } of rows) {
    assert.equal(history.at(-1)?.status, status, id)
    for (const [index, entry] of history.slice(1).entries())
      assert.ok(mayGo(history[index]!.status, entry.status), `${id}: ${history.map((each) => each.status)}`)
  }
}

/** I2: what is on the shelf is what came and went, what is reserved is what live orders wait for. */
async function stockIsWhereItShouldBe(sql: Sql): Promise<void> {
  const moved = await sql`
    select s.store_id, s.product_id, s.on_hand, coalesce(m.sum, 0)::int as moved from stores.stock s
    left join (select store_id, product_id, sum(delta) from stores.moves group by 1, 2) m using (store_id, product_id)
    where s.on_hand <> coalesce(m.sum, 0)`
  assert.deepEqual([...moved], [], 'on hand is not the sum of what was moved')
  const reserved = await sql`
    select s.product_id, s.reserved, coalesce(r.sum, 0)::int as wanted from stores.stock s
    left join (
      select store_id, l->>'productId' as product_id, sum((l->>'quantity')::int) from stores.reservations,
        jsonb_array_elements(lines) l where state in ('held', 'confirmed') group by 1, 2) r
      on r.store_id = s.store_id and r.product_id = s.product_id
    where s.reserved <> coalesce(r.sum, 0)`
  assert.deepEqual([...reserved], [], 'reserved is not the sum of the reservations')
  const orphans = await sql`
    select o.id, o.status, r.state from orders.orders o left join stores.reservations r on r.order_id = o.id
    where case when o.status in ('pending_payment', 'confirmed', 'picking') then r.state is null or r.state not in ('held', 'confirmed')
      when o.status = 'cancelled' then r.state in ('held', 'confirmed') else false end`
  assert.deepEqual([...orphans], [], 'orders and reservations do not agree')
  const differing = await sql`
    select o.id from orders.orders o join stores.reservations r on r.order_id = o.id
    where r.state in ('held', 'confirmed')
      and (select jsonb_object_agg(l->>'productId', l->'quantity') from jsonb_array_elements(o.lines) l)
        <> (select jsonb_object_agg(l->>'productId', l->'quantity') from jsonb_array_elements(r.lines) l)`
  assert.deepEqual([...differing], [], 'an order has reserved something else than it holds')
}

/** I3 and I4 */
async function moneyAddsUp(sql: Sql): Promise<void> {
  const unbalanced = await sql`
    select posting_id, sum(amount_paise) from payments.entries group by 1 having sum(amount_paise) <> 0`
  assert.deepEqual([...unbalanced], [], 'a posting does not balance')
  const wallets = await sql`
    select w.user_id, w.balance_paise, w.held_paise, coalesce(h.sum, 0) as holds from payments.wallets w
    left join (select user_id, sum(amount_paise) from payments.holds where state = 'held' group by 1) h using (user_id)
    where w.held_paise <> coalesce(h.sum, 0) or w.balance_paise < 0`
  assert.deepEqual([...wallets], [], 'wallets and holds do not agree')
  const kept = await sql`
    select o.id, p.amount_paise from orders.orders o join payments.payments p on p.order_id = o.id
    where p.state = 'captured' and o.status = 'cancelled' and p.amount_paise <>
      (select coalesce(sum(amount_paise), 0) from payments.refunds r where r.order_id = o.id)`
  assert.deepEqual([...kept], [], 'money of a cancelled order is kept')
  const unpaid = await sql`
    select o.id, o.method, o.status from orders.orders o
    where o.status not in ('pending_payment', 'cancelled') and o.total_paise > 0 and (
      (o.method in ('card', 'upi') and not exists (select from payments.payments p where p.order_id = o.id and p.state = 'captured'))
      or (o.method = 'wallet' and not exists (select from payments.holds h where h.order_id = o.id and h.state = 'taken')))`
  assert.deepEqual([...unpaid], [], 'an order goes on that nobody has paid')
}

/** I5 where a broker keeps the events: all have been handed over, nothing is parked, and every confirmed order is in its store. */
async function everyEventHasLeft(sql: Sql): Promise<void> {
  for (const service of ['stores', 'payments', 'carts', 'orders', 'deliveries', 'notifications']) {
    const waiting = await sql`select name from ${sql(service)}.outbox limit 5`
    assert.deepEqual([...waiting], [], `${service} has events that have not left`)
    const parked = await sql`select event_id, error from ${sql(service)}.parked`
    assert.deepEqual([...parked], [], `${service} has parked events`)
  }
  const unpicked = await sql`
    select o.id from orders.orders o left join stores.picks p on p.order_id = o.id
    where o.status = 'confirmed' and p.order_id is null limit 5`
  assert.deepEqual([...unpicked], [], 'stores has not heard of confirmed orders')
}

/** I5: each of these is applied by each of those; nothing is parked. Once is what the inbox's key sees to. */
async function everyEventIsApplied(sql: Sql): Promise<void> {
  const hears: Record<string, string[]> = {
    stores: ['order.confirmed', 'order.cancelled'],
    payments: ['order.confirmed', 'order.cancelled'],
    carts: ['order.placed', 'order.cancelled'],
    orders: ['payment.captured'],
    notifications: ['order.placed', 'order.confirmed', 'order.cancelled'],
  }
  for (const [service, names] of Object.entries(hears)) {
    const missing = await sql`
      select e.name, e.id from bus.events e left join ${sql(service)}.inbox i on i.event_id = e.id
      where e.name = any(${names}) and i.event_id is null`
    assert.deepEqual([...missing], [], `${service} has not applied everything`)
    const parked = await sql`select event_id, error from ${sql(service)}.parked`
    assert.deepEqual([...parked], [], `${service} has parked events`)
  }
  const [events] = await sql<{ orders: number; placed: number }[]>`
    select (select count(*)::int from orders.orders) as orders,
      (select count(*)::int from bus.events where name = 'order.placed') as placed`
  assert.equal(events!.placed, events!.orders, 'orders and order.placed do not agree')
}
