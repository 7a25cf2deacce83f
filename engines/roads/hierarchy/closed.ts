import type { Climb } from './climb.ts'
import { type Hierarchy, noArc, noRank, type RankArcs } from './hierarchy.ts'

/** Lanes that may not be travelled for now, and the arcs that lead over one of them. */
export type Closed = { ranks: Uint8Array; up: Uint8Array; down: Uint8Array }

/**
 * Marks the closed lanes of a hierarchy, which itself stays as it is: a fastest way that leads over no closed lane stays the fastest, as
 * closing only ever takes ways away.
 */
export function closeLanes(hierarchy: Hierarchy, lanes: Iterable<number>): Closed {
  const { up, down } = hierarchy
  const ranks = new Uint8Array(hierarchy.lane.length)
  for (const lane of lanes) {
    const rank = hierarchy.rank[lane]
    if (rank !== undefined && rank !== noRank) ranks[rank] = 1
  }
  for (const rank of hierarchy.others) if (ranks[hierarchy.rank[hierarchy.lane[rank]!]!]) ranks[rank] = 1
  const closed: Closed = { ranks, up: new Uint8Array(up.rank.length), down: new Uint8Array(down.rank.length) }
  const mark = (marks: Uint8Array, arcs: RankArcs, arc: number, head: number) => {
    marks[arc] =
      arcs.before[arc] === noArc ? ranks[head]! : closed.down[arcs.before[arc]!]! | closed.up[arcs.after[arc]!]!
  }
  // The arcs that a shortcut stands for hang on a lower rank, so they are marked before it.
  for (let rank = 0; rank < ranks.length; rank++) {
    for (let arc = up.first[rank]!; arc < up.first[rank + 1]!; arc++) mark(closed.up, up, arc, up.rank[arc]!)
    for (let arc = down.first[rank]!; arc < down.first[rank + 1]!; arc++) mark(closed.down, down, arc, rank)
  }
  return closed
}

/** Whether what a climb found at a rank leads over a closed lane. */
export function isTouched(climb: Climb, marks: Uint8Array, rank: number): boolean {
  for (let at = rank; climb.via[at]! >= 0; at = climb.from[at]!) if (marks[climb.via[at]!]) return true
  return false
}
