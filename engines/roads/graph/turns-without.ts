/**
 * Nodes for lanes among which some sequences are forbidden: an automaton of them (Aho and Corasick 1975). A node knows so much of how one
 * came as any sequence needs; nearly all know their lane alone.
 */
export function turnsWithout(sequences: readonly (readonly number[])[], lanes: readonly number[]) {
  const lane = [...lanes]
  /** The lanes that a node knows of, where there are more than its own; by their key the node. */
  const known = new Map<number, readonly number[]>()
  const nodes = new Map<string, number>(lanes.map((each, node) => [String(each), node]))
  const forbidden = new Set(sequences.map((each) => each.join()))
  /** Lanes on which it matters where one goes next. */
  const watched = new Set(sequences.flatMap((each) => each.slice(0, -1)))
  for (const sequence of sequences) {
    for (let length = 2; length < sequence.length; length++) {
      const came = sequence.slice(0, length)
      if (nodes.has(came.join())) continue
      nodes.set(came.join(), lane.length)
      known.set(lane.length, came)
      lane.push(came.at(-1)!)
    }
  }

  return {
    lane,
    /** The node in which one is after turning from a node into a lane; -1 where that is forbidden. */
    into(node: number, next: number): number {
      const plain = nodes.get(String(next))!
      if (!watched.has(lane[node]!)) return plain
      const came = [...(known.get(node) ?? [lane[node]!]), next]
      let found = -1
      for (let from = 0; from < came.length; from++) {
        const key = came.slice(from).join()
        if (forbidden.has(key)) return -1
        if (found < 0) found = nodes.get(key) ?? -1
      }
      return found
    },
  }
}
