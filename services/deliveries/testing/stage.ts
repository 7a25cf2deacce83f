import assert from 'node:assert/strict'
import { after, before, beforeEach } from 'node:test'
import { PutRiders, RecallDelivery, type RiderTask, type Tracking, TrackOrder } from '../../../contracts/deliveries.ts'
import type { Envelope } from '../../../contracts/event.ts'
import type { Point } from '../../../contracts/geo.ts'
import type { Role } from '../../../contracts/identity.ts'
import { newId } from '../../../contracts/ids.ts'
import type { LiveMessage } from '../../../contracts/live.ts'
import { money } from '../../../contracts/money.ts'
import { OrderCancelled, OrderPacked, type PaymentMethod } from '../../../contracts/orders.ts'
import { PutStores } from '../../../contracts/stores.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import { message, pastDeadlocks } from '../../../kit/sql.ts'
import type { Vehicle } from '../store/riders.ts'
import { at, gridCity } from './grid.ts'
import { type Copy, type TestDeliveries, testDeliveries } from './world.ts'

let city: Awaited<ReturnType<typeof gridCity>>
export let world: TestDeliveries
export let copy: Copy
export let storeId: string
export const storeAt = at(5, 5)
export const seen: Envelope[] = []

/** Sets the stage for a test file: a small city with one store; riders and orders are gone before each test. */
export function useStage(
  env: Record<string, string> = {},
  { apart = false, cycleway }: { apart?: boolean; cycleway?: Parameters<typeof gridCity>[1] } = {},
): void {
  before(async () => {
    city = await gridCity(() => world.clock.now(), cycleway)
    world = await testDeliveries({ roads: async () => city.roads, env, apart })
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
          hours: always,
        },
      ],
    })
    storeId = put.stores[0]!.storeId
    await copy.bus.follow(
      ['assigned', 'picked_up', 'arriving', 'delivered', 'failed', 'recovered']
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
    // The dispatcher runs meanwhile and may hold what the truncation waits for.
    await pastDeadlocks(
      async () => world.sql`truncate deliveries.riders, deliveries.deliveries, deliveries.road_closures cascade`,
    )
    seen.length = 0
  })
}

export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
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

const keyed = (key: string | undefined) => (key === undefined ? {} : { 'idempotency-key': key })

export class Person {
  readonly id: string
  readonly #token: string
  readonly #copy: Copy
  constructor(id: string, token: string, at: Copy) {
    this.id = id
    this.#token = token
    this.#copy = at
  }
  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: Body | Buffer,
    headers = {},
  ): Promise<Answer> {
    const answer = await this.#copy.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      ...(body ? { payload: body } : {}),
    })
    const json = /json/.test(`${answer.headers['content-type']}`)
    return { status: answer.statusCode, body: json && answer.body ? answer.json() : {} }
  }
  shift = (state: 'on' | 'off' | 'break', key?: string) => this.ask('POST', '/v1/rider/shift', { state }, keyed(key))
  tell = (point: Point, secondsAgo = 0) =>
    this.ask('POST', '/v1/rider/positions', [{ ...point, at: toTimestamp(world.clock.now() - secondsAgo * 1000) }])
  tasks = async () => (await this.ask('GET', '/v1/rider/tasks')).body.items ?? []
  do = (task: { id: string }, action: string, body?: Body, key?: string) =>
    this.ask('POST', `/v1/rider/tasks/${task.id}/${action}`, body, keyed(key))
  /** Waits for a task of an order, in a state. */
  task = (orderId: string, state = 'offered') =>
    until(`${state} ${orderId}`, async () =>
      (await this.tasks()).find((each) => each.orderId === orderId && each.state === state),
    )
}

export const person = async (roles: Role[], storeIds: string[] = [], where = copy) => {
  const id = newId('user')
  return new Person(id, await world.token(id, roles, storeIds), where)
}

/** A rider on shift at a place. */
export async function riderAt(
  point: Point,
  name = 'Asha Das',
  more: { vehicle?: Vehicle; bagL?: number; coldBag?: boolean; chillBag?: boolean } = {},
): Promise<Person> {
  const rider = await person(['rider'])
  await copy.call(PutRiders, { riders: [{ userId: rider.id, name, vehicle: 'scooter', storeId, ...more }] })
  assert.equal((await rider.shift('on')).status, 200)
  assert.equal((await rider.tell(point)).status, 200)
  return rider
}

/** Open day and night. */
export const always = Array.from({ length: 7 }, (_, day) => ({ day, open: 0, close: 1_440 }))

const slotId = `slt_${'0'.repeat(32)}.2026-11-30`

interface Packing {
  to?: Point
  method?: PaymentMethod
  orderId?: string
  promiseMinutes?: number
  leaveAtDoor?: boolean
  bags?: number
  frozenBags?: number
  chilledBags?: number
  /** Ordered for later: from then on, for an hour. */
  windowInMinutes?: number
}

export function packed({
  to = at(8, 8),
  method = 'card',
  orderId = newId('order'),
  promiseMinutes = 10,
  leaveAtDoor = false,
  bags = 2,
  frozenBags = 0,
  chilledBags = 0,
  windowInMinutes,
}: Packing = {}) {
  const inMinutes = (minutes: number) => toTimestamp(world.clock.now() + minutes * 60_000)
  return message(OrderPacked, orderId, {
    orderId,
    number: orderId.slice(-6),
    userId: newId('user'),
    storeId,
    storePoint: storeAt,
    dropOff: { point: to, line1: '12 Cross Road', line2: 'Flat 3', name: 'Mira Sen', phone: '+919800000000' },
    doorCode: '4711',
    instructions: 'Ring twice',
    bags,
    ...(frozenBags + chilledBags > 0
      ? { zoneBags: { ambient: bags - frozenBags - chilledBags, chilled: chilledBags, frozen: frozenBags } }
      : {}),
    ...(windowInMinutes === undefined
      ? {}
      : { window: { slotId, start: inMinutes(windowInMinutes), end: inMinutes(windowInMinutes + 60) } }),
    handover: 'K7QM',
    leaveAtDoor,
    method,
    total: money(45_000),
    tip: money(2_000),
    refund: money(0),
    promisedAt: toTimestamp(world.clock.now() + promiseMinutes * 60_000),
  })
}

/** Publishes as the orders service would: into the log. */
export const publish = (...messages: { trace: string | null }[]) =>
  copy.bus.append(messages.map(({ trace, ...rest }) => ({ ...rest, ...(trace ? { trace } : {}) })) as Envelope[])

export async function pack(options: Packing = {}): Promise<string> {
  const event = packed(options)
  await publish(event)
  return event.key
}

export const cancel = (orderId: string) =>
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

export const stateOf = async (orderId: string) => {
  const [row] = await world.sql<{ state: string; riderId: string | null }[]>`
    select state, rider_id "riderId" from deliveries.deliveries where order_id = ${orderId}`
  return row
}
export const inState = (orderId: string, state: string) =>
  until(`${orderId} ${state}`, async () => (await stateOf(orderId))?.state === state)
export const told = (name: string, orderId: string) =>
  until(name, async () => seen.find((each) => each.name === name && each.key === orderId))
/** Calls the deliveries back that other services call back. */
export const recall = (orderId: string) => copy.call(RecallDelivery, { orderId, reason: 'the customer moved' })

export const track = async (orderId: string) => (await copy.call(TrackOrder, { orderId })) as Tracking

/** Rides one order up to the door. */
export async function carry(rider: Person, orderId: string): Promise<RiderTask> {
  const task = await rider.task(orderId)
  for (const action of ['accept', 'arrive', 'pickup']) assert.equal((await rider.do(task, action)).status, 200)
  return task
}

export function listen(topic: string, into: LiveMessage[], where = copy): Disposable {
  const stop = where.live.subscribe(topic, (each) => into.push(each))
  return { [Symbol.dispose]: stop }
}
