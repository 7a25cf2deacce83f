import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCityMap } from '../city-map.ts'
import { at, openMade, sharedCity, temporaryFolder } from '../testing/maps.ts'

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

const kolkata = sharedCity('kolkata-saltlake.osm.pbf')
const kolkataGz = sharedCity('kolkata-saltlake.osm.gz')

test('both files of Kolkata make the same network, and it is read back as it was written', {
  skip: kolkata && kolkataGz ? false : 'no shared data',
}, async () => {
  await using folder = await temporaryFolder()
  const city = await loadCityMap(kolkata!, folder.path)
  const other = await loadCityMap(kolkataGz!, folder.path)
  const again = await loadCityMap(kolkata!, folder.path)
  assert.deepEqual([city.cached, other.cached, again.cached], [false, false, true])
  for (const each of [other, again]) {
    assert.deepEqual(each.graph, city.graph)
    assert.deepEqual(each.hierarchy, city.hierarchy)
    assert.deepEqual(each.map, city.map)
  }
})
