import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { usualMode } from '../modes.ts'
import { planGreedy } from '../planner/greedy.ts'
import type { PlanInput } from '../planner/types.ts'
import { decodeRound, encodeRound, type KeptRound } from '../rounds.ts'
import type { PastDelivery } from '../store/replay.ts'
import { at } from '../testing/grid.ts'
import { carry, copy, pack, riderAt, until, useStage, world } from '../testing/stage.ts'
import { compareRounds } from './compare.ts'
import { type Outcome, replayDay } from './day.ts'
import { KnownTravel } from './known-travel.ts'
import { Presence } from './presence.ts'
import { replay } from './replay.ts'
import { reportOf, sameRider } from './report.ts'

const startMs = 1_800_000_000_000
const config = { capacity: 2, handoverS: 60, batchDetourS: 180, planBudgetMs: 0, followUpS: 0, speed: 1 }

/** An order that was packed so many seconds after the start, for a door so many blocks away. */
const past = (id: string, afterS: number, blocks: number, more: Partial<PastDelivery> = {}): PastDelivery => ({
  id,
  storeId: 'sto_1',
  storeLat: at(5, 5).lat,
  storeLng: at(5, 5).lng,
  dropLat: at(5 + blocks, 5).lat,
  dropLng: at(5 + blocks, 5).lng,
  placedAt: new Date(startMs + afterS * 1000 - 120_000),
  readyAt: new Date(startMs + afterS * 1000),
  knownAt: null,
  promisedAt: new Date(startMs + afterS * 1000 + 480_000),
  notBefore: null,
  bags: 1,
  frozenBags: 0,
  chilledBags: 0,
  cashDuePaise: 0,
  state: 'delivered',
  riderId: 'r1',
  acceptedAt: new Date(startMs + afterS * 1000 + 5_000),
  pickedUpAt: new Date(startMs + afterS * 1000 + 100_000),
  endedAt: new Date(startMs + afterS * 1000 + 300_000),
  ...more,
})
const stint = (riderId: string, hours = 1) => ({
  riderId,
  fromMs: startMs,
  toMs: startMs + hours * 3_600_000,
  at: at(5, 6),
  vehicle: 'scooter' as const,
})

describe('a day once more', () => {
  const deliveries = Array.from({ length: 30 }, (_, i) => past(`d${String(i).padStart(2, '0')}`, i * 40, 1 + (i % 6)))
  const day = { deliveries, stints: [stint('r1'), stint('r2'), stint('r3')], travel: new KnownTravel(), config }

  test('brings every order to its door, after it was ready, by a rider who was at work', async () => {
    const outcomes = await replayDay(day, planGreedy)
    assert.equal(outcomes.length, deliveries.length)
    for (const { deliveryId, riderId, acceptedAtMs, pickedUpAtMs, deliveredAtMs } of outcomes) {
      const row = deliveries.find((each) => each.id === deliveryId)!
      assert.ok(['r1', 'r2', 'r3'].includes(riderId))
      assert.ok(row.readyAt.getTime() <= acceptedAtMs && acceptedAtMs < pickedUpAtMs && pickedUpAtMs < deliveredAtMs)
    }
    const held = (atMs: number, riderId: string) =>
      outcomes.filter((each) => each.riderId === riderId && each.acceptedAtMs <= atMs && atMs < each.deliveredAtMs)
    for (const { acceptedAtMs, riderId } of outcomes) assert.ok(held(acceptedAtMs, riderId).length <= config.capacity)
  })

  test('an order that was heard of while it was being packed is planned with from then on', async () => {
    const one = { ...day, deliveries: [past('d', 600, 3)], stints: [{ ...stint('r1'), at: at(0, 0) }] }
    const [late] = await replayDay(one, planGreedy)
    const heard = { ...one.deliveries[0]!, knownAt: new Date(startMs + 300_000) }
    const [early] = await replayDay({ ...one, deliveries: [heard] }, planGreedy)
    const readyMs = heard.readyAt.getTime()
    assert.ok(early!.acceptedAtMs >= heard.knownAt.getTime() && early!.acceptedAtMs < readyMs)
    assert.ok(readyMs <= early!.pickedUpAtMs && early!.pickedUpAtMs < late!.pickedUpAtMs)
  })

  test('gives the same bytes each time, and another planner another day', async () => {
    const once = JSON.stringify(await replayDay(day, planGreedy))
    assert.equal(JSON.stringify(await replayDay({ ...day, travel: new KnownTravel() }, planGreedy)), once)
    const oneByOne = (input: PlanInput) => planGreedy({ ...input, config: { ...input.config, batchDetourS: 0 } })
    const other = await replayDay(day, oneByOne)
    const mean = (outcomes: Outcome[]) => reportOf(deliveries, outcomes, day.stints).clickToDoorS.mean
    // With three riders for thirty orders, who never takes two along is behind.
    assert.ok(mean(other) > mean(JSON.parse(once)), `${mean(other)} s`)
  })

  test('leaves undelivered what nobody was there for, and leaves cancelled orders out', async () => {
    const late = past('late', 4 * 3_600, 2)
    const gone = past('gone', 10, 2, { state: 'cancelled', riderId: null, endedAt: null })
    const outcomes = await replayDay({ ...day, deliveries: [gone, ...deliveries, late] }, planGreedy)
    assert.equal(outcomes.length, deliveries.length)
    const report = reportOf([gone, ...deliveries, late], outcomes, day.stints)
    assert.deepEqual([report.delivered, report.undelivered], [deliveries.length, 1])
  })

  test('with follow-ups gives riders their next order before the last drop is over, one trip after the other', async () => {
    const asked = await replayDay({ ...day, config: { ...config, followUpS: 120 } }, planGreedy)
    assert.equal(asked.length, deliveries.length)
    let followed = 0
    for (const each of asked) {
      const before = asked.filter(
        (other) =>
          other.riderId === each.riderId &&
          other.pickedUpAtMs < each.pickedUpAtMs &&
          other.deliveredAtMs > each.acceptedAtMs,
      )
      followed += before.length > 0 ? 1 : 0
      for (const other of before)
        assert.ok(other.deliveredAtMs < each.pickedUpAtMs, 'no detour with the bags of another trip')
      const held = asked.filter(
        (other) =>
          other.riderId === each.riderId &&
          other.acceptedAtMs <= each.acceptedAtMs &&
          each.acceptedAtMs < other.deliveredAtMs,
      )
      assert.ok(held.length <= config.capacity)
    }
    assert.ok(followed > 0)
  })

  test('is told in figures that a person can check by hand', () => {
    const rows = [past('a', 0, 1), past('b', 60, 1, { promisedAt: new Date(startMs + 100_000) })]
    const outcomes = rows.map((row) => ({
      deliveryId: row.id,
      riderId: 'r1',
      acceptedAtMs: row.acceptedAt!.getTime(),
      pickedUpAtMs: row.pickedUpAt!.getTime(),
      deliveredAtMs: row.endedAt!.getTime(),
    }))
    // Busy from 5 s to 360 s of an hour with both orders; each 420 s from placing to the door.
    assert.deepEqual(reportOf(rows, outcomes, [stint('r1')]), {
      delivered: 2,
      undelivered: 0,
      promiseKept: 0.5,
      clickToDoorS: { mean: 420, median: 420, p90: 420 },
      readyToPickupS: 100,
      riderUse: 0.0986,
      ordersPerRiderHour: 2,
    })
    assert.equal(sameRider(outcomes, [outcomes[0]!, { ...outcomes[1]!, riderId: 'r2' }]), 1)
  })

  test('has riders at work while they were seen or rode, and not in the hours between', () => {
    const presence = new Presence()
    const seen = (minute: number): KeptRound => ({
      input: {
        nowMs: startMs + minute * 60_000,
        riders: [{ riderId: 'r1', node: 0, capacity: 2, idleSinceMs: 0, route: [] }],
        deliveries: [],
        travel: { durationS: [[0]], approximate: false },
        config: { handoverS: 60, batchDetourS: 0, fairnessS: 0 },
      },
      output: { offers: [] },
      written: [],
      points: [[22.5, 88.3]],
      speed: 1,
    })
    for (const minute of [0, 5, 120, 121]) presence.see(seen(minute))
    // Where a busy rider's last drop is to be says nothing of where the rider begins.
    const busy = seen(0)
    presence.see({
      ...busy,
      input: { ...busy.input, riders: [{ ...busy.input.riders[0]!, riderId: 'r2', inHand: 1 }] },
    })
    presence.rode(past('a', 600, 1))
    const minutes = presence.stints().map((each) => [(each.fromMs - startMs) / 60_000, (each.toMs - startMs) / 60_000])
    assert.deepEqual(minutes, [
      [0, 15],
      [120, 121],
    ])
  })
})

test('a round that was kept is read as it was, with no way where there was none', async () => {
  const round: KeptRound = {
    input: {
      nowMs: startMs,
      riders: [],
      deliveries: [],
      travel: {
        durationS: [
          [0, Number.POSITIVE_INFINITY],
          [12.345678901, 0],
        ],
        approximate: true,
      },
      config: { handoverS: 6, batchDetourS: 18, fairnessS: 3, seed: 7 },
    },
    output: { offers: [] },
    written: ['d'],
    points: [
      [22.5, 88.3],
      [22.6, 88.4],
    ],
    speed: 10,
  }
  assert.deepEqual(decodeRound(await encodeRound(round)), round)
})

test('a door that no round had a way to has none in a replay, until a round has', async () => {
  const waits = (doorS: number): KeptRound => ({
    input: {
      nowMs: startMs,
      riders: [],
      deliveries: [
        { deliveryId: 'd', storeNode: 0, dropNode: 1, readyAtMs: startMs, promisedAtMs: startMs, declinedBy: [] },
      ],
      travel: { durationS: [[0, doorS]], approximate: false },
      config: { handoverS: 60, batchDetourS: 0, fairnessS: 0 },
    },
    output: { offers: [] },
    written: [],
    points: [
      [22.5, 88.3],
      [22.51, 88.3],
    ],
    speed: 1,
  })
  const travel = new KnownTravel()
  const toDoor = () => travel.seconds({ lat: 22.5, lng: 88.3 }, { lat: 22.51, lng: 88.3 }, usualMode)
  travel.learn(decodeRound(await encodeRound(waits(Number.POSITIVE_INFINITY))))
  assert.equal(toDoor(), Number.POSITIVE_INFINITY)
  travel.learn(waits(300))
  travel.learn(waits(Number.POSITIVE_INFINITY))
  assert.equal(toDoor(), 300)
})

test('a day is ridden again in the mode of each rider, and by the times of that mode', async () => {
  const points = [at(5, 5), at(7, 5), at(5, 6)].map(({ lat, lng }): [number, number] => [lat, lng])
  const round: KeptRound = {
    input: {
      nowMs: startMs,
      riders: [{ riderId: 'r1', node: 2, mode: 'bicycle', capacity: 2, idleSinceMs: startMs, route: [] }],
      deliveries: [
        { deliveryId: 'd', storeNode: 0, dropNode: 1, readyAtMs: startMs, promisedAtMs: startMs, declinedBy: [] },
      ],
      travel: {
        durationS: [],
        byMode: {
          bicycle: [
            [0, 400],
            [Infinity, 0],
            [50, Infinity],
          ],
        },
        approximate: false,
      },
      config: { handoverS: 60, batchDetourS: 0, fairnessS: 0 },
    },
    output: { offers: [] },
    written: [],
    points,
    speed: 1,
  }
  const kept = decodeRound(await encodeRound(round))
  assert.deepEqual(kept, round)
  const travel = new KnownTravel()
  travel.learn(kept)
  assert.equal(travel.seconds(at(5, 5), at(7, 5), 'bicycle'), 400)
  assert.notEqual(travel.seconds(at(5, 5), at(7, 5), usualMode), 400, 'nobody knows what a motorbike takes')
  const presence = new Presence()
  presence.see(kept)
  assert.deepEqual(
    presence.stints().map((each) => each.vehicle),
    ['bicycle'],
  )
  const stints = [{ ...stint('r1'), at: at(5, 5), vehicle: 'bicycle' as const }]
  const [outcome] = await replayDay({ deliveries: [past('d', 0, 2)], stints, travel, config }, planGreedy)
  assert.equal(outcome!.deliveredAtMs - outcome!.pickedUpAtMs, 400_000)
})

describe('what really happened', () => {
  useStage()

  test('is kept round by round and asked again: the same planner on the same picture plans the same', async () => {
    const near = await riderAt(at(5, 6), 'Asha Das')
    await riderAt(at(0, 0), 'Bimal Sen')
    const orderId = await pack()
    const task = await carry(near, orderId)
    world.clock.advance(240_000)
    assert.equal((await near.do(task, 'deliver', { code: '4711' })).status, 200)
    await until('the round is kept', async () => (await world.sql`select 1 from deliveries.rounds`).length > 0)
    const span = { from: new Date(world.clock.now() - 3_600_000), to: new Date(world.clock.now() + 3_600_000) }
    const report = await replay(copy.context.db.sql, { ...span, planners: ['greedy'] })
    assert.deepEqual([report.orders, report.riders, report.actual.delivered], [1, 2, 1])
    const { rounds, day, sameRiderAsThen } = report.planners.greedy!
    assert.deepEqual([rounds.same, rounds.otherRider, rounds.onlyThen, rounds.onlyNow], [1, 0, 0, 0])
    assert.deepEqual([day.delivered, day.promiseKept, sameRiderAsThen], [1, 1, 1])
    assert.equal(
      JSON.stringify(await replay(copy.context.db.sql, { ...span, planners: ['greedy'] })),
      JSON.stringify(report),
    )

    const lazy = compareRounds(await offeringRounds(), () => ({ offers: [] }))
    assert.deepEqual([lazy.onlyThen, lazy.same], [1, 0])
  })
})

const offeringRounds = async () =>
  (await world.sql<{ body: Buffer }[]>`select body from deliveries.rounds where offered > 0`).map((row) =>
    decodeRound(row.body),
  )
