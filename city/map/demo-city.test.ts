import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { distanceM } from '../../contracts/geo.ts'
import { openRoads } from '../../engines/roads/graph-roads.ts'
import { contains } from '../../engines/roads/places/addresses.ts'
import { roadsSuite } from '../../engines/roads/roads.suite.ts'
import { temporaryFolder } from '../../engines/roads/testing/maps.ts'
import { demoPlaces, makeDemoCity, writeMap } from './index.ts'
import type { MadeMap, MadeWay } from './osm.ts'
import { toPbf, toXml } from './write.ts'

const seeds = [7, 42]
const cities = new Map(seeds.map((seed) => [seed, makeDemoCity(seed)]))

const drivable = (map: MadeMap) => map.ways.filter(({ tags }) => tags.highway)

/** Nodes that hang together by ways, from the first one on; with directions when `directed`. */
function reach(
  ways: MadeWay[],
  start: number,
  directed: 'ignore' | 'along' | 'against' = 'ignore',
  closed = new Set<number>(),
): Set<number> {
  const next = new Map<number, number[]>()
  const add = (a: number, b: number) => next.set(a, [...(next.get(a) ?? []), b])
  for (const { refs, tags } of ways) {
    for (let i = 1; i < refs.length; i++) {
      const [a, b] = [refs[i - 1]!, refs[i]!]
      if (directed !== 'against' || tags.oneway !== 'yes') add(a, b)
      if (directed !== 'along' || tags.oneway !== 'yes') add(b, a)
    }
  }
  const found = new Set([start])
  for (const node of found) if (!closed.has(node)) for (const other of next.get(node) ?? []) found.add(other)
  return found
}

suite('the demo city', () => {
  test('is the same byte for byte for the same seed, and another for another', () => {
    assert.ok(toPbf(makeDemoCity(7)).equals(toPbf(cities.get(7)!)))
    assert.notDeepEqual(cities.get(42)!.ways.length, cities.get(7)!.ways.length)
    assert.equal(toXml(cities.get(7)!).startsWith('<?xml'), true)
  })

  test('is large enough to live in: named streets, addresses, oneway streets, parks, a lake, places to find', () => {
    for (const [seed, map] of cities) {
      const streets = drivable(map)
      const count = (key: string, value?: string) =>
        [...map.ways, ...map.nodes].filter(({ tags }) =>
          value === undefined ? tags?.[key] !== undefined : tags?.[key] === value,
        ).length
      assert.ok(streets.length > 300, `seed ${seed}: ${streets.length} streets`)
      assert.ok(streets.every(({ tags }) => tags.name))
      assert.ok(new Set(streets.map(({ tags }) => tags.name)).size > 200)
      assert.ok(count('addr:housenumber') > 6_000, `seed ${seed}: ${count('addr:housenumber')} addresses`)
      assert.ok(count('oneway', 'yes') >= 6, `seed ${seed}: ${count('oneway', 'yes')} oneway`)
      assert.ok(count('junction', 'roundabout') >= 2)
      assert.ok(count('leisure', 'park') >= 5)
      assert.ok(count('place', 'neighbourhood') >= 20)
      assert.ok(count('amenity') + count('shop') >= 150)
      const addresses = map.ways
        .filter(({ tags }) => tags['addr:housenumber'])
        .map(({ tags }) => `${tags['addr:housenumber']} ${tags['addr:street']}`)
      assert.equal(new Set(addresses).size, addresses.length, 'two houses with one address')
    }
  })

  test('every street can be reached from every other, oneway streets respected', () => {
    for (const [seed, map] of cities) {
      const streets = drivable(map)
      const nodes = new Set(streets.flatMap(({ refs }) => refs))
      assert.equal(reach(streets, streets[0]!.refs[0]!, 'along').size, nodes.size, `seed ${seed}`)
      assert.equal(reach(streets, streets[0]!.refs[0]!, 'against').size, nodes.size, `seed ${seed}`)
    }
  })

  test('the river can be crossed at its bridges only', () => {
    for (const [seed, map] of cities) {
      const streets = drivable(map)
      const dry = streets.filter(({ tags }) => tags.bridge !== 'yes')
      const rail = map.ways.find(({ tags }) => tags.railway === 'rail')!
      const overRiver = streets.filter(({ tags, refs }) => tags.bridge === 'yes' && crossesWay(map, refs, river(map)))
      assert.equal(overRiver.length, 4, `seed ${seed}: ${overRiver.length} bridges`)
      for (const { refs } of overRiver) {
        const bank = reach(dry, refs[0]!, 'ignore')
        assert.equal(bank.has(refs.at(-1)!), false, `seed ${seed}: a way around ${overRiver[0]!.tags.name}`)
      }
      assert.ok(rail.refs.length > 10)
      for (const { refs } of dry)
        assert.equal(crossesWay(map, refs, river(map)), false, `seed ${seed}: a street through the river`)
    }
  })

  test('the railway can be crossed at level crossings and overbridges only', () => {
    for (const [seed, map] of cities) {
      const streets = drivable(map)
      const level = new Set(map.nodes.filter(({ tags }) => tags?.railway === 'level_crossing').map(({ id }) => id))
      assert.ok(level.size >= 2, `seed ${seed}: ${level.size} level crossings`)
      const lat = new Map(map.nodes.map((node) => [node.id, node.lat]))
      const open = streets.filter(({ tags }) => tags.bridge !== 'yes')
      const north = open.flatMap(({ refs }) => refs).reduce((a, b) => (lat.get(a)! > lat.get(b)! ? a : b))
      const south = open.flatMap(({ refs }) => refs).reduce((a, b) => (lat.get(a)! < lat.get(b)! ? a : b))
      assert.equal(reach(open, north, 'ignore', level).has(south), false, `seed ${seed}`)
    }
  })

  test('stores stand beside streets inside their own areas, which do not overlap', async () => {
    await using folder = await temporaryFolder()
    for (const [seed, map] of cities) {
      const file = join(folder.path, `city-${seed}.osm.pbf`)
      await writeMap(file, map)
      const roads = await openRoads({ file, cacheDir: folder.path })
      const stores = demoPlaces(seed)
      assert.ok(stores.length >= 4)
      for (const store of stores) {
        const snap = await roads.snap(store)
        assert.ok(snap && snap.distanceM < 150, `seed ${seed}: ${store.name} is ${snap?.distanceM} m from a street`)
        assert.deepEqual(
          stores.filter(({ area }) => contains(area, store)).map(({ name }) => name),
          [store.name],
        )
        assert.ok(store.area.length <= 500)
      }
      const homes = roads.addresses({ count: 400, seed: 1 })
      assert.equal(homes.length, 400)
      const served = homes.filter((home) => stores.some(({ area }) => contains(area, home)))
      assert.ok(served.length >= 390, `seed ${seed}: ${served.length} of 400 homes are served`)
      assert.deepEqual(roads.addresses({ count: 400, seed: 1 }), homes)
      const inOne = roads.addresses({ count: 50, seed: 2, within: [stores[0]!.area] })
      assert.ok(inOne.length === 50 && inOne.every((home) => contains(stores[0]!.area, home)))
    }
  })

  test('what is near across the river is far by road', async () => {
    await using folder = await temporaryFolder()
    const map = cities.get(7)!
    await writeMap(join(folder.path, 'city.osm.gz'), map)
    const roads = await openRoads({ file: join(folder.path, 'city.osm.gz'), cacheDir: folder.path })
    assert.equal(roads.report.graph.droppedSegments, 0)
    const spots = new Map(map.nodes.map((node) => [node.id, node]))
    const banks = drivable(map).filter(({ tags }) => tags.name === 'Ghat Road' || tags.name === 'Riverfront Road')
    let worst = 0
    for (const { refs, tags } of banks) {
      for (const ref of refs) {
        const here = spots.get(ref)!
        for (const other of banks) {
          if (other.tags.name === tags.name) continue
          const there = spots.get(other.refs[other.refs.length >> 1]!)!
          const crow = distanceM(here, there)
          if (crow > 350) continue
          worst = Math.max(worst, (await roads.route([here, there])).distanceM / crow)
        }
      }
    }
    assert.ok(worst > 3, `the longest way round is ${worst} times the straight line`)
  })
})

const river = (map: MadeMap) => map.ways.find(({ tags }) => tags.waterway === 'river')!.refs

/** Whether two lines cross anywhere. */
function crossesWay(map: MadeMap, a: number[], b: number[]): boolean {
  const side = (p: number, q: number, r: number) => {
    const [u, v, w] = [map.nodes[p - 1]!, map.nodes[q - 1]!, map.nodes[r - 1]!]
    return Math.sign((v.lng - u.lng) * (w.lat - u.lat) - (v.lat - u.lat) * (w.lng - u.lng))
  }
  for (let i = 1; i < a.length; i++) {
    for (let j = 1; j < b.length; j++) {
      const [p, q, r, s] = [a[i - 1]!, a[i]!, b[j - 1]!, b[j]!]
      if (side(p, q, r) !== side(p, q, s) && side(r, s, p) !== side(r, s, q)) return true
    }
  }
  return false
}

roadsSuite('own graph on the demo city', async () => {
  const folder = await temporaryFolder()
  const file = join(folder.path, 'city.osm.pbf')
  await writeMap(file, cities.get(7)!)
  const roads = await openRoads({ file, cacheDir: folder.path })
  const [a, b, c, d] = roads.addresses({ count: 4, seed: 5 })
  return {
    roads,
    points: [a!, b!, c!, d!],
    offMap: { lat: 28.6, lng: 77.2 },
    text: 'mahatma gandi rd',
    close: async () => folder[Symbol.asyncDispose](),
  }
})
