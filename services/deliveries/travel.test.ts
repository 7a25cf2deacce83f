import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, type Mode, type Roads } from '../../engines/roads/port.ts'
import { at, openMade } from '../../engines/roads/testing/maps.ts'
import { guard } from '../../kit/resilience.ts'
import type { Engines } from '../engines.ts'
import { progressOn } from './domain/progress.ts'
import { usualMode } from './modes.ts'
import { isReachable, type Leg, openTravel } from './travel.ts'

test('of more riders and stores than the engine takes at once, all times are by road', async () => {
  const roads = await openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 2_000, north: 0 },
    ],
    [{ refs: [1, 2] }],
  )
  const warned: unknown[] = []
  const travel = openTravel({
    engines: { roads: async () => roads } as unknown as Engines,
    log: { warn: (what: unknown) => warned.push(what) } as never,
    fallbackKmh: 18,
    guard: guard('roads'),
  })
  const riders = Array.from({ length: 700 }, (_, i) => at(2 * i, 0))
  const stores = Array.from({ length: 400 }, (_, i) => at(4 * i, 0))
  assert.ok(riders.length * stores.length > limits.matrixCells)
  const legs = await travel.matrix(riders, stores, usualMode)
  assert.deepEqual([legs.length, legs[699]!.length], [700, 400])
  assert.equal(legs.flat().filter((leg) => leg.approximate).length, 0)
  // 699 × 2 m and 399 × 4 m along the street.
  assert.ok(Math.abs(legs[699]![399]!.distanceM - (399 * 4 - 699 * 2)) < 1)
  assert.deepEqual(warned, [])
})

test('on a bicycle all is asked for a bicycle, and estimated at its pace where nobody can be asked', async () => {
  const roads = await openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 1_000, north: 0 },
    ],
    [{ refs: [1, 2], tags: { highway: 'cycleway' } }, { refs: [2, 1] }],
  )
  const open = (answer: () => Promise<Roads | null>, fallbackKmh = 18) =>
    openTravel({
      engines: { roads: answer } as unknown as Engines,
      log: { warn: () => {} } as never,
      fallbackKmh,
      guard: guard('roads'),
    })
  const [a, b] = [at(100, 0), at(900, 0)]
  const known = open(async () => roads)
  const [[usual]] = (await known.matrix([a], [b], 'motorbike')) as [[Leg]]
  const [[slow]] = (await known.matrix([a], [b], 'bicycle')) as [[Leg]]
  assert.ok(slow.durationS > usual.durationS && !slow.approximate)
  assert.ok(Math.abs((await known.way([a, b], 'bicycle')).durationS - slow.durationS) < 0.1)
  const lost = open(async () => null)
  const paceKmh = async (mode: Mode, travel = lost) => {
    const [[leg]] = (await travel.matrix([a], [b], mode)) as [[Leg]]
    const way = await travel.way([a, b], mode)
    assert.ok(leg.approximate && Math.abs(way.durationS - leg.durationS) < 0.1)
    return Math.round((leg.distanceM / leg.durationS) * 3.6)
  }
  assert.deepEqual([await paceKmh('motorbike'), await paceKmh('bicycle')], [18, 13])
  const slowCity = open(async () => null, 9)
  assert.deepEqual([await paceKmh('motorbike', slowCity), await paceKmh('bicycle', slowCity)], [9, 9])
})

test('where closed streets leave no way that is the answer; an estimate is for what nobody knows', async () => {
  const roads = await openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 1_000, north: 0 },
      { id: 3, east: 2_000, north: 0 },
    ],
    [{ refs: [1, 2] }, { refs: [2, 3] }],
    () => 0,
  )
  const open = (answer: () => Promise<Roads | null>) =>
    openTravel({
      engines: { roads: answer } as unknown as Engines,
      log: { warn: () => {} } as never,
      fallbackKmh: 18,
      guard: guard('roads'),
    })
  const [west, middle, east, sea] = [at(100, 0), at(900, 0), at(1_990, 0), at(9_000, 9_000)]
  const known = open(async () => roads)
  const [[before]] = (await known.matrix([west], [east], usualMode)) as [[Leg]]
  assert.ok(isReachable(before) && !before.approximate)
  roads.close({ id: 'flood', area: box(-50, -50, 2_050, 50), untilMs: 1 })
  const [legs] = (await known.matrix([west], [middle, east, sea], usualMode)) as [Leg[]]
  assert.deepEqual(
    legs.map((leg) => [isReachable(leg), leg.approximate]),
    [
      [false, false],
      [false, false],
      [true, true],
    ],
  )
  const way = await known.way([west, east], usualMode)
  // A copy that knows nothing of `noWay` finds a whole way before its rider, and not one that is at its end.
  assert.deepEqual([way.noWay, way.approximate, progressOn(way, west).share], [true, true, 1])
  assert.ok(Number.isFinite(way.durationS))
  assert.equal((await known.way([west, sea], usualMode)).noWay, undefined)

  // In place of a provider the own map is as sure: in it, only closed streets keep places apart.
  const standsIn = open(async () => ({
    ...roads,
    matrix: async (...asked) => ({ ...(await roads.matrix(...asked)), approximate: true }),
  }))
  const [stood] = (await standsIn.matrix([west], [east, sea], usualMode)) as [Leg[]]
  assert.deepEqual(stood.map(isReachable), [false, true])

  const cases: (() => Promise<Roads | null>)[] = [
    async () => null,
    async () => ({
      ...roads,
      matrix: () => Promise.reject(new Error('away')),
      route: () => Promise.reject(new Error('away')),
    }),
  ]
  for (const answer of cases) {
    const [[leg]] = (await open(answer).matrix([west], [east], usualMode)) as [[Leg]]
    assert.deepEqual([isReachable(leg), leg.approximate], [true, true])
  }
})

const box = (west: number, south: number, east: number, north: number) =>
  (
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ] as [number, number][]
  ).map(([e, n]): [number, number] => [at(e, n).lng, at(e, n).lat])
