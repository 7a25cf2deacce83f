import Flatbush from 'flatbush'
import { buildGraph, type StreetMap } from './graph/build.ts'
import type { Graph, GraphReport } from './graph/graph.ts'
import { indexPieces, type Streets } from './graph/snapping.ts'
import { contract } from './hierarchy/contract.ts'
import type { BaseArcs, Hierarchy, RankArcs } from './hierarchy/hierarchy.ts'
import type { Sections } from './map/sections.ts'
import type { Mode } from './port.ts'

/** What one can travel in one mode: the streets, an index to find them by place, and the hierarchy to find ways in. */
export type Network = { graph: Graph; streets: Streets; hierarchy: Hierarchy }

/** A network as it is kept in a file or sent between threads. */
export type NetworkParts = { arrays: Sections; report: GraphReport }

const graphColumns = [
  'from',
  'to',
  'lengthM',
  'forwardMs',
  'backwardMs',
  'name',
  'cls',
  'feature',
  'shapeStart',
  'shape',
  'alongM',
] as const
const baseColumns = ['first', 'rank', 'cost'] as const
const rankColumns = [...baseColumns, 'low', 'before', 'after'] as const

/** Makes the network of a mode: seconds of work for a large city. Problem: `roads/map-empty`. */
export function makeNetwork(map: StreetMap, mode: Mode): NetworkParts {
  const { graph, lanes } = buildGraph(map, mode)
  const hierarchy = contract(lanes)
  const streets = indexPieces(map, graph)
  const arrays: Sections = {}
  for (const column of graphColumns) arrays[`graph.${column}`] = graph[column]
  for (const column of ['lane', 'rank', 'others'] as const) arrays[`ch.${column}`] = hierarchy[column]
  for (const side of ['up', 'down'] as const)
    for (const column of rankColumns) arrays[`ch.${side}.${column}`] = hierarchy[side][column]
  for (const side of ['out', 'in'] as const)
    for (const column of baseColumns) arrays[`ch.${side}.${column}`] = hierarchy[side][column]
  arrays['streets.segment'] = streets.segment
  arrays['streets.tree'] = new Uint8Array(streets.tree)
  return { arrays, report: graph.report }
}

export function openNetwork({ arrays, report }: NetworkParts): Network {
  const pick = <T>(prefix: string, columns: readonly string[]) =>
    Object.fromEntries(columns.map((column) => [column, arrays[`${prefix}.${column}`]])) as T
  const tree = arrays['streets.tree']!
  return {
    graph: {
      ...pick<Pick<Graph, (typeof graphColumns)[number]>>('graph', graphColumns),
      vertices: report.vertices,
      report,
    },
    streets: {
      tree: Flatbush.from(tree.buffer as ArrayBuffer, tree.byteOffset),
      segment: arrays['streets.segment'] as Uint32Array,
    },
    hierarchy: {
      ...pick<Pick<Hierarchy, 'lane' | 'rank' | 'others'>>('ch', ['lane', 'rank', 'others']),
      up: pick<RankArcs>('ch.up', rankColumns),
      down: pick<RankArcs>('ch.down', rankColumns),
      out: pick<BaseArcs>('ch.out', baseColumns),
      in: pick<BaseArcs>('ch.in', baseColumns),
    },
  }
}
