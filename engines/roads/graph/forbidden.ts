import { type TurnRule, turnRulesOf } from '../map/turn-rules.ts'
import type { Mode } from '../port.ts'
import type { StreetMap } from './build.ts'
import type { Segments } from './graph.ts'
import { isForwardLane, laneCost, laneOf } from './position.ts'

/** Lanes that may not be travelled one after the other: a turn, or more of them where a restriction leads over a way. */
export type Forbidden = { sequences: readonly (readonly number[])[]; rules: number }

const nothing: Forbidden = { sequences: [], rules: 0 }

/** What the map's turn restrictions forbid in a mode, and how many of them say so. `leaving` gives the open lanes that begin where one ends. */
export function forbiddenIn(
  map: StreetMap,
  graph: Segments,
  mode: Mode,
  leaving: (lane: number) => readonly number[],
): Forbidden {
  const rules = [...turnRulesOf(map.turnRules)].filter(({ modes }) => modes.includes(mode))
  if (rules.length === 0) return nothing
  const streets = segmentsByFeature(graph, new Set(rules.flatMap(({ features }) => features)))
  const sequences: number[][] = []
  let counted = 0
  for (const rule of rules) {
    const ways = lanesOfRule(graph, streets, rule)
    if (ways.length > 0) counted++
    for (const way of ways) {
      if (rule.kind === 'no') sequences.push(way)
      else {
        const others = leaving(way.at(-2)!).filter((lane) => lane !== way.at(-1))
        sequences.push(...others.map((lane) => [...way.slice(0, -1), lane]))
      }
    }
  }
  return { sequences, rules: counted }
}

function segmentsByFeature(graph: Segments, wanted: ReadonlySet<number>): Map<number, number[]> {
  const found = new Map<number, number[]>([...wanted].map((feature) => [feature, []]))
  for (let s = 0; s < graph.feature.length; s++) found.get(graph.feature[s]!)?.push(s)
  return found
}

/** The lanes that a rule leads over: one way, several for a rule about turning round, none where it cannot be travelled or told. */
function lanesOfRule(graph: Segments, streets: ReadonlyMap<number, number[]>, rule: TurnRule): number[][] {
  const { features, points } = rule
  const first = (s: number) => graph.shape[graph.shapeStart[s]!]!
  const last = (s: number) => graph.shape[graph.shapeStart[s + 1]! - 1]!
  const begin = (lane: number) => (isForwardLane(lane) ? first : last)(lane >>> 1)
  const end = (lane: number) => begin(lane ^ 1)
  const open = (feature: number) =>
    streets
      .get(feature)!
      .flatMap((s) => [laneOf(s, true), laneOf(s, false)])
      .filter((lane) => laneCost(graph, lane) > 0)

  const starts = open(features[0]!).filter((lane) => end(lane) === points[0])
  const goals = open(features.at(-1)!).filter((lane) => begin(lane) === points.at(-1))
  if (rule.isUturn && features.length === 2 && features[0] === features[1])
    return starts.filter((lane) => goals.includes(lane ^ 1)).map((lane) => [lane, lane ^ 1])
  if (starts.length !== 1 || goals.length !== 1) return []
  const way = [starts[0]!]
  for (const [k, feature] of features.slice(1, -1).entries()) {
    const lanes = open(feature)
    for (let at = points[k]!; at !== points[k + 1]; ) {
      // Along the feature, never back over the segment just travelled.
      const next = lanes.find((lane) => begin(lane) === at && lane !== (way.at(-1)! ^ 1))
      if (next === undefined || way.includes(next)) return []
      way.push(next)
      at = end(next)
    }
  }
  return [[...way, goals[0]!]]
}
