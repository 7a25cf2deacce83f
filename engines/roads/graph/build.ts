import { distanceM } from '../../../contracts/geo.ts'
import { access } from '../map/access.ts'
import { isStopped } from '../map/barriers.ts'
import { kinds } from '../map/classes.ts'
import { Column } from '../map/column.ts'
import type { MapData } from '../map/data.ts'
import type { Mode } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import { largestComponent } from './component.ts'
import type { Graph, Segments, VertexArcs } from './graph.ts'
import { type Lanes, lanesOf } from './lanes.ts'
import { speedKmh } from './speeds.ts'

/** The columns of a map that a graph is made of. */
export type StreetMap = Pick<
  MapData,
  | 'lngE7'
  | 'latE7'
  | 'refs'
  | 'start'
  | 'kind'
  | 'cls'
  | 'flags'
  | 'access'
  | 'maxKmh'
  | 'name'
  | 'turnRules'
  | 'barriers'
>

/**
 * Makes the graph, and its lanes, of what one may travel in a mode, reduced to the largest part in which every place reaches every other.
 * Problem: `roads/map-empty`.
 */
export function buildGraph(map: StreetMap, mode: Mode): { graph: Graph; lanes: Lanes } {
  const all = cutIntoSegments(map, mode)
  const keep = largestComponent(all.vertices, arcsOf(all.segments, all.vertices))
  let segments = pick(all.segments, (s) => keep[all.segments.from[s]!]! && keep[all.segments.to[s]!]!)
  if (segments.from.length === 0) throw roadsProblem('roads/map-empty')
  let vertices = renumber(segments)
  let lanes = lanesOf(map, { vertices, ...segments }, mode)
  while (closeUnused(segments, lanes)) {
    segments = pick(segments, (s) => segments.forwardMs[s]! + segments.backwardMs[s]! > 0)
    vertices = renumber(segments)
    lanes = lanesOf(map, { vertices, ...segments }, mode)
  }

  const km = (part: Segments) => part.lengthM.reduce((sum, length) => sum + length, 0) / 1000
  const lengthKm = km(segments)
  const namedKm = segments.lengthM.reduce((sum, length, s) => sum + (segments.name[s] ? length : 0), 0) / 1000
  const report = {
    vertices,
    segments: segments.from.length,
    lengthKm,
    namedShare: namedKm / lengthKm,
    droppedSegments: all.segments.from.length - segments.from.length,
    droppedKm: km(all.segments) - lengthKm,
    turnRules: lanes.rules,
    barriers: all.barriers,
  }
  return { graph: { vertices, ...segments, report }, lanes }
}

/** Closes the lanes that turn restrictions have cut off; returns whether there are any. */
function closeUnused(segments: Segments, lanes: Lanes): boolean {
  const used = new Uint8Array(2 * segments.from.length)
  for (const lane of lanes.lane) used[lane] = 1
  let closed = false
  for (const [ms, side] of [
    [segments.forwardMs, 0],
    [segments.backwardMs, 1],
  ] as const) {
    for (let s = 0; s < ms.length; s++) {
      if (ms[s] === 0 || used[2 * s + side]) continue
      ms[s] = 0
      closed = true
    }
  }
  return closed
}

const road = kinds.indexOf('road')
const isOpen = (map: StreetMap, feature: number, { forward, backward }: (typeof access)[Mode]) =>
  map.kind[feature] === road && (map.access[feature]! & (forward | backward)) !== 0

/** Cuts every street where another one touches it, where it ends, and where a barrier stops one: there the two sides do not meet. */
function cutIntoSegments(map: StreetMap, mode: Mode): { segments: Segments; vertices: number; barriers: number } {
  const bits = access[mode]
  const uses = new Uint8Array(map.lngE7.length)
  /** How many stretches of street meet at a point; three stand for more. */
  const arms = new Uint8Array(map.lngE7.length)
  const use = (point: number, times: number) => {
    uses[point] = Math.min(2, uses[point]! + times)
  }
  const meet = (point: number, count: number) => {
    arms[point] = Math.min(3, arms[point]! + count)
  }
  for (let f = 0; f < map.kind.length; f++) {
    if (!isOpen(map, f, bits)) continue
    for (let r = map.start[f]!; r < map.start[f + 1]!; r++) {
      use(map.refs[r]!, 1)
      meet(map.refs[r]!, r === map.start[f]! || r === map.start[f + 1]! - 1 ? 1 : 2)
    }
    use(map.refs[map.start[f]!]!, 2)
    use(map.refs[map.start[f + 1]! - 1]!, 2)
  }

  // On a crossing it is not said which street is barred, and a gate at a side road must not cut the main road.
  const barred = new Set<number>()
  for (let b = 0; b < map.barriers.length; b += 2) {
    const point = map.barriers[b]!
    if (!isStopped(map.barriers[b + 1]!, mode) || arms[point] !== 2) continue
    barred.add(point)
    use(point, 2)
  }

  const vertexOf = new Int32Array(map.lngE7.length).fill(-1)
  let vertices = 0
  const vertex = (point: number) => {
    if (barred.has(point)) return vertices++
    if (vertexOf[point]! < 0) vertexOf[point] = vertices++
    return vertexOf[point]!
  }
  const rows = columns()
  for (let f = 0; f < map.kind.length; f++) {
    if (!isOpen(map, f, bits)) continue
    const may = map.access[f]!
    const way = { cls: map.cls[f]!, flags: map.flags[f]!, access: may, maxKmh: map.maxKmh[f]! }
    const msPerM = 3600 / speedKmh(mode, way)
    let begin = map.start[f]!
    for (let r = begin + 1; r < map.start[f + 1]!; r++) {
      if (uses[map.refs[r]!]! < 2) continue
      let lengthM = 0
      for (let i = begin; i <= r; i++) {
        if (i > begin) lengthM += distanceM(pointAt(map, map.refs[i - 1]!), pointAt(map, map.refs[i]!))
        rows.shape.push(map.refs[i]!)
        rows.alongM.push(lengthM)
      }
      // Whole centimetres, so that lengths, too, are the same however they are added up.
      lengthM = Math.round(lengthM * 100) / 100
      rows.alongM.set(rows.alongM.length - 1, lengthM)
      const ms = Math.max(1, Math.round(lengthM * msPerM))
      rows.from.push(vertex(map.refs[begin]!))
      rows.to.push(vertex(map.refs[r]!))
      rows.lengthM.push(lengthM)
      rows.forwardMs.push(may & bits.forward ? ms : 0)
      rows.backwardMs.push(may & bits.backward ? ms : 0)
      rows.name.push(map.name[f]!)
      rows.cls.push(map.cls[f]!)
      rows.feature.push(f)
      rows.shapeStart.push(rows.shape.length)
      begin = r
    }
  }
  return { segments: finish(rows), vertices, barriers: barred.size }
}

const pointAt = (map: StreetMap, point: number) => ({ lat: map.latE7[point]! / 1e7, lng: map.lngE7[point]! / 1e7 })

function columns() {
  const shapeStart = new Column(Uint32Array)
  shapeStart.push(0)
  return {
    from: new Column(Uint32Array),
    to: new Column(Uint32Array),
    lengthM: new Column(Float32Array),
    forwardMs: new Column(Uint32Array),
    backwardMs: new Column(Uint32Array),
    name: new Column(Uint32Array),
    cls: new Column(Uint8Array),
    feature: new Column(Uint32Array),
    shapeStart,
    shape: new Column(Uint32Array),
    alongM: new Column(Float32Array),
  }
}

function finish(rows: ReturnType<typeof columns>): Segments {
  return {
    from: rows.from.finish(),
    to: rows.to.finish(),
    lengthM: rows.lengthM.finish(),
    forwardMs: rows.forwardMs.finish(),
    backwardMs: rows.backwardMs.finish(),
    name: rows.name.finish(),
    cls: rows.cls.finish(),
    feature: rows.feature.finish(),
    shapeStart: rows.shapeStart.finish(),
    shape: rows.shape.finish(),
    alongM: rows.alongM.finish(),
  }
}

function pick(segments: Segments, isKept: (segment: number) => unknown): Segments {
  const rows = columns()
  for (let s = 0; s < segments.from.length; s++) {
    if (!isKept(s)) continue
    rows.from.push(segments.from[s]!)
    rows.to.push(segments.to[s]!)
    rows.lengthM.push(segments.lengthM[s]!)
    rows.forwardMs.push(segments.forwardMs[s]!)
    rows.backwardMs.push(segments.backwardMs[s]!)
    rows.name.push(segments.name[s]!)
    rows.cls.push(segments.cls[s]!)
    rows.feature.push(segments.feature[s]!)
    for (let i = segments.shapeStart[s]!; i < segments.shapeStart[s + 1]!; i++) {
      rows.shape.push(segments.shape[i]!)
      rows.alongM.push(segments.alongM[i]!)
    }
    rows.shapeStart.push(rows.shape.length)
  }
  return finish(rows)
}

/** Gives the vertices that are left consecutive numbers; returns how many there are. */
function renumber(segments: Segments): number {
  const numbers = new Map<number, number>()
  for (const ends of [segments.from, segments.to]) {
    for (let s = 0; s < ends.length; s++) {
      if (!numbers.has(ends[s]!)) numbers.set(ends[s]!, numbers.size)
      ends[s] = numbers.get(ends[s]!)!
    }
  }
  return numbers.size
}

function arcsOf(segments: Segments, vertices: number): VertexArcs {
  const { from, to, forwardMs, backwardMs } = segments
  const first = new Uint32Array(vertices + 1)
  const each = (visit: (near: number, far: number) => void) => {
    for (let s = 0; s < from.length; s++) {
      if (forwardMs[s]!) visit(from[s]!, to[s]!)
      if (backwardMs[s]!) visit(to[s]!, from[s]!)
    }
  }
  each((near) => {
    first[near + 1]!++
  })
  for (let v = 0; v < vertices; v++) first[v + 1]! += first[v]!
  const next = first.slice()
  const vertex = new Uint32Array(first[vertices]!)
  each((near, far) => {
    vertex[next[near]!++] = far
  })
  return { first, vertex }
}
