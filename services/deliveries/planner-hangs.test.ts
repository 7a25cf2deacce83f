import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { readConfig } from '../../kit/config.ts'
import { silentLog } from '../../kit/log.ts'
import { deliveriesConfig } from './config.ts'
import { Dispatcher } from './dispatch.ts'
import type { PlannerName } from './planner/table.ts'
import { openPlanning } from './planning.ts'
import { at } from './testing/grid.ts'
import { copy, pack, person, riderAt, useStage, world } from './testing/stage.ts'

useStage({ TOKRI_DELIVERIES_PLAN_DEADLINE_MS: '200' })

/** From now on the service dispatches with a planner that never answers: its jobs, its reactions and its routes. */
async function hang(): Promise<void> {
  const { context } = copy
  await context.dispatcher.close()
  const module = new URL('./testing/bad-planners.ts', import.meta.url).href
  const deadlineMs = context.config.planDeadlineMs
  const planning = openPlanning({ planner: 'hangs' as PlannerName, deadlineMs, log: silentLog, module })
  const dispatcher = new Dispatcher(planning)
  dispatcher.begin(context)
  Object.assign(context, { dispatcher })
}

interface Offer {
  state: string
  riderId: string
  planner: string
  fallback: string | null
}

/** The whole row of an order's offer, and who planned it. */
const offerOf = async (orderId: string) => {
  const [row, ...more] = await world.sql<Offer[]>`
    select o.*, o.rider_id "riderId", o.why->>'planner' planner, o.why->>'fallback' fallback
    from deliveries.offers o join deliveries.deliveries d on d.id = o.delivery_id where d.order_id = ${orderId}`
  assert.deepEqual(more, [])
  return row
}
/** Rounds in which greedy had to plan, by cause. */
const fallbacks = async () => {
  const { values } = await copy.context.metrics.dispatchFallbacks.get()
  const of = (cause: string) => values.find((each) => each.labels.cause === cause)!.value
  return { hung: of('slow') + of('restarting'), other: of('crashed') + of('threw') + of('nonsense') + of('faulty') }
}

test('while the planner hangs greedy offers what waits; what was offered or accepted before stays as it is', async () => {
  const first = await riderAt(at(5, 6), 'First')
  const accepted = await pack()
  assert.equal((await first.do(await first.task(accepted), 'accept')).status, 200)
  await first.shift('off')
  const second = await riderAt(at(5, 7), 'Second')
  const stood = await pack({ to: at(2, 8) })
  const standing = await second.task(stood)
  const before = [await offerOf(accepted), await offerOf(stood)]
  assert.deepEqual(
    before.map((each) => [each?.state, each?.riderId]),
    [
      ['accepted', first.id],
      ['open', second.id],
    ],
  )

  await hang()
  const counted = await fallbacks()
  const third = await riderAt(at(5, 5), 'Third')
  const orderId = await pack({ to: at(8, 2) })
  const task = await third.task(orderId)
  const offer = await offerOf(orderId)
  assert.deepEqual([offer?.state, offer?.riderId, offer?.planner], ['open', third.id, 'greedy'])
  // Whether this round waited for the thread, or an earlier one did and it is given time: it hangs.
  assert.match(offer?.fallback ?? '', /^(slow|restarting)$/)
  const { hung, other } = await fallbacks()
  assert.ok(hung > counted.hung)
  assert.equal(other, counted.other)
  assert.deepEqual([await offerOf(accepted), await offerOf(stood)], before)

  const staff = await person(['support'])
  const why = (await staff.ask('GET', `/v1/admin/deliveries/${task.id}/why`)).body as unknown as DispatchWhy
  assert.deepEqual(
    why.offers.map((each) => [each.rider.userId, each.planner, each.fallback]),
    [[third.id, 'greedy', offer?.fallback]],
  )
  for (const [rider, its] of [
    [third, task],
    [second, standing],
  ] as const)
    assert.equal((await rider.do(its, 'accept')).status, 200)
  // It goes on like this, round after round, whatever becomes of the thread meanwhile.
  const fourth = await riderAt(at(5, 5), 'Fourth')
  const next = await pack({ to: at(2, 2) })
  await fourth.task(next)
  assert.equal((await offerOf(next))?.planner, 'greedy')
})

test('a plan cannot be waited for longer than offers may take', () => {
  const read = (ms: string) => readConfig(deliveriesConfig, { TOKRI_DELIVERIES_PLAN_DEADLINE_MS: ms }).planDeadlineMs
  assert.equal(read('4000'), 4_000)
  assert.throws(() => read('4001'), /TOKRI_DELIVERIES_PLAN_DEADLINE_MS/)
})
