import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { cellToLatLng } from 'h3-js'
import { distanceM } from '../../contracts/geo.ts'
import type { GraphRoads } from './graph-roads.ts'
import { modes, type Point, type Roads, type Route } from './port.ts'
import { reachFrom } from './reach.ts'

export type RoadsFixture = {
  roads: Roads
  /** At least three points on or beside streets, hundreds of metres apart. */
  points: [Point, Point, Point, ...Point[]]
  /** Nowhere near any street. */
  offMap: Point
  /** Text that finds something near the first point. */
  text: string
  close?: () => Promise<void>
}

/**
 * What every roads engine must do, whoever computes it. `skip` names what an engine cannot do, with the reason.
 */
export function roadsSuite(
  name: string,
  open: () => Promise<RoadsFixture>,
  skip: { geocode?: string; reverse?: string; modes?: string; reach?: string } = {},
): void {
  suite(`roads: ${name}`, () => {
    let fixture: RoadsFixture
    before(async () => {
      fixture = await open()
    })
    after(async () => fixture?.close?.())

    test('a matrix agrees with the routes it stands for', async () => {
      const { roads, points } = fixture
      const matrix = await roads.matrix(points, points)
      assert.equal(matrix.durationS.length, points.length)
      for (const [i, from] of points.entries()) {
        for (const [j, to] of points.entries()) {
          const route = await roads.route([from, to])
          assert.ok(
            Math.abs(matrix.durationS[i]![j]! - route.durationS) <= Math.max(1, route.durationS * 0.02),
            `${i} to ${j}`,
          )
        }
      }
    })

    test('a rectangular matrix has a row for each start and a column for each goal', async () => {
      const { roads, points } = fixture
      const { durationS, distanceM } = await roads.matrix([points[0]], points)
      assert.deepEqual([durationS.length, durationS[0]!.length], [1, points.length])
      const turned = await roads.matrix(points, [points[0]])
      assert.deepEqual([turned.distanceM.length, turned.distanceM[0]!.length], [points.length, 1])
      assert.equal(durationS[0]![0], turned.durationS[0]![0])
      assert.equal(distanceM[0]!.every(Number.isFinite), true)
    })

    test('a road is no shorter than the crow flies, and its line is as long as it says', async () => {
      const { roads, points } = fixture
      for (const to of points.slice(1)) {
        const route = await roads.route([points[0], to])
        const [first, last] = [route.path[0]!, route.path.at(-1)!].map(([lng, lat]) => ({ lat, lng }))
        assert.ok(route.distanceM >= distanceM(first!, last!) - 1)
        let line = 0
        for (let i = 1; i < route.path.length; i++) {
          const [a, b] = [route.path[i - 1]!, route.path[i]!]
          line += distanceM({ lat: a[1], lng: a[0] }, { lat: b[1], lng: b[0] })
        }
        assert.ok(
          Math.abs(line - route.distanceM) <= Math.max(5, route.distanceM * 0.02),
          `${line} and ${route.distanceM}`,
        )
        const speed = (route.distanceM / route.durationS) * 3.6
        assert.ok(speed > 5 && speed < 80, `${speed} km/h`)
      }
    })

    test('what is reached in a time is what a matrix says, nearest first', { skip: skip.reach }, async () => {
      const { roads, points, offMap } = fixture
      const {
        durationS: [row],
      } = await roads.matrix([points[0]], [points[1]])
      const withinS = Math.ceil(row![0]!)
      const { cells } = await reachFrom(roads, points[0], { withinS, resolution: 8 })
      const middles = cells.map(({ cell }) => cellToLatLng(cell)).map(([lat, lng]) => ({ lat, lng }))
      const { durationS } = await roads.matrix([points[0]], middles)
      assert.ok(cells.length > 1 && cells.every(({ durationS }) => durationS <= withinS))
      for (const [i, cell] of cells.entries()) {
        assert.ok(i === 0 || cells[i - 1]!.durationS <= cell.durationS)
        assert.ok(Math.abs(durationS[0]![i]! - cell.durationS) <= 1, cell.cell)
      }
      await assert.rejects(reachFrom(roads, offMap, { withinS, resolution: 8 }), { code: 'roads/off-map' })
    })

    test('a stop on the way only ever makes it longer', async () => {
      const { roads, points } = fixture
      const [a, b, c] = points
      const [straight, through] = [await roads.route([a, c]), await roads.route([a, b, c])]
      assert.ok(through.durationS >= straight.durationS - 1)
    })

    test('nobody is led over a street that is closed, and times agree, until it opens again', async (t) => {
      const { roads, points } = fixture
      if (!closes(roads)) return t.skip('no streets can be closed in it')
      const ends = [points[0], points[1]]
      const before = await roads.route(ends)
      const times = await roads.matrix(ends, ends)
      const middle = middleOfLongest(before.path)
      roads.close({ id: 'suite', area: boxAround(middle, 25), untilMs: Date.now() + 3_600_000 })
      try {
        const around = await roads.route(ends)
        assert.ok(Math.min(...densely(around.path).map((point) => distanceM(point, middle))) > 5)
        const { durationS, approximate } = await roads.matrix(ends, ends)
        assert.ok(Math.abs(durationS[0]![1]! - around.durationS) <= Math.max(1, around.durationS * 0.02))
        assert.deepEqual([approximate, around.approximate], [undefined, undefined])
      } finally {
        assert.equal(roads.reopen('suite'), true)
      }
      assert.deepEqual(await roads.route(ends), before)
      assert.deepEqual(await roads.matrix(ends, ends), times)
    })

    test('a snapped point is on a street: snapping it again leaves it there', async () => {
      const { roads, points } = fixture
      const snap = await roads.snap(points[0])
      assert.ok(snap)
      assert.ok(Math.abs(distanceM(points[0], snap.point) - snap.distanceM) <= 1)
      const again = await roads.snap(snap.point)
      assert.ok(again && again.distanceM <= 1)
    })

    test('off the map there is no street, no address and no route', async () => {
      const { roads, points, offMap } = fixture
      assert.equal(await roads.snap(offMap), null)
      await assert.rejects(roads.route([points[0], offMap]), { code: 'roads/off-map' })
      const there = await roads.matrix([points[0], offMap], [points[1]])
      assert.ok(Number.isFinite(there.durationS[0]![0]!))
      assert.equal(there.durationS[1]![0], Infinity)
      assert.ok(there.offMap?.from.includes(1) && !there.offMap.from.includes(0))
      const back = await roads.matrix([points[1]], [points[0], offMap])
      assert.ok(back.offMap?.to.includes(1) && !back.offMap.to.includes(0))
      assert.equal((await roads.matrix([points[0]], [points[1]])).offMap, undefined)
    })

    test('what is no point is refused', async () => {
      const { roads, points } = fixture
      await assert.rejects(roads.route([points[0], { lat: 91, lng: 0 }]), { code: 'roads/bad-point' })
      await assert.rejects(roads.matrix([{ lat: Number.NaN, lng: 0 }], [points[0]]), { code: 'roads/bad-point' })
      await assert.rejects(roads.route([points[0]]), { code: 'roads/too-many-points' })
    })

    test('every mode finds its way, and nothing said is a motorbike', { skip: skip.modes }, async () => {
      const { roads, points } = fixture
      const [from, to] = points
      const routes = await Promise.all(modes.map((mode) => roads.route([from, to], { mode })))
      for (const [index, mode] of modes.entries()) {
        const route = routes[index]!
        const { durationS } = await roads.matrix([from], [to], { mode })
        assert.ok(Math.abs(durationS[0]![0]! - route.durationS) <= Math.max(1, route.durationS * 0.02), mode)
        assert.ok(await roads.snap(from, { mode }))
      }
      const [motorbike, bicycle, foot] = routes
      assert.ok(motorbike!.durationS < foot!.durationS && bicycle!.durationS < foot!.durationS)
      assert.deepEqual(await roads.route([from, to]), motorbike)
    })

    test('a point has an address that a person can read', { skip: skip.reverse }, async () => {
      const { roads, points, offMap } = fixture
      for (const point of points) {
        const place = await roads.reverse(point)
        assert.ok(place && place.label.length > 3 && place.line1.length > 0)
      }
      assert.equal(await roads.reverse(offMap), null)
    })

    test('text finds places, nearer ones when asked near somewhere, nothing for nonsense', {
      skip: skip.geocode,
    }, async () => {
      const { roads, points, text } = fixture
      const places = await roads.geocode(text, points[0])
      assert.ok(places.length > 0 && places.length <= 10)
      assert.ok(places.every((place) => place.label !== '' && Number.isFinite(place.distanceM)))
      assert.deepEqual(await roads.geocode(''), [])
      assert.deepEqual(await roads.geocode('zqxjkvw qqqq'), [])
    })

    test('the engine says where its map lies and whose it is', () => {
      const { roads, points } = fixture
      const { minLat, maxLat, minLng, maxLng } = roads.bounds
      for (const { lat, lng } of points) assert.ok(lat >= minLat && lat <= maxLat && lng >= minLng && lng <= maxLng)
      assert.notEqual(roads.attribution, '')
    })
  })
}

const closes = (roads: Roads): roads is Roads & Pick<GraphRoads, 'close' | 'reopen'> => 'close' in roads

/** The points of a line, and those between them every few metres. */
function densely(path: Route['path']): Point[] {
  return path.slice(1).flatMap(([lng, lat], index) => {
    const [startLng, startLat] = path[index]!
    const steps = 1 + Math.ceil(distanceM({ lat: startLat, lng: startLng }, { lat, lng }) / 3)
    return Array.from({ length: steps + 1 }, (_, step) => ({
      lat: startLat + ((lat - startLat) * step) / steps,
      lng: startLng + ((lng - startLng) * step) / steps,
    }))
  })
}

/** The middle of the longest straight piece of a line. */
function middleOfLongest(path: Route['path']): Point {
  const pieces = path.slice(1).map(([lng, lat], index) => {
    const [startLng, startLat] = path[index]!
    const middle = { lat: (lat + startLat) / 2, lng: (lng + startLng) / 2 }
    return { middle, m: distanceM({ lat: startLat, lng: startLng }, { lat, lng }) }
  })
  return pieces.reduce((a, b) => (b.m > a.m ? b : a)).middle
}

function boxAround({ lat, lng }: Point, m: number): [number, number][] {
  const north = m / 111_195
  const east = north / Math.cos((lat * Math.PI) / 180)
  return [
    [lng - east, lat - north],
    [lng + east, lat - north],
    [lng + east, lat + north],
    [lng - east, lat + north],
  ]
}
