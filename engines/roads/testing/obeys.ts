import type { StreetMap } from '../graph/build.ts'
import type { Graph } from '../graph/graph.ts'
import type { Piece } from '../hierarchy/search.ts'
import { type TurnRule, turnRulesOf } from '../map/turn-rules.ts'
import type { Mode } from '../port.ts'

/** A stretch of one feature in one direction, and the map points where it was entered and left. */
type Travelled = { feature: number; isForward: boolean; enteredAt: number; leftAt: number }

/** A `no_…` restriction that a way breaks, looked for along the way itself, sharing nothing with how the engine forbids turns. */
export function brokenRule(map: StreetMap, graph: Graph, mode: Mode, pieces: readonly Piece[]): TurnRule | undefined {
  // What has no length does not say in which direction it was travelled.
  if (pieces.some(({ fromM, toM }) => fromM === toM)) return undefined
  const travelled: Travelled[] = []
  for (const { segment, fromM, toM } of pieces) {
    const feature = graph.feature[segment]!
    const isForward = toM > fromM
    const ends = [graph.shape[graph.shapeStart[segment]!]!, graph.shape[graph.shapeStart[segment + 1]! - 1]!]
    const [enteredAt, leftAt] = isForward ? [ends[0]!, ends[1]!] : [ends[1]!, ends[0]!]
    const last = travelled.at(-1)
    if (last?.feature === feature && last.isForward === isForward && last.leftAt === enteredAt) last.leftAt = leftAt
    else travelled.push({ feature, isForward, enteredAt, leftAt })
  }
  return [...turnRulesOf(map.turnRules)].find(
    (rule) =>
      rule.kind === 'no' &&
      rule.modes.includes(mode) &&
      isPlain(map, rule) &&
      travelled.some((_, at) => follows(rule, travelled.slice(at, at + rule.features.length))),
  )
}

function follows({ features, points }: TurnRule, travelled: readonly Travelled[]): boolean {
  return (
    travelled.length === features.length &&
    features.every(
      (feature, k) =>
        travelled[k]!.feature === feature &&
        (k === features.length - 1 || travelled[k]!.leftAt === points[k]) &&
        (k === 0 || travelled[k]!.enteredAt === points[k - 1]),
    )
  )
}

/** Its features pass no point twice and end where they meet, so that a point says where on them one is. */
function isPlain(map: StreetMap, { features, points }: TurnRule): boolean {
  return features.every((feature, k) => {
    const all = map.refs.subarray(map.start[feature]!, map.start[feature + 1]!)
    const ends = [all[0], all.at(-1)]
    const meets = [points[k - 1], points[k]].filter((point) => point !== undefined)
    return new Set(all).size === all.length && meets.every((point) => ends.includes(point))
  })
}
