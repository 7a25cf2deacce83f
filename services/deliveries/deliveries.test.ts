import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import {
  type DeliveryState,
  EstimateTravel,
  LiveSnapshot,
  PutRiders,
  type RiderTask,
  type Tracking,
  TrackOrder,
} from '../../contracts/deliveries.ts'
import type { Envelope } from '../../contracts/event.ts'
import type { Point } from '../../contracts/geo.ts'
import type { Role } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { money } from '../../contracts/money.ts'
import { OrderCancelled, OrderPacked, type PaymentMethod } from '../../contracts/orders.ts'
import { PutStores } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message } from '../../kit/sql.ts'
import { step } from './domain/states.ts'
import { at, type Copy, gridCity, type TestDeliveries, testDeliveries } from './testing.ts'

let city: Awaited<ReturnType<typeof gridCity>>
let world: TestDeliveries
let copy: Copy
let storeId: string
const storeAt = at(5, 5)
const seen: Envelope[] = []

before(async () => {
  city = await gridCity()
  world = await testDeliveries({ roads: async () => city.roads })
  copy = await world.copy()
  const put = await copy.call(PutStores, {
    stores: [
      {
        code: 'a',
        name: 'Lake Road',
        address: '1 Lake Road',
        point: storeAt,
        area: [
          [88.39, 22.56],
          [88.43, 22.56],
          [88.43, 22.6],
          [88.39, 22.6],
        ],
        timeZone: 'Asia/Kolkata',
        hours: [],
      },
    ],
  })
  storeId = put.stores[0]!.storeId
  await copy.bus.follow(
    ['assigned', 'picked_up', 'arriving', 'delivered', 'failed']
      .map((each) => `delivery.${each}`)
      .concat('rider.shift_changed', 'staff.acted'),
    async (batch) => void seen.push(...batch),
  )
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await city?.[Symbol.asyncDispose]()
})

// Each test has riders and orders of its own; what an earlier one left is out of the way.
beforeEach(async () => {
  await world.sql`truncate deliveries.riders, deliveries.deliveries cascade`
  seen.length = 0
})

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`never came: ${what}`)
}

type Body = Record<string, unknown> | unknown[]
interface Answer {
  status: number
  body: Record<string, never> & { code?: string; items?: RiderTask[]; state?: string }
}

class Person {
  readonly id: string
  readonly #token: string
  readonly #copy: Copy
  constructor(id: string, token: string, at: Copy) {
    this.id = id
    this.#token = token
    this.#copy = at
  }
  async ask(method: 'GET' | 'POST', url: string, body?: Body): Promise<Answer> {
    const answer = await this.#copy.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body ? { payload: body } : {}),
    })
    return { status: answer.statusCode, body: answer.body ? answer.json() : {} }
  }
  shift = (state: 'on' | 'off') => this.ask('POST', '/v1/rider/shift', { state })
  tell = (point: Point, secondsAgo = 0) =>
    this.ask('POST', '/v1/rider/positions', [{ ...point, at: toTimestamp(world.clock.now() - secondsAgo * 1000) }])
  tasks = async () => (await this.ask('GET', '/v1/rider/tasks')).body.items ?? []
  do = (task: { id: string }, action: string, body?: Body) =>
    this.ask('POST', `/v1/rider/tasks/${task.id}/${action}`, body)
  /** Waits for a task of an order, in a state. */
  task = (orderId: string, state = 'offered') =>
    until(`${state} ${orderId}`, async () =>
      (await this.tasks()).find((each) => each.orderId === orderId && each.state === state),
    )
}

const person = async (roles: Role[], storeIds: string[] = [], where = copy) => {
  const id = newId('user')
  return new Person(id, await world.token(id, roles, storeIds), where)
}

/** A rider on shift at a place. */
async function riderAt(point: Point, name = 'Asha Das'): Promise<Person> {
  const rider = await person(['rider'])
  await copy.call(PutRiders, { riders: [{ userId: rider.id, name, vehicle: 'scooter', storeId }] })
  assert.equal((await rider.shift('on')).status, 200)
  assert.equal((await rider.tell(point)).status, 200)
  return rider
}

interface Packing {
  to?: Point
  method?: PaymentMethod
  orderId?: string
  promiseMinutes?: number
}

function packed({ to = at(8, 8), method = 'card', orderId = newId('order'), promiseMinutes = 10 }: Packing = {}) {
  return message(OrderPacked, orderId, {
    orderId,
    number: orderId.slice(-6),
    userId: newId('user'),
    storeId,
    storePoint: storeAt,
    dropOff: { point: to, line1: '12 Cross Road', line2: 'Flat 3', name: 'Mira Sen', phone: '+919800000000' },
    doorCode: '4711',
    instructions: 'Ring twice',
    bags: 2,
    method,
    total: money(45_000),
    tip: money(2_000),
    refund: money(0),
    promisedAt: toTimestamp(world.clock.now() + promiseMinutes * 60_000),
  })
}

/** Publishes as the orders service would: into the log. */
const publish = (...messages: { trace: string | null }[]) =>
  copy.bus.append(messages.map(({ trace, ...rest }) => ({ ...rest, ...(trace ? { trace } : {}) })) as Envelope[])

async function pack(options: Packing = {}): Promise<string> {
  const event = packed(options)
  await publish(event)
  return event.key
}

const cancel = (orderId: string) =>
  publish(
    message(OrderCancelled, orderId, {
      orderId,
      number: orderId.slice(-6),
      userId: newId('user'),
      storeId,
      from: 'packed',
      actor: 'system:test',
      reason: 'changed my mind',
      method: 'card',
      total: money(45_000),
    }),
  )

const stateOf = async (orderId: string) => {
  const [row] = await world.sql<{ state: string; riderId: string | null }[]>`
    select state, rider_id "riderId" from deliveries.deliveries where order_id = ${orderId}`
  return row
}
const inState = (orderId: string, state: string) =>
  until(`${orderId} ${state}`, async () => (await stateOf(orderId))?.state === state)
const told = (name: string, orderId: string) =>
  until(name, async () => seen.find((each) => each.name === name && each.key === orderId))
const track = async (orderId: string) => (await copy.call(TrackOrder, { orderId })) as Tracking

/** Rides one order up to the door. */
async function carry(rider: Person, orderId: string): Promise<RiderTask> {
  const task = await rider.task(orderId)
  for (const action of ['accept', 'arrive', 'pickup']) assert.equal((await rider.do(task, action)).status, 200)
  return task
}

describe('an order on its way', () => {
  test('is offered, fetched, carried and handed over against the door code, and everybody is told', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const heard: LiveMessage[] = []
    using _ = listen(topics.order(orderId), heard)

    const offer = await rider.task(orderId)
    assert.equal(offer.store.name, 'Lake Road')
    assert.equal(offer.dropOff.line1, '', 'the door is not shown before the rider has accepted')
    assert.equal(offer.dropOff.phone, undefined)
    assert.ok(offer.offerExpiresAt)
    // About six blocks of 211 m by street.
    assert.ok(offer.distanceM > 1_100 && offer.distanceM < 1_500, `${offer.distanceM} m`)
    assert.equal(offer.pay.amount, 2_000 + Math.ceil(offer.distanceM * 0.8))
    assert.equal((await track(orderId)).rider, undefined, 'a rider who was only asked is not shown')

    const accepted = await rider.do(offer, 'accept')
    assert.equal(accepted.status, 200)
    assert.equal(accepted.body.state, 'accepted')
    const assigned = (await told('delivery.assigned', orderId)).data as {
      riderId: string
      riderName: string
      etaAt: string
    }
    assert.equal(assigned.riderId, rider.id)
    assert.equal(assigned.riderName, 'Asha Das')
    assert.ok(Date.parse(assigned.etaAt) > world.clock.now())
    const [mine] = await rider.tasks()
    assert.equal(mine!.dropOff.line1, '12 Cross Road')

    const shown = await track(orderId)
    assert.equal(shown.status, 'assigned')
    assert.deepEqual(shown.rider, { name: 'Asha', vehicle: 'scooter' })
    assert.deepEqual(shown.position?.point, at(4, 5))
    assert.ok(shown.route!.length > 3, 'the way follows the streets')

    assert.equal((await rider.do(offer, 'arrive')).body.state, 'at_store')
    assert.equal((await rider.do(offer, 'pickup')).body.state, 'picked_up')
    await told('delivery.picked_up', orderId)

    world.clock.advance(60_000)
    await rider.tell(at(6, 5))
    const underWay = await track(orderId)
    assert.equal(underWay.status, 'picked_up')
    world.clock.advance(60_000)
    await rider.tell(at(8, 6))
    const nearer = await track(orderId)
    assert.ok(nearer.sequence > underWay.sequence)
    assert.ok(nearer.route!.length < underWay.route!.length)
    assert.equal((await stateOf(orderId))!.state, 'picked_up')
    world.clock.advance(60_000)
    await rider.tell(at(8, 7.6))
    await told('delivery.arriving', orderId)
    assert.equal((await track(orderId)).status, 'arriving')

    const done = await rider.do(offer, 'deliver', { code: '4711' })
    assert.equal(done.status, 200)
    assert.equal(done.body.state, 'delivered')
    await told('delivery.delivered', orderId)
    const after = await track(orderId)
    assert.equal(after.status, 'delivered')
    assert.equal(after.position, undefined, 'the rider is nobody’s business any more')
    assert.deepEqual(await rider.tasks(), [])

    const names = seen.filter((each) => each.key === orderId).map((each) => each.name)
    assert.deepEqual(names, ['delivery.assigned', 'delivery.picked_up', 'delivery.arriving', 'delivery.delivered'])
    const sequences = heard.flatMap((each) => (each.type === 'tracking' ? [each.data.sequence] : []))
    assert.ok(sequences.length >= 7)
    assert.deepEqual(
      sequences,
      [...new Set(sequences)].sort((a, b) => a - b),
      'no message goes back',
    )

    const earned = (await rider.ask('GET', '/v1/rider/earnings')).body as never as {
      days: { deliveries: number; total: { amount: number } }[]
      items: { orderId: string; total: { amount: number } }[]
    }
    assert.equal(earned.days[0]!.deliveries, 1)
    assert.equal(earned.items[0]!.orderId, orderId)
    assert.equal(earned.items[0]!.total.amount, offer.pay.amount + 2_000)
    assert.equal(earned.days[0]!.total.amount, offer.pay.amount + 2_000)
  })

  test('takes each step once: a repeat is answered like the first time and tells nobody twice', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    for (const action of ['accept', 'arrive', 'pickup']) {
      const answers = await Promise.all([rider.do(task, action), rider.do(task, action)])
      if (action === 'pickup')
        assert.deepEqual(
          answers.map((each) => each.status),
          [200, 200],
        )
      for (const each of answers) assert.equal(each.status, 200)
    }
    const handOver = { code: '4711' }
    await Promise.all([rider.do(task, 'deliver', handOver), rider.do(task, 'deliver', handOver)])
    assert.equal((await rider.do(task, 'deliver', handOver)).status, 200)
    await told('delivery.delivered', orderId)
    assert.equal(seen.filter((each) => each.key === orderId).length, 3)
  })

  test('refuses steps out of turn and stays as it is', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    for (const [action, body] of [
      ['arrive', undefined],
      ['pickup', undefined],
      ['deliver', { code: '4711' }],
      ['fail', { reason: 'nobody there' }],
      ['return', undefined],
    ] as const) {
      const answer = await rider.do(task, action, body)
      assert.equal(answer.status, 409, action)
      assert.equal(answer.body.code, 'deliveries/wrong-state')
    }
    assert.equal((await stateOf(orderId))!.state, 'offered')
  })

  test('that cannot be handed over goes back to the store, and keeps the rider busy until it is there', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await carry(rider, orderId)
    assert.equal((await rider.do(task, 'fail', { reason: 'nobody there' })).body.state, 'failed')
    assert.equal((await rider.shift('off')).body.code, 'deliveries/busy')
    assert.equal((await rider.do(task, 'return')).body.state, 'returned')
    const failures = await until('two failures', async () => {
      const found = seen.filter((each) => each.name === 'delivery.failed')
      return found.length === 2 && found
    })
    assert.deepEqual(
      failures.map((each) => (each.data as { returned: boolean }).returned),
      [false, true],
    )
    assert.equal((await rider.shift('off')).status, 200)
  })
})

describe('any steps in any order', () => {
  const attempts = ['accept', 'decline', 'arrive', 'pickup', 'deliver', 'fail', 'return'] as const
  const bodies: Record<string, Body> = { deliver: { code: '4711' }, fail: { reason: 'nobody there' } }

  test('lead through the API where the state machine says, and refusals change nothing', async () => {
    const rider = await riderAt(at(5, 6))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...attempts), { minLength: 1, maxLength: 14 }), async (steps) => {
        const orderId = await pack()
        const task = await rider.task(orderId)
        let state: DeliveryState = 'offered'
        for (const action of steps) {
          const next = step(state, action)
          // Once given back, the delivery is no longer this rider's, and nobody else is there to take it.
          const lost: boolean = state === 'waiting'
          const expected: number = lost
            ? action === 'decline'
              ? 204
              : action === 'accept'
                ? 409
                : 403
            : next.kind === 'refused'
              ? 409
              : action === 'decline'
                ? 204
                : 200
          const answer = await rider.do(task, action, bodies[action])
          assert.equal(answer.status, expected, `${action} from ${state}`)
          if (next.kind === 'moved' && !lost) state = next.to
          assert.equal((await stateOf(orderId))!.state, state)
        }
        await world.sql`truncate deliveries.deliveries cascade`
      }),
      { numRuns: 40 },
    )
  })
})

describe('at the door', () => {
  test('wrong codes are counted in the row and lock for five minutes, even for the right one', async () => {
    const rider = await riderAt(at(4, 5))
    const task = await carry(rider, await pack())
    for (let left = 4; left > 0; left--) {
      const wrong = await rider.do(task, 'deliver', { code: '0000' })
      assert.equal(wrong.status, 422)
      assert.equal(wrong.body.code, 'deliveries/wrong-code')
      assert.deepEqual(wrong.body.details, { triesLeft: left })
    }
    assert.equal((await rider.do(task, 'deliver', { code: '0000' })).body.code, 'deliveries/too-many-codes')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 429)
    world.clock.advance(299_000)
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 429)
    world.clock.advance(2_000)
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
  })

  test('cash that is due is collected to the paisa', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack({ method: 'cash' })
    const task = await carry(rider, orderId)
    assert.equal((await rider.tasks())[0]!.cashDue.amount, 45_000)
    for (const handOver of [{ code: '4711' }, { code: '4711', cashCollected: money(44_999) }]) {
      const answer = await rider.do(task, 'deliver', handOver)
      assert.equal(answer.status, 422)
      assert.equal(answer.body.code, 'deliveries/cash-due')
    }
    assert.equal((await rider.do(task, 'deliver', { code: '4711', cashCollected: money(45_000) })).status, 200)
    const event = await told('delivery.delivered', orderId)
    assert.equal((event.data as { cashCollected: { amount: number } }).cashCollected.amount, 45_000)
  })
})

describe('offers', () => {
  test('go to the rider nearest by road, and on to the next who has not declined', async () => {
    const near = await riderAt(at(5, 6))
    const far = await riderAt(at(0, 0))
    const orderId = await pack()
    const task = await near.task(orderId)
    assert.equal((await near.do(task, 'decline')).status, 204)
    assert.equal((await near.do(task, 'decline')).status, 204, 'a repeat')
    await far.task(orderId)
    assert.equal((await near.do(task, 'accept')).body.code, 'deliveries/offer-gone')
    assert.equal((await near.do(task, 'pickup')).body.code, 'deliveries/not-yours')
  })

  test('that nobody answers expire, and a late answer finds them gone', async () => {
    const near = await riderAt(at(5, 6))
    const far = await riderAt(at(0, 0))
    const orderId = await pack()
    const task = await near.task(orderId)
    world.clock.advance(30_001)
    assert.equal((await near.do(task, 'accept')).body.code, 'deliveries/offer-gone')
    await far.task(orderId)
  })

  test('wait for somebody to come on shift', async () => {
    const orderId = await pack()
    await inState(orderId, 'waiting')
    const rider = await riderAt(at(5, 6))
    await rider.task(orderId)
  })

  test('of a rider who goes home are given back; what was accepted keeps the rider on shift', async () => {
    const rider = await riderAt(at(5, 6))
    const orderId = await pack()
    await rider.task(orderId)
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    assert.equal((await rider.shift('off')).status, 200)
    assert.equal((await stateOf(orderId))!.state, 'waiting')
    assert.deepEqual(
      heard.map((each) => each.type === 'rider' && each.data.state),
      ['off'],
    )
    assert.equal((await rider.tell(at(5, 6))).body.code, 'deliveries/off-shift')
    await rider.shift('on')
    world.clock.advance(1_000)
    await rider.tell(at(5, 6))
    await rider.do(await rider.task(orderId), 'accept')
    assert.equal((await rider.shift('off')).body.code, 'deliveries/busy')
  })

  test('a rider who falls silent before the pickup loses the order to another, and is not asked again', async () => {
    const silent = await riderAt(at(5, 6))
    const orderId = await pack()
    await silent.do(await silent.task(orderId), 'accept')
    world.clock.advance(200_000)
    const other = await riderAt(at(0, 0))
    await other.task(orderId)
    assert.deepEqual(await silent.tasks(), [])
  })

  test('two orders for doors close to each other travel together when riders are few', async () => {
    const rider = await riderAt(at(5, 6))
    const first = packed({ to: at(8, 8) })
    const second = packed({ to: at(8, 8.5) })
    await publish(first, second)
    await rider.task(first.key)
    await rider.task(second.key)
    const third = await pack({ to: at(8, 8.2) })
    await inState(third, 'waiting')
    assert.equal((await rider.tasks()).length, 2, 'the bag is full')
  })

  test('of copies that plan at once never give one order to two riders, nor one rider too many', async () => {
    await using other = await world.copy()
    assert.ok(other)
    const riders = await Promise.all(Array.from({ length: 6 }, (_, i) => riderAt(at(i, 6), `Rider ${i}`)))
    const events = Array.from({ length: 24 }, (_, i) => packed({ to: at(i % 12, (i * 5) % 12) }))
    for (const event of events) await publish(event)
    await until('all riders have work', async () => {
      const held = await Promise.all(riders.map((rider) => rider.tasks()))
      return held.every((each) => each.length > 0)
    })
    // Riders answer at random while both copies plan on.
    for (let round = 0; round < 4; round++) {
      await Promise.all(
        riders.flatMap(async (rider, i) =>
          Promise.all(
            (await rider.tasks()).map((task, j) => rider.do(task, (i + j + round) % 2 ? 'decline' : 'accept')),
          ),
        ),
      )
      world.clock.advance(1_000)
    }
    const [worst] = await world.sql<{ most: number; doubled: number }[]>`
      select coalesce(max(count), 0)::int most,
        (select count(*)::int from (select delivery_id from deliveries.offers where state in ('open', 'accepted')
          group by 1 having count(*) > 1) d) doubled
      from (select count(*) from deliveries.deliveries where slot is not null group by rider_id) held`
    assert.ok(worst!.most <= 2, `${worst!.most} in one bag`)
    assert.equal(worst!.doubled, 0)
    const strays = await world.sql`
      select 1 from deliveries.deliveries d
      where d.state in ('offered', 'accepted') and not exists (select 1 from deliveries.offers o
        where o.delivery_id = d.id and o.rider_id = d.rider_id and o.state in ('open', 'accepted'))`
    assert.equal(strays.length, 0)
  })
})

describe('what other services say', () => {
  test('an order that is packed twice is one delivery', async () => {
    const event = packed()
    await publish(event)
    await publish({ ...event, id: newId('event') } as typeof event)
    await publish(event)
    const marker = await pack()
    await until('all applied', () => stateOf(marker))
    const rows = await world.sql`select 1 from deliveries.deliveries where order_id = ${event.key}`
    assert.equal(rows.length, 1)
  })

  test('a cancelled order leaves the rider before the pickup, and stays with the rider after it', async () => {
    const rider = await riderAt(at(5, 6))
    const early = await pack()
    await rider.do(await rider.task(early), 'accept')
    await cancel(early)
    await inState(early, 'cancelled')
    assert.deepEqual(await rider.tasks(), [])

    const late = await pack()
    const task = await carry(rider, late)
    await cancel(late)
    await cancel(early)
    const marker = await pack()
    await until('all applied', () => stateOf(marker))
    assert.equal((await stateOf(late))!.state, 'picked_up')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
  })
})

describe('positions', () => {
  test('are taken in any order, never back in time, and refused one by one with counts', async () => {
    const rider = await riderAt(at(2, 2))
    world.clock.advance(100_000)
    const on = (east: number, secondsAgo: number) => ({
      ...at(east, 2),
      at: toTimestamp(world.clock.now() - secondsAgo * 1000),
    })
    const answer = await rider.ask('POST', '/v1/rider/positions', [
      on(4, 10),
      on(3, 50),
      on(3, 50),
      on(5, -60),
      { lat: 23.4, lng: 88.4, at: toTimestamp(world.clock.now() - 30_000) },
      on(2, 3_600),
    ])
    assert.deepEqual(answer.body, { accepted: 2, refused: { late: 1, duplicate: 1, future: 1, implausible: 1 } })
    const old = await rider.ask('POST', '/v1/rider/positions', [on(3, 20)])
    assert.deepEqual(old.body, { accepted: 0, refused: { late: 1, duplicate: 0, future: 0, implausible: 0 } })
    const { riders } = await copy.call(LiveSnapshot, {})
    const found = riders.find((each) => each.userId === rider.id)!
    assert.deepEqual(found.point, at(4, 2))
    assert.equal(found.heading, 90)
  })

  test('are kept as a way only while something is carried', async () => {
    const rider = await riderAt(at(5, 5))
    const kept = async () => (await world.sql`select 1 from deliveries.tracks where rider_id = ${rider.id}`).length
    world.clock.advance(5_000)
    await rider.tell(at(5, 5.1))
    assert.equal(await kept(), 0)
    const task = await carry(rider, await pack())
    for (const north of [5.3, 5.5]) {
      world.clock.advance(5_000)
      await rider.tell(at(5, north))
    }
    assert.equal(await kept(), 2)
    await rider.do(task, 'deliver', { code: '4711' })
    world.clock.advance(5_000)
    await rider.tell(at(5, 5.6))
    assert.equal(await kept(), 2)
  })

  test('of bad shape, too many, or none are refused whole', async () => {
    const rider = await riderAt(at(2, 2))
    const one = { ...at(2, 2), at: toTimestamp(world.clock.now()) }
    for (const body of [
      [],
      Array(101).fill(one),
      [{ ...one, lat: 91 }],
      [{ ...one, at: 'now' }],
      [{ ...one, speed: 3 }],
      { one },
    ])
      assert.equal((await rider.ask('POST', '/v1/rider/positions', body)).status, 400)
  })
})

describe('who may do what', () => {
  test('somebody else’s delivery is as unknown as one that does not exist', async () => {
    const rider = await riderAt(at(5, 6))
    const stranger = await riderAt(at(0, 0))
    const task = await rider.task(await pack())
    for (const action of ['accept', 'decline', 'arrive', 'pickup', 'return']) {
      for (const id of [task.id, newId('delivery')]) {
        const answer = await stranger.do({ id }, action)
        assert.equal(answer.status, 404, action)
        assert.equal(answer.body.code, 'deliveries/not-found')
      }
    }
    assert.equal((await stranger.do(task, 'deliver', { code: '4711' })).status, 404)
    assert.equal((await stranger.do({ id: 'dlv_1' }, 'accept')).status, 400)
  })

  test('only riders ride, and only staff look at the city', async () => {
    const customer = await person(['customer'])
    assert.equal((await customer.ask('GET', '/v1/rider/tasks')).status, 403)
    assert.equal((await customer.ask('GET', '/v1/admin/live')).status, 403)
    const unknown = await person(['rider'])
    assert.equal((await unknown.shift('on')).body.code, 'deliveries/not-a-rider')
    const anonymous = await copy.app.inject('/v1/rider/tasks')
    assert.equal(anonymous.statusCode, 401)
  })

  test('the console sees stores, riders and orders; a manager only those of the own store', async () => {
    const rider = await riderAt(at(5, 6))
    const orderId = await pack({ promiseMinutes: 1 })
    await rider.task(orderId)
    world.clock.advance(61_000)
    const [admin, manager, elsewhere] = await Promise.all([
      person(['admin']),
      person(['manager'], [storeId]),
      person(['manager'], [newId('store')]),
    ])
    for (const each of [admin, manager]) {
      const live = (await each.ask('GET', '/v1/admin/live')).body as never as {
        stores: unknown[]
        riders: unknown[]
        orders: { id: string; late: boolean; dropOff: Point }[]
      }
      assert.equal(live.stores.length, 1)
      assert.equal(live.riders.length, 1)
      assert.equal(live.orders[0]!.id, orderId)
      assert.equal(live.orders[0]!.late, true)
    }
    assert.deepEqual((await elsewhere.ask('GET', '/v1/admin/live')).body, { stores: [], riders: [], orders: [] })
    assert.deepEqual((await elsewhere.ask('GET', '/v1/admin/riders')).body.items, [])
  })

  test('riders are listed page by page, each once', async () => {
    const userIds = Array.from({ length: 5 }, () => newId('user'))
    const riders = userIds.map((userId) => ({ userId, name: 'Same Name', vehicle: 'bicycle' as const, storeId }))
    await copy.call(PutRiders, { riders })
    await copy.call(PutRiders, { riders })
    const admin = await person(['admin'])
    const found: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await admin.ask('GET', `/v1/admin/riders?limit=2${cursor}`)).body as never as {
        items: { userId: string }[]
        next: string | null
      }
      found.push(...page.items.map((each) => each.userId))
      if (!page.next) break
      cursor = `&cursor=${page.next}`
    }
    assert.deepEqual(found, userIds.toSorted())
    assert.equal((await admin.ask('GET', `/v1/admin/riders?cursor=${randomUUID()}`)).body.code, 'request/bad-cursor')
  })

  test('staff take a delivery from its rider and name another; never once the bags have left', async () => {
    const first = await riderAt(at(5, 6))
    const second = await riderAt(at(0, 0))
    const admin = await person(['support'])
    const manager = await person(['manager'], [newId('store')])
    const orderId = await pack()
    const task = await first.task(orderId)
    await first.do(task, 'accept')
    const url = `/v1/admin/deliveries/${task.id}/reassign`
    assert.equal((await manager.ask('POST', url, { reason: 'late' })).status, 404)
    assert.equal((await admin.ask('POST', url, { riderId: newId('user'), reason: 'x' })).status, 404)
    const given = await admin.ask('POST', url, { riderId: second.id, reason: 'flat tyre' })
    assert.deepEqual(given.body, { id: task.id, state: 'offered' })
    assert.equal((await first.do(task, 'pickup')).body.code, 'deliveries/not-yours')
    await until('audit', async () => seen.find((each) => each.name === 'staff.acted'))
    await carry(second, orderId)
    assert.equal((await admin.ask('POST', url, { reason: 'late' })).body.code, 'deliveries/wrong-state')
  })
})

describe('the map', () => {
  test('answers with the city, places, ways, tiles and a style', async () => {
    const somebody = await person(['customer'])
    const citySays = (await somebody.ask('GET', '/v1/city')).body as never as {
      bounds: { minLat: number }
      demo: boolean
    }
    assert.ok(Math.abs(citySays.bounds.minLat - 22.57) < 1e-6)
    const places = (await somebody.ask('GET', '/v1/geocode?q=3%20cross%20road')).body as never as {
      items: { label: string }[]
    }
    assert.match(places.items[0]!.label, /3 Cross Road/)
    const where = (await somebody.ask('GET', `/v1/reverse?lat=${at(3.5, 3).lat}&lng=${at(3.5, 3).lng}`))
      .body as never as { line1: string }
    assert.match(where.line1, /4 Cross Road/)
    const sea = await somebody.ask('GET', '/v1/reverse?lat=10&lng=80')
    assert.equal(sea.body.code, 'deliveries/off-map')
    const way = (await somebody.ask('GET', '/v1/route?from=22.57,88.4&to=22.576,88.406')).body as never as {
      distanceM: number
    }
    assert.ok(way.distanceM > 1_200 && way.distanceM < 1_400)
    assert.equal((await somebody.ask('GET', '/v1/route?from=0,0&to=22.576,88.406')).body.code, 'deliveries/off-map')
    assert.equal((await copy.app.inject('/v1/route?from=22.57,88.4&to=22.576,88.406')).statusCode, 401)

    const [x, y] = tileOf(at(5, 5), 14)
    const tile = await copy.app.inject(`/tiles/14/${x}/${y}.mvt`)
    assert.equal(tile.statusCode, 200)
    assert.ok(tile.rawPayload.length > 50)
    const again = await copy.app.inject({
      url: `/tiles/14/${x}/${y}.mvt`,
      headers: { 'if-none-match': String(tile.headers.etag) },
    })
    assert.equal(again.statusCode, 304)
    assert.equal((await copy.app.inject('/tiles/14/1/1.mvt')).statusCode, 204)
    const style = (await copy.app.inject('/map/style.json?theme=dark')).json()
    assert.equal(style.version, 8)
    assert.match(style.sources.city.tiles[0], /^http:\/\/.+\/tiles\/\{z\}\/\{x\}\/\{y\}\.mvt$/)
  })

  test('gives road times, and estimates where no street leads', async () => {
    const { estimates } = await copy.call(EstimateTravel, { from: at(0, 0), to: [at(3, 3), { lat: 22.9, lng: 88.4 }] })
    assert.equal(estimates[0]!.approximate, false)
    assert.ok(estimates[0]!.distanceM > 1_200 && estimates[0]!.distanceM < 1_400)
    assert.equal(estimates[1]!.approximate, true)
  })
})

function tileOf({ lat, lng }: Point, zoom: number): [number, number] {
  const size = 2 ** zoom
  const radians = (lat * Math.PI) / 180
  return [
    Math.floor(((lng + 180) / 360) * size),
    Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * size),
  ]
}

function listen(topic: string, into: LiveMessage[]): Disposable {
  const stop = copy.live.subscribe(topic, (each) => into.push(each))
  return { [Symbol.dispose]: stop }
}
