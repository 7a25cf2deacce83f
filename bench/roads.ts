// npm run bench:roads -- --city FILE [--json]: the own roads engine on one map. Without --city, on the demo city.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { makeDemoCity, writeMap } from '../city/map/index.ts'
import { type GraphRoads, openRoads, type Point } from '../engines/roads/index.ts'
import { seededRandom } from '../engines/roads/places/random.ts'

const { values } = parseArgs({ options: { city: { type: 'string' }, json: { type: 'boolean', default: false } } })
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
  const builds: number[] = []
  for (let i = 0; i < 3; i++) builds.push(await timed(() => openRoads({ file, cacheDir: join(folder, `build-${i}`) })))
  const loads: number[] = []
  for (let i = 0; i < 5; i++) loads.push(await timed(() => openRoads({ file, cacheDir: join(folder, 'build-0') })))

  const roads = await openRoads({ file, cacheDir: join(folder, 'build-0') })
  const addresses = roads.addresses({ count: 1_000, seed: 1 })
  const anyone = (): Point => addresses[Math.floor(random() * addresses.length)]!
  const pairs = Array.from({ length: 2_000 }, () => [anyone(), anyone()] as const)

  for (const [a, b] of pairs.slice(0, 200)) roads.routeNow([a, b]) // warms the compiler up, as a server soon is
  const routes = pairs.map(([a, b]) => timedNow(() => roads.routeNow([a, b])))
  const snaps = addresses.map((address) => timedNow(() => roads.snapNow(address)))
  const reverses = addresses.map((address) => timedNow(() => roads.reverseNow(address)))
  const firstGeocode = timedNow(() => roads.geocodeNow('road'))
  const geocodes = addresses.slice(0, 300).map(({ line1 }) => timedNow(() => roads.geocodeNow(line1)))
  const [from, to] = [Array.from({ length: 50 }, anyone), Array.from({ length: 50 }, anyone)]
  const matrices = Array.from({ length: 9 }, () => timedNow(() => roads.matrixNow(from, to)))
  const tiles = tileTimes(roads)

  return {
    file: values.city ?? 'demo city',
    vertices: roads.report.graph.vertices,
    segments: roads.report.graph.segments,
    streetsKm: Math.round(roads.report.graph.lengthKm),
    buildMs: quantile(builds, 0.5),
    cacheLoadMs: quantile(loads, 0.5),
    snapP50Us: quantile(snaps, 0.5, 1000),
    snapP99Us: quantile(snaps, 0.99, 1000),
    routeP50Ms: quantile(routes, 0.5),
    routeP99Ms: quantile(routes, 0.99),
    matrix50x50Ms: quantile(matrices, 0.5),
    reverseP50Us: quantile(reverses, 0.5, 1000),
    reverseP99Us: quantile(reverses, 0.99, 1000),
    firstGeocodeMs: round(firstGeocode),
    geocodeP50Ms: quantile(geocodes, 0.5),
    geocodeP99Ms: quantile(geocodes, 0.99),
    tiles: tiles.ms.length,
    tileP50Ms: quantile(tiles.ms, 0.5),
    tileP99Ms: quantile(tiles.ms, 0.99),
    tileLargestKb: round(tiles.largestBytes / 1024),
    comparedRoutes: 300,
    inexactRoutes: inexact(roads, pairs.slice(0, 300)),
    ...(await memory(file)),
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

/** How many routes differ from what the one-to-many search, plain Dijkstra in one direction, finds. */
function inexact(roads: GraphRoads, pairs: (readonly [Point, Point])[]): number {
  return pairs.filter(([a, b]) => roads.routeNow([a, b]).durationS !== roads.matrixNow([a], [b]).durationS[0]![0])
    .length
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

function timedNow(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function quantile(values: number[], share: number, scale = 1): number {
  const sorted = [...values].sort((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * scale)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
