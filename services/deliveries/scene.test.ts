import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FixedTravel } from './fixed-travel.ts'
import { planHorizon } from './planner/horizon.ts'
import { toPlanInput } from './scene.ts'
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
const config = { capacity: 2, handoverS: 60, batchDetourS: 180, planBudgetMs: 10 }

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
  shiftUntil: null,
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

test('goods that are being packed are ready later: when they are expected, or soon when they should have been', async () => {
  const inS = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const deliveries = [
    { ...order('expected', 12.01), packed: false, readyAt: inS(90) },
    { ...order('overdue', 12.02), packed: false, readyAt: inS(-600) },
    { ...order('ahead', 12.03), readyAt: inS(600) },
  ]
  const held = { ...order('held', 12.02), state: 'accepted' as const, promisedAt: inS(900).toISOString() }
  const riders = [{ ...rider(0), held: [{ ...held, packed: false, readyAt: inS(-1).toISOString() }] }]
  const options = { nowMs: now.getTime(), deliveries, riders, travel, config, speed: 2 }
  const { input } = await toPlanInput({ ...options, fixed: new FixedTravel(travel) })
  const readyS = ({ readyAtMs = 0 }: { readyAtMs?: number }) => (readyAtMs - now.getTime()) / 1000
  assert.deepEqual(input.deliveries.map(readyS), [90, 15, 0])
  assert.deepEqual(input.riders[0]!.route.map(readyS), [15])
})
