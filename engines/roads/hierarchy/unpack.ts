import type { Climb } from './climb.ts'
import { type Hierarchy, noArc } from './hierarchy.ts'

/** The ranks of a way over the rank where two climbs met, shortcuts unpacked, both ends included. */
export function ranksThrough(hierarchy: Hierarchy, up: Climb, down: Climb, meeting: number): number[] {
  const climbed: number[] = []
  let rank = meeting
  for (; up.via[rank]! >= 0; rank = up.from[rank]!) climbed.push(up.via[rank]!)
  const ranks = [rank]
  for (let i = climbed.length - 1; i >= 0; i--) addUp(hierarchy, climbed[i]!, ranks)
  for (rank = meeting; down.via[rank]! >= 0; rank = down.from[rank]!) addDown(hierarchy, down.via[rank]!, ranks)
  return ranks
}

/** Adds what follows the tail of an up arc, its head included. */
function addUp(hierarchy: Hierarchy, arc: number, ranks: number[]): void {
  const { up } = hierarchy
  if (up.before[arc] === noArc) ranks.push(up.rank[arc]!)
  else {
    addDown(hierarchy, up.before[arc]!, ranks)
    addUp(hierarchy, up.after[arc]!, ranks)
  }
}

function addDown(hierarchy: Hierarchy, arc: number, ranks: number[]): void {
  const { down } = hierarchy
  if (down.before[arc] === noArc) ranks.push(down.low[arc]!)
  else {
    addDown(hierarchy, down.before[arc]!, ranks)
    addUp(hierarchy, down.after[arc]!, ranks)
  }
}
