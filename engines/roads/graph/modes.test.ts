import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GraphRoads } from '../graph-roads.ts'
import type { Mode, Point } from '../port.ts'
import { at, openMade } from '../testing/maps.ts'

/** A square block of 400 m; 1 is south-west, 2 south-east, 3 north-east, 4 north-west. */
const corners = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 400, north: 0 },
  { id: 3, east: 400, north: 400 },
  { id: 4, east: 0, north: 400 },
]
const ring = [{ refs: [1, 2] }, { refs: [2, 3] }, { refs: [3, 4] }, { refs: [4, 1] }]
const [southWest, northEast] = [at(0, 0), at(400, 400)]
const diagonalM = 400 * Math.SQRT2

/** Metres from south-west to north-east: the diagonal if the mode may take it, else around. */
async function across(roads: GraphRoads, mode: Mode, back = false): Promise<'across' | 'around'> {
  const ends = back ? [northEast, southWest] : [southWest, northEast]
  const { distanceM } = await roads.route(ends, { mode })
  if (Math.abs(distanceM - diagonalM) < 2) return 'across'
  assert.ok(Math.abs(distanceM - 800) < 3, `${distanceM} m`)
  return 'around'
}

const cases: [what: string, tags: Record<string, string>, modes: Mode[]][] = [
  ['a footway', { highway: 'footway' }, ['foot']],
  ['a cycleway', { highway: 'cycleway' }, ['bicycle', 'foot']],
  ['a cycleway without walkers', { highway: 'cycleway', foot: 'no' }, ['bicycle']],
  ['a path', { highway: 'path' }, ['bicycle', 'foot']],
  ['a footway for bicycles', { highway: 'footway', bicycle: 'designated' }, ['bicycle', 'foot']],
  ['a footway that motorbikes may use', { highway: 'footway', motorcycle: 'yes', maxspeed: '20' }, ['foot']],
  ['a street without motors', { motor_vehicle: 'no' }, ['bicycle', 'foot']],
  ['a street without vehicles', { vehicle: 'no' }, ['foot']],
  ['a private street', { access: 'private' }, []],
  ['a private street that is open on foot', { access: 'private', foot: 'yes' }, ['foot']],
  ['a motorway', { highway: 'motorway', oneway: 'no' }, ['motorbike']],
  ['a road for motors only', { highway: 'trunk', motorroad: 'yes' }, ['motorbike']],
  ['a sidepath beside', { highway: 'primary', bicycle: 'use_sidepath' }, ['motorbike', 'foot']],
]

for (const [what, tags, open] of cases) {
  test(`${what} is open to ${open.join(' and ') || 'nobody'}`, async () => {
    const roads = await openMade(corners, [...ring, { refs: [1, 3], tags }])
    for (const mode of ['motorbike', 'bicycle', 'foot'] as const)
      assert.equal(await across(roads, mode), open.includes(mode) ? 'across' : 'around', mode)
  })
}

test('a oneway holds for vehicles, with the words that a bicycle has of its own, and not on foot', async () => {
  const tell: [tags: Record<string, string>, against: Mode[]][] = [
    [{ oneway: 'yes' }, ['foot']],
    [{ oneway: 'yes', 'oneway:bicycle': 'no' }, ['bicycle', 'foot']],
    [{ oneway: 'yes', cycleway: 'opposite_lane' }, ['bicycle', 'foot']],
    [{ oneway: 'yes', 'cycleway:right:oneway': '-1' }, ['bicycle', 'foot']],
    [{ oneway: 'yes', 'oneway:motorcycle': 'no' }, ['motorbike', 'foot']],
    [{ 'oneway:bicycle': 'yes' }, ['motorbike', 'foot']],
    [{ oneway: 'yes', 'oneway:foot': 'yes' }, []],
  ]
  for (const [tags, against] of tell) {
    const roads = await openMade(corners, [...ring, { refs: [1, 3], tags }])
    for (const mode of ['motorbike', 'bicycle', 'foot'] as const) {
      assert.equal(await across(roads, mode), 'across', `${mode} along ${JSON.stringify(tags)}`)
      const expected = against.includes(mode) ? 'across' : 'around'
      assert.equal(await across(roads, mode, true), expected, `${mode} against ${JSON.stringify(tags)}`)
    }
  }
})

test('stairs are climbed on foot at half the pace, and by nobody else', async () => {
  const far = [...corners, { id: 5, east: 400, north: 500 }]
  const roads = await openMade(far, [...ring, { refs: [3, 5], tags: { highway: 'steps' } }])
  const stairs = await roads.route([northEast, at(400, 500)], { mode: 'foot' })
  const street = await roads.route([at(400, 300), northEast], { mode: 'foot' })
  assert.ok(Math.abs(stairs.durationS / street.durationS - 2) < 0.02)
  for (const mode of ['motorbike', 'bicycle'] as const)
    assert.ok((await roads.snap(at(400, 500), { mode }))!.distanceM > 90)
})

test('a bicycle is pushed along a footway, slower than it is ridden', async () => {
  const far = [...corners, { id: 5, east: 400, north: 500 }]
  const roads = await openMade(far, [...ring, { refs: [3, 5], tags: { highway: 'footway' } }])
  const { durationS } = await roads.route([northEast, at(400, 500)], { mode: 'bicycle' })
  assert.ok(durationS > 70 && durationS < 100, `${durationS} s for 100 m`)
})

/** Seconds on top of the streets' own pace, in m/s, for a way on a made map. */
async function turnSeconds(roads: GraphRoads, mode: Mode, paceMS: number, from: Point, to: Point): Promise<number> {
  const { durationS, distanceM } = await roads.route([from, to], { mode })
  return Math.abs(Math.round((durationS - distanceM / paceMS) * 10)) / 10
}
const paces: [Mode, number][] = [
  ['motorbike', 18 / 3.6],
  ['bicycle', 13 / 3.6],
  ['foot', 4.8 / 3.6],
]

test('turning round from one carriageway onto the other takes a rider time, a walker none', async () => {
  const spots = [
    { id: 1, east: 0, north: 0 },
    { id: 2, east: 400, north: 10 },
    { id: 3, east: 0, north: 20 },
    { id: 4, east: 600, north: 10 },
  ]
  const there = { refs: [1, 2], tags: { oneway: 'yes' } }
  const back = { refs: [2, 3], tags: { oneway: 'yes' } }
  const ends = [at(300, 7.5), at(300, 12.5)] as const
  const crossing = await openMade(spots, [there, back, { refs: [3, 1] }, { refs: [2, 4] }])
  const loop = await openMade(spots, [there, back, { refs: [3, 1] }])
  for (const [[mode, pace], [atCrossing, atEnd]] of paces.map(
    (each, i) =>
      [
        each,
        [
          [12, 5],
          [6, 3],
          [0, 0],
        ][i]!,
      ] as const,
  )) {
    assert.equal(await turnSeconds(crossing, mode, pace, ...ends), atCrossing, mode)
    assert.equal(await turnSeconds(loop, mode, pace, ...ends), atEnd, mode)
  }
})

test('where traffic keeps left, a right turn at a crossing takes longer than a left one, and straight on nothing', async () => {
  const spots = [
    { id: 1, east: 0, north: 0 },
    { id: 2, east: 200, north: 0 },
    { id: 3, east: -200, north: 0 },
    { id: 4, east: 0, north: 200 },
    { id: 5, east: 0, north: -200 },
  ]
  const cross = await openMade(spots, [{ refs: [3, 1, 2] }, { refs: [4, 1, 5] }])
  const start = at(-100, 0)
  for (const [mode, pace] of paces) {
    const seconds = [at(100, 0), at(0, 100), at(0, -100)].map((goal) => turnSeconds(cross, mode, pace, start, goal))
    assert.deepEqual(await Promise.all(seconds), mode === 'foot' ? [0, 0, 0] : [0, 1, 3], mode)
  }
})
