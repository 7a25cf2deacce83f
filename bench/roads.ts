// npm run bench:roads -- --city FILE [--json] [--no-peers]: the own roads engine on one map, beside Valhalla and ngraph.path on the same
// pairs. Without --city, on the demo city.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { makeDemoCity, writeMap } from '../city/map/index.ts'
import { loadCityMap } from '../engines/roads/city-map.ts'
import { type GraphRoads, openRoads, type Point } from '../engines/roads/index.ts'
import { seededRandom } from '../engines/roads/places/random.ts'
import { createTravel } from '../engines/roads/travel.ts'
import { countInexact } from './roads/exact.ts'
import { quantile, round, timed, timedBoth, timedEach, timedNow } from './roads/figures.ts'
import { measurePeers } from './roads/peers.ts'

const { values } = parseArgs({
  options: {
    city: { type: 'string' },
    json: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
const folder = await mkdtemp(join(tmpdir(), 'tokri-bench-roads-'))
try {
  const file = values.city ?? (await demoFile())
  const result = await measure(file)
  if (values.json) console.log(JSON.stringify(result))
  else console.table(Object.fromEntries(Object.entries(result).map(([what, value]) => [what, { value }])))
  if (result.inexactRoutes > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function demoFile(): Promise<string> {
  const path = join(folder, 'demo.osm.pbf')
  await writeMap(path, makeDemoCity(7))
  return path
}

async function measure(file: string) {
  const random = seededRandom(1)
  const kept = join(folder, 'build-0')
  const builds: { ms: number; cpuMs: number }[] = []
  for (let i = 0; i < 3; i++)
    builds.push(await timedBoth(() => openRoads({ file, cacheDir: join(folder, `build-${i}`) })))
  const together: { ms: number; cpuMs: number }[] = []
  for (let i = 0; i < 3; i++) together.push(await timedBoth(() => openAll(file, join(folder, `together-${i}`))))
  const loads: number[] = []
  for (let i = 0; i < 5; i++) loads.push(await timed(() => openRoads({ file, cacheDir: kept })))

  const roads = await openRoads({ file, cacheDir: kept })
  const bicycle = await timedBoth(() => roads.prepare('bicycle'))
  const foot = await timedBoth(() => roads.prepare('foot'))
  const again = await openRoads({ file, cacheDir: kept })
  const otherLoads = [await timed(() => again.prepare('bicycle')), await timed(() => again.prepare('foot'))]

  const addresses = roads.addresses({ count: 1_000, seed: 1 })
  const anyone = (): Point => addresses[Math.floor(random() * addresses.length)]!
  const pairs = Array.from({ length: 2_000 }, (): [Point, Point] => [anyone(), anyone()])
  const city = await loadCityMap(file, kept)
  const travel = createTravel(city.map, city, 'motorbike')
  const positions = pairs.map(([a, b]) => [travel.find(a)!, travel.find(b)!] as const)

  for (let lap = 0; lap < 2; lap++) {
    // Warms the compiler up, as a server soon is.
    for (const [a, b] of pairs) roads.distanceNow(a, b)
    for (const [a, b] of pairs.slice(0, 300)) roads.routeNow([a, b])
    for (const [a, b] of positions) travel.search.fastest(a, b)
  }
  const costs = timedEach(positions, ([a, b]) => travel.search.cost(a, b))
  const paths = timedEach(positions, ([a, b]) => travel.search.fastest(a, b))
  const distances = timedEach(pairs, ([a, b]) => roads.distanceNow(a, b))
  const routes = timedEach(pairs, (pair) => roads.routeNow(pair))
  const snaps = timedEach(addresses, (address) => roads.snapNow(address))
  const reverses = addresses.map((address) => timedNow(() => roads.reverseNow(address)))
  const firstGeocode = timedNow(() => roads.geocodeNow('road'))
  const geocodes = addresses.slice(0, 300).map(({ line1 }) => timedNow(() => roads.geocodeNow(line1)))
  const [from, to] = [0, 1].map((end) => pairs.slice(0, 50).map((pair) => pair[end]!)) as [Point[], Point[]]
  const matrices = Array.from({ length: 15 }, () => timedNow(() => roads.matrixNow(from, to)))
  const reach = await reachTimes(roads, addresses.slice(0, 30))
  const closing = withClosures(roads, pairs, from, to)
  const tiles = tileTimes(roads)
  const exact = await countInexact(file, kept)
  const ownS = pairs.slice(0, 300).map(([a, b]) => roads.distanceNow(a, b).durationS)

  return {
    file: values.city ?? 'demo city',
    vertices: roads.report.graph.vertices,
    segments: roads.report.graph.segments,
    streetsKm: Math.round(roads.report.graph.lengthKm),
    turnRules: roads.report.graph.turnRules,
    barriers: roads.report.graph.barriers,
    buildMs: quantile(
      builds.map(({ ms }) => ms),
      0.5,
    ),
    buildCpuMs: quantile(
      builds.map(({ cpuMs }) => cpuMs),
      0.5,
    ),
    bicycleBuildMs: round(bicycle.ms),
    bicycleBuildCpuMs: round(bicycle.cpuMs),
    footBuildMs: round(foot.ms),
    footBuildCpuMs: round(foot.cpuMs),
    allModesBuildMs: quantile(
      together.map(({ ms }) => ms),
      0.5,
    ),
    allModesBuildCpuMs: quantile(
      together.map(({ cpuMs }) => cpuMs),
      0.5,
    ),
    cacheLoadMs: quantile(loads, 0.5),
    otherModeLoadMs: quantile(otherLoads, 0.5),
    snapP50Us: quantile(snaps, 0.5, 1000),
    snapP99Us: quantile(snaps, 0.99, 1000),
    costP50Us: quantile(costs, 0.5, 1000),
    costP99Us: quantile(costs, 0.99, 1000),
    pathP50Us: quantile(paths, 0.5, 1000),
    pathP99Us: quantile(paths, 0.99, 1000),
    snappedCostP50Us: quantile(distances, 0.5, 1000),
    snappedCostP99Us: quantile(distances, 0.99, 1000),
    routeP50Us: quantile(routes, 0.5, 1000),
    routeP99Us: quantile(routes, 0.99, 1000),
    matrix50x50Ms: quantile(matrices, 0.5),
    ...reach,
    ...closing,
    reverseP50Us: quantile(reverses, 0.5, 1000),
    reverseP99Us: quantile(reverses, 0.99, 1000),
    firstGeocodeMs: round(firstGeocode),
    geocodeP50Ms: quantile(geocodes, 0.5),
    geocodeP99Ms: quantile(geocodes, 0.99),
    tiles: tiles.ms.length,
    tileP50Ms: quantile(tiles.ms, 0.5),
    tileP99Ms: quantile(tiles.ms, 0.99),
    tileLargestKb: round(tiles.largestBytes / 1024),
    comparedRoutes: exact.compared,
    inexactRoutes: exact.inexact,
    ...(await memory(file)),
    ...(values.peers ? await measurePeers(file, kept, travel, pairs.slice(0, 300), ownS) : {}),
  }
}

/** All three modes from nothing: the motorbike with the map, then the others beside each other. */
async function openAll(file: string, cacheDir: string): Promise<void> {
  const roads = await openRoads({ file, cacheDir })
  await Promise.all([roads.prepare('bicycle'), roads.prepare('foot')])
}

/** What a store reaches in ten minutes, in hexagons of the size that areas are counted in. */
async function reachTimes(roads: GraphRoads, stores: Point[]) {
  const ms: number[] = []
  const cells: number[] = []
  for (const { lat, lng } of stores) {
    const ask = async () => {
      const found = await roads.reach!({ lat, lng }, { withinS: 600, resolution: 9 })
      cells.push(found.cells.length)
    }
    ms.push(await timed(ask))
  }
  return {
    reach10MinP50Ms: quantile(ms, 0.5),
    reach10MinP99Ms: quantile(ms, 0.99),
    reach10MinCells: quantile(cells, 0.5),
  }
}

/** The same with ten streets closed that many ways lead over: those in the middle of routes. */
function withClosures(roads: GraphRoads, pairs: [Point, Point][], from: Point[], to: Point[]) {
  const at = pairs.slice(0, 10).map((pair) => {
    const { path } = roads.routeNow(pair)
    const [lng, lat] = path[Math.floor(path.length / 2)]!
    return { lat, lng }
  })
  const close = () => roads.close({ id: 'bench', at, untilMs: Infinity })
  const closes = Array.from({ length: 15 }, () => timedNow(close))
  for (const [a, b] of pairs.slice(0, 300)) roads.distanceNow(a, b)
  const distances = timedEach(pairs, ([a, b]) => roads.distanceNow(a, b))
  const matrices = Array.from({ length: 15 }, () => timedNow(() => roads.matrixNow(from, to)))
  roads.reopen('bench')
  return {
    closeMs: quantile(closes, 0.5),
    closedCostP50Us: quantile(distances, 0.5, 1000),
    closedCostP99Us: quantile(distances, 0.99, 1000),
    closedMatrix50x50Ms: quantile(matrices, 0.5),
  }
}

/** What the engine adds to a process of its own that opens the cached map; then after its first search for a place. */
async function memory(file: string): Promise<{ rssOpenedMb: number; rssGeocodedMb: number }> {
  const script = `
    import { openRoads } from ${JSON.stringify(new URL('../engines/roads/index.ts', import.meta.url).href)}
    const rss = () => (gc(), process.memoryUsage().rss / 2 ** 20)
    const before = rss()
    const roads = await openRoads(${JSON.stringify({ file, cacheDir: join(folder, 'build-0') })})
    const opened = rss()
    roads.geocodeNow('road')
    console.log(JSON.stringify([opened - before, rss() - before]))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '-e', script])
  const [opened, geocoded] = JSON.parse(stdout) as [number, number]
  return { rssOpenedMb: round(opened), rssGeocodedMb: round(geocoded) }
}

/** Every tile of the city, once, none from the cache. */
function tileTimes(roads: GraphRoads): { ms: number[]; largestBytes: number } {
  const { bounds, tiles } = roads
  const ms: number[] = []
  let largestBytes = 0
  for (let z = tiles.minZoom; z <= tiles.maxZoom; z++) {
    const column = (lng: number) => Math.floor(((lng + 180) / 360) * 2 ** z)
    const row = (lat: number) =>
      Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z)
    for (let x = column(bounds.minLng); x <= column(bounds.maxLng); x++) {
      for (let y = row(bounds.maxLat); y <= row(bounds.minLat); y++) {
        let bytes: Uint8Array | null = null
        ms.push(
          timedNow(() => {
            bytes = tiles.tile(z, x, y)
          }),
        )
        largestBytes = Math.max(largestBytes, (bytes as Uint8Array | null)?.length ?? 0)
      }
    }
  }
  return { ms, largestBytes }
}
