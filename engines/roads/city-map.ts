import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Flatbush from 'flatbush'
import { buildGraph } from './graph/build.ts'
import type { Arcs, Graph, GraphReport } from './graph/graph.ts'
import { indexPieces } from './graph/snapping.ts'
import { collectMap } from './map/collect.ts'
import type { MapData, MapReport, Places } from './map/data.ts'
import { indexFeatures, indexPlaces } from './map/indexes.ts'
import { readSections, type Sections, writeSections } from './map/sections.ts'
import type { Bounds } from './port.ts'
import { roadsProblem } from './problems.ts'

/** Everything that is made from one map file: points and features, the graph, and the indexes to find them by place. */
export type CityMap = {
  map: MapData
  graph: Graph
  streets: { tree: Flatbush; pieces: Uint32Array }
  features: Flatbush
  places: Flatbush
  /** True when it was read back from an earlier run instead of made. */
  cached: boolean
}

const cachesKept = 4

/**
 * Reads a map file, or what an earlier run made of it. The cache is keyed by the file's bytes and by the code that reads them, so that
 * neither an edited map nor an edited reader is ever served stale.
 */
export async function loadCityMap(file: string, cacheDir: string): Promise<CityMap> {
  const cache = join(cacheDir, `roads-${await keyOf(file)}.map`)
  const found = await readSections(cache)
  if (found) return { ...fromSections(found.arrays, found.json as Json), cached: true }

  const map = await collectMap(file)
  const graph = buildGraph(map)
  await mkdir(cacheDir, { recursive: true })
  await writeSections(cache, toSections(map, graph), {
    map: map.report,
    graph: graph.report,
    bounds: map.bounds,
    vertices: graph.vertices,
  })
  await dropOldCaches(cacheDir)
  const made = await readSections(cache)
  if (!made) throw new Error(`the map cache ${cache} cannot be read back`)
  return { ...fromSections(made.arrays, made.json as Json), cached: false }
}

type Json = { map: MapReport; graph: GraphReport; bounds: Bounds; vertices: number }

const mapColumns = ['lngE7', 'latE7', 'refs', 'start', 'kind', 'cls', 'flags', 'maxKmh', 'name'] as const
const placeColumns = ['cls', 'latE7', 'lngE7', 'name', 'house', 'street', 'suburb'] as const
const graphColumns = [
  'from',
  'to',
  'lengthM',
  'forwardMs',
  'backwardMs',
  'name',
  'cls',
  'shapeStart',
  'shape',
  'alongM',
] as const
const arcColumns = ['first', 'vertex', 'ms', 'segment'] as const

function toSections(map: MapData, graph: Graph): Sections {
  const arrays: Sections = { strings: new Uint8Array(Buffer.from(map.strings.join('\0'))) }
  for (const column of mapColumns) arrays[`map.${column}`] = map[column]
  for (const column of placeColumns) arrays[`place.${column}`] = map.place[column]
  for (const column of graphColumns) arrays[`graph.${column}`] = graph[column]
  for (const side of ['out', 'in'] as const)
    for (const column of arcColumns) arrays[`${side}.${column}`] = graph[side][column]
  const streets = indexPieces(map, graph)
  arrays['streets.pieces'] = streets.pieces
  arrays['streets.tree'] = new Uint8Array(streets.tree)
  arrays['features.tree'] = new Uint8Array(indexFeatures(map))
  arrays['places.tree'] = new Uint8Array(indexPlaces(map))
  return arrays
}

function fromSections(arrays: Sections, json: Json): Omit<CityMap, 'cached'> {
  const pick = <T>(prefix: string, columns: readonly string[]) =>
    Object.fromEntries(columns.map((column) => [column, arrays[`${prefix}.${column}`]])) as T
  const tree = (name: string) => {
    const bytes = arrays[name]!
    return Flatbush.from(bytes.buffer as ArrayBuffer, bytes.byteOffset)
  }
  const strings = new TextDecoder().decode(arrays.strings as Uint8Array<ArrayBuffer>).split('\0')
  return {
    map: {
      ...pick<Pick<MapData, (typeof mapColumns)[number]>>('map', mapColumns),
      place: pick<Places>('place', placeColumns),
      strings,
      bounds: json.bounds,
      report: json.map,
    },
    graph: {
      ...pick<Pick<Graph, (typeof graphColumns)[number]>>('graph', graphColumns),
      out: pick<Arcs>('out', arcColumns),
      in: pick<Arcs>('in', arcColumns),
      vertices: json.vertices,
      report: json.graph,
    },
    streets: { tree: tree('streets.tree'), pieces: arrays['streets.pieces'] as Uint32Array },
    features: tree('features.tree'),
    places: tree('places.tree'),
  }
}

async function keyOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of ['osm', 'map', 'graph']) {
    const path = join(import.meta.dirname, folder)
    const names = (await readdir(path)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
    for (const name of names) hash.update(await readFile(join(path, name)))
  }
  hash.update(await readFile(import.meta.filename))
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw roadsProblem('roads/map-missing', { detail: `${file} (${code})` })
  }
  return hash.digest('hex').slice(0, 32)
}

async function dropOldCaches(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => /^roads-[0-9a-f]{32}\.map$/.test(name))
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cacheDir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const old = dated.sort((a, b) => b.at - a.at).slice(cachesKept)
  for (const { name } of old) await rm(join(cacheDir, name), { force: true })
}
