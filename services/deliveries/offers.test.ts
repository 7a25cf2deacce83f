import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { plannerNames } from './planner/table.ts'
import { at } from './testing/grid.ts'
import {
  cancel,
  carry,
  inState,
  listen,
  pack,
  packed,
  publish,
  riderAt,
  stateOf,
  until,
  useStage,
  world,
} from './testing/stage.ts'

for (const planner of plannerNames)
  describe(`with the planner ${planner}`, () => {
    useStage({ TOKRI_DELIVERIES_PLANNER: planner })

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
  })
