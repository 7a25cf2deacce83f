import Flatbush from 'flatbush'
import type { Point } from '../port.ts'
import type { StreetMap } from './build.ts'
import type { Graph } from './graph.ts'
import type { Position } from './position.ts'

export type Snapped = Position & { point: Point; distanceM: number }

const metresPerDegree = 111_195
const firstReachM = 60

/** Finds straight pieces of street by place; of each the segment that it belongs to. */
export type Streets = { tree: Flatbush; segment: Uint32Array }

/** Indexes every straight piece of street, so that the nearest one is found whatever its segment's bounding box. */
export function indexPieces(map: StreetMap, graph: Graph): { tree: ArrayBuffer; segment: Uint32Array } {
  const segment = new Uint32Array(graph.shape.length - graph.from.length)
  const tree = new Flatbush(segment.length, 16, Int32Array)
  const [lngs, lats] = [map.lngE7, map.latE7]
  let piece = 0
  for (let s = 0; s < graph.from.length; s++) {
    for (let i = graph.shapeStart[s]!; i < graph.shapeStart[s + 1]! - 1; i++) {
      const [a, b] = [graph.shape[i]!, graph.shape[i + 1]!]
      tree.add(
        Math.min(lngs[a]!, lngs[b]!),
        Math.min(lats[a]!, lats[b]!),
        Math.max(lngs[a]!, lngs[b]!),
        Math.max(lats[a]!, lats[b]!),
      )
      segment[piece++] = s
    }
  }
  tree.finish()
  return { tree: tree.data as ArrayBuffer, segment }
}

/** The bend at which a piece begins: a segment has one bend more than pieces. */
export const bendOf = ({ segment }: Streets, piece: number): number => piece + segment[piece]!

/**
 * The nearest place on a street within `reachM`, or null. Looks in a small box first and widens it until what was found is surely the
 * nearest: nothing outside a box of half width `d` is nearer than `d`.
 */
export function nearestStreet(
  map: StreetMap,
  graph: Graph,
  streets: Streets,
  point: Point,
  reachM: number,
  isWanted: (segment: number) => boolean = () => true,
): Snapped | null {
  const lngScale = metresPerDegree * Math.cos((point.lat * Math.PI) / 180)
  for (let boxM = Math.min(firstReachM, reachM); ; boxM = Math.min(boxM * 4, reachM)) {
    const dLng = (boxM / lngScale) * 1e7
    const dLat = (boxM / metresPerDegree) * 1e7
    const [x, y] = [point.lng * 1e7, point.lat * 1e7]
    let best = -1
    let bestM = Infinity
    for (const piece of streets.tree.search(x - dLng, y - dLat, x + dLng, y + dLat)) {
      const found = onPiece(bendOf(streets, piece)).distanceM
      if (found >= bestM || !isWanted(streets.segment[piece]!)) continue
      best = piece
      bestM = found
    }
    if (bestM <= boxM) return finish(best)
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
    return { share, distanceM: Math.hypot(ax + (bx - ax) * share, ay + (by - ay) * share) }
  }

  function finish(piece: number): Snapped {
    const i = bendOf(streets, piece)
    const { share, distanceM } = onPiece(i)
    const [a, b] = [graph.shape[i]!, graph.shape[i + 1]!]
    const mix = (column: Int32Array) => Math.round(column[a]! + (column[b]! - column[a]!) * share) / 1e7
    const alongM = graph.alongM[i]! + (graph.alongM[i + 1]! - graph.alongM[i]!) * share
    return { segment: streets.segment[piece]!, alongM, point: { lat: mix(map.latE7), lng: mix(map.lngE7) }, distanceM }
  }
}
