import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import { makeDemoCity, writeMap } from '../../city/map/index.ts'
import { loadCityMap } from './city-map.ts'
import { type Closure, closedSegments } from './closures.ts'
import { msOf } from './graph/costs.ts'
import { type GraphRoads, openRoads } from './graph-roads.ts'
import { seededRandom } from './places/random.ts'
import { type Matrix, type Mode, modes, type Point, type Roads } from './port.ts'
import { reachFrom } from './reach.ts'
import { at, openMade, sharedCity, temporaryFolder } from './testing/maps.ts'
import { plainDijkstra } from './testing/plain.ts'
import { createTravel } from './travel.ts'

const resolution = 9

/** Every hexagon far around, beyond all that could be reached. */
function around(from: Point, farM: number): { cell: string; point: Point }[] {
  return gridDisk(latLngToCell(from.lat, from.lng, resolution), Math.ceil(farM / 200)).map((cell) => {
    const [lat, lng] = cellToLatLng(cell)
    return { cell, point: { lat, lng } }
  })
}

/** Of random homes, what is reached is what plain Dijkstra says, hexagon by hexagon, with every street open and with some closed. */
async function checkReach(file: string, folder: string, stores: number): Promise<void> {
  const roads = await openRoads({ file, cacheDir: folder })
  for (const mode of modes) {
    await roads.prepare(mode)
    const check = await checkerOf(file, folder, mode)
    const random = seededRandom(4)
    let count = 0
    for (const { lat, lng } of roads.addresses({ count: stores, seed: 5 })) {
      const withinS = 60 + Math.floor(random() * 400)
      count += await check(roads, { lat, lng }, withinS, [])
      const area = [0, 1, 2].map((i): [number, number] => [lng + 0.001 * (i % 2), lat + 0.001 + 0.002 * (i >> 1)])
      const closure: Closure = { id: 'some', at: [{ lat, lng: lng + 0.002 }], area, untilMs: Infinity }
      try {
        roads.close(closure)
      } catch {
        continue
      }
      await check(roads, { lat, lng }, withinS, [closure])
      roads.reopen('some')
    }
    assert.ok(count > stores)
  }
}

async function checkerOf(file: string, folder: string, mode: Mode) {
  const { map, network: networkOf } = await loadCityMap(file, folder)
  const network = await networkOf(mode)
  const travel = createTravel(map, network, mode)
  const plain = plainDijkstra(map, network.graph, mode)
  return async (roads: GraphRoads, from: Point, withinS: number, closures: Closure[]) => {
    travel.close(closures)
    const closed = new Set(closures.flatMap((closure) => [...closedSegments(map, network, closure)]))
    const truth = plain(travel.find(from)!, closed)
    const { cells } = await reachFrom(roads, from, { mode, withinS, resolution })
    const inside = new Map(cells.map(({ cell, durationS }) => [cell, durationS]))
    assert.equal(inside.size, cells.length, 'each once')
    let outside = 0
    for (const { cell, point } of around(from, (mode === 'motorbike' ? 20 : 6) * withinS + 3_000)) {
      const goal = travel.find(point)
      const durationS = goal ? msOf(truth(goal)) / 1000 : Infinity
      if (durationS <= withinS) assert.equal(inside.get(cell), durationS, cell)
      else assert.equal(inside.has(cell), false, `${cell}: ${durationS} of ${withinS} s`)
      inside.delete(cell)
      if (durationS > withinS) outside++
    }
    assert.equal(inside.size, 0)
    assert.ok(outside > 0)
    return cells.length
  }
}

test('what is reached from random homes is what plain Dijkstra says, in every mode, also around closed streets', async () => {
  await using folder = await temporaryFolder()
  const shared = sharedCity('kolkata-saltlake.osm.pbf')
  const demo = `${folder.path}/demo.osm.pbf`
  await writeMap(demo, makeDemoCity(7))
  for (const file of [demo, ...(shared ? [shared] : [])]) await checkReach(file, folder.path, 3)
})

/** A street of four kilometres, and a trunk road after it that gets farther in the same time: at 0.6 times its sign. */
const long = (maxspeed = '120') =>
  openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 4_000, north: 0 },
      { id: 3, east: 12_000, north: 200 },
    ],
    [{ refs: [1, 2] }, { refs: [2, 3], tags: { highway: 'trunk', maxspeed } }],
  )

/** An engine that answers only what every engine must. */
const plainly = ({ matrix, route, snap, reverse, geocode, bounds, attribution }: Roads): Roads => ({
  ...{ matrix, route, snap, reverse, geocode, bounds, attribution },
})

test('an engine that has matrices only is asked for one, and says the same', async () => {
  const roads = await long()
  const asked: number[] = []
  const other: Roads = {
    ...plainly(roads),
    async matrix(from, to, options): Promise<Matrix> {
      asked.push(to.length)
      return { ...(await roads.matrix(from, to, options)), approximate: true }
    },
  }
  for (const withinS of [60, 240]) {
    const found = await reachFrom(roads, at(3_900, 10), { withinS, resolution })
    assert.deepEqual(await reachFrom(other, at(3_900, 10), { withinS, resolution }), { ...found, approximate: true })
  }
  assert.equal(asked.length, 2)
  assert.ok(asked[0]! < asked[1]!)
})

test('a sign that lets one ride faster than any class of street widens what is looked at', async () => {
  const roads = await long('200')
  const { cells } = await reachFrom(roads, at(4_000, 0), { withinS: 250, resolution })
  const east = Math.max(...cells.map(({ cell }) => cellToLatLng(cell)[1]))
  // 8 km at 120 km/h are 240 s.
  assert.ok(east > at(12_000, 0).lng, 'to the end of the trunk road and around it')
})

test('a place off the map, one that is no place, and too much at once are refused', async () => {
  const roads = await long()
  for (const each of [roads, plainly(roads)]) {
    const ask = (from: Point, size = resolution) => reachFrom(each, from, { withinS: 600, resolution: size })
    await assert.rejects(ask({ lat: 1, lng: 1 }), { code: 'roads/off-map' })
    await assert.rejects(ask({ lat: 91, lng: 1 }), { code: 'roads/bad-point' })
    await assert.rejects(ask(at(0, 0), 13), { code: 'roads/too-many-points' })
  }
})
