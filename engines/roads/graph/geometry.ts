import type { Piece } from '../hierarchy/search.ts'
import type { MapData } from '../map/data.ts'
import type { Graph } from './graph.ts'
import type { Position } from './position.ts'

export type Path = [lng: number, lat: number][]

/** Draws the pieces of a way as one line, without repeating the points in which they meet. */
export function pathOf(map: MapData, graph: Graph, pieces: readonly Piece[]): Path {
  const path: Path = []
  let [lastLng, lastLat] = [Number.NaN, Number.NaN]
  const add = (lng: number, lat: number) => {
    if (lng === lastLng && lat === lastLat) return
    path.push([lng, lat])
    lastLng = lng
    lastLat = lat
  }
  const addBend = (i: number) => {
    const point = graph.shape[i]!
    add(map.lngE7[point]! / 1e7, map.latE7[point]! / 1e7)
  }
  const addAlong = (segment: number, alongM: number) => {
    const begin = graph.shapeStart[segment]!
    const last = graph.shapeStart[segment + 1]! - 1
    if (alongM === 0) addBend(begin)
    else if (alongM === graph.alongM[last]) addBend(last)
    else add(...pointOn(map, graph, { segment, alongM }))
  }
  for (const { segment, fromM, toM } of pieces) {
    const begin = graph.shapeStart[segment]!
    const last = graph.shapeStart[segment + 1]! - 1
    addAlong(segment, fromM)
    if (fromM <= toM) {
      for (let i = begin + 1; i < last; i++) if (graph.alongM[i]! > fromM && graph.alongM[i]! < toM) addBend(i)
    } else {
      for (let i = last - 1; i > begin; i--) if (graph.alongM[i]! < fromM && graph.alongM[i]! > toM) addBend(i)
    }
    addAlong(segment, toM)
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
