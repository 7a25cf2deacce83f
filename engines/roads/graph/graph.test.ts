import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadCityMap } from '../city-map.ts'
import { seededRandom } from '../places/random.ts'
import { at, openMade, sharedCity, temporaryFolder, xmlOf } from '../testing/maps.ts'
import type { Arcs, Graph } from './graph.ts'
import { direct, entries, exits, type Position } from './position.ts'
import { createSearch } from './search.ts'

/** A square block of 400 m with a diagonal; 1 is south-west, 2 south-east, 3 north-east, 4 north-west. */
const corners = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 400, north: 0 },
  { id: 3, east: 400, north: 400 },
  { id: 4, east: 0, north: 400 },
]
const ring = [
  { refs: [1, 2], tags: { name: 'South Road' } },
  { refs: [2, 3] },
  { refs: [3, 4] },
  { refs: [4, 1], tags: { name: 'West Road' } },
]
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`)

test('a rider goes the short way round a block, and back the same way', async () => {
  const roads = await openMade(corners, ring)
  const there = await roads.route([at(100, 0), at(0, 100)])
  near(there.distanceM, 200, 1)
  assert.deepEqual(there.streets, ['South Road', 'West Road'])
  near((await roads.route([at(0, 100), at(100, 0)])).distanceM, 200, 1)
})

test('the turns of a way are told by street, with how far each is followed', async () => {
  const roads = await openMade(corners, ring)
  const { steps } = await roads.route([at(100, 0), at(0, 100)], { steps: true })
  assert.deepEqual(
    steps.map(({ turn, street, distanceM }) => [turn, street, Math.round(distanceM)]),
    [
      ['depart', 'South Road', 100],
      ['right', 'West Road', 100],
      ['arrive', 'West Road', 0],
    ],
  )
  const back = await roads.route([at(0, 100), at(300, 0)], { steps: true })
  assert.deepEqual(
    back.steps.map(({ turn, street }) => [turn, street]),
    [
      ['depart', 'West Road'],
      ['left', 'South Road'],
      ['arrive', 'South Road'],
    ],
  )
  assert.deepEqual((await roads.route([at(100, 0), at(0, 100)])).steps, [], 'nobody asked')
})

test('a oneway street is ridden one way only, in whichever way the map says so', async () => {
  for (const [tags, reversed] of [
    [{ oneway: 'yes' }, false],
    [{ oneway: '1' }, false],
    [{ oneway: '-1' }, true],
    [{ junction: 'roundabout' }, false],
  ] as const) {
    const roads = await openMade(corners, [{ refs: [1, 2], tags }, ...ring.slice(1)])
    const [a, b] = reversed ? [at(300, 0), at(100, 0)] : [at(100, 0), at(300, 0)]
    near((await roads.route([a, b])).distanceM, 200, 1)
    near((await roads.route([b, a])).distanceM, 1400, 3)
    const matrix = await roads.matrix([a, b], [a, b])
    near(matrix.distanceM[0]![1]!, 200, 1)
    near(matrix.distanceM[1]![0]!, 1400, 3)
  }
  const twoWay = await openMade(corners, [
    { refs: [1, 2], tags: { junction: 'roundabout', oneway: 'no' } },
    ...ring.slice(1),
  ])
  near((await twoWay.route([at(300, 0), at(100, 0)])).distanceM, 200, 1)
})

test('a faster road is preferred to a shorter one, and a speed limit is respected', async () => {
  const diagonal = { refs: [1, 3], tags: { highway: 'service' } }
  const roads = await openMade(corners, [
    ...ring.map((street) => ({ ...street, tags: { highway: 'primary' } })),
    diagonal,
  ])
  near((await roads.route([at(0, 5), at(400, 395)])).distanceM, 800, 3)
  const slow = ring.map((street) => ({ ...street, tags: { highway: 'primary', maxspeed: '10' } }))
  const limited = await openMade(corners, [...slow, { ...diagonal, tags: { highway: 'secondary' } }])
  const route = await limited.route([at(0, 5), at(400, 395)])
  assert.ok(route.distanceM < 600, `${route.distanceM} m`)
})

test('private streets and footways are not ridden', async () => {
  const closed: Record<string, string>[] = [
    { access: 'private' },
    { access: 'no' },
    { motor_vehicle: 'no' },
    { highway: 'footway' },
    { motorcycle: 'no', access: 'yes' },
  ]
  for (const tags of closed) {
    const roads = await openMade(corners, [...ring, { refs: [1, 3], tags }])
    near((await roads.route([at(0, 5), at(400, 395)])).distanceM, 800, 3)
  }
  const open = await openMade(corners, [...ring, { refs: [1, 3], tags: { access: 'no', motorcycle: 'yes' } }])
  near((await open.route([at(0, 0), at(400, 400)])).distanceM, 400 * Math.SQRT2, 2)
})

test('streets that nobody gets back from are left out, and what is reported says so', async () => {
  const deadEnd = [...corners, { id: 5, east: 900, north: 0 }]
  const roads = await openMade(deadEnd, [...ring, { refs: [2, 5], tags: { oneway: 'yes' } }])
  assert.equal(roads.report.graph.droppedSegments, 1)
  assert.equal(roads.report.graph.segments, 4)
  const snap = await roads.snap(at(700, 10))
  near(snap!.point.lng, at(400, 0).lng, 1e-6)
})

test('a street is cut where its points are not in the file, never drawn across the gap', async () => {
  const roads = await openMade(corners, [...ring, { refs: [1, 99, 3] }])
  assert.equal(roads.report.map.missingRefs, 1)
  near((await roads.route([at(0, 0), at(400, 400)])).distanceM, 800, 2)
})

test('a point snaps to the nearest place on a street, not to its corners', async () => {
  const roads = await openMade(corners, ring)
  const snap = await roads.snap(at(150, -30))
  near(snap!.distanceM, 30, 0.5)
  near(snap!.point.lng, at(150, 0).lng, 1e-6)
  assert.equal(snap!.street, 'South Road')
  assert.equal(await roads.snap(at(5_000, 5_000)), null)
})

test('points off the map stop a route but not a matrix', async () => {
  const roads = await openMade(corners, ring)
  await assert.rejects(roads.route([at(0, 0), at(9_000, 0)]), { code: 'roads/off-map' })
  await assert.rejects(roads.route([at(0, 0), { lat: 95, lng: 0 }]), { code: 'roads/bad-point' })
  await assert.rejects(roads.route([at(0, 0)]), { code: 'roads/too-many-points' })
  const { durationS } = await roads.matrix([at(0, 0), at(9_000, 0)], [at(100, 0)])
  assert.ok(Number.isFinite(durationS[0]![0]!))
  assert.equal(durationS[1]![0], Infinity)
  await assert.rejects(roads.matrix(new Array(501).fill(at(0, 0)), new Array(500).fill(at(0, 0))), {
    code: 'roads/too-many-points',
  })
})

test('a map without streets is refused', async () => {
  await assert.rejects(openMade(corners, [{ refs: [1, 2], tags: { highway: 'footway' } }]), { code: 'roads/map-empty' })
})

/** Dijkstra as in the textbook, with nothing shared with the engine but the graph. */
function plainDijkstra(graph: Graph, from: Position, to: Position): number {
  const ms = new Array<number>(graph.vertices).fill(Infinity)
  const done = new Set<number>()
  for (const end of exits(graph, from)) ms[end.vertex] = Math.min(ms[end.vertex]!, end.ms)
  const open = new Set(exits(graph, from).map((end) => end.vertex))
  const out: Arcs = graph.out
  while (open.size > 0) {
    let nearest = -1
    for (const v of open) if (nearest < 0 || ms[v]! < ms[nearest]!) nearest = v
    open.delete(nearest)
    done.add(nearest)
    for (let arc = out.first[nearest]!; arc < out.first[nearest + 1]!; arc++) {
      const head = out.vertex[arc]!
      const cost = ms[nearest]! + out.ms[arc]!
      if (done.has(head) || cost >= ms[head]!) continue
      ms[head] = cost
      open.add(head)
    }
  }
  const ends = entries(graph, to).map((end) => ms[end.vertex]! + end.ms)
  return Math.min(...ends, direct(graph, from, to)?.ms ?? Infinity)
}

test('routes and matrices are exactly as fast as plain Dijkstra says, on random cities', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed)
      const spots = Array.from({ length: 30 }, (_, i) => ({
        id: i + 1,
        east: random() * 2_000,
        north: random() * 2_000,
      }))
      const any = () => 1 + Math.floor(random() * spots.length)
      const kinds = ['residential', 'primary', 'service', 'tertiary']
      const streets = Array.from({ length: 60 }, () => ({
        refs: [any(), any(), any()],
        tags: {
          highway: kinds[Math.floor(random() * 4)]!,
          ...(random() < 0.4 ? { oneway: random() < 0.5 ? 'yes' : '-1' } : {}),
        },
      }))
      await using folder = await temporaryFolder()
      await writeFile(`${folder.path}/m.osm`, xmlOf(spots, streets))
      const city = await loadCityMap(`${folder.path}/m.osm`, folder.path).catch((error) => {
        if (error.code === 'roads/map-empty') return null
        throw error
      })
      if (!city) return
      checkExact(city.graph, random, 20)
    }),
    { numRuns: 40 },
  )
})

function checkExact(graph: Graph, random: () => number, pairs: number): void {
  const search = createSearch(graph)
  const anywhere = (): Position => {
    const segment = Math.floor(random() * graph.from.length)
    return { segment, alongM: random() * graph.lengthM[segment]! }
  }
  for (let i = 0; i < pairs; i++) {
    const [from, to] = [anywhere(), anywhere()]
    const truth = plainDijkstra(graph, from, to)
    const way = search.fastest(from, to)
    assert.equal(way.ms, truth)
    assert.equal(search.toMany(from, [to]).ms[0], truth)
    assert.equal(search.toMany(to, [from], true).ms[0], truth)
    assertRideable(graph, from, to, way)
  }
}

/** The pieces join up, none is ridden against its oneway, and they add up to the length. */
function assertRideable(
  graph: Graph,
  from: Position,
  to: Position,
  { pieces, m }: ReturnType<ReturnType<typeof createSearch>['fastest']>,
): void {
  assert.equal(pieces[0]!.segment, from.segment)
  assert.equal(pieces[0]!.fromM, from.alongM)
  assert.equal(pieces.at(-1)!.segment, to.segment)
  assert.equal(pieces.at(-1)!.toM, to.alongM)
  let sum = 0
  let vertex = -1
  for (const [index, { segment, fromM, toM }] of pieces.entries()) {
    sum += Math.abs(toM - fromM)
    if (toM > fromM) assert.ok(graph.forwardMs[segment]! > 0)
    if (toM < fromM) assert.ok(graph.backwardMs[segment]! > 0)
    if (pieces.length === 1) break
    const isForward = index === pieces.length - 1 ? fromM === 0 : toM === graph.lengthM[segment]
    if (index > 0) assert.equal(isForward ? graph.from[segment] : graph.to[segment], vertex)
    vertex = isForward ? graph.to[segment]! : graph.from[segment]!
  }
  near(sum, m, 0.05)
}

const kolkata = sharedCity('kolkata-saltlake.osm.pbf')
const kolkataGz = sharedCity('kolkata-saltlake.osm.gz')

test('routes in Kolkata are exact, and both files of it make the same graph', {
  skip: kolkata && kolkataGz ? false : 'no shared data',
}, async () => {
  await using folder = await temporaryFolder()
  const city = await loadCityMap(kolkata!, folder.path)
  checkExact(city.graph, seededRandom(1), 12)
  const other = await loadCityMap(kolkataGz!, folder.path)
  assert.deepEqual(other.graph, city.graph)
  assert.deepEqual(other.map, city.map)
  assert.equal(city.cached, false)
  const again = await loadCityMap(kolkata!, folder.path)
  assert.equal(again.cached, true)
  assert.deepEqual(again.graph, city.graph)
  assert.deepEqual(again.map, city.map)
})
