import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toTimestamp } from '../../contracts/time.ts'
import { openMetrics } from '../../kit/metrics.ts'
import { at } from './testing/grid.ts'
import { copy, inState, packed, publish, riderAt, until, useStage, world } from './testing/stage.ts'
import { watchDeliveries } from './watch.ts'

useStage()

/** A figure in Prometheus' text form. */
const figure = (text: string, name: string) => {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  assert.ok(line, name)
  return Number(line.slice(name.length + 1))
}
const figures = async (...names: string[]) => {
  const text = await copy.context.metrics.render()
  return names.map((name) => figure(text, name))
}

/** What is looked up when it is asked for. A process looks every 5 seconds at most: this is what one begun now would tell. */
async function gauges() {
  const metrics = openMetrics()
  watchDeliveries({ ...copy.context, metrics })
  const text = await metrics.render()
  return {
    waiting: figure(text, 'tokri_deliveries_waiting'),
    oldestS: figure(text, 'tokri_delivery_unassigned_oldest_seconds'),
    riders: figure(text, 'tokri_riders_on_shift'),
    busy: figure(text, 'tokri_riders_busy'),
  }
}

/** Packed so many seconds before now. */
async function packedAgo(seconds: number): Promise<string> {
  const event = { ...packed(), at: toTimestamp(world.clock.now() - seconds * 1_000) }
  await publish(event)
  return event.key
}

const unassigned = (part: string) => `tokri_delivery_unassigned_seconds${part}`
const batch = (part: string) => `tokri_dispatch_batch_orders${part}`
const rounds = 'tokri_dispatch_round_seconds_count'

test('an order on its way to the door is seen in the metrics: the wait for a rider, the batch, who is busy, the rounds', async () => {
  const first = await packedAgo(90)
  await inState(first, 'waiting')
  assert.deepEqual(
    await figures('tokri_deliveries_waiting', 'tokri_delivery_unassigned_oldest_seconds', 'tokri_riders_busy'),
    [1, 90, 0],
  )
  assert.deepEqual(await figures(unassigned('_count'), batch('_count')), [0, 0])
  // There is nobody for it: nothing was to be planned.
  await copy.context.dispatcher.run()
  assert.deepEqual(await figures(rounds), [0])

  const rider = await riderAt(at(5, 6))
  const task = await rider.task(first)
  // Offered is not accepted: it still has nobody.
  assert.deepEqual(await gauges(), { waiting: 0, oldestS: 90, riders: 1, busy: 1 })
  await until('one order in hand', async () => (await figures(batch('_count')))[0] === 1)
  assert.equal((await rider.do(task, 'accept')).status, 200)
  assert.deepEqual(await gauges(), { waiting: 0, oldestS: 0, riders: 1, busy: 1 })
  assert.deepEqual(await figures(unassigned('_count'), unassigned('_sum')), [1, 90])

  const second = await packedAgo(0)
  const along = await rider.task(second)
  await until('two orders in hand', async () => (await figures(batch('_count')))[0] === 2)
  assert.deepEqual(await figures(batch('_bucket{le="1"}'), batch('_bucket{le="2"}'), batch('_sum')), [1, 2, 3])
  world.clock.advance(20_000)
  assert.deepEqual(await gauges(), { waiting: 0, oldestS: 20, riders: 1, busy: 1 })
  assert.equal((await rider.do(along, 'accept')).status, 200)
  assert.deepEqual(await figures(unassigned('_count'), unassigned('_sum')), [2, 110])

  for (const each of [task, along])
    for (const action of ['arrive', 'pickup']) assert.equal((await rider.do(each, action)).status, 200)
  for (const each of [task, along]) assert.equal((await rider.do(each, 'deliver', { code: '4711' })).status, 200)
  await inState(second, 'delivered')
  assert.deepEqual(await gauges(), { waiting: 0, oldestS: 0, riders: 1, busy: 0 })
  await copy.context.dispatcher.run()
  const [counted] = await figures(rounds)
  assert.ok(counted! > 0)
  await copy.context.dispatcher.run()
  assert.deepEqual(await figures(rounds), [counted], 'all is delivered: nothing was to be planned')
  const [sum] = await figures('tokri_dispatch_round_seconds_sum')
  assert.ok(sum! > 0)
})
