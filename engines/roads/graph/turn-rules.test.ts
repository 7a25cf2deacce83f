import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCityMap } from '../city-map.ts'
import { type Mode, modes, type Point } from '../port.ts'
import { at, openMade, type Restriction, sharedCity, temporaryFolder } from '../testing/maps.ts'

/** A crossing with arms of 200 m, and a way around from the end of each arm to the next. */
const spots = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 200, north: 0 },
  { id: 3, east: -200, north: 0 },
  { id: 4, east: 0, north: 200 },
  { id: 5, east: 0, north: -200 },
]
const [west, east, north, south] = [1, 2, 3, 4]
const streets = [
  [3, 1],
  [1, 2],
  [1, 4],
  [1, 5],
  [2, 4],
  [4, 3],
  [3, 5],
  [5, 2],
].map((refs) => ({ refs }))
const half = { west: at(-100, 0), east: at(100, 0), north: at(0, 100), south: at(0, -100) }
/** Back to the arm's end, around, and in from the other side. */
const aroundM = 100 + 200 * Math.SQRT2 + 100

const rule = (from: number, to: number, tags: Record<string, string>): Restriction => ({
  from,
  to,
  via: { node: 1 },
  tags,
})

async function crossing(restrictions: Restriction[]) {
  const roads = await openMade(spots, streets, undefined, restrictions)
  return {
    report: roads.report,
    async goes(mode: Mode, from: Point, to: Point): Promise<'through' | 'around'> {
      const { distanceM } = await roads.route([from, to], { mode })
      const matrix = await roads.matrix([from], [to], { mode })
      assert.ok(Math.abs(matrix.distanceM[0]![0]! - distanceM) < 0.01)
      if (Math.abs(distanceM - 200) < 1) return 'through'
      assert.ok(Math.abs(distanceM - aroundM) < 2, `${distanceM} m`)
      return 'around'
    },
  }
}

test('a turn that is forbidden is not taken, but the other way round and all others are; on foot nothing is forbidden', async () => {
  const { goes, report } = await crossing([rule(west, north, { restriction: 'no_left_turn' })])
  assert.deepEqual(report.map.turnRules, { kept: 1, conditional: 0, forOthers: 0, broken: 0 })
  assert.equal(report.graph.turnRules, 1)
  for (const mode of modes) {
    assert.equal(await goes(mode, half.west, half.north), mode === 'foot' ? 'through' : 'around', mode)
    assert.equal(await goes(mode, half.north, half.west), 'through', mode)
    assert.equal(await goes(mode, half.west, half.east), 'through', mode)
    assert.equal(await goes(mode, half.south, half.north), 'through', mode)
  }
})

test('where only one way on is allowed, no other is taken', async () => {
  const { goes } = await crossing([rule(west, east, { restriction: 'only_straight_on' })])
  assert.equal(await goes('motorbike', half.west, half.east), 'through')
  assert.equal(await goes('motorbike', half.west, half.north), 'around')
  assert.equal(await goes('motorbike', half.west, half.south), 'around')
  assert.equal(await goes('motorbike', half.north, half.south), 'through')
})

const whom: [tags: Record<string, string>, obeyed: Mode[]][] = [
  [{ restriction: 'no_left_turn' }, ['motorbike', 'bicycle']],
  [{ restriction: 'no_left_turn', except: 'bicycle' }, ['motorbike']],
  [{ restriction: 'no_left_turn', except: 'psv; motorcycle' }, ['bicycle']],
  [{ restriction: 'no_left_turn', except: 'vehicle' }, []],
  [{ 'restriction:motor_vehicle': 'no_left_turn' }, ['motorbike']],
  [{ 'restriction:bicycle': 'no_left_turn' }, ['bicycle']],
  [{ restriction: 'no_left_turn', 'restriction:bicycle': 'none' }, ['motorbike']],
  [{ 'restriction:hgv': 'no_left_turn' }, []],
  [{ 'restriction:conditional': 'no_left_turn @ (Mo-Fr 09:00-18:00)' }, []],
  [{ restriction: 'no_left_turn', hour_on: '09:00', hour_off: '18:00' }, []],
]
for (const [tags, obeyed] of whom) {
  test(`${JSON.stringify(tags)} is obeyed by ${obeyed.join(' and ') || 'nobody'}`, async () => {
    const { goes } = await crossing([rule(west, north, tags)])
    for (const mode of modes)
      assert.equal(await goes(mode, half.west, half.north), obeyed.includes(mode) ? 'around' : 'through', mode)
  })
}

test('what is left out is counted by its cause', async () => {
  const { report } = await crossing([
    rule(west, north, { 'restriction:conditional': 'no_left_turn @ (Mo-Fr 09:00-18:00)' }),
    rule(west, north, { restriction: 'no_left_turn', day_on: 'Monday', day_off: 'Friday' }),
    rule(west, north, { 'restriction:hgv': 'no_left_turn' }),
    rule(west, north, { restriction: 'no_left_turn', except: 'vehicle' }),
    rule(west, 99, { restriction: 'no_left_turn' }),
    rule(west, 5, { restriction: 'no_left_turn' }),
    rule(west, north, { restriction: 'no_waiting' }),
    rule(west, north, { restriction: 'no_left_turn' }),
  ])
  assert.deepEqual(report.map.turnRules, { kept: 1, conditional: 2, forOthers: 2, broken: 3 })
})

test('turning round at a crossing can be forbidden: one rides to where it is allowed', async () => {
  // Two carriageways that meet at 1, and a blind alley of 150 m beyond.
  const carriageways = [
    { id: 1, east: 0, north: 0 },
    { id: 2, east: 150, north: 0 },
    { id: 6, east: -200, north: 0 },
    { id: 7, east: -200, north: 20 },
  ]
  const ways = [
    { refs: [6, 1], tags: { oneway: 'yes' } },
    { refs: [1, 7], tags: { oneway: 'yes' } },
    { refs: [7, 6] },
    { refs: [1, 2] },
  ]
  const ends = [at(-100, 0), at(-100, 10)]
  for (const [tags, metres] of [
    [{ restriction: 'no_u_turn', except: 'motorcycle' }, 200],
    [{ restriction: 'no_u_turn' }, 500],
  ] as const) {
    const roads = await openMade(carriageways, ways, undefined, [{ from: 1, to: 2, via: { node: 1 }, tags }])
    assert.ok(Math.abs((await roads.route(ends)).distanceM - metres) < 3)
  }
  // On one street: the alley ends where its way back is forbidden, so nobody would get out of it.
  const alley = { from: 4, to: 4, via: { node: 2 }, tags: { restriction: 'no_u_turn' } }
  const shut = await openMade(carriageways, ways, undefined, [alley])
  assert.equal(shut.report.graph.droppedSegments, 1)
})

/** Two carriageways joined by a short way between them; a blind alley goes on from each end of that. */
const joined = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 0, north: 20 },
  { id: 6, east: -200, north: 0 },
  { id: 7, east: -200, north: 20 },
  { id: 8, east: 0, north: 170 },
  { id: 9, east: 200, north: 0 },
]
const [into, between, out, alley] = [1, 2, 3, 5]
const joinedStreets = [
  { refs: [6, 1], tags: { oneway: 'yes' } },
  { refs: [1, 2], tags: { oneway: 'yes' } },
  { refs: [2, 7], tags: { oneway: 'yes' } },
  { refs: [7, 6] },
  { refs: [2, 8] },
  { refs: [1, 9] },
]
for (const [restriction, to] of [
  ['no_u_turn', out],
  ['only_straight_on', alley],
] as const) {
  test(`${restriction} over a way holds for those who came from where it says, and for nobody else on that way`, async () => {
    const via = { ways: [between] }
    const roads = await openMade(joined, joinedStreets, undefined, [{ from: into, to, via, tags: { restriction } }])
    assert.equal(roads.report.map.turnRules.kept, 1)
    const metres = async (mode: Mode, from: Point, goal: Point) =>
      Math.round((await roads.route([from, goal], { mode })).distanceM)
    const [start, goal] = [at(-100, 0), at(-100, 20)]
    assert.equal(await metres('foot', start, goal), 220)
    // Over the way, into the alley beyond, round there and back.
    assert.equal(await metres('motorbike', start, goal), 100 + 20 + 150 + 150 + 100)
    assert.equal(Math.round((await roads.matrix([start], [goal])).distanceM[0]![0]!), 520)
    assert.equal(await metres('motorbike', at(100, 0), goal), 220)
    assert.equal(await metres('motorbike', at(0, 10), goal), 110)
    assert.equal(await metres('motorbike', start, at(0, 10)), 110)
    const { path, streets: names } = await roads.route([start, goal])
    assert.ok(path.some(([, lat]) => Math.abs(lat - at(0, 170).lat) < 1e-6) && names.length === 0)
    // With the alley closed it is around by the other one: into it, back, and over the way from there.
    roads.close({ id: 'alley', at: [at(0, 100)], untilMs: Infinity })
    assert.equal(await metres('motorbike', start, goal), 100 + 200 + 200 + 20 + 100)
    assert.equal(Math.round((await roads.matrix([start], [goal])).distanceM[0]![0]!), 620)
    roads.close({ id: 'between', at: [at(0, 10)], untilMs: Infinity })
    await assert.rejects(roads.route([start, goal]), { code: 'roads/no-way' })
  })
}

test('a street into which nobody may turn is left out for those who obey, and one that nobody may leave', async () => {
  const far = [...spots, { id: 6, east: 150, north: 150 }]
  const [last, all] = [streets.length + 1, [west, east, north, south]]
  const ways = [...streets, { refs: [1, 6] }]
  for (const restrictions of [
    all.map((arm) => rule(arm, last, { restriction: 'no_entry' })),
    all.map((arm) => rule(last, arm, { restriction: 'no_exit' })),
  ]) {
    const roads = await openMade(far, ways, undefined, restrictions)
    assert.equal(roads.report.graph.droppedSegments, 1)
    assert.ok((await roads.snap(at(150, 150)))!.distanceM > 30)
    assert.ok((await roads.snap(at(150, 150), { mode: 'foot' }))!.distanceM < 1)
    assert.ok(Number.isFinite((await roads.route([at(150, 150), half.west])).durationS))
  }
})

const kolkata = sharedCity('kolkata-saltlake.osm.pbf')

// Two lead into streets under construction, two into oneways from the wrong side.
test('of the eight turn restrictions of Kolkata six are on streets, and four forbid what would be ridden', {
  skip: kolkata ? false : 'no shared data',
}, async () => {
  await using folder = await temporaryFolder()
  const city = await loadCityMap(kolkata!, folder.path)
  assert.deepEqual(city.map.report.turnRules, { kept: 6, conditional: 0, forOthers: 0, broken: 2 })
  assert.equal(city.graph.report.turnRules, 4)
})
