import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GraphRoads } from './graph-roads.ts'
import { at, openMade } from './testing/maps.ts'

/** Two blocks of 400 m side by side, and a lane that hangs on the eastern one. */
const spots = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 400, north: 0 },
  { id: 3, east: 800, north: 0 },
  { id: 4, east: 0, north: 400 },
  { id: 5, east: 400, north: 400 },
  { id: 6, east: 800, north: 400 },
  { id: 7, east: 1200, north: 400 },
]
const streets = [
  { refs: [1, 2], tags: { name: 'South Road' } },
  { refs: [2, 3], tags: { name: 'South Road' } },
  { refs: [4, 5] },
  { refs: [5, 6] },
  { refs: [1, 4] },
  { refs: [2, 5] },
  { refs: [3, 6] },
  { refs: [6, 7] },
]
const [west, east] = [at(0, 100), at(800, 100)]
const later = 1_000
const corner = ([a, b]: [number, number]): [number, number] => [at(a, b).lng, at(a, b).lat]
const box = (west: number, south: number, east: number, north: number) =>
  (
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ] as [number, number][]
  ).map(corner)

async function metres(roads: GraphRoads): Promise<number> {
  const { distanceM } = await roads.route([west, east])
  const matrix = await roads.matrix([west, at(0, 50)], [east, at(800, 150)])
  assert.equal(matrix.distanceM[0]![0], distanceM, 'the matrix agrees')
  assert.equal(roads.distanceNow(west, east).distanceM, distanceM)
  return Math.round(distanceM)
}

async function open(): Promise<GraphRoads & { clock: { ms: number } }> {
  const clock = { ms: 0 }
  const roads = await openMade(spots, streets, () => clock.ms)
  return Object.assign(roads, { clock })
}

test('a closed street is avoided at once, and open again when its time is over', async () => {
  const roads = await open()
  assert.equal(await metres(roads), 1_000)
  assert.deepEqual(roads.close({ id: 'works', at: [at(600, 5)], untilMs: later }), { motorbike: 1 })
  assert.equal(await metres(roads), 1_400)
  assert.deepEqual(
    roads.closures().map(({ id }) => id),
    ['works'],
  )
  roads.clock.ms = later - 1
  assert.equal(await metres(roads), 1_400)
  roads.clock.ms = later
  assert.equal(await metres(roads), 1_000)
  assert.deepEqual(roads.closures(), [])
})

test('closures add up, each is opened by its name, and the same name closes anew', async () => {
  const roads = await open()
  roads.close({ id: 'south', at: [at(200, 0), at(600, 0)], untilMs: later })
  roads.close({ id: 'middle', at: [at(400, 200)], untilMs: later })
  assert.equal(await metres(roads), 1_400)
  assert.equal(roads.reopen('south'), true)
  assert.equal(roads.reopen('south'), false)
  assert.equal(await metres(roads), 1_000)
  roads.close({ id: 'middle', at: [at(200, 0)], untilMs: later })
  assert.equal(await metres(roads), 1_400)
  roads.reopen('middle')
  assert.equal(await metres(roads), 1_000)
})

test('an area closes every street that it touches, even one that only crosses it', async () => {
  const roads = await open()
  assert.deepEqual(roads.close({ id: 'parade', area: box(390, -20, 410, 20), untilMs: later }), { motorbike: 3 })
  assert.equal(await metres(roads), 1_400)
  roads.close({ id: 'parade', area: box(190, -20, 210, 20), untilMs: later })
  assert.equal(await metres(roads), 1_400, 'no point of the street lies in the area')
  const inside = { id: 'courtyard', area: box(100, 100, 300, 300), untilMs: later }
  assert.throws(() => roads.close(inside), { code: 'roads/bad-closure' })
})

test('who would start or end on a closed street does so on the nearest open one', async () => {
  const roads = await open()
  roads.close({ id: 'works', at: [at(600, 0)], untilMs: later })
  const snap = await roads.snap(at(600, 5))
  assert.ok(snap!.distanceM > 190)
  assert.notEqual(snap!.street, 'South Road')
})

test('what closed streets cut off has no way there, and no time in a matrix', async () => {
  const roads = await open()
  const lane = at(1_100, 400)
  roads.close({ id: 'ring', at: [at(600, 400), at(800, 200)], untilMs: later })
  await assert.rejects(roads.route([west, lane]), { code: 'roads/no-way' })
  const { durationS } = await roads.matrix([west, lane], [lane, at(300, 400)])
  assert.deepEqual(durationS[0]![0], Infinity)
  assert.deepEqual(durationS[1]![0], 0)
  assert.ok(durationS[0]![1]! < Infinity)
  assert.deepEqual(roads.distanceNow(west, lane), { durationS: Infinity, distanceM: Infinity })
})

test('where every street around is closed there is no way, which is not the same as off the map', async () => {
  const roads = await open()
  const sea = at(9_000, 9_000)
  roads.close({ id: 'flood', area: box(-50, -50, 1_250, 450), untilMs: later })
  const flooded = await roads.matrix([west], [east, sea])
  assert.deepEqual([flooded.durationS, flooded.offMap], [[[Infinity, Infinity]], { from: [], to: [1] }])
  await assert.rejects(roads.route([west, east]), { code: 'roads/no-way' })
  await assert.rejects(roads.route([sea, east]), { code: 'roads/off-map' })
  roads.reopen('flood')
  assert.equal((await roads.matrix([west], [east])).offMap, undefined)
})

test('a closure may hold for some modes only, also for one that is prepared later', async () => {
  const roads = await open()
  roads.close({ id: 'vehicles', at: [at(600, 0)], untilMs: later, modes: ['motorbike', 'bicycle'] })
  const lengths = await Promise.all(
    (['motorbike', 'bicycle', 'foot'] as const).map((mode) => roads.route([west, east], { mode })),
  )
  assert.deepEqual(
    lengths.map(({ distanceM }) => Math.round(distanceM)),
    [1_400, 1_400, 1_000],
  )
})

test('a closure that names no street is refused', async () => {
  const roads = await open()
  assert.throws(() => roads.close({ id: 'x', untilMs: later }), { code: 'roads/bad-closure' })
  assert.throws(() => roads.close({ id: 'x', at: [at(200, 200)], untilMs: later }), { code: 'roads/bad-closure' })
  assert.throws(() => roads.close({ id: 'x', at: [{ lat: 91, lng: 0 }], untilMs: later }), { code: 'roads/bad-point' })
  assert.deepEqual(roads.closures(), [])
})
