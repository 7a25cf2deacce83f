import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PutRiders } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { newId } from '../../contracts/ids.ts'
import { Problem } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { Dispatcher } from './dispatch.ts'
import { transitions } from './domain/states.ts'
import { takePacked } from './packing.ts'
import { planGreedy } from './planner/greedy.ts'
import type { PlanInput, PlanOutput } from './planner/types.ts'
import { takePositions } from './positions.ts'
import { recall } from './recall.ts'
import { changeShift } from './shifts.ts'
import { addDeliveries, type NewDelivery } from './store/deliveries.ts'
import { act, deliver, type RiderAction } from './tasks.ts'
import { at } from './testing/grid.ts'
import { type Copy, type TestDeliveries, testDeliveries } from './testing/world.ts'

const rounds = 40
const riderCount = 12
const capacity = 2

/** A small generator with a seed (mulberry32), so that a run that fails can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Gives everything to riders as greedy does, but to other ones: two copies that plan at once never agree. */
const planBackwards = (input: PlanInput): PlanOutput => {
  const riders = input.riders.toReversed()
  const offers = input.deliveries.toReversed().flatMap(({ deliveryId, declinedBy }, index) => {
    const rider = riders[index % Math.max(1, riders.length)]
    if (!rider || declinedBy.includes(rider.riderId)) return []
    return [{ deliveryId, riderId: rider.riderId, reason: 'planned' as const, etaAtMs: input.nowMs }]
  })
  return { offers }
}

function dispatcherOf(copy: Copy, plan: (input: PlanInput) => PlanOutput): Dispatcher {
  const dispatcher = new Dispatcher({
    plan: async (input) => ({ planner: 'test', refused: new Map(), output: plan(input) }),
    [Symbol.asyncDispose]: async () => {},
  })
  dispatcher.begin(copy.context)
  return dispatcher
}

/** What somebody asked for came too late: that is what the guards are for. */
const orLate = (deed: Promise<unknown>) =>
  deed.catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
  })

/** Some of them are being packed still. */
async function putOrders(copy: Copy, world: TestDeliveries, storeId: string, random: () => number, count: number) {
  const nowAt = toTimestamp(world.clock.now())
  const orders = Array.from(
    { length: count },
    (): NewDelivery => ({
      id: newId('delivery'),
      orderId: newId('order'),
      number: 'A1',
      userId: newId('user'),
      storeId,
      store: at(5, 5),
      dropOff: {
        point: at(Math.floor(random() * 12), Math.floor(random() * 12)),
        line1: '12 Cross Road',
        name: 'Mira',
      },
      doorCode: '4711',
      bags: 1,
      cashDuePaise: 0,
      tipPaise: 0,
      promisedAt: toTimestamp(world.clock.now() + 600_000),
      readyAt: nowAt,
      ...(random() < 0.5 ? { knownAt: nowAt } : {}),
    }),
  )
  await copy.context.db.begin((tx) => addDeliveries(tx, orders))
  return orders
}

test('two copies that plan at once, with riders who answer at random and orders that are cancelled, give every order to one rider', async () => {
  const random = randomFrom(20_261_130)
  const among = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  await using world = await testDeliveries()
  const copies = [await world.copy(), await world.copy()] as const
  for (const copy of copies) await copy.context.dispatcher.close()
  const dispatchers = [dispatcherOf(copies[0], planGreedy), dispatcherOf(copies[1], planBackwards)]
  const storeId = newId('store')
  const riders = Array.from({ length: riderCount }, () => newId('user'))
  await copies[0].call(PutRiders, {
    riders: riders.map((userId) => ({ userId, name: 'R', vehicle: 'scooter' as const, storeId })),
  })
  const orders: string[] = []
  const unpacked: NewDelivery[] = []

  for (let round = 0; round < rounds; round++) {
    const put = await putOrders(copies[0], world, storeId, random, 3)
    orders.push(...put.map((order) => order.orderId))
    unpacked.push(...put.filter((order) => order.knownAt !== undefined))
    for (const riderId of riders) {
      await changeShift(copies[0].context, riderId, { state: 'on' })
      const position = {
        ...at(Math.floor(random() * 12), Math.floor(random() * 12)),
        at: toTimestamp(world.clock.now()),
      }
      // Some are not heard of for a while, and lose what they have not fetched.
      if (random() < 0.9) await orLate(takePositions(among(copies).context, riderId, [position]))
    }
    const held = await world.sql<{ id: string; riderId: string; state: string }[]>`
      select id, rider_id "riderId", state from deliveries.deliveries where slot is not null`
    const deeds = held.map(({ id, riderId, state }) => {
      const { context } = among(copies)
      const deed = { id, riderId }
      if (state === 'offered') return act(context, random() < 0.65 ? 'accept' : 'decline', deed)
      if (state === 'picked_up' || state === 'arriving') return deliver(context, deed, { code: '4711' })
      return act(context, among<RiderAction>(['arrive', 'pickup', 'pickup', 'decline']), deed)
    })
    // A rider who answers twice, through both copies at once; and customers who think better of it.
    const twice = held
      .filter((each) => each.state === 'offered' && random() < 0.3)
      .map(({ id, riderId }) => act(copies[1].context, 'accept', { id, riderId }))
    const cancels = orders
      .filter(() => random() < 0.03)
      .map((orderId) => {
        const { context } = among(copies)
        return context.db.begin((tx) => recall(context, tx, { orderId, reason: 'changed my mind' }))
      })
    // Heard twice now and then, by both copies.
    const packings = unpacked
      .filter(() => random() < 0.3)
      .map(({ knownAt: _, ...order }) => {
        const { context } = among(copies)
        return context.db.begin((tx) => takePacked(context, tx, [order]))
      })
    const leaving = riders
      .filter(() => random() < 0.2)
      .map((riderId) => changeShift(among(copies).context, riderId, { state: 'off' }))
    await Promise.all([
      ...dispatchers.map((each) => each.run()),
      ...[...deeds, ...twice, ...cancels, ...packings, ...leaving].map(orLate),
      ...dispatchers.map((each) => each.run()),
    ])
    await holds(world)
    world.clock.advance(among([500, 1_000, 9_000, 31_000]))
  }

  // From here on everybody does what they are asked, until all is at its door.
  const advances = [1_000, 61_000]
  for (let round = 0; (await underWay(world)) > 0; round++) {
    assert.ok(round < orders.length, 'the orders come to no end')
    for (const order of unpacked.splice(0)) {
      const { knownAt: _, ...packed } = order
      await copies[0].context.db.begin((tx) => takePacked(copies[0].context, tx, [packed]))
    }
    for (const riderId of riders) await isAt(copies[0], riderId, at(5, 5))
    await Promise.all(dispatchers.map((each) => each.run()))
    // Follow-ups come after the drops in hand.
    for (let trip = 0; trip < 2; trip++) await doAll(copies[0], world)
    await holds(world)
    world.clock.advance(advances[round % 2]!)
  }
  const ends = await world.sql<{ orderId: string; ended: string; doors: number; riders: number }[]>`
    select d.order_id "orderId", d.state ended,
      (select count(*)::int from deliveries.history h where h.delivery_id = d.id and h.state = 'delivered') doors,
      (select count(*)::int from deliveries.offers o where o.delivery_id = d.id and o.state = 'accepted') riders
    from deliveries.deliveries d`
  assert.deepEqual(ends.map((each) => each.orderId).sort(), orders.toSorted(), 'an order is lost, or there twice')
  for (const { orderId, ended, ...times } of ends)
    assert.deepEqual(times, ended === 'delivered' ? { doors: 1, riders: 1 } : { doors: 0, riders: 0 }, orderId)
  assert.ok(ends.some((each) => each.ended === 'delivered'))

  // And of two copies that see a rider at a door, one offers the next order.
  const [rider, ...others] = riders as [string, ...string[]]
  for (const riderId of others) await changeShift(copies[1].context, riderId, { state: 'off' })
  const [first] = await putOrders(copies[0], world, storeId, () => 0.5, 1)
  await isAt(copies[0], rider, at(5, 5))
  await Promise.all(dispatchers.map((each) => each.run()))
  for (const action of ['accept', 'pickup'] as const)
    await act(copies[1].context, action, { id: first!.id, riderId: rider })
  world.clock.advance(90_000)
  await isAt(copies[0], rider, first!.dropOff.point)
  const [next] = await putOrders(copies[1], world, storeId, () => 0.5, 1)
  await Promise.all(dispatchers.map((each) => each.run()))
  const [followed] = await world.sql<{ state: string; riderId: string; trip: number }[]>`
    select state, rider_id "riderId", trip from deliveries.deliveries where id = ${next!.id}`
  assert.deepEqual(followed, { state: 'offered', riderId: rider, trip: 1 })
  for (let trip = 0; trip < 2; trip++) await doAll(copies[1], world)
  await holds(world)
  assert.equal(await underWay(world), 0)
  for (const dispatcher of dispatchers) await dispatcher.close()
})

/** A rider on shift is at a place now. */
async function isAt({ context }: Copy, riderId: string, point: Point): Promise<void> {
  await changeShift(context, riderId, { state: 'on' })
  await takePositions(context, riderId, [{ ...point, at: toTimestamp(context.clock.now()) }])
}

async function underWay({ sql }: TestDeliveries): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from deliveries.deliveries where state not in ('delivered', 'cancelled')`
  return row!.count
}

/** Riders accept what is offered, and bring what of it can be brought now to its door. */
async function doAll({ context }: Copy, { sql }: TestDeliveries): Promise<void> {
  const held = await sql<{ id: string; riderId: string; state: string }[]>`
    select id, rider_id "riderId", state from deliveries.deliveries where slot is not null order by trip, id`
  for (const { id, riderId, state } of held) {
    const deed = { id, riderId }
    if (state === 'offered') await act(context, 'accept', deed)
    if (state !== 'picked_up' && state !== 'arriving') await orLate(act(context, 'pickup', deed))
    await orLate(deliver(context, deed, { code: '4711' }))
  }
}

/** What must hold at any time, told from the tables alone. */
async function holds({ sql }: TestDeliveries): Promise<void> {
  const rule = async (name: string, rows: Promise<readonly object[]>) =>
    assert.deepEqual([...(await rows)].slice(0, 3), [], name)
  await rule(
    'an order stands on two offers',
    sql`select delivery_id from deliveries.offers where state in ('open', 'accepted') group by 1 having count(*) > 1`,
  )
  await rule(
    'what is in hand stands on an offer to another rider, or on none',
    sql`select d.id, d.state from deliveries.deliveries d where d.slot is not null and not exists (
      select 1 from deliveries.offers o where o.delivery_id = d.id and o.rider_id = d.rider_id
        and o.state = case d.state when 'offered' then 'open' else 'accepted' end)`,
  )
  await rule(
    'what nobody has stands on an offer',
    sql`select d.id from deliveries.deliveries d join deliveries.offers o on o.delivery_id = d.id
      where d.state in ('packing', 'waiting', 'cancelled') and o.state in ('open', 'accepted')`,
  )
  await rule(
    'a bag is overfilled',
    sql`select rider_id from deliveries.deliveries where slot is not null group by 1 having count(*) > ${capacity}`,
  )
  await rule(
    'more than one trip follows the one under way',
    sql`select rider_id from deliveries.deliveries where slot is not null group by 1 having count(distinct trip) > 2`,
  )
  await rule(
    'a follow-up was begun with the bags of another trip in hand',
    sql`select d.id from deliveries.deliveries d join deliveries.deliveries e on e.rider_id = d.rider_id and e.trip < d.trip
      where d.slot is not null and d.state in ('at_store', 'picked_up') and e.state in ('picked_up', 'arriving')`,
  )
  await rule(
    'somebody off shift was asked',
    sql`select d.id from deliveries.deliveries d join deliveries.riders r on r.user_id = d.rider_id
      where d.state = 'offered' and not r.on_shift`,
  )
  await rule(
    'what is not packed has left the store, or waits as if it were packed',
    sql`select id from deliveries.deliveries
      where not packed and state not in ('packing', 'offered', 'accepted', 'at_store', 'cancelled')`,
  )
  const legal = Object.values(transitions).flatMap((row) =>
    Object.entries(row).flatMap(([from, to]) =>
      to === 'waiting' ? [`${from}>waiting`, `${from}>packing`] : [`${from}>${to}`],
    ),
  )
  await rule(
    'a history has a step that there is not',
    sql`select * from (select delivery_id, lag(state) over h || '>' || state step
      from deliveries.history window h as (partition by delivery_id order by seq)) s
      where step is not null and not step = any(${legal})`,
  )
  await rule(
    'an order changed hands without having been free',
    sql`select * from (select delivery_id, state, rider_id, lag(rider_id) over h before
      from deliveries.history window h as (partition by delivery_id order by seq)) s
      where state in ('accepted', 'at_store', 'picked_up', 'delivered') and rider_id is distinct from before`,
  )
  await rule(
    'a delivery is not where its history says',
    sql`select d.id from deliveries.deliveries d where d.state <> (
      select h.state from deliveries.history h where h.delivery_id = d.id order by seq desc limit 1)`,
  )
}
