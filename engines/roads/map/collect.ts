import type { Tags } from '../osm/elements.ts'
import { readOsm } from '../osm/read.ts'
import { roadsProblem } from '../problems.ts'
import { barrierOf } from './barriers.ts'
import { classifyWay, flag, type Kind, kinds } from './classes.ts'
import { Column } from './column.ts'
import type { MapData } from './data.ts'
import { collectPlaces } from './places.ts'
import { createStrings } from './strings.ts'
import { collectTurnRules, type Pieces } from './turn-rules.ts'

const nodesMax = 50_000_000
const refsMax = 100_000_000
const lines = new Set<Kind>(['road', 'rail', 'waterway'])

/** Reads a map file and keeps what is ridden, drawn or named. Problems: as `readOsm`, and `roads/map-too-large`. */
export async function collectMap(path: string): Promise<MapData> {
  const strings = createStrings()
  const places = collectPlaces(strings)
  const turnRules = collectTurnRules()
  const nodes = { id: new Column(Float64Array), lat: new Column(Int32Array), lng: new Column(Int32Array) }
  const ways = {
    id: new Column(Float64Array),
    kind: new Column(Uint8Array),
    cls: new Column(Uint8Array),
    flags: new Column(Uint8Array),
    access: new Column(Uint8Array),
    maxKmh: new Column(Uint8Array),
    name: new Column(Uint32Array),
    start: new Column(Uint32Array),
  }
  const refs = new Column(Float64Array)
  const barriers: [node: number, bits: number][] = []
  let waysSeen = 0

  await readOsm(path, {
    node(id, latE7, lngE7, tags) {
      if (nodes.id.length >= nodesMax) throw roadsProblem('roads/map-too-large', { detail: `over ${nodesMax} nodes` })
      nodes.id.push(id)
      nodes.lat.push(latE7)
      nodes.lng.push(lngE7)
      if (!tags) return
      places.addNode(tags, latE7, lngE7)
      const bits = barrierOf(tags)
      if (bits) barriers.push([nodes.id.length - 1, bits])
    },
    way(id, wayRefs, tags) {
      waysSeen++
      const found = tags && classifyWay(tags)
      if (!found || wayRefs.length < 2) return
      if (refs.length + wayRefs.length > refsMax) {
        throw roadsProblem('roads/map-too-large', { detail: `over ${refsMax} references` })
      }
      if (!lines.has(found.kind)) places.addWay(tags, ways.kind.length)
      ways.id.push(id)
      ways.kind.push(kinds.indexOf(found.kind))
      ways.cls.push(found.cls)
      ways.flags.push(found.flags)
      ways.access.push(found.access)
      ways.maxKmh.push(found.maxKmh)
      ways.name.push(strings.add(nameOf(tags)))
      ways.start.push(refs.length)
      for (const ref of wayRefs) refs.push(ref)
    },
    relation: (_id, members, tags) => turnRules.add(members, tags),
  })
  ways.start.push(refs.length)

  const find = nodeFinder(nodes.id.finish())
  const point = new Int32Array(nodes.id.length).fill(-1)
  const lngE7 = new Column(Int32Array)
  const latE7 = new Column(Int32Array)
  const out = {
    kind: new Column(Uint8Array),
    cls: new Column(Uint8Array),
    flags: new Column(Uint8Array),
    access: new Column(Uint8Array),
    maxKmh: new Column(Uint8Array),
    name: new Column(Uint32Array),
    start: new Column(Uint32Array),
    refs: new Column(Uint32Array),
  }
  let missingRefs = 0
  let piece: number[] = []
  const ruledWays = turnRules.ways()
  const piecesOf = new Map<number, Pieces>()

  const finishPiece = (way: number, fewest: number) => {
    if (piece.length >= fewest) {
      out.kind.push(ways.kind.at(way))
      out.cls.push(ways.cls.at(way))
      out.flags.push(ways.flags.at(way))
      out.access.push(ways.access.at(way))
      out.maxKmh.push(ways.maxKmh.at(way))
      out.name.push(ways.name.at(way))
      out.start.push(out.refs.length)
      for (const ref of piece) out.refs.push(ref)
    }
    piece = []
  }

  for (let way = 0; way < ways.kind.length; way++) {
    const isLine = lines.has(kinds[ways.kind.at(way)]!)
    const firstFeature = out.kind.length
    for (let r = ways.start.at(way); r < ways.start.at(way + 1); r++) {
      const node = find(refs.at(r))
      if (node < 0) {
        missingRefs++
        // A street must not jump over the gap where its points are unknown: it ends here and starts again after.
        if (isLine) finishPiece(way, 2)
        continue
      }
      if (point[node]! < 0) {
        point[node] = lngE7.length
        lngE7.push(nodes.lng.at(node))
        latE7.push(nodes.lat.at(node))
      }
      if (piece.at(-1) !== point[node]) piece.push(point[node]!)
    }
    finishPiece(way, isLine ? 2 : 3)
    if (ruledWays.has(ways.id.at(way))) piecesOf.set(ways.id.at(way), { first: firstFeature, end: out.kind.length })
    if (out.kind.length > firstFeature) places.placeWay(way, out, firstFeature, lngE7, latE7)
  }
  out.start.push(out.refs.length)

  const rules = turnRules.finish({
    piecesOf: (way) => piecesOf.get(way),
    pointOf(id) {
      const node = find(id)
      return node < 0 ? -1 : point[node]!
    },
    pointsOf(feature) {
      const points: number[] = []
      for (let r = out.start.at(feature); r < out.start.at(feature + 1); r++) points.push(out.refs.at(r))
      return points
    },
    isOneway: (feature) => (out.flags.at(feature) & flag.oneway) !== 0,
  })
  const columns = { lngE7: lngE7.finish(), latE7: latE7.finish() }
  const place = places.finish()
  return {
    strings: strings.finish(),
    ...columns,
    refs: out.refs.finish(),
    start: out.start.finish(),
    kind: out.kind.finish(),
    cls: out.cls.finish(),
    flags: out.flags.finish(),
    access: out.access.finish(),
    maxKmh: out.maxKmh.finish(),
    name: out.name.finish(),
    turnRules: rules.rules,
    barriers: Int32Array.from(
      barriers.filter(([node]) => point[node]! >= 0).flatMap(([node, bits]) => [point[node]!, bits]),
    ),
    place,
    bounds: boundsOf(columns.lngE7, columns.latE7),
    report: { nodes: nodes.id.length, ways: waysSeen, missingRefs, turnRules: rules.report, city: places.city() },
  }
}

/** English first: the demo speaks English and Hindi, and the map's labels are drawn in Latin script. */
const nameOf = (tags: NonNullable<Tags>) => tags['name:en'] ?? tags.name ?? ''

/** From a node's id to its row. Files are nearly always sorted; others are sorted here. */
function nodeFinder(ids: Float64Array): (id: number) => number {
  let sorted = true
  for (let i = 1; i < ids.length && sorted; i++) sorted = ids[i]! > ids[i - 1]!
  if (sorted) return (id) => search(ids, id)
  const rows = Uint32Array.from(ids.keys()).sort((a, b) => ids[a]! - ids[b]!)
  const inOrder = Float64Array.from(rows, (row) => ids[row]!)
  return (id) => {
    const index = search(inOrder, id)
    return index < 0 ? -1 : rows[index]!
  }
}

function search(ids: Float64Array, id: number): number {
  let low = 0
  let high = ids.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = ids[middle]!
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function boundsOf(lngE7: Int32Array, latE7: Int32Array) {
  const bounds = { minLng: Infinity, minLat: Infinity, maxLng: -Infinity, maxLat: -Infinity }
  for (let i = 0; i < lngE7.length; i++) {
    bounds.minLng = Math.min(bounds.minLng, lngE7[i]! / 1e7)
    bounds.maxLng = Math.max(bounds.maxLng, lngE7[i]! / 1e7)
    bounds.minLat = Math.min(bounds.minLat, latE7[i]! / 1e7)
    bounds.maxLat = Math.max(bounds.maxLat, latE7[i]! / 1e7)
  }
  return bounds
}
