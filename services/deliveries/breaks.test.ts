import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RiderBreak } from '../../contracts/breaks.ts'
import { PutRiders, type RiderStanding } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { turnBreaks } from './breaks.ts'
import { Dispatcher } from './dispatch.ts'
import { planGreedy } from './planner/greedy.ts'
import { plannerNames } from './planner/table.ts'
import type { PlanInput } from './planner/types.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  copy,
  inState,
  listen,
  type Person,
  pack,
  person,
  riderAt,
  seen,
  stateOf,
  until,
  useStage,
  world,
} from './testing/stage.ts'
import { testDeliveries } from './testing/world.ts'

const minuteMs = 60_000
const inMinutes = (minutes: number) => toTimestamp(world.clock.now() + minutes * minuteMs)
const plan = (rider: Person, startsIn: number, minutes: number, key?: string) =>
  rider.ask(
    'POST',
    '/v1/rider/breaks',
    { startsAt: inMinutes(startsIn), minutes },
    key === undefined ? {} : { 'idempotency-key': key },
  )
const list = async (rider: Person) =>
  (await rider.ask('GET', '/v1/rider/breaks')).body as unknown as { items: RiderBreak[]; most: number }
const shiftOf = async (rider: Person) =>
  (await rider.ask('GET', '/v1/rider/shift')).body as unknown as {
    state: string
    until?: string
    breaks?: RiderBreak[]
  }
const inShift = (rider: Person, state: string) =>
  until(`on shift: ${state}`, async () => (await shiftOf(rider)).state === state)
const breakIs = (rider: Person, state: RiderBreak['state']) =>
  until(`a break ${state}`, async () => (await list(rider)).items.find((each) => each.state === state))
const pass = async (minutes: number, ...riders: Person[]) => {
  world.clock.advance(minutes * minuteMs)
  for (const rider of riders) if ((await shiftOf(rider)).state === 'on') await rider.tell(at(5, 6))
}
const changesOf = (rider: Person) =>
  seen
    .filter((each) => each.name === 'rider.shift_changed' && each.key === rider.id)
    .map((each) => (each.data as { state: string }).state)

describe('planned breaks', () => {
  useStage({ TOKRI_RIDER_BREAKS: '3', TOKRI_RIDER_BREAK_MINUTES: '45', TOKRI_DELIVERIES_SILENT_S: '3600' })

  test('a rider on shift plans breaks, sees them in order, and cancels them', async () => {
    const rider = await riderAt(at(5, 6))
    assert.equal((await plan(rider, 120, 30)).status, 201)
    const second = await plan(rider, 60, 15)
    const { items, ...limits } = second.body as unknown as { items: RiderBreak[] }
    assert.deepEqual(limits, { most: 3, shortestMinutes: 5, longestMinutes: 45, aheadMinutes: 720 })
    assert.deepEqual(
      items.map(({ id: _, ...each }) => each),
      [
        { state: 'planned', startsAt: inMinutes(60), endsAt: inMinutes(75), minutes: 15 },
        { state: 'planned', startsAt: inMinutes(120), endsAt: inMinutes(150), minutes: 30 },
      ],
    )
    assert.deepEqual((await shiftOf(rider)).breaks, items)
    const cancel = (id: string, key?: string) =>
      rider.ask('DELETE', `/v1/rider/breaks/${id}`, undefined, key === undefined ? {} : { 'idempotency-key': key })
    assert.equal((await cancel(items[0]!.id, 'gone')).status, 204)
    assert.equal((await cancel(items[0]!.id, 'gone')).status, 204, 'a repeat of the deed')
    assert.equal((await cancel(items[0]!.id)).body.code, 'deliveries/break-unknown')
    assert.deepEqual((await list(rider)).items, items.slice(1))
    const other = await riderAt(at(5, 6), 'Other')
    const foreign = await other.ask('DELETE', `/v1/rider/breaks/${items[1]!.id}`)
    assert.deepEqual([foreign.status, foreign.body.code], [404, 'deliveries/break-unknown'])
    assert.deepEqual((await list(other)).items, [])
  })

  test('limits are told, each by its code, and nothing is planned beyond them', async () => {
    const rider = await riderAt(at(5, 6))
    const refused = async (startsIn: number, minutes: number) => {
      const { status, body } = await plan(rider, startsIn, minutes)
      return `${status} ${body.code}`
    }
    assert.equal(await refused(30, 4), '422 deliveries/break-length')
    assert.equal(await refused(30, 46), '422 deliveries/break-length')
    assert.equal(await refused(-1, 15), '422 deliveries/break-time')
    assert.equal(await refused(721, 15), '422 deliveries/break-time')
    await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: inMinutes(300) })
    assert.equal(await refused(290, 15), '422 deliveries/break-after-shift')
    assert.equal((await plan(rider, 285, 15)).status, 201, 'up to the end of the shift')
    assert.equal((await plan(rider, 60, 30)).status, 201)
    assert.equal(await refused(89, 15), '409 deliveries/break-overlaps')
    assert.equal(await refused(50, 15), '409 deliveries/break-overlaps')
    assert.equal((await plan(rider, 90, 15)).status, 201, 'one after the other')
    assert.equal(await refused(200, 15), '409 deliveries/too-many-breaks')
    assert.equal((await rider.ask('POST', '/v1/rider/breaks', { minutes: 15 })).body.code, 'request/invalid')
    const { body } = await plan(rider, 30, 4)
    assert.equal((body as unknown as { details: { shortestMinutes: number } }).details.shortestMinutes, 5)

    const nobody = await person(['rider'])
    assert.equal((await plan(nobody, 30, 15)).body.code, 'deliveries/not-a-rider')
    assert.equal((await (await person(['customer'])).ask('GET', '/v1/rider/breaks')).status, 403)
    await rider.shift('off')
    assert.equal(await refused(30, 15), '409 deliveries/off-shift')
  })

  test('the same deed again plans nothing more, by its key or by what it says', async () => {
    const rider = await riderAt(at(5, 6))
    const body = { startsAt: inMinutes(60), minutes: 15 }
    const ask = (key?: string, more = {}) =>
      rider.ask('POST', '/v1/rider/breaks', { ...body, ...more }, key === undefined ? {} : { 'idempotency-key': key })
    for (const key of ['k', 'k', undefined, undefined]) {
      const { status, body: told } = await ask(key)
      assert.deepEqual([status, told.items?.length], [201, 1])
    }
    assert.equal((await ask('k', { minutes: 20 })).body.code, 'request/idempotency-key-reused')
    await Promise.all([ask(), ask(), plan(rider, 120, 15, 'other'), plan(rider, 120, 15, 'other')])
    assert.equal((await list(rider)).items.length, 2)
  })

  test('a break begins by itself, ends by itself, and everybody hears of it', async () => {
    const rider = await riderAt(at(5, 6))
    const end = inMinutes(400)
    await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: end })
    await plan(rider, 30, 15)
    const heard: LiveMessage[] = []
    using _ = listen(topics.rider(rider.id), heard)
    await pass(29, rider)
    assert.equal((await shiftOf(rider)).state, 'on')
    await pass(1)
    await inShift(rider, 'break')
    const running = await breakIs(rider, 'running')
    assert.deepEqual([running.startsAt, running.endsAt], [inMinutes(0), inMinutes(15)])
    const cancelled = await rider.ask('DELETE', `/v1/rider/breaks/${running.id}`)
    assert.deepEqual([cancelled.status, cancelled.body.code], [409, 'deliveries/break-begun'])
    assert.equal((await shiftOf(rider)).until, end, 'the end of the shift is known still')
    await until('told', async () => heard.some((each) => (each.data as { id: string }).id === rider.id))
    const waits = await pack({ promiseMinutes: 60 })
    await inState(waits, 'waiting')
    heard.length = 0
    await pass(15)
    await inShift(rider, 'on')
    await until('told', async () => heard.some((each) => (each.data as { id: string }).id === rider.id))
    assert.equal((await shiftOf(rider)).until, end)
    assert.equal((await shiftOf(rider)).breaks, undefined)
    assert.equal((await list(rider)).items[0]!.state, 'over')
    await rider.tell(at(5, 6))
    await rider.task(waits)
    await until('heard', async () => changesOf(rider).length === 3)
    assert.deepEqual(changesOf(rider), ['on', 'off', 'on'])
  })

  test('a break that comes while carrying begins with the last drop, and lasts its minutes', async () => {
    const rider = await riderAt(at(5, 6))
    const task = await carry(rider, await pack({ promiseMinutes: 60 }))
    await plan(rider, 5, 20)
    await pass(12, rider)
    const more = await pack({ promiseMinutes: 60 })
    await inState(more, 'waiting')
    await until('a round', async () => (await world.sql`select 1 from deliveries.waits`).length > 0)
    assert.equal((await shiftOf(rider)).state, 'on')
    assert.equal((await list(rider)).items[0]!.state, 'planned')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
    await inShift(rider, 'break')
    const running = await breakIs(rider, 'running')
    assert.deepEqual([running.startsAt, running.endsAt], [inMinutes(0), inMinutes(20)])
    assert.equal((await stateOf(more))!.riderId, null)
    await pass(19)
    assert.equal((await shiftOf(rider)).state, 'break')
    await pass(1)
    await inShift(rider, 'on')
  })

  test('an open offer goes to others when the break comes; what was accepted is carried out first', async () => {
    const rider = await riderAt(at(5, 6))
    const offered = await pack({ promiseMinutes: 60 })
    await rider.task(offered)
    await plan(rider, 0.1, 20)
    await pass(0.2)
    await inShift(rider, 'break')
    await inState(offered, 'waiting')
    await rider.shift('on')
    await rider.tell(at(5, 6))
    const task = await rider.task(offered)
    await plan(rider, 0.1, 20)
    assert.equal((await rider.do(task, 'accept')).status, 200)
    await pass(1, rider)
    for (const action of ['arrive', 'pickup']) assert.equal((await rider.do(task, action)).status, 200)
    assert.equal((await shiftOf(rider)).state, 'on')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
    await inShift(rider, 'break')
  })

  test('who comes back early has had the break; who ends the shift has none left', async () => {
    const rider = await riderAt(at(5, 6))
    await plan(rider, 1, 20)
    await plan(rider, 60, 20)
    await pass(1)
    await inShift(rider, 'break')
    assert.equal((await rider.shift('on')).body.state, 'on')
    assert.deepEqual(
      (await list(rider)).items.map((each) => each.state),
      ['over', 'planned'],
    )
    await pass(30, rider)
    assert.equal((await shiftOf(rider)).state, 'on')
    await rider.shift('off')
    await rider.shift('on')
    assert.deepEqual((await list(rider)).items, [])
    await pass(60, rider)
    await pack()
    assert.equal((await shiftOf(rider)).state, 'on')
  })

  test('whoever is on a break when a planned one comes has it become that one', async () => {
    const rider = await riderAt(at(5, 6))
    await plan(rider, 10, 20)
    await rider.shift('break')
    await pass(10)
    await breakIs(rider, 'running')
    await pass(20)
    await inShift(rider, 'on')
  })

  test('an earlier end of the shift drops the breaks beyond it; a shift that ended meanwhile is not begun again', async () => {
    const rider = await riderAt(at(5, 6))
    await plan(rider, 10, 20)
    await plan(rider, 100, 20)
    const set = (end: string | null) => rider.ask('POST', '/v1/rider/shift', { state: 'on', until: end })
    assert.equal((await set(inMinutes(110))).status, 200)
    assert.equal((await list(rider)).items.length, 1)
    const { body } = await set(null)
    assert.equal((body as unknown as { until?: string }).until, undefined, 'no end any more')
    await set(inMinutes(30))
    const task = await carry(rider, await pack({ promiseMinutes: 60 }))
    await pass(20, rider)
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
    await inShift(rider, 'break')
    await pass(20)
    await inShift(rider, 'off')
    assert.deepEqual((await list(rider)).items, [])
  })

  test('who says to be at work when the end has come takes more orders, as who tells that there is none', async () => {
    const rider = await riderAt(at(5, 6))
    const say = async (body: { until?: string | null } = {}) => {
      const answer = await rider.ask('POST', '/v1/rider/shift', { state: 'on', ...body })
      assert.equal(answer.status, 200)
      return (answer.body as unknown as { until?: string }).until
    }
    const end = inMinutes(5)
    assert.equal(await say({ until: end }), end)
    assert.equal(await say(), end, 'a repeat before it changes nothing')
    await pass(5, rider)
    assert.equal(await say(), undefined)
    assert.equal(await say({ until: inMinutes(0) }), inMinutes(0))
    assert.equal(await say({ until: null }), undefined)
  })

  test('operations see the break and the end of the shift', async () => {
    const rider = await riderAt(at(5, 6), 'Seen By All')
    const end = inMinutes(300)
    await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: end })
    await plan(rider, 200, 20)
    await plan(rider, 60, 20)
    const staff = await person(['admin'])
    const [next] = (await list(rider)).items
    const { body } = await staff.ask('GET', '/v1/admin/riders')
    const row = (body.items as unknown as RiderStanding[]).find((each) => each.userId === rider.id)
    assert.deepEqual([row?.until, row?.break], [end, next])
    const one = await staff.ask('GET', `/v1/admin/riders/${rider.id}`)
    const shown = (one.body as unknown as { rider: RiderStanding }).rider
    assert.deepEqual([shown.until, shown.break], [end, next])
  })

  test('staff give nothing to who is due for a break', async () => {
    const rider = await riderAt(at(5, 6))
    await carry(rider, await pack({ promiseMinutes: 60 }))
    await plan(rider, 1, 20)
    await pass(2, rider)
    const order = await pack({ promiseMinutes: 60 })
    await inState(order, 'waiting')
    const [row] = await world.sql<{ id: string }[]>`
      select id from deliveries.deliveries where order_id = ${order}`
    const staff = await person(['admin'])
    const answer = await staff.ask('POST', `/v1/admin/deliveries/${row!.id}/reassign`, {
      riderId: rider.id,
      reason: 'quickly',
    })
    assert.deepEqual([answer.status, answer.body.code], [409, 'deliveries/rider-unavailable'])
  })

  test('two copies begin and end a break once', async () => {
    const rider = await riderAt(at(5, 6))
    await using other = await world.copy()
    await plan(rider, 10, 20)
    world.clock.advance(10 * minuteMs)
    await Promise.all([1, 2, 3, 4].map(() => turnBreaks(other.context)))
    await inShift(rider, 'break')
    world.clock.advance(20 * minuteMs)
    await Promise.all([1, 2, 3, 4].map(() => turnBreaks(other.context)))
    await inShift(rider, 'on')
    await until('heard', async () => changesOf(rider).length >= 3)
    // Whoever hears a marker has heard all before it.
    await rider.shift('off')
    await until('off', async () => changesOf(rider).length >= 4)
    assert.deepEqual(changesOf(rider), ['on', 'off', 'on', 'off'])
  })

  test('breaks of a shift that a program without breaks has ended are gone with it', async () => {
    const rider = await riderAt(at(5, 6))
    await plan(rider, 10, 20)
    await world.sql`update deliveries.riders set on_shift = false where user_id = ${rider.id}`
    await pass(10)
    await until('gone', async () => (await list(rider)).items.length === 0)
    assert.equal((await shiftOf(rider)).state, 'off')
  })
})

describe('a break that is planned while a plan is made', () => {
  useStage({ TOKRI_DELIVERIES_SILENT_S: '3600' })

  test('keeps what would run into it from being offered', async () => {
    const { context } = copy
    await context.dispatcher.close()
    const rider = await riderAt(at(5, 6))
    const order = await pack({ to: at(11, 11), promiseMinutes: 60 })
    await inState(order, 'waiting')
    let pictures = 0
    await using planning = {
      plan: async (input: PlanInput) => {
        if (pictures++ === 0) await plan(rider, 2, 20)
        return { planner: 'test', refused: new Map(), output: planGreedy(input) }
      },
      [Symbol.asyncDispose]: async () => {},
    }
    const dispatcher = new Dispatcher(planning)
    dispatcher.begin(context)
    const stateAfterRound = async () => {
      await dispatcher.run()
      return (await stateOf(order))!.state
    }
    assert.equal(await stateAfterRound(), 'waiting')
    assert.equal(pictures, 1)
    assert.equal(await stateAfterRound(), 'waiting', 'the next picture has it')
    await rider.ask('DELETE', `/v1/rider/breaks/${(await list(rider)).items[0]!.id}`)
    assert.equal(await stateAfterRound(), 'offered')
    await dispatcher.close()
  })
})

test('breaks outlive the process in which they were planned: the next one begins and ends them', async () => {
  await using restarted = await testDeliveries()
  const riderId = newId('user')
  const token = await restarted.token(riderId, ['rider'])
  const storeId = newId('store')
  let running = await restarted.copy()
  await running.call(PutRiders, { riders: [{ userId: riderId, name: 'Rider', vehicle: 'scooter', storeId }] })
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await running.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })).json()
  }
  await ask('POST', '/v1/rider/shift', { state: 'on' })
  const startsAt = toTimestamp(restarted.clock.now() + 10 * minuteMs)
  assert.equal((await ask('POST', '/v1/rider/breaks', { startsAt, minutes: 20 })).items.length, 1)
  for (const [minutes, state] of [
    [10, 'break'],
    [20, 'on'],
  ] as const) {
    await running[Symbol.asyncDispose]()
    restarted.clock.advance(minutes * minuteMs)
    running = await restarted.copy()
    await until(state, async () => (await ask('GET', '/v1/rider/shift')).state === state)
  }
})

describe('who holds too much cash', () => {
  useStage({ TOKRI_RIDER_CASH_LIMIT_PAISE: '45000', TOKRI_DELIVERIES_SILENT_S: '3600' })

  test('stays on a break that is over, until some is brought to the store', async () => {
    const rider = await riderAt(at(5, 6))
    const task = await carry(rider, await pack({ method: 'cash', promiseMinutes: 60 }))
    await plan(rider, 1, 20)
    const cashCollected = { amount: 45_000, currency: 'INR' }
    assert.equal((await rider.do(task, 'deliver', { code: '4711', cashCollected })).status, 200)
    await pass(1)
    await inShift(rider, 'break')
    await pass(20)
    await breakIs(rider, 'over')
    assert.equal((await shiftOf(rider)).state, 'break')
  })
})

for (const planner of plannerNames)
  describe(`with the planner ${planner}`, () => {
    useStage({ TOKRI_DELIVERIES_PLANNER: planner, TOKRI_DELIVERIES_SILENT_S: '3600' })
    const waitsFor = (orderId: string, reason: string) =>
      until(`${orderId} waits: ${reason}`, async () => {
        const [row] = await world.sql<{ reason: string }[]>`
          select w.reason from deliveries.waits w join deliveries.deliveries d on d.id = w.delivery_id
          where d.order_id = ${orderId} and d.state = 'waiting'`
        return row?.reason === reason
      })

    test('nothing is offered that would run into a break; it waits, or goes to another', async () => {
      const rider = await riderAt(at(5, 5), 'Rests Soon')
      await plan(rider, 2, 30)
      const order = await pack({ to: at(11, 11), promiseMinutes: 60 })
      await waitsFor(order, 'break')
      assert.deepEqual(await rider.tasks(), [])
      const far = await riderAt(at(0, 0), 'Far')
      await far.task(order)
      assert.deepEqual(await rider.tasks(), [])
      // What is over before is theirs.
      await rider.ask('DELETE', `/v1/rider/breaks/${(await list(rider)).items[0]!.id}`)
      await plan(rider, 60, 30)
      await rider.task(await pack({ to: at(5, 6), promiseMinutes: 60 }))
    })

    test('an order for a window waits for who is back from the break in time', async () => {
      const rider = await riderAt(at(5, 5))
      await plan(rider, 1, 30)
      const order = await pack({ to: at(11, 11), windowInMinutes: -30, promiseMinutes: 40 })
      await waitsFor(order, 'break')
      await pass(1)
      await inShift(rider, 'break')
      await pass(30)
      await inShift(rider, 'on')
      await rider.tell(at(5, 5))
      await rider.task(order)
    })
  })
