import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Flatbush from 'flatbush'
import type { StreetMap } from './graph/build.ts'
import type { GraphReport } from './graph/graph.ts'
import { collectMap } from './map/collect.ts'
import type { MapData, MapReport, Places } from './map/data.ts'
import { indexFeatures, indexPlaces } from './map/indexes.ts'
import { readSections, type Sections, writeSections } from './map/sections.ts'
import { makeNetwork, type Network, type NetworkParts, openNetwork } from './network.ts'
import type { NetworkResult, NetworkWork } from './network-worker.ts'
import type { Bounds, Mode } from './port.ts'
import { roadsProblem } from './problems.ts'

/**
 * Everything that is made from one map file: points and features, what a motorbike can travel, and the indexes to find them by place.
 * What others can travel is made when it is first asked for: `network`.
 */
export type CityMap = Network & {
  map: MapData
  features: Flatbush
  places: Flatbush
  /** True when it was read back from an earlier run instead of made. */
  cached: boolean
  /** The network of a mode, kept beside the map; made in a thread of its own, so that nobody else waits. Problem: `roads/map-empty`. */
  network(mode: Mode): Promise<Network>
}

/** What is always there: riders. */
export const mainMode: Mode = 'motorbike'
const cachesKept = 4

/**
 * Reads a map file, or what an earlier run made of it. The cache is keyed by the file's bytes and by the code that reads them, so that
 * neither an edited map nor an edited reader is ever served stale.
 */
export async function loadCityMap(file: string, cacheDir: string): Promise<CityMap> {
  const key = await keyOf(file)
  const cache = join(cacheDir, `roads-${key}.map`)
  const network = (mode: Mode, city: CityMap) => loadNetwork(join(cacheDir, `roads-${key}-${mode}.map`), city, mode)
  const found = await readSections(cache)
  if (found) return fromSections(found.arrays, found.json as Json, true, network)

  const map = await collectMap(file)
  const parts = makeNetwork(map, mainMode)
  await mkdir(cacheDir, { recursive: true })
  await writeSections(cache, toSections(map, parts), { map: map.report, graph: parts.report, bounds: map.bounds })
  await dropOldCaches(cacheDir)
  const made = await readSections(cache)
  if (!made) throw new Error(`the map cache ${cache} cannot be read back`)
  return fromSections(made.arrays, made.json as Json, false, network)
}

async function loadNetwork(cache: string, city: CityMap, mode: Mode): Promise<Network> {
  if (mode === mainMode) return city
  const found = await readSections(cache)
  if (found) return openNetwork({ arrays: found.arrays, report: found.json as GraphReport })
  const parts = await makeAside(city.map, mode)
  // Without a place to keep it, it is made again next time.
  await writeSections(cache, parts.arrays, parts.report).catch(() => {})
  return openNetwork(parts)
}

async function makeAside(map: MapData, mode: Mode): Promise<NetworkParts> {
  const columns = Object.fromEntries([...mapColumns].map((column) => [column, map[column].slice()])) as StreetMap
  const work: NetworkWork = { map: columns, mode }
  const transferList = Object.values(columns).map((column) => column.buffer as ArrayBuffer)
  const worker = new Worker(new URL('./network-worker.ts', import.meta.url), {
    workerData: work,
    transferList,
    // Flags and preloads of the process are not meant for it.
    execArgv: [],
  })
  try {
    const [result] = (await once(worker, 'message')) as [NetworkResult]
    if ('code' in result) throw roadsProblem('roads/map-empty', { detail: `for ${mode}` })
    return result.parts
  } finally {
    await worker.terminate()
  }
}

type Json = { map: MapReport; graph: GraphReport; bounds: Bounds }

const mapColumns = [
  'lngE7',
  'latE7',
  'refs',
  'start',
  'kind',
  'cls',
  'flags',
  'access',
  'maxKmh',
  'name',
  'turnRules',
  'barriers',
] as const
const placeColumns = ['cls', 'latE7', 'lngE7', 'name', 'house', 'street', 'suburb'] as const

function toSections(map: MapData, network: NetworkParts): Sections {
  const arrays: Sections = { strings: new Uint8Array(Buffer.from(map.strings.join('\0'))), ...network.arrays }
  for (const column of mapColumns) arrays[`map.${column}`] = map[column]
  for (const column of placeColumns) arrays[`place.${column}`] = map.place[column]
  arrays['features.tree'] = new Uint8Array(indexFeatures(map))
  arrays['places.tree'] = new Uint8Array(indexPlaces(map))
  return arrays
}

function fromSections(
  arrays: Sections,
  json: Json,
  cached: boolean,
  network: (mode: Mode, city: CityMap) => Promise<Network>,
): CityMap {
  const pick = <T>(prefix: string, columns: readonly string[]) =>
    Object.fromEntries(columns.map((column) => [column, arrays[`${prefix}.${column}`]])) as T
  const tree = (name: string) => {
    const bytes = arrays[name]!
    return Flatbush.from(bytes.buffer as ArrayBuffer, bytes.byteOffset)
  }
  const strings = new TextDecoder().decode(arrays.strings as Uint8Array<ArrayBuffer>).split('\0')
  const city: CityMap = {
    ...openNetwork({ arrays, report: json.graph }),
    map: {
      ...pick<Pick<MapData, (typeof mapColumns)[number]>>('map', mapColumns),
      place: pick<Places>('place', placeColumns),
      strings,
      bounds: json.bounds,
      report: json.map,
    },
    features: tree('features.tree'),
    places: tree('places.tree'),
    cached,
    network: (mode) => network(mode, city),
  }
  return city
}

async function keyOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of ['osm', 'map', 'graph', 'hierarchy']) {
    const path = join(import.meta.dirname, folder)
    const names = (await readdir(path)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
    for (const name of names) hash.update(await readFile(join(path, name)))
  }
  for (const name of ['city-map.ts', 'network.ts']) hash.update(await readFile(join(import.meta.dirname, name)))
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw roadsProblem('roads/map-missing', { detail: `${file} (${code})` })
  }
  return hash.digest('hex').slice(0, 32)
}

/** Keeps the maps that were made last, each with the networks beside it. */
async function dropOldCaches(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => /^roads-[0-9a-f]{32}(-[a-z]+)?\.map$/.test(name))
  const keyIn = (name: string) => name.slice(0, 'roads-'.length + 32)
  const maps = names.filter((name) => name === `${keyIn(name)}.map`)
  const dated = await Promise.all(
    maps.map(async (name) => ({ name, at: (await stat(join(cacheDir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const kept = dated.sort((a, b) => b.at - a.at).slice(0, cachesKept)
  const keys = new Set(kept.map(({ name }) => keyIn(name)))
  for (const name of names) if (!keys.has(keyIn(name))) await rm(join(cacheDir, name), { force: true })
}
