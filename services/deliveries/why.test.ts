import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { newId } from '../../contracts/ids.ts'
import { jobs } from './jobs.ts'
import { at } from './testing/grid.ts'
import {
  copy,
  inState,
  type Person,
  pack,
  person,
  riderAt,
  seen,
  stateOf,
  storeId,
  until,
  useStage,
  world,
} from './testing/stage.ts'

useStage()

const idOf = async (orderId: string) => {
  const [row] = await world.sql<{ id: string }[]>`select id from deliveries.deliveries where order_id = ${orderId}`
  return row!.id
}
const whyOf = async (staff: Person, id: string) =>
  (await staff.ask('GET', `/v1/admin/deliveries/${id}/why`)).body as unknown as DispatchWhy
const waitsFor = (staff: Person, id: string, reason: string) =>
  until(`${id} waits: ${reason}`, async () => (await whyOf(staff, id)).wait?.reason === reason)
const manager = () => person(['manager'], [storeId])
const lock = (staff: Person, id: string, rider: Person, reason = 'knows the gate') =>
  staff.ask('POST', `/v1/admin/deliveries/${id}/lock`, { riderId: rider.id, reason })

describe('why', () => {
  test('an offer tells staff what it costs, who was next best and how it ended', async () => {
    const near = await riderAt(at(5, 6), 'Asha Das')
    await riderAt(at(0, 0), 'Bimal Sen')
    const orderId = await pack()
    const task = await near.task(orderId)
    assert.equal((await near.do(task, 'decline', { reason: 'too_far' })).status, 204)
    const staff = await manager()
    const why = await until('the second offer', async () => {
      const told = await whyOf(staff, task.id)
      return told.offers.length === 2 && told
    })
    const [second, first] = why.offers
    assert.deepEqual(
      [first!.rider.name, first!.state, first!.declineReason, first!.reason],
      ['Asha Das', 'declined', 'too_far', 'planned'],
    )
    assert.equal(second!.rider.name, 'Bimal Sen')
    assert.deepEqual(
      first!.others.map((each) => each.rider.name),
      ['Bimal Sen'],
    )
    assert.ok(first!.costs!.clickToDoorS < first!.others[0]!.costs.clickToDoorS, 'the nearer one is there sooner')
    assert.deepEqual(second!.others, [])
    assert.equal(first!.planner, copy.context.config.planner)
    assert.equal(why.wait, null)
  })

  test('an order that waits says why, on its own and on the live map, and forgets it with the offer', async () => {
    const staff = await manager()
    const orderId = await pack()
    const id = await until('the delivery', () => idOf(orderId).catch(() => undefined))
    await waitsFor(staff, id, 'no-rider')
    const rider = await riderAt(at(5, 6))
    const task = await rider.task(orderId)
    assert.equal((await whyOf(staff, id)).wait, null)
    await rider.do(task, 'decline')
    await waitsFor(staff, id, 'declined-by-all')
    const city = (await staff.ask('GET', '/v1/admin/live')).body as unknown as { orders: { wait?: string }[] }
    assert.deepEqual(
      city.orders.map((order) => order.wait),
      ['declined-by-all'],
    )
  })

  test('is for staff of the store, and nobody else learns that there is such a delivery', async () => {
    const rider = await riderAt(at(5, 6))
    const { id } = await rider.task(await pack())
    const url = `/v1/admin/deliveries/${id}/why`
    assert.equal((await rider.ask('GET', url)).status, 403)
    const other = await person(['manager'], [newId('store')])
    assert.equal((await other.ask('GET', url)).body.code, 'deliveries/not-found')
    assert.equal((await lock(other, id, rider)).body.code, 'deliveries/not-found')
  })

  test('is forgotten after the days that are configured; the offers stay', async () => {
    const rider = await riderAt(at(5, 6))
    const staff = await manager()
    const { id } = await rider.task(await pack())
    await inState(await pack({ to: at(8, 8.2) }), 'offered')
    const count = async () => {
      const [row] = await world.sql<{ whys: number; offers: number; waits: number }[]>`
        select count(why)::int whys, count(*)::int offers, (select count(*)::int from deliveries.waits) waits
        from deliveries.offers`
      return row!
    }
    await world.sql`insert into deliveries.waits values (${id}, 'batch', 'greedy', ${new Date(world.clock.now())})
      on conflict do nothing`
    const forget = jobs.find((job) => job.name === 'forget-whys')!
    await forget.run(copy.context)
    assert.deepEqual(await count(), { whys: 2, offers: 2, waits: 1 })
    await world.sql`update deliveries.offers set offered_at = offered_at - interval '31 days'`
    await world.sql`update deliveries.waits set at = at - interval '31 days'`
    await forget.run(copy.context)
    assert.deepEqual(await count(), { whys: 0, offers: 2, waits: 0 })
    const [offer] = (await whyOf(staff, id)).offers
    assert.deepEqual([offer!.costs, offer!.others, offer!.planner], [undefined, [], undefined])
  })
})

describe('a lock', () => {
  test('keeps an order for one rider: nobody nearer is asked, and a decline leaves it waiting until it is opened', async () => {
    const far = await riderAt(at(0, 0), 'Far Away')
    await far.shift('off')
    const orderId = await pack()
    await inState(orderId, 'waiting')
    const id = await idOf(orderId)
    const staff = await manager()
    const locked = await lock(staff, id, far)
    assert.equal(locked.status, 200)
    const { lock: kept } = locked.body as unknown as DispatchWhy
    assert.deepEqual([kept!.rider.name, kept!.by, kept!.reason], ['Far Away', staff.id, 'knows the gate'])
    assert.equal((await lock(staff, id, far)).status, 200, 'a repeat')

    const near = await riderAt(at(5, 5), 'Nearby')
    await waitsFor(staff, id, 'no-rider')
    assert.deepEqual(await near.tasks(), [])
    await far.shift('on')
    world.clock.advance(1_000)
    await far.tell(at(0, 0))
    const task = await far.task(orderId)
    assert.equal((await whyOf(staff, id)).offers[0]!.reason, 'locked')
    await far.do(task, 'decline')
    await waitsFor(staff, id, 'declined-by-all')
    assert.deepEqual(await near.tasks(), [])

    const opened = await staff.ask('POST', `/v1/admin/deliveries/${id}/unlock`, { reason: 'Far Away is busy' })
    assert.equal((opened.body as unknown as DispatchWhy).lock, null)
    await near.task(orderId)
    const audit = await until('the audit', async () => {
      const acted = seen.filter((each) => each.name === 'staff.acted' && each.key === id)
      return acted.length === 2 && acted.map((each) => each.data as { action: string; reason: string })
    })
    assert.deepEqual(
      audit.map((each) => [each.action, each.reason]),
      [
        ['deliveries.locked', 'knows the gate'],
        ['deliveries.unlocked', 'Far Away is busy'],
      ],
    )
  })

  test('does not take from another rider, nor what is on the road; a reassignment is stronger', async () => {
    const one = await riderAt(at(5, 6), 'One')
    const two = await riderAt(at(0, 0), 'Two')
    const orderId = await pack()
    const task = await one.task(orderId)
    const staff = await manager()
    assert.equal((await lock(staff, task.id, two)).body.code, 'deliveries/wrong-state')
    assert.equal((await lock(staff, task.id, one)).status, 200, 'who has it already may keep it')
    const reassigned = await staff.ask('POST', `/v1/admin/deliveries/${task.id}/reassign`, {
      riderId: two.id,
      reason: 'One has a puncture',
    })
    assert.equal(reassigned.body.state, 'offered')
    assert.equal((await whyOf(staff, task.id)).lock, null)
    const theirs = await two.task(orderId)
    for (const action of ['accept', 'arrive', 'pickup']) assert.equal((await two.do(theirs, action)).status, 200)
    assert.equal((await lock(staff, task.id, two)).body.code, 'deliveries/wrong-state')
    assert.equal((await stateOf(orderId))!.riderId, two.id)
  })

  test('that comes while a plan is being made is stronger than the plan', async () => {
    const near = await riderAt(at(5, 6))
    const far = await riderAt(at(0, 0))
    await near.shift('off')
    await far.shift('off')
    const orderId = await pack()
    await inState(orderId, 'waiting')
    const id = await idOf(orderId)
    await copy.context.dispatcher.run()
    const { writeOffers } = await import('./store/offers.ts')
    await lock(await manager(), id, far)
    const offer = (riderId: string) => ({
      id: newId('offer'),
      deliveryId: id,
      riderId,
      slot: 1,
      reason: 'nearest',
      etaAt: new Date(world.clock.now()).toISOString(),
      distanceM: 1,
      payPaise: 1,
      trip: 0,
      why: null,
    })
    const now = new Date(world.clock.now())
    const write = (riderId: string) =>
      copy.context.db.begin((tx) => writeOffers(tx, [offer(riderId)], now, new Date(now.getTime() + 30_000)))
    assert.equal((await write(near.id)).size, 0)
    assert.equal((await write(far.id)).size, 1)
  })
})
