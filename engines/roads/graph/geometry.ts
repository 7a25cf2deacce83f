import type { MapData } from '../map/data.ts'
import type { Graph } from './graph.ts'
import type { Position } from './position.ts'
import type { Piece } from './search.ts'

export type Path = [lng: number, lat: number][]

/** Draws the pieces of a way as one line, without repeating the points in which they meet. */
export function pathOf(map: MapData, graph: Graph, pieces: readonly Piece[]): Path {
  const path: Path = []
  const add = (point: Path[number]) => {
    const last = path.at(-1)
    if (!last || last[0] !== point[0] || last[1] !== point[1]) path.push(point)
  }
  for (const { segment, fromM, toM } of pieces) {
    add(pointOn(map, graph, { segment, alongM: fromM }))
    const begin = graph.shapeStart[segment]!
    const end = graph.shapeStart[segment + 1]!
    if (fromM <= toM) {
      for (let i = begin; i < end; i++) if (graph.alongM[i]! > fromM && graph.alongM[i]! < toM) add(bend(map, graph, i))
    } else {
      for (let i = end - 1; i >= begin; i--)
        if (graph.alongM[i]! < fromM && graph.alongM[i]! > toM) add(bend(map, graph, i))
    }
    add(pointOn(map, graph, { segment, alongM: toM }))
  }
  return path
}

/** The point `alongM` metres along a segment. */
export function pointOn(map: MapData, graph: Graph, { segment, alongM }: Position): [lng: number, lat: number] {
  let i = graph.shapeStart[segment]! + 1
  const last = graph.shapeStart[segment + 1]! - 1
  while (i < last && graph.alongM[i]! < alongM) i++
  const span = graph.alongM[i]! - graph.alongM[i - 1]!
  const share = span > 0 ? Math.min(1, Math.max(0, (alongM - graph.alongM[i - 1]!) / span)) : 0
  const [lngA, latA] = bend(map, graph, i - 1)
  const [lngB, latB] = bend(map, graph, i)
  return [round(lngA + (lngB - lngA) * share), round(latA + (latB - latA) * share)]
}

const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7

const bend = (map: MapData, graph: Graph, i: number): [lng: number, lat: number] => [
  map.lngE7[graph.shape[i]!]! / 1e7,
  map.latE7[graph.shape[i]!]! / 1e7,
]
