import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog } from '../../kit/log.ts'
import { planGreedy } from './planner/greedy.ts'
import type { PlannerName } from './planner/table.ts'
import type { PlanInput } from './planner/types.ts'
import { openPlanning } from './planning.ts'

const nowMs = 1_800_000_000_000

/** Two riders, two orders of one store, and a node for each. */
const input = (seed = 1): PlanInput => ({
  nowMs,
  riders: ['r', 's'].map((riderId, node) => ({ riderId, node, capacity: 2, idleSinceMs: nowMs, route: [] })),
  deliveries: ['d', 'e'].map((deliveryId, index) => ({
    deliveryId,
    storeNode: 2,
    dropNode: 3 + index,
    readyAtMs: nowMs,
    promisedAtMs: nowMs + 600_000,
    declinedBy: index === 1 ? ['r'] : [],
  })),
  travel: { durationS: Array.from({ length: 5 }, () => new Array<number>(5).fill(100)), approximate: false },
  config: { handoverS: 60, batchDetourS: 180, fairnessS: 30, seed },
})

/** Planning by one of the planners that fail, with the lines that it logs. */
function planningBy(planner: string, deadlineMs = 3_000) {
  const lines: { message: string; level: string }[] = []
  const write = (line: string) => {
    const { message, 'log.level': level } = JSON.parse(line)
    lines.push({ message, level })
  }
  const log = openLog({ level: 'info', service: 'deliveries', destination: { write } })
  const module = new URL('./testing/bad-planners.ts', import.meta.url).href
  const planning = openPlanning({ planner: planner as PlannerName, deadlineMs, log, module })
  return { planning, lines, [Symbol.asyncDispose]: () => planning[Symbol.asyncDispose]() }
}

const greedy = planGreedy(input()).offers

test('a plan made in a thread is the plan of the same code here', async () => {
  await using planning = openPlanning({
    planner: 'greedy',
    deadlineMs: 5_000,
    log: openLog({ level: 'silent', service: 'deliveries' }),
  })
  const planned = await planning.plan(input())
  assert.deepEqual(planned.output.offers, greedy)
  assert.deepEqual([planned.planner, planned.fallback], ['greedy', undefined])
})

for (const [planner, cause, next] of [
  ['hangs', 'slow', 'restarting'],
  ['throws', 'threw', 'threw'],
  ['kills', 'crashed', 'restarting'],
  ['eatsMemory', 'crashed', 'restarting'],
  ['talksNonsense', 'nonsense', 'nonsense'],
  ['is missing', 'crashed', 'restarting'],
] as const) {
  test(`greedy plans in the place of a planner that ${planner}, which is told once`, async () => {
    await using failing = planningBy(planner, planner === 'eatsMemory' ? 30_000 : 1_500)
    for (const expected of [cause, next]) {
      const planned = await failing.planning.plan(input())
      assert.deepEqual(planned.output.offers, greedy)
      assert.deepEqual([planned.planner, planned.fallback], ['greedy', expected])
    }
    assert.deepEqual(
      failing.lines.map((line) => line.level),
      ['error'],
    )
  })
}

test('a planner that hung plans again in a thread of its own after a pause, which is told', async () => {
  await using failing = planningBy('hangsOnce', 1_500)
  assert.equal((await failing.planning.plan(input(13))).fallback, 'slow')
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const planned = await failing.planning.plan(input())
    assert.deepEqual(planned.output.offers, greedy)
    if (!planned.fallback) break
    assert.equal(planned.fallback, 'restarting')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const planned = await failing.planning.plan(input())
  assert.deepEqual([planned.planner, planned.fallback], ['hangsOnce', undefined])
  assert.deepEqual(
    failing.lines.map((line) => line.level),
    ['error', 'info'],
  )
})

test('what a plan cannot mean is refused and counted; what is sound in it stands', async () => {
  await using inventing = planningBy('invents')
  const { output, refused, fallback } = await inventing.planning.plan(input())
  assert.equal(fallback, undefined)
  assert.deepEqual(
    output.offers.map((each) => [each.deliveryId, each.riderId]),
    [
      ['d', 'r'],
      ['e', 's'],
    ],
  )
  assert.deepEqual(Object.fromEntries(refused), {
    doubled: 1,
    declined: 1,
    'unknown-delivery': 1,
    'unknown-rider': 1,
    malformed: 2,
  })
  assert.deepEqual([output.moves, output.waits], [[], []])
})

test('orders of two stores for one trip, and a next order too early, are refused and counted; the rest stands', async () => {
  await using hurrying = planningBy('hurries')
  const { deliveries, riders, ...rest } = input()
  const [d] = deliveries
  const [r] = riders
  const stop = { deliveryId: 'held', storeNode: 4, dropNode: 3, promisedAtMs: nowMs, pickedUp: false }
  const busy = (freeInS: number) => ({ freeAtMs: nowMs + freeInS * 1000, inHand: 1 })
  const { output, refused, fallback } = await hurrying.planning.plan({
    ...rest,
    riders: [
      { ...r!, riderId: 'free' },
      { ...r!, riderId: 'soon', ...busy(90) },
      { ...r!, riderId: 'later', ...busy(90.1) },
      { ...r!, riderId: 'elsewhere', route: [stop] },
      { ...r!, riderId: 'carries', route: [{ ...stop, pickedUp: true }] },
    ],
    deliveries: [
      ...['a', 'b', 'c', 'd', 'e'].map((deliveryId) => ({ ...d!, deliveryId })),
      { ...d!, deliveryId: 'f', storeNode: 3 },
    ],
    config: { ...rest.config, followUpS: 90 },
  })
  assert.equal(fallback, undefined)
  assert.deepEqual(
    output.offers.map((each) => [each.deliveryId, each.riderId]),
    [
      ['a', 'free'],
      ['b', 'soon'],
      ['e', 'carries'],
    ],
  )
  assert.deepEqual(Object.fromEntries(refused), { 'too-soon': 1, 'two-stores': 2 })
})

for (const [fault, limits, goods] of [
  ['bag', { bagL: 30 }, { bulkL: 20 }],
  ['cash', { cashRoomPaise: 700 }, { cashPaise: 400 }],
  ['cold', { cold: false }, { cold: true }],
  ['shift', { shiftEndsAtMs: nowMs + 99_000 }, {}],
  ['break', { breakAtMs: nowMs + 400_000 }, {}],
  ['full', { capacity: 1 }, {}],
] as const)
  test(`what a plan gives to somebody past a limit (${fault}) is refused and counted, and greedy gives it to another`, async () => {
    await using overloading = planningBy('overloads')
    const { riders, deliveries, config, ...rest } = input()
    const { output, refused, mended, planner, fallback } = await overloading.planning.plan({
      ...rest,
      config: { ...config, batchDetourS: 600 },
      riders: [{ ...riders[0]!, ...limits }, riders[1]!],
      deliveries: deliveries.map((each) => ({ ...each, declinedBy: [], ...goods })),
      stores: [{ storeId: 'sto', node: 2, expectedOrders: 1 }],
    })
    assert.deepEqual([planner, fallback], ['overloads', undefined])
    const over = fault === 'cold' || fault === 'shift' ? ['d', 'e'] : ['e']
    assert.deepEqual(
      output.offers.map((each) => [each.deliveryId, each.riderId]),
      ['d', 'e'].map((each) => [each, over.includes(each) ? 's' : 'r']),
    )
    assert.deepEqual([[...refused], [...mended!].sort()], [[[fault, over.length]], over])
    assert.deepEqual([output.waits, output.moves], [[], over.length === 2 ? [{ riderId: 'r', storeId: 'sto' }] : []])
  })

test('what a planner says about its offers is kept where it is sound: no row grows, and no answer breaks by it', async () => {
  await using rambling = planningBy('rambles')
  const { output, refused, mended } = await rambling.planning.plan(input())
  const costs = { clickToDoorS: 1, readyToPickupS: 0, lateS: 0, detourS: 0, riderS: 1, fairnessS: 0 }
  assert.deepEqual(output.offers[0], {
    deliveryId: 'd',
    riderId: 'r',
    reason: 'planned',
    etaAtMs: nowMs + 1_000,
    others: [{ riderId: 's', costs }],
  })
  // What it says of the other order is no offer, so greedy makes one.
  assert.deepEqual(output.offers.slice(1), greedy.slice(1))
  assert.deepEqual([...mended!], ['e'])
  assert.deepEqual(output.waits, [])
  assert.deepEqual(Object.fromEntries(refused), { 'bad-time': 1 })
})
