import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { GraphRoads } from '../graph-roads.ts'
import type { Point, Roads } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import { roadsSuite } from '../roads.suite.ts'
import { counted, front, openings, standIns } from '../testing/fronts.ts'
import { at, openMade } from '../testing/maps.ts'
import type { RoadsProvider } from './provider.ts'

/** A corner of the stand-ins' grid, whose streets lie a thousandth of a degree apart. */
const block = (east: number, north: number) => ({
  east: east * 111.195 * Math.cos((20 * Math.PI) / 180),
  north: north * 111.195,
})
const spot = (east: number, north: number): Point => {
  const found = block(east, north)
  return at(found.east, found.north)
}

/** South Road and North Road of sixteen blocks, one block apart, joined at both ends and in the middle, and a lane that hangs on the first. */
const spots = [
  [0, 0],
  [8, 0],
  [16, 0],
  [0, 1],
  [8, 1],
  [16, 1],
  [20, 0],
].map(([east, north], index) => ({ id: index + 1, ...block(east!, north!) }))
const streets = [
  { refs: [1, 2], tags: { name: 'South Road' } },
  { refs: [2, 3], tags: { name: 'South Road' } },
  { refs: [4, 5], tags: { name: 'North Road' } },
  { refs: [5, 6], tags: { name: 'North Road' } },
  { refs: [1, 4] },
  { refs: [2, 5] },
  { refs: [3, 6] },
  { refs: [3, 7] },
]
const later = 1_000
const [west, near, east] = [spot(2, 0), spot(6, 0), spot(15.5, 0)]
const works = { id: 'works', at: [spot(12, 0)], untilMs: later }

async function open(name: string) {
  const clock = { ms: 0 }
  const own = await openMade(spots, streets, () => clock.ms)
  const stand = await standIns({ places: [{ name: 'South Road', ...west }] })
  const { provider, asked } = counted(openings[name]!(stand.sandbox))
  const { roads, why } = front(provider, own)
  return {
    ...{ clock, own, stand, provider, asked, why },
    roads: roads as Roads & Pick<GraphRoads, 'close' | 'reopen' | 'closures'>,
    [Symbol.asyncDispose]: () => stand.close(),
  }
}

for (const name of Object.keys(openings)) {
  suite(`closed streets behind ${name}`, () => {
    test('change the legs that would lead over them, and no others, until they open', async () => {
      await using made = await open(name)
      const { roads, own, asked } = made
      const before = await roads.matrix([west], [near, east])
      assert.equal(asked.legs, 2)
      roads.close(works)
      const closed = await roads.matrix([west], [near, east])
      const way = await own.matrix([west], [near, east])
      assert.ok(way.distanceM[0]![1]! > before.distanceM[0]![1]! + 100, 'it goes around')
      assert.deepEqual(closed, {
        durationS: [[before.durationS[0]![0]!, way.durationS[0]![1]!]],
        distanceM: [[before.distanceM[0]![0]!, way.distanceM[0]![1]!]],
      })
      assert.equal(asked.legs, 2, 'the one is remembered, and the other is the own map’s')
      made.clock.ms = later
      assert.deepEqual(await roads.matrix([west], [near, east]), before)
      roads.close({ ...works, untilMs: 2 * later })
      assert.deepEqual(await roads.matrix([west], [near, east]), closed)
      roads.reopen('works')
      assert.deepEqual(await roads.matrix([west], [near, east]), before)
      assert.equal(asked.legs, 2)
    })

    test('only ask the provider for legs that they do not change', async () => {
      await using made = await open(name)
      const { roads, own, asked } = made
      roads.close(works)
      assert.deepEqual(await roads.matrix([west], [east]), await own.matrix([west], [east]))
      assert.equal(asked.legs, 0)
      await roads.matrix([west], [near, east])
      assert.equal(asked.legs, 1)
    })

    test('are on no way, not on one that was asked for before either', async () => {
      await using made = await open(name)
      const { roads, own, asked } = made
      const [through, short] = [await roads.route([west, east]), await roads.route([west, near])]
      roads.close(works)
      assert.deepEqual(await roads.route([west, east]), await own.route([west, east]))
      assert.deepEqual(await roads.route([near, west, east]), await own.route([near, west, east]))
      assert.deepEqual(await roads.route([west, near]), short)
      assert.equal(asked.ways, 2)
      roads.reopen('works')
      assert.deepEqual(await roads.route([west, east]), through)
      assert.equal(asked.ways, 2)
    })

    test('are on no way of the provider that the own map would not take', async () => {
      await using made = await open(name)
      const { roads, own } = made
      // The stand-ins ride along South Road to the last; the own map turns off in the middle.
      const other = spot(13, 1)
      const before = await roads.route([west, other])
      assert.ok(!before.streets.includes('North Road'))
      roads.close(works)
      const closed = await roads.route([west, other])
      assert.deepEqual(closed, await own.route([west, other]))
      assert.ok(closed.streets.includes('North Road'))
    })

    test('do not begin or end a leg: who is on one is taken to be on the next', async () => {
      await using made = await open(name)
      const { roads, own, asked } = made
      roads.close(works)
      const there = spot(9, 0)
      assert.deepEqual(await roads.matrix([there], [near]), await own.matrix([there], [near]))
      assert.deepEqual(await roads.route([near, there]), await own.route([near, there]))
      assert.deepEqual(asked, { legs: 0, ways: 0 })
    })

    test('leave no way to what they cut off, which is known for sure', async () => {
      await using made = await open(name)
      const { roads } = made
      const lane = spot(18, 0)
      const before = await roads.matrix([west], [near, lane])
      roads.close({ id: 'around', at: [spot(12, 0), spot(16, 0.5)], untilMs: later })
      const cutOff = await roads.matrix([west], [near, lane])
      assert.deepEqual(cutOff, {
        durationS: [[before.durationS[0]![0]!, Infinity]],
        distanceM: [[before.distanceM[0]![0]!, Infinity]],
      })
      await assert.rejects(roads.route([west, lane]), { code: 'roads/no-way' })
      roads.close({ id: 'all', area: areaOf(-1, -1, 21, 2), untilMs: later })
      const none = await roads.matrix([west], [near, east])
      assert.deepEqual(none, { durationS: [[Infinity, Infinity]], distanceM: [[Infinity, Infinity]] })
      await assert.rejects(roads.route([west, east]), { code: 'roads/no-way' })
    })

    test('say nothing of places off the own map, of which the provider knows', async () => {
      await using made = await open(name)
      const { roads, provider } = made
      const outside = spot(60, 40)
      roads.close(works)
      const found = await roads.matrix([west, outside], [outside, near])
      assert.deepEqual(
        found.durationS,
        (await provider.matrix([west, outside], [outside, near], 'motorbike')).durationS,
      )
      assert.equal(found.offMap, undefined)
      // Its line would follow the closed street, and nobody else knows another one.
      await assert.rejects(roads.route([west, outside]), { code: 'roads/off-map' })
      assert.ok((await roads.route([spot(2, 1), spot(2, 40)])).path.length > 0)
    })

    test('hold while the provider is away, too', async () => {
      await using made = await open(name)
      const { roads, own, stand } = made
      roads.close(works)
      await stand.faults({ [name]: { down: true } })
      const legs = await roads.matrix([west], [near, east])
      assert.deepEqual(legs, { ...(await own.matrix([west], [near, east])), approximate: true })
      assert.equal((await roads.matrix([west], [east])).approximate, undefined, 'it is not asked for that one')
      assert.deepEqual(await roads.route([west, east]), await own.route([west, east]))
    })

    test('hold for what the provider is being asked when they are closed', async () => {
      const own = await openMade(spots, streets, () => 0)
      await using stand = await standIns()
      const provider = openings[name]!(stand.sandbox)
      const { roads } = front(
        {
          ...provider,
          matrix(from, to, mode) {
            own.close(works)
            return provider.matrix(from, to, mode)
          },
          route(points, options) {
            own.close(works)
            return provider.route(points, options)
          },
        },
        own,
      )
      const legs = await roads.matrix([west], [near, east])
      const closed = await own.matrix([west], [near, east])
      assert.equal(legs.durationS[0]![1], closed.durationS[0]![1])
      own.reopen('works')
      assert.deepEqual(await roads.route([west, east]), await own.route([west, east]))
    })

    test('are closed in a mode that the provider does not have, or knows no way in at all, too', async () => {
      await using made = await open(name)
      const { own, provider } = made
      const bicycle = { mode: 'bicycle' } as const
      const none = (from: readonly Point[], to: readonly Point[]) =>
        from.map(() => to.map(() => Number.POSITIVE_INFINITY))
      const without: RoadsProvider = { ...provider, modes: ['motorbike'] }
      const unknowing: RoadsProvider = {
        ...provider,
        modes: ['motorbike', 'bicycle'],
        matrix: async (from, to) => ({ durationS: none(from, to), distanceM: none(from, to) }),
        route: () => Promise.reject(roadsProblem('roads/no-way')),
      }
      for (const each of [without, unknowing]) {
        const { roads, why } = front(each, own)
        const open = await roads.matrix([west], [near, east], bicycle)
        assert.deepEqual(open, await own.matrix([west], [near, east], bicycle))
        own.close(works)
        const closed = await roads.matrix([west], [near, east], bicycle)
        assert.deepEqual(closed, await own.matrix([west], [near, east], bicycle))
        assert.ok(closed.distanceM[0]![1]! > open.distanceM[0]![1]! + 100, 'it goes around')
        for (const to of [near, east])
          assert.deepEqual(await roads.route([west, to], bicycle), await own.route([west, to], bicycle))
        own.reopen('works')
        assert.deepEqual(await roads.matrix([west], [near, east], bicycle), open)
        assert.deepEqual(why, [])
      }
    })

    test('are closed and told through the provider’s front, and not without an own map', async () => {
      await using made = await open(name)
      const { roads, own } = made
      assert.deepEqual(roads.close(works), { motorbike: 1 })
      assert.deepEqual(roads.closures(), own.closures())
      assert.throws(() => roads.close({ id: 'x', at: [spot(4, 10)], untilMs: later }), { code: 'roads/bad-closure' })
      assert.ok(!('close' in front(made.provider).roads))
    })
  })

  roadsSuite(
    `${name} in front of an own map`,
    async () => {
      const made = await open(name)
      const offMap = { lat: 89, lng: 1 }
      return {
        roads: made.roads,
        points: [spot(2, 0.1), spot(12, 0.9), spot(15.9, 0.4)],
        offMap,
        text: 'north road',
        close: () => made.stand.close(),
      }
    },
    {
      reach: 'it is the own map’s, and matrices are the provider’s',
      geocode: 'the stand-in knows no place here',
      reverse: 'the stand-in knows no place here',
      modes: 'modes are answered by two engines, or by one that knows no modes',
    },
  )
}

const areaOf = (west: number, south: number, east: number, north: number): [number, number][] =>
  (
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ] as const
  ).map(([e, n]) => {
    const { lng, lat } = spot(e, n)
    return [lng, lat]
  })
