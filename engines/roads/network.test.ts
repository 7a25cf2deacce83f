import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadCityMap } from './city-map.ts'
import type { Network } from './network.ts'
import { at, openMade, temporaryFolder, xmlOf } from './testing/maps.ts'

const block = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 400, north: 0 },
  { id: 3, east: 400, north: 400 },
]
const streets = [{ refs: [1, 2, 3, 1] }]

async function mapFile(folder: string, widthM: number): Promise<string> {
  const path = join(folder, `map-${widthM}.osm`)
  await writeFile(path, xmlOf([...block, { id: 4, east: -widthM, north: 0 }], [...streets, { refs: [1, 4] }]))
  return path
}

/** An index remembers which buffer it lies in; all else is to be the same. */
const partsOf = ({ graph, hierarchy, streets }: Network) => ({ graph, hierarchy, segment: streets.segment })

test('the network of a mode is kept beside its map and read back as it was made, unless the file is damaged', async () => {
  await using folder = await temporaryFolder()
  const file = await mapFile(folder.path, 300)
  const made = await (await loadCityMap(file, folder.path)).network('foot')
  const name = (await readdir(folder.path)).find((each) => each.endsWith('-foot.map'))!
  const again = await loadCityMap(file, folder.path)
  assert.equal(again.cached, true)
  assert.deepEqual(partsOf(await again.network('foot')), partsOf(made))
  await writeFile(join(folder.path, name), 'not what it was')
  assert.deepEqual(partsOf(await again.network('foot')), partsOf(made))
})

test('only the newest maps are kept, each with the networks beside it', async () => {
  await using folder = await temporaryFolder()
  for (const widthM of [100, 200, 300, 400, 500]) {
    const city = await loadCityMap(await mapFile(folder.path, widthM), folder.path)
    await city.network('bicycle')
  }
  const kept = (await readdir(folder.path)).filter((name) => name.endsWith('.map'))
  assert.deepEqual([kept.length, kept.filter((name) => name.includes('-bicycle')).length], [8, 4])
})

test('two who ask at once for a mode wait for the same network, and what is made is told', async () => {
  const roads = await openMade(block, [...streets, { refs: [1, 3], tags: { highway: 'footway' } }])
  const [one, other] = await Promise.all([roads.prepare('foot'), roads.prepare('foot')])
  assert.equal(one, other)
  assert.ok(one.segments > roads.report.graph.segments)
  assert.equal(roads.routeNow([at(0, 0), at(400, 400)], { mode: 'foot' }).steps.length, 0)
})

test('a mode that has no street on the map is refused, and the others go on', async () => {
  const roads = await openMade(block, [{ refs: [1, 2, 3, 1], tags: { highway: 'motorway' } }])
  const ends = [at(0, 0), at(400, 400)]
  await assert.rejects(roads.route(ends, { mode: 'foot' }), { code: 'roads/map-empty' })
  await assert.rejects(roads.snap(ends[0]!, { mode: 'foot' }), { code: 'roads/map-empty' })
  assert.ok((await roads.route(ends)).distanceM > 500)
})
