import Flatbush from 'flatbush'
import type { MapData } from '../map/data.ts'
import type { Point } from '../port.ts'
import type { Graph } from './graph.ts'
import type { Position } from './position.ts'

export type Snapped = Position & { point: Point; distanceM: number }

const metresPerDegree = 111_195
const firstReachM = 60

/** Indexes every straight piece of street, so that the nearest one is found whatever its segment's bounding box. */
export function indexPieces(map: MapData, graph: Graph): { tree: ArrayBuffer; pieces: Uint32Array } {
  const pieces = new Uint32Array(graph.shape.length - graph.from.length)
  const tree = new Flatbush(pieces.length, 16, Int32Array)
  let piece = 0
  for (let s = 0; s < graph.from.length; s++) {
    for (let i = graph.shapeStart[s]!; i < graph.shapeStart[s + 1]! - 1; i++) {
      const [a, b] = [graph.shape[i]!, graph.shape[i + 1]!]
      const [lngs, lats] = [map.lngE7, map.latE7]
      tree.add(
        Math.min(lngs[a]!, lngs[b]!),
        Math.min(lats[a]!, lats[b]!),
        Math.max(lngs[a]!, lngs[b]!),
        Math.max(lats[a]!, lats[b]!),
      )
      pieces[piece++] = i
    }
  }
  tree.finish()
  return { tree: tree.data as ArrayBuffer, pieces }
}

/**
 * The nearest place on a street within `reachM`, or null. Looks in a small box first and widens it until what was found is surely the
 * nearest: nothing outside a box of half width `d` is nearer than `d`.
 */
export function nearestStreet(
  map: MapData,
  graph: Graph,
  index: { tree: Flatbush; pieces: Uint32Array },
  point: Point,
  reachM: number,
  isWanted: (segment: number) => boolean = () => true,
): Snapped | null {
  const lngScale = metresPerDegree * Math.cos((point.lat * Math.PI) / 180)
  for (let boxM = Math.min(firstReachM, reachM); ; boxM = Math.min(boxM * 4, reachM)) {
    const dLng = (boxM / lngScale) * 1e7
    const dLat = (boxM / metresPerDegree) * 1e7
    const [x, y] = [point.lng * 1e7, point.lat * 1e7]
    let best: { i: number; share: number; distanceM: number } | null = null
    for (const piece of index.tree.search(x - dLng, y - dLat, x + dLng, y + dLat)) {
      const i = index.pieces[piece]!
      const found = onPiece(i)
      if ((best === null || found.distanceM < best.distanceM) && isWanted(segmentOf(graph, i))) best = found
    }
    if (best && best.distanceM <= boxM) return finish(best)
    if (boxM >= reachM) return null
  }

  function onPiece(i: number) {
    const [a, b] = [graph.shape[i]!, graph.shape[i + 1]!]
    const ax = (map.lngE7[a]! / 1e7 - point.lng) * lngScale
    const ay = (map.latE7[a]! / 1e7 - point.lat) * metresPerDegree
    const bx = (map.lngE7[b]! / 1e7 - point.lng) * lngScale
    const by = (map.latE7[b]! / 1e7 - point.lat) * metresPerDegree
    const square = (bx - ax) ** 2 + (by - ay) ** 2
    const share = square > 0 ? Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / square)) : 0
    return { i, share, distanceM: Math.hypot(ax + (bx - ax) * share, ay + (by - ay) * share) }
  }

  function finish({ i, share, distanceM }: { i: number; share: number; distanceM: number }): Snapped {
    const [a, b] = [graph.shape[i]!, graph.shape[i + 1]!]
    const mix = (column: Int32Array) => Math.round(column[a]! + (column[b]! - column[a]!) * share) / 1e7
    const alongM = graph.alongM[i]! + (graph.alongM[i + 1]! - graph.alongM[i]!) * share
    return { segment: segmentOf(graph, i), alongM, point: { lat: mix(map.latE7), lng: mix(map.lngE7) }, distanceM }
  }
}

/** The segment that a bend belongs to, by binary search. */
function segmentOf(graph: Graph, bend: number): number {
  let low = 0
  let high = graph.from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (graph.shapeStart[middle]! <= bend) low = middle
    else high = middle - 1
  }
  return low
}
