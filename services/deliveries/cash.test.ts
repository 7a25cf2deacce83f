import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Static } from 'typebox'
import type { RiderStanding } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { OrderRated } from '../../contracts/orders.ts'
import type { CashDeposit, Demand, RiderCash, RiderRatings } from '../../contracts/rider.ts'
import { message } from '../../kit/sql.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  inState,
  pack,
  person,
  publish,
  riderAt,
  seen,
  storeId,
  until,
  useStage,
  world,
} from './testing/stage.ts'

useStage()

type Rider = Awaited<ReturnType<typeof riderAt>>
const cashOf = async (rider: Rider) =>
  (await rider.ask('GET', '/v1/rider/cash')).body as never as Static<typeof RiderCash>
/** As operations see the rider in their list. */
async function standingOf(rider: Rider): Promise<RiderStanding> {
  const admin = await person(['admin'], [])
  const { items } = (await admin.ask('GET', '/v1/admin/riders?limit=100')).body as never as { items: RiderStanding[] }
  return items.find((each) => each.userId === rider.id)!
}
const deposit = (rider: Rider, amount: number, key?: string) =>
  rider.ask('POST', '/v1/rider/cash/deposits', { amount: money(amount) }, key ? { 'idempotency-key': key } : {})

/** Collects 450 rupees at a door, of an order that is offered, or given by staff. */
async function collect(rider: Rider, by: 'planner' | 'staff' = 'planner'): Promise<void> {
  const orderId = await pack({ method: 'cash' })
  if (by === 'staff') {
    await inState(orderId, 'waiting')
    const manager = await person(['manager'], [storeId])
    const [row] = await world.sql<{ id: string }[]>`
      select id from deliveries.deliveries where order_id = ${orderId}`
    const body = { riderId: rider.id, reason: 'nobody else is there' }
    const give = (wish: Record<string, unknown>) =>
      manager.ask('POST', `/v1/admin/deliveries/${row!.id}/reassign`, wish)
    assert.equal((await give(body)).body.code, 'deliveries/limit-cash')
    assert.equal((await give({ ...body, force: true })).status, 200)
  }
  const task = await carry(rider, orderId)
  const done = await rider.do(task, 'deliver', { code: '4711', cashCollected: money(45_000) })
  assert.equal(done.status, 200)
}

describe('cash', () => {
  test('goes from doors to the rider, and to the store once the store has counted it', async () => {
    const rider = await riderAt(at(4, 5))
    await collect(rider)
    assert.equal((await cashOf(rider)).inHand.amount, 45_000)
    assert.equal((await deposit(rider, 45_100)).body.code, 'deliveries/deposit-too-large')
    assert.equal((await deposit(rider, 40_000, 'one')).status, 201)
    assert.equal((await deposit(rider, 40_000, 'one')).status, 201, 'a repeat is the same deposit')
    const declared = await cashOf(rider)
    assert.equal(declared.deposits.length, 1)
    assert.deepEqual([declared.inHand.amount, declared.declared.amount], [45_000, 40_000])
    assert.equal((await deposit(rider, 10_000)).body.code, 'deliveries/deposit-too-large')

    const manager = await person(['manager'], [storeId])
    const list = (await manager.ask('GET', '/v1/store/cash-deposits?state=declared')).body as never as {
      items: CashDeposit[]
    }
    const { id } = list.items[0]!
    assert.equal(list.items[0]!.rider.name, 'Asha Das')
    const counted = { counted: money(39_000), note: 'ten rupees were torn' }
    assert.equal((await manager.ask('POST', `/v1/store/cash-deposits/${id}/confirm`, counted)).status, 200)
    assert.equal((await manager.ask('POST', `/v1/store/cash-deposits/${id}/confirm`, counted)).status, 200)
    const other = await manager.ask('POST', `/v1/store/cash-deposits/${id}/confirm`, { counted: money(38_000) })
    assert.equal(other.body.code, 'deliveries/deposit-decided')
    const after = await cashOf(rider)
    assert.deepEqual([after.inHand.amount, after.declared.amount, after.deposited.amount], [6_000, 0, 39_000])
    assert.equal((await standingOf(rider)).cashInHand.amount, 6_000)
    const audited = await until('the audit', async () =>
      seen.find((each) => each.name === 'staff.acted' && (each.data as { subject: string }).subject === id),
    )
    assert.equal((audited.data as { action: string }).action, 'deliveries.deposit_confirmed')
    const [told] = await world.sql<{ count: number }[]>`
      select count(*)::int count from deliveries.outbox where name = 'rider.cash_deposited'`
    assert.ok(told!.count <= 1)
  })

  test('is confirmed by the rider’s own store only, and a refused deposit stays with the rider', async () => {
    const rider = await riderAt(at(4, 5))
    await collect(rider)
    await deposit(rider, 45_000)
    const { id } = (await cashOf(rider)).deposits[0]!
    const stranger = await person(['manager'], [newId('store')])
    assert.equal((await stranger.ask('POST', `/v1/store/cash-deposits/${id}/confirm`, {})).status, 404)
    assert.equal((await rider.ask('POST', `/v1/store/cash-deposits/${id}/confirm`, {})).status, 403)
    const manager = await person(['manager'], [storeId])
    const refused = await manager.ask('POST', `/v1/store/cash-deposits/${id}/refuse`, { note: 'nothing came' })
    assert.equal(refused.body.state, 'refused')
    const after = await cashOf(rider)
    assert.deepEqual([after.inHand.amount, after.declared.amount], [45_000, 0])
  })

  test('above the limit lets no shift begin until some is brought', async () => {
    const rider = await riderAt(at(4, 5))
    for (let orders = 0; orders < 11; orders++) await collect(rider)
    // The twelfth would be more cash than a rider may hold: the planner asks nobody, a person who insists may.
    await collect(rider, 'staff')
    assert.equal((await rider.shift('break')).body.state, 'break')
    const refused = await rider.shift('on')
    assert.equal(refused.status, 409)
    assert.equal(refused.body.code, 'deliveries/cash-limit')
    await deposit(rider, 100_000)
    assert.equal((await rider.shift('on')).body.state, 'on')
  })
})

describe('how a rider stands', () => {
  test('is what customers said, without their names, and not at once', async () => {
    const rider = await riderAt(at(4, 5))
    for (const [stars, riderStars, comment] of [
      [5, undefined, 'Quick and kind'],
      [2, 4, ''],
    ] as const)
      await publish(
        message(OrderRated, newId('order'), {
          orderId: newId('order'),
          number: '1',
          userId: newId('user'),
          storeId,
          stars,
          riderId: rider.id,
          ...(riderStars ? { riderStars } : {}),
          comment,
        }),
      )
    const ratings = async () =>
      (await rider.ask('GET', '/v1/rider/ratings')).body as never as Static<typeof RiderRatings>
    const early = await until('two ratings', async () => {
      const now = await ratings()
      return now.count === 2 && now
    })
    assert.deepEqual(early, { average: 4.5, count: 2, stars: [0, 0, 0, 1, 1], recent: [] })
    assert.deepEqual((await standingOf(rider)).rating, { average: 4.5, count: 2 })
    world.clock.advance(2 * 3_600_000)
    const later = await ratings()
    assert.deepEqual(later.recent.map((each) => each.comment).toSorted(), ['Quick and kind', undefined].toSorted())
    assert.ok(!JSON.stringify(later).includes('usr_'))
  })

  test('is told where orders wait', async () => {
    const rider = await riderAt(at(4, 5))
    await rider.shift('break')
    await pack({ to: at(9, 9) })
    await pack({ to: at(9, 9) })
    await until('two that wait', async () => {
      const [row] = await world.sql`select count(*)::int count from deliveries.deliveries`
      return row!.count === 2
    })
    const demand = (await rider.ask('GET', '/v1/rider/demand')).body as never as Demand
    assert.equal(demand.cells[0]!.waiting, 2)
    assert.equal(demand.cells[0]!.level, 'high')
    assert.ok(demand.cells[0]!.boundary.length >= 5)
    assert.equal(demand.stores.find((each) => each.id === storeId)!.waiting, 2)
  })
})
