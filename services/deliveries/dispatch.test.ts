import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as once } from 'node:timers/promises'
import { PutRiders } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { Dispatcher } from './dispatch.ts'
import type { PlanInput, PlanWait } from './planner/types.ts'
import { takePositions } from './positions.ts'
import { changeShift } from './shifts.ts'
import { addDeliveries, lockDelivery, type NewDelivery, writeChange } from './store/deliveries.ts'
import { ridersAtWork } from './store/offers.ts'
import { at } from './testing/grid.ts'
import { testDeliveries } from './testing/world.ts'

type Offered = [deliveryId: string, riderId: string][]

/** A scene with three riders, the last one off shift, and orders that wait; nobody plans but the test. */
async function scene(orders: number, env: Record<string, string> = {}, goods: Partial<NewDelivery> = {}) {
  const world = await testDeliveries({ env })
  const { call, context } = await world.copy()
  await context.dispatcher.close()
  const storeId = newId('store')
  const riders = Array.from({ length: 3 }, () => newId('user'))
  await call(PutRiders, {
    riders: riders.map((userId) => ({ userId, name: 'R', vehicle: 'bicycle' as const, storeId })),
  })
  for (const riderId of riders) {
    await changeShift(context, riderId, { state: 'on' })
    await takePositions(context, riderId, [{ ...at(5, 5), at: toTimestamp(world.clock.now()) }])
  }
  await changeShift(context, riders[2]!, { state: 'off' })
  const ids = Array.from({ length: orders }, () => newId('delivery'))
  await context.db.begin((tx) =>
    addDeliveries(
      tx,
      ids.map((id, order) => ({
        id,
        orderId: newId('order'),
        number: 'A1',
        userId: newId('user'),
        storeId,
        store: at(5, 5),
        dropOff: { point: at(8, 8), line1: '12 Cross Road', name: 'Mira' },
        doorCode: '4711',
        bags: 1,
        cashDuePaise: 0,
        tipPaise: 0,
        promisedAt: toTimestamp(world.clock.now() + 600_000 + order * 1_000),
        readyAt: toTimestamp(world.clock.now()),
        ...goods,
      })),
    ),
  )
  /** Runs one round, or some, with a plan of the test's own. */
  const round = async (
    plan: (input: PlanInput) => Offered | Promise<Offered>,
    { rounds = 1, waits = [] }: { rounds?: number; waits?: PlanWait[] } = {},
  ) => {
    // Unchecked, so that what is written is guarded by the writing alone.
    const dispatcher = new Dispatcher({
      plan: async (input) => ({
        planner: 'test',
        refused: new Map(),
        output: {
          offers: (await plan(input)).map(([deliveryId, riderId]) => ({
            deliveryId,
            riderId,
            reason: 'nearest',
            etaAtMs: input.nowMs,
          })),
          waits,
        },
      }),
      [Symbol.asyncDispose]: async () => {},
    })
    dispatcher.begin(context)
    for (let each = 0; each < rounds; each++) await dispatcher.run()
    await dispatcher.close()
  }
  const held = async () =>
    (
      await world.sql<{ id: string; riderId: string }[]>`
        select id, rider_id "riderId" from deliveries.deliveries where slot is not null order by id`
    ).map((row) => [row.id, row.riderId])
  return { world, context, riders, ids, round, held, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('whatever a planner answers, no bag is overfilled, no order given twice, nobody asked who is not there', async () => {
  await using stage = await scene(5)
  const [first, second, off] = stage.riders as [string, string, string]
  const [a, b, c, d, e] = stage.ids as [string, string, string, string, string]
  await stage.round(() => [
    [a, first],
    [a, second],
    [b, first],
    [c, first],
    [d, off],
    [e, newId('user')],
    [newId('delivery'), second],
  ])
  assert.deepEqual(await stage.held(), [
    [a, first],
    [b, first],
  ])
})

// While a plan is being made a picker closes one more bag, a customer chooses to pay at the door, a bag is exchanged, …
for (const [what, sql, goods] of [
  ['more bags', 'update deliveries.deliveries set bags = 3', {}],
  ['frozen goods', `update deliveries.deliveries set zone_bags = '{"ambient": 0, "chilled": 0, "frozen": 1}'`, {}],
  ['chilled goods', `update deliveries.deliveries set zone_bags = '{"ambient": 0, "chilled": 1, "frozen": 0}'`, {}],
  ['more cash', 'update deliveries.deliveries set cash_due_paise = 40001', { cashDuePaise: 20_000 }],
  ['a smaller bag', 'update deliveries.riders set bag_l = 12', {}],
  ['cash that the store has not counted', 'deposit', { cashDuePaise: 20_000 }],
  ['somebody else', "update deliveries.deliveries set state = 'cancelled', ended_at = now()", {}],
] as const)
  test(`a plan is held against what is there when it is written: ${what}`, async () => {
    await using stage = await scene(2, { TOKRI_RIDER_CASH_LIMIT_PAISE: '60000' }, goods)
    const { world, riders, ids } = stage
    const [first, second] = riders as [string, string]
    await world.sql`update deliveries.riders set cold_bag = false, chill_bag = false where user_id = ${first}`
    const offers: Offered = ids.map((id) => [id, first])
    await stage.round(async () => {
      if (sql === 'deposit')
        await world.sql`insert into deliveries.deliveries (id, order_id, number, user_id, store_id, store_lat, store_lng,
            drop_lat, drop_lng, drop_off, door_code, bags, promised_at, ready_at, state,
            cash_due_paise, cash_collected_paise, tip_paise, rider_id, ended_at)
          select ${newId('delivery')}, ${newId('order')}, number, user_id, store_id, store_lat, store_lng, drop_lat, drop_lng,
            drop_off, door_code, bags, promised_at, ready_at, 'delivered', 25000, 25000, 0,
            ${first}, now() from deliveries.deliveries limit 1`
      else
        await world.sql.unsafe(
          `${sql} where ${sql.includes('riders') ? 'user_id' : 'id'} = '${sql.includes('riders') ? first : ids[1]}'`,
        )
      return offers
    })
    assert.deepEqual(await stage.held(), [[ids[0]!, first]])
    // Whom it does fit gets it in the next round.
    await stage.round(() => [[ids[1]!, second]])
    assert.equal((await stage.held()).length, what === 'somebody else' ? 1 : 2)
  })

test('improving a plan never takes the time in which it has to be there', async () => {
  const times = { TOKRI_DELIVERIES_PLAN_BUDGET_MS: '3000', TOKRI_DELIVERIES_PLAN_DEADLINE_MS: '900' }
  await using stage = await scene(1, times)
  let budgetMs: number | undefined
  await stage.round((input) => {
    budgetMs = input.config.budgetMs
    return []
  })
  assert.equal(budgetMs, 300)
})

test('of more riders than a round looks at, those with nothing in hand are seen', async () => {
  await using stage = await scene(1)
  const [first, second] = stage.riders.slice(0, 2).sort() as [string, string]
  const seen = async () => {
    const riders = await ridersAtWork(stage.world.sql, new Date(0), 1)
    return riders.map((rider) => rider.riderId)
  }
  assert.deepEqual(await seen(), [first])
  await stage.round(() => [[stage.ids[0]!, first]])
  assert.deepEqual(await seen(), [second])
})

test('a plan on an old picture does not take what has changed since', async () => {
  await using stage = await scene(3)
  const { context, ids, riders, world } = stage
  const [a, b, c] = ids as [string, string, string]
  const [first, second] = riders as [string, string]
  const cancel = (id: string) =>
    context.db.begin(async (tx) => {
      const delivery = await lockDelivery(tx, { id })
      await writeChange(tx, delivery!, { to: 'cancelled', atMs: world.clock.now(), actor: 'system:test' })
    })
  await cancel(a)
  await stage.round(() => [[b, second]])
  // Both were seen waiting by a planner that was slow; one is gone, one is in another's hands.
  await stage.round(() => [
    [a, first],
    [b, second],
    [c, first],
  ])
  assert.deepEqual(await stage.held(), [
    [b, second],
    [c, first],
  ])
})

test('who says during a plan to go home, or until when, is not asked by it', async () => {
  await using stage = await scene(2)
  const { context, ids, riders, world } = stage
  const [a, b] = ids as [string, string]
  const [first, second] = riders as [string, string]
  const until = (riderId: string, seconds: number) =>
    changeShift(context, riderId, { state: 'on', until: toTimestamp(world.clock.now() + seconds * 1000) })
  const both: Offered = [
    [a, first],
    [b, second],
  ]
  await until(second, 7_200)
  await stage.round(async () => {
    await until(first, 0)
    await until(second, 60)
    return both
  })
  assert.deepEqual(await stage.held(), [])
  // The next picture shows it, and the planner knows.
  await stage.round(({ riders: seen }) => {
    const ends = seen.map((each) => [each.riderId, each.shiftEndsAtMs! - world.clock.now()]).sort()
    assert.deepEqual(ends, [[first, 0] as const, [second, 60_000] as const].sort())
    return [[b, second]]
  })
  assert.deepEqual(await stage.held(), [[b, second]])
})

/** A dispatcher of the test's own beside a scene, with what happens when a round ends and whenever it plans. */
function beside({ context }: { context: DeliveriesContext }, plan: () => void, ended: () => void = () => {}) {
  const dispatcher = new Dispatcher({
    plan: async () => {
      plan()
      return { planner: 'test', refused: new Map(), output: { offers: [] } }
    },
    [Symbol.asyncDispose]: async () => {},
  })
  const dispatchSeconds = { startTimer: () => ended } as unknown as DeliveriesContext['metrics']['dispatchSeconds']
  dispatcher.begin({ ...context, metrics: { ...context.metrics, dispatchSeconds } })
  return dispatcher
}

test('news at any moment of a round is followed by one more, up to its very end', async () => {
  await using stage = await scene(1)
  // How many steps of the program after the round's last one the news comes.
  for (const steps of [0, 1, 2, 3, 4, 5]) {
    const twice = Promise.withResolvers<void>()
    let plans = 0
    let news = false
    const dispatcher = beside(
      stage,
      () => ++plans === 2 && twice.resolve(),
      () => {
        if (news) return
        news = true
        void (async () => {
          for (let step = 0; step < steps; step++) await null
          dispatcher.kick()
        })()
      },
    )
    await dispatcher.run()
    await Promise.race([twice.promise, once(5_000)])
    assert.equal(plans, 2, `after ${steps} steps`)
    await dispatcher.close()
  }
})

test('news during a round that fails is followed by one more', async () => {
  await using stage = await scene(1)
  const twice = Promise.withResolvers<void>()
  let plans = 0
  const dispatcher = beside(stage, () => {
    if (++plans === 2) return twice.resolve()
    dispatcher.kick()
    throw new Error('out of ideas')
  })
  await assert.rejects(dispatcher.run(), /out of ideas/)
  await Promise.race([twice.promise, once(5_000)])
  assert.equal(plans, 2)
  await dispatcher.close()
})

test('what greedy planned in the place of a faulty offer is told as such, beside what stands', async () => {
  await using stage = await scene(2)
  const { context, world, ids, riders } = stage
  const offer = (place: number, etaAtMs: number) =>
    ({ deliveryId: ids[place]!, riderId: riders[place]!, reason: 'nearest', etaAtMs }) as const
  const dispatcher = new Dispatcher({
    plan: async ({ nowMs }) => ({
      planner: 'horizon',
      refused: new Map([['bag', 1]]),
      mended: new Set([ids[1]!]),
      output: { offers: [offer(0, nowMs), offer(1, nowMs)] },
    }),
    [Symbol.asyncDispose]: async () => {},
  })
  dispatcher.begin(context)
  await dispatcher.run()
  await dispatcher.close()
  const offers = await world.sql<{ id: string; planner: string; fallback: string | null }[]>`
    select delivery_id id, why->>'planner' planner, why->>'fallback' fallback from deliveries.offers`
  const told = ids.map((id) => offers.find((each) => each.id === id)!)
  assert.deepEqual(
    told.map(({ planner, fallback }) => [planner, fallback]),
    [
      ['horizon', null],
      ['greedy', 'faulty'],
    ],
  )
  const { dispatchFallbacks } = context.metrics
  const counted = (await dispatchFallbacks.get()).values.find((each) => each.labels.cause === 'faulty')
  assert.equal(counted?.value, 1)
})

test('a plan of the stand-in is counted, kept as such, and told with the offer; so is what was refused of a plan', async () => {
  await using stage = await scene(2)
  const { context, world, ids, riders } = stage
  const dispatcher = new Dispatcher({
    plan: async (input) => ({
      planner: 'greedy',
      fallback: 'slow',
      refused: new Map([['doubled', 3]]),
      output: {
        offers: [{ deliveryId: ids[0]!, riderId: riders[0]!, reason: 'nearest', etaAtMs: input.nowMs }],
        waits: [{ deliveryId: ids[1]!, reason: 'batch' }],
      },
    }),
    [Symbol.asyncDispose]: async () => {},
  })
  dispatcher.begin(context)
  await dispatcher.run()
  await dispatcher.close()
  const { dispatchFallbacks, dispatchRefused, dispatchBatch } = context.metrics
  const of = async (counter: typeof dispatchFallbacks | typeof dispatchRefused, cause: string) =>
    (await counter.get()).values.find((each) => each.labels.cause === cause)?.value
  assert.deepEqual([await of(dispatchFallbacks, 'slow'), await of(dispatchRefused, 'doubled')], [1, 3])
  const batch = (await dispatchBatch.get()).values.find((each) => each.metricName?.endsWith('_sum'))
  assert.equal(batch?.value, 1)
  const [round] = await world.sql<{ planner: string; fallback: string; offered: number }[]>`
    select planner, fallback, offered from deliveries.rounds`
  assert.deepEqual({ ...round }, { planner: 'greedy', fallback: 'slow', offered: 1 })
  const [offer] = await world.sql<{ fallback: string }[]>`select why->>'fallback' fallback from deliveries.offers`
  assert.equal(offer?.fallback, 'slow')
  const waits = await world.sql`select delivery_id id, reason from deliveries.waits`
  assert.deepEqual([...waits], [{ id: ids[1], reason: 'batch' }])
})

describe('where more orders wait than a round looks at', () => {
  const many = 230

  test('those that are kept for somebody who is not there hold up nobody', async () => {
    await using stage = await scene(many)
    const { ids, riders, world } = stage
    await world.sql`update deliveries.deliveries set locked_to = ${riders[2]!}, locked_at = now()
      where id = any(${ids.slice(0, -2)})`
    const seen = new Set<string>()
    await stage.round(
      (input) => {
        for (const each of input.deliveries) seen.add(each.deliveryId)
        return []
      },
      { rounds: 2 },
    )
    assert.deepEqual([...seen].sort(), ids.slice(-2).sort())
  })

  test('those that have no way go behind the others, and have their turn again', async () => {
    await using stage = await scene(many)
    const { ids } = stage
    const stuck = ids.slice(0, -2)
    const waits = stuck.map((deliveryId): PlanWait => ({ deliveryId, reason: 'no-way' }))
    const rounds: string[][] = []
    await stage.round(
      (input) => {
        rounds.push(input.deliveries.map((each) => each.deliveryId))
        return []
      },
      { rounds: 16, waits },
    )
    assert.deepEqual([...rounds[0]!].sort(), ids.slice(0, 200).sort(), 'the earliest promises first')
    for (const round of rounds.slice(1)) assert.ok(ids.slice(-2).every((id) => round.includes(id)))
    assert.equal(new Set(rounds.slice(2).flat()).size, many, 'nobody is forgotten')
  })

  test('a queue behind few riders stays in its order', async () => {
    await using stage = await scene(many)
    const { ids } = stage
    const waits = ids.map((deliveryId): PlanWait => ({ deliveryId, reason: 'better-later' }))
    const rounds: string[][] = []
    await stage.round(
      (input) => {
        rounds.push(input.deliveries.map((each) => each.deliveryId))
        return []
      },
      { rounds: 2, waits },
    )
    assert.deepEqual([...rounds[1]!].sort(), ids.slice(0, 200).sort())
  })
})
