import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FixedTravel } from './fixed-travel.ts'
import { planHorizon } from './planner/horizon.ts'
import { planners } from './planner/table.ts'
import { askable, toPlanInput } from './scene.ts'
import type { FreeRow, WaitingRow } from './store/offers.ts'
import type { Travel } from './travel.ts'

const now = new Date(1_800_000_000_000)
const travel: Pick<Travel, 'matrix'> = {
  matrix: async (from, to) =>
    from.map((a) =>
      to.map((b) => {
        const m = (Math.abs(a.lat - b.lat) + Math.abs(a.lng - b.lng)) * 100_000
        return { durationS: m / 5, distanceM: m, approximate: false }
      }),
    ),
}
const config = { capacity: 2, handoverS: 60, batchDetourS: 180, planBudgetMs: 10, followUpS: 120 }

const order = (id: string, lat: number): WaitingRow => ({
  id,
  storeId: 'store',
  storeLat: 12,
  storeLng: 77,
  dropLat: lat,
  dropLng: 77,
  readyAt: now,
  packed: true,
  promisedAt: new Date(now.getTime() + 900_000),
  placedAt: now,
  notBefore: null,
  lockedTo: null,
  bags: 1,
  frozenBags: 0,
  chilledBags: 0,
  cashDuePaise: 0,
  declinedBy: [],
})
const rider = (index: number): FreeRow => ({
  riderId: `r${index}`,
  lat: 12.001 + index / 10_000,
  lng: 77.001,
  idleSince: now,
  vehicle: 'motorbike',
  bagL: null,
  coldBag: true,
  chillBag: true,
  shiftUntil: null,
  breakAt: null,
  held: [],
})

test('a picture grows with its riders and not with their square, and a plan can be made of it', async () => {
  const deliveries = [order('d0', 12.01), order('d1', 12.03)]
  const riders = Array.from({ length: 50 }, (_, index) => rider(index))
  const fixed = new FixedTravel(travel)
  const { input, points } = await toPlanInput({
    nowMs: now.getTime(),
    deliveries,
    riders,
    travel,
    fixed,
    config,
    speed: 1,
  })
  const { durationS } = input.travel
  assert.deepEqual([durationS.length, points.length], [53, 53])
  assert.ok(
    durationS.every((row) => row.length === 3),
    'the store and two doors are all that is ridden to',
  )
  const { offers } = planHorizon(input)
  assert.deepEqual(offers.map((each) => each.deliveryId).sort(), ['d0', 'd1'])
  assert.ok(offers.some((each) => each.riderId === 'r0'))
})

test('two orders for one door, the only one that waits, are one batch for a rider', async () => {
  const deliveries = [order('d0', 12.01), order('d1', 12.01)]
  const options = { nowMs: now.getTime(), deliveries, riders: [rider(0)], travel, config, speed: 1 }
  const { input } = await toPlanInput({ ...options, fixed: new FixedTravel(travel) })
  for (const plan of Object.values(planners)) assert.equal(plan(input).offers.length, 2, plan.name)
})

test('goods that are being packed are ready later: when they are expected, or in as long again as they are overdue', async () => {
  const inS = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const deliveries = [
    { ...order('expected', 12.01), packed: false, readyAt: inS(90) },
    { ...order('overdue', 12.02), packed: false, readyAt: inS(-600) },
    { ...order('ahead', 12.03), readyAt: inS(600) },
  ]
  const inHand = {
    state: 'accepted' as const,
    trip: 0,
    etaAt: null,
    plannedAt: null,
    promisedAt: inS(900).toISOString(),
  }
  const held = { ...order('held', 12.02), ...inHand, notBefore: null }
  const riders = [{ ...rider(0), held: [{ ...held, packed: false, readyAt: inS(-1).toISOString() }] }]
  const options = { nowMs: now.getTime(), deliveries, riders, travel, config, speed: 2 }
  const { input } = await toPlanInput({ ...options, fixed: new FixedTravel(travel) })
  const readyS = ({ readyAtMs = 0 }: { readyAtMs?: number }) => (readyAtMs - now.getTime()) / 1000
  assert.deepEqual(input.deliveries.map(readyS), [90, 600, 0])
  assert.deepEqual(input.riders[0]!.route.map(readyS), [15])
})

test('streets are asked for by the modes of the riders who are there, and by no others', async () => {
  const asked = new Set<string>()
  const byMode: Pick<Travel, 'matrix'> = {
    matrix: async (from, to, mode) => {
      asked.add(mode)
      const legs = await travel.matrix(from, to, mode)
      const pace = mode === 'bicycle' ? 2 : 1
      return legs.map((row) =>
        row.map((leg) => ({ ...leg, durationS: pace * leg.durationS, distanceM: leg.distanceM / pace })),
      )
    },
  }
  const fixed = new FixedTravel(byMode)
  const picture = (riders: FreeRow[]) => {
    asked.clear()
    const deliveries = [order('d0', 12.01), order('d1', 12.03)]
    return toPlanInput({ nowMs: now.getTime(), deliveries, riders, travel: byMode, fixed, config, speed: 1 })
  }
  const bicycle = { ...rider(1), vehicle: 'bicycle' as const }

  const usual = await picture([rider(0), { ...rider(1), vehicle: 'scooter' }])
  assert.deepEqual([...asked], ['motorbike'])
  assert.deepEqual(Object.keys(usual.input.travel), ['durationS', 'approximate'])
  assert.ok(usual.input.riders.every((each) => !('mode' in each)))

  const mixed = await picture([rider(0), bicycle])
  assert.deepEqual([...asked].sort(), ['bicycle', 'motorbike'])
  assert.deepEqual(
    mixed.input.riders.map((each) => each.mode),
    [undefined, 'bicycle'],
  )
  const { durationS } = mixed.input.travel
  const slow = mixed.input.travel.byMode!.bicycle!
  const { storeNode, dropNode } = mixed.input.deliveries[0]!
  assert.equal(slow[storeNode]![dropNode], 2 * durationS[storeNode]![dropNode]!)
  const [usualNode, bicycleNode] = mixed.input.riders.map((each) => each.node) as [number, number]
  assert.ok(Number.isFinite(slow[bicycleNode]![storeNode]) && Number.isFinite(durationS[usualNode]![storeNode]))
  assert.deepEqual([slow[usualNode]![storeNode], durationS[bicycleNode]![storeNode]], [Infinity, Infinity])
  assert.equal(mixed.distanceM('d0', 'r0'), 2 * mixed.distanceM('d0', 'r1')!)

  const alone = await picture([bicycle])
  assert.deepEqual([...asked], ['bicycle'])
  assert.deepEqual(alone.input.travel.durationS, [])
  for (const plan of Object.values(planners)) assert.equal(plan(alone.input).offers.length, 2, plan.name)
})

/** Has bags for a door, where the last estimate says to be so many seconds from now. */
const busy = (index: number, lat: number, etaS: number, more: Partial<FreeRow['held'][number]> = {}): FreeRow => ({
  ...rider(index),
  held: [
    {
      id: `h${index}`,
      state: 'picked_up',
      trip: 0,
      etaAt: new Date(now.getTime() + etaS * 1000).toISOString(),
      storeLat: 12,
      storeLng: 77,
      dropLat: lat,
      dropLng: 77,
      promisedAt: now.toISOString(),
      readyAt: now.toISOString(),
      packed: true,
      notBefore: null,
      plannedAt: null,
      bags: 1,
      cashDuePaise: 0,
      ...more,
    },
  ],
})
const pictureOf = (
  riders: FreeRow[],
  deliveries = [order('d0', 12.01)],
  more: Partial<typeof config> = {},
  named?: string,
) =>
  toPlanInput({
    nowMs: now.getTime(),
    deliveries,
    riders,
    travel,
    fixed: new FixedTravel(travel),
    config: { ...config, ...more },
    speed: 1,
    ...(named === undefined ? {} : { named }),
  })
const askedOf = (riders: FreeRow[], followUpS = 120) =>
  askable({ nowMs: now.getTime(), riders, config: { ...config, followUpS }, speed: 1 }).map((each) => each.riderId)

test('who carries bags is in the picture where and when the last drop is over, and nowhere else', async () => {
  const two = busy(1, 12.002, 100)
  two.held.push({ ...busy(2, 12.02, 400).held[0]!, id: 'later' })
  const { input, points } = await pictureOf([busy(0, 12.004, 50), two])
  const [one, both] = input.riders
  assert.deepEqual([points[one!.node]!.lat, one!.freeAtMs, one!.inHand], [12.004, now.getTime() + 110_000, 1])
  assert.deepEqual([points[both!.node]!.lat, both!.freeAtMs, both!.inHand], [12.02, now.getTime() + 460_000, 2])
  assert.deepEqual(one!.route, [])
  const off = await pictureOf([busy(0, 12.004, 50)], undefined, { followUpS: 0 })
  assert.deepEqual(off.input.riders, [])
})

test('whom staff name is in the picture in the own mode, also with what is next for them in hand', async () => {
  const carries = busy(0, 12.004, 50)
  const next = { ...busy(1, 12.05, 900).held[0]!, id: 'next', state: 'accepted' as const, trip: 1 }
  const named = { ...carries, vehicle: 'bicycle' as const, held: [...carries.held, next] }
  const { input } = await pictureOf([rider(1), named], [order('d0', 12.01)], {}, 'r0')
  const found = input.riders.find((each) => each.riderId === 'r0')!
  assert.deepEqual([found.mode, found.route.map((stop) => stop.deliveryId)], ['bicycle', ['next']])
  const [stop, { storeNode, dropNode }] = [found.route[0]!, input.deliveries[0]!]
  const rideS = input.travel.byMode!.bicycle!
  const legs = [
    [found.node, storeNode],
    [stop.storeNode, stop.dropNode],
    [dropNode, stop.dropNode],
    [stop.dropNode, dropNode],
  ] as const
  for (const [from, to] of legs) assert.ok(Number.isFinite(rideS[from]![to]), `${from} to ${to}`)
})

test('who brings goods back, has the next order already, or was not estimated yet is left out', async () => {
  const next = busy(3, 12.004, 10)
  next.held.push({ ...busy(3, 12.01, 300).held[0]!, id: 'next', state: 'accepted', trip: 1 })
  const riders = [busy(1, 12.004, 10, { state: 'failed' }), busy(2, 12.004, 10, { etaAt: null }), next]
  assert.deepEqual((await pictureOf(riders)).input.riders, [])
  assert.deepEqual(askedOf(riders), [])
})

test('an offer can be made to who is free within the time for it and has a place left', () => {
  const full = busy(3, 12.004, 10)
  full.held.push({ ...full.held[0]!, id: 'second' })
  assert.deepEqual(askedOf([rider(0), busy(1, 12.004, 60), busy(2, 12.004, 61), full]), ['r0', 'r1'])
  assert.deepEqual(askedOf([rider(0), busy(1, 12.004, 0)], 0), ['r0'])
  // What is overdue at its door is over a handover from now at the soonest.
  assert.deepEqual(askedOf([busy(1, 12.004, -900)], 59), [])
})

for (const [name, plan] of Object.entries(planners))
  test(`${name}: the next order waits for who will be nearer than anybody free, until the offer may be made`, async () => {
    const far = { ...rider(9), lat: 12.4 }
    const offersWith = async (etaS: number, others: FreeRow[]) => {
      const { input } = await pictureOf([busy(1, 12.001, etaS), ...others])
      return plan(input).offers.map((each) => each.riderId)
    }
    assert.deepEqual(await offersWith(300, [far]), [])
    assert.deepEqual(await offersWith(60, [far]), ['r1'])
    assert.deepEqual(await offersWith(60, [rider(0)]), ['r0'])
  })
