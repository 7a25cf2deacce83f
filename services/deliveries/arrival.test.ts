import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LiveSnapshot, type Tracking } from '../../contracts/deliveries.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { raiseLateAlarms } from './late-alarm.ts'
import { at } from './testing/grid.ts'
import { carry, copy, listen, pack, riderAt, track, until, useStage, world } from './testing/stage.ts'

useStage()

const lateOf = (heard: readonly LiveMessage[], orderId: string) =>
  heard.filter((each) => each.type === 'late' && each.data.orderId === orderId)
const shownOf = async (orderId: string) =>
  (await copy.call(LiveSnapshot, {})).orders.find((order) => order.id === orderId)!

describe('the arrival that a customer is told', () => {
  test('stands while the rider rides as expected, and moves with a reason when the rider does not', async () => {
    const rider = await riderAt(at(5, 5))
    const orderId = await pack({ promiseMinutes: 60 })
    await carry(rider, orderId)
    const heard: LiveMessage[] = []
    using _ = listen(topics.order(orderId), heard)
    const first = await track(orderId)
    assert.ok(first.etaAt)
    assert.equal(first.etaReason, undefined)

    world.clock.advance(5_000)
    await rider.tell(at(5.1, 5))
    const next = await track(orderId)
    assert.equal(next.etaAt, first.etaAt)
    assert.equal(next.etaReason, undefined)
    assert.ok(next.sequence > first.sequence)

    // Nothing moves for ten minutes.
    world.clock.advance(600_000)
    await rider.tell(at(5.1, 5))
    const stuck = await track(orderId)
    assert.ok(Date.parse(stuck.etaAt!) > Date.parse(first.etaAt!) + 300_000)
    assert.equal(stuck.etaReason, 'slow-ride')
    const told = await until('the live message', async () =>
      heard.findLast((each) => each.type === 'tracking' && each.data.sequence === stuck.sequence),
    )
    assert.deepEqual(told.data as Tracking, stuck)

    // Seconds later it is not told to be earlier again.
    world.clock.advance(5_000)
    await rider.tell(at(5.3, 5))
    assert.equal((await track(orderId)).etaAt, stuck.etaAt)
  })

  test('tells that another rider comes', async () => {
    const first = await riderAt(at(4, 5))
    const orderId = await pack({ promiseMinutes: 60 })
    const task = await first.task(orderId)
    assert.equal((await first.do(task, 'accept')).status, 200)
    const soon = (await track(orderId)).etaAt!
    assert.equal((await first.do(task, 'decline')).status, 204)
    assert.equal((await track(orderId)).etaAt, undefined)
    await first.shift('off')
    const second = await riderAt(at(0, 0))
    assert.equal((await second.do(await second.task(orderId), 'accept')).status, 200)
    const later = await track(orderId)
    assert.ok(Date.parse(later.etaAt!) > Date.parse(soon) + 60_000)
    assert.equal(later.etaReason, 'other-rider')
  })
})

describe('an order that will be late', () => {
  test('is told before it is, once and by one copy, and shown to operators', async () => {
    await using other = await world.copy()
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const orderId = await pack({ promiseMinutes: 2 })
    const onTime = await pack({ promiseMinutes: 90 })
    await until('the deliveries are there', async () => (await copy.call(LiveSnapshot, {})).orders.length === 2)
    const before = await shownOf(orderId)
    assert.equal(before.soonLate, true)
    assert.ok(Date.parse(before.expectedAt!) > Date.parse(before.promisedAt))
    assert.equal((await shownOf(onTime)).soonLate, false)

    for (let i = 0; i < 3; i++) await Promise.all([raiseLateAlarms(copy.context), raiseLateAlarms(other.context)])
    const rows = await world.sql<{ told: boolean }[]>`
      select t.late_told_at is not null told from deliveries.tracking t
      join deliveries.deliveries d on d.id = t.delivery_id order by d.promised_at`
    assert.deepEqual(
      rows.map(({ told }) => told),
      [true, false],
    )
    // The other copy has a hub of its own: at most one of the two told it here.
    assert.ok(lateOf(heard, orderId).length <= 1)
    assert.equal(lateOf(heard, onTime).length, 0)
  })

  test('is told again where a copy died as it told it', async () => {
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const orderId = await pack({ promiseMinutes: 2 })
    await until('the delivery is there', async () => (await copy.call(LiveSnapshot, {})).orders.length === 1)
    const live = {
      ...copy.context.live,
      publish: () => {
        throw new Error('the copy died')
      },
    }
    // The copy's own job may have been sooner.
    await until('a copy dies', async () => {
      await world.sql`update deliveries.tracking set late_told_at = null`
      heard.length = 0
      return raiseLateAlarms({ ...copy.context, live }).then(
        () => false,
        () => true,
      )
    })
    await raiseLateAlarms(copy.context)
    await until('another tells it', async () => lateOf(heard, orderId).length === 1)
  })
})
