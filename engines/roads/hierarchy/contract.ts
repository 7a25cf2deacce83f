import { VertexHeap } from '../graph/heap.ts'
import type { Lanes } from '../graph/lanes.ts'
import { Core } from './core.ts'
import { type BaseArcs, type Hierarchy, noArc, noRank, type RankArcs } from './hierarchy.ts'
import { Witness } from './witness.ts'

/** How far a way around a node is looked for: while nodes are put in order, and when one is contracted. More costs time, less costs shortcuts. */
const settlesToOrder = 10
const settlesToContract = 40

/**
 * Makes the hierarchy of a graph of lanes. Nodes that add few shortcuts, stand for few turns and lie low go first (the order of
 * RoutingKit); a node's place is looked at again when it comes up.
 */
export function contract(lanes: Lanes): Hierarchy {
  const core = new Core(lanes)
  const witness = new Witness(core)
  const { nodes } = core
  const level = new Uint32Array(nodes)
  const rankOf = new Uint32Array(nodes)
  /** Whether a neighbour has gone since a node was given its place. */
  const isStale = new Uint8Array(nodes)
  const queue = new VertexHeap(nodes)

  /** Shortcuts that a node needs; `use` is told of each. */
  function shortcuts(node: number, settles: number, use: (before: number, after: number, cost: number) => void): void {
    for (let before = core.firstIn[node]!; before >= 0; before = core.nextIn[before]!) {
      const start = core.tail[before]!
      const upTo = core.cost[before]!
      witness.search(start, node, upTo, settles)
      for (let after = core.firstOut[node]!; after >= 0; after = core.nextOut[after]!) {
        const goal = core.head[after]!
        const cost = upTo + core.cost[after]!
        if (goal !== start && witness.costTo(goal) > cost) use(before, after, cost)
      }
    }
  }

  function priority(node: number): number {
    let [removed, removedHops, added, addedHops] = [1, 1, 0, 0]
    for (let arc = core.firstIn[node]!; arc >= 0; arc = core.nextIn[arc]!) {
      removed++
      removedHops += core.hops[arc]!
    }
    for (let arc = core.firstOut[node]!; arc >= 0; arc = core.nextOut[arc]!) {
      removed++
      removedHops += core.hops[arc]!
    }
    shortcuts(node, settlesToOrder, (before, after) => {
      added++
      addedHops += core.hops[before]! + core.hops[after]!
    })
    return level[node]! + added / removed + addedHops / removedHops
  }

  for (let node = 0; node < nodes; node++) queue.push(node, priority(node))
  for (let rank = 0; rank < nodes; rank++) {
    const node = nextNode()
    rankOf[node] = rank
    const found: number[] = []
    shortcuts(node, settlesToContract, (before, after, cost) => found.push(before, after, cost))
    core.detach(node)
    for (let i = 0; i < found.length; i += 3) {
      const [before, after] = [found[i]!, found[i + 1]!]
      const hops = core.hops[before]! + core.hops[after]!
      core.put(core.tail[before]!, core.head[after]!, found[i + 2]!, before, after, hops)
    }
    const above = level[node]! + 1
    for (let arc = core.firstIn[node]!; arc >= 0; arc = core.nextIn[arc]!) raise(core.tail[arc]!, above)
    for (let arc = core.firstOut[node]!; arc >= 0; arc = core.nextOut[arc]!) raise(core.head[arc]!, above)
  }

  function raise(node: number, above: number): void {
    isStale[node] = 1
    if (level[node]! < above) level[node] = above
  }

  /** Takes the lowest node whose place still holds. */
  function nextNode(): number {
    for (;;) {
      const node = queue.pop()
      if (isStale[node] === 0) return node
      isStale[node] = 0
      const now = priority(node)
      if (now <= queue.lowestKey()) return node
      queue.push(node, now)
    }
  }

  return pack(lanes, core, rankOf)
}

/** Sorts a contracted graph by rank. */
function pack(lanes: Lanes, core: Core, rankOf: Uint32Array): Hierarchy {
  const { nodes, arcs, tail, head, cost } = core
  const lane = new Uint32Array(nodes)
  let highest = 0
  for (let node = 0; node < nodes; node++) {
    lane[rankOf[node]!] = lanes.lane[node]!
    highest = Math.max(highest, lanes.lane[node]!)
  }
  const rank = new Uint32Array((highest | 1) + 1).fill(noRank)
  const others: number[] = []
  for (let node = 0; node < nodes; node++) {
    const own = lanes.lane[node]!
    if (rank[own] === noRank) rank[own] = rankOf[node]!
    else others.push(rankOf[node]!)
  }

  // An arc hangs on its lower end: an up arc where that is its tail, a down arc where it is its head.
  const tails = tail.subarray(0, arcs).map((node) => rankOf[node]!)
  const heads = head.subarray(0, arcs).map((node) => rankOf[node]!)
  const ups = grouped(nodes, tails, (arc) => tails[arc]! < heads[arc]!)
  const downs = grouped(nodes, heads, (arc) => heads[arc]! < tails[arc]!)
  const place = new Uint32Array(arcs)
  for (const { order } of [ups, downs]) for (let i = 0; i < order.length; i++) place[order[i]!] = i
  const placeOf = (arc: number) => (arc === noArc ? noArc : place[arc]!)
  const packed = ({ first, order }: Grouped, lows: Uint32Array, highs: Uint32Array): RankArcs => ({
    first,
    rank: order.map((arc) => highs[arc]!),
    cost: Float64Array.from(order, (arc) => cost[arc]!),
    low: order.map((arc) => lows[arc]!),
    before: order.map((arc) => placeOf(core.before[arc]!)),
    after: order.map((arc) => placeOf(core.after[arc]!)),
  })
  return {
    lane,
    rank,
    others: Uint32Array.from(others),
    up: packed(ups, tails, heads),
    down: packed(downs, heads, tails),
    ...baseArcs(lanes, rankOf),
  }
}

function baseArcs(lanes: Lanes, rankOf: Uint32Array): { out: BaseArcs; in: BaseArcs } {
  const nodes = lanes.lane.length
  const tails = new Uint32Array(lanes.head.length)
  for (let node = 0; node < nodes; node++) tails.fill(rankOf[node]!, lanes.first[node]!, lanes.first[node + 1]!)
  const heads = lanes.head.map((node) => rankOf[node]!)
  const by = (near: Uint32Array, far: Uint32Array): BaseArcs => {
    const { first, order } = grouped(nodes, near, () => true)
    return { first, rank: order.map((arc) => far[arc]!), cost: Float64Array.from(order, (arc) => lanes.cost[arc]!) }
  }
  return { out: by(tails, heads), in: by(heads, tails) }
}

type Grouped = { first: Uint32Array; order: Uint32Array }

/** Those of the arcs that are wanted, by their node (a counting sort): node `n` has `order[first[n]] .. order[first[n + 1] - 1]`. */
function grouped(nodes: number, nodeOf: Uint32Array, isWanted: (arc: number) => boolean): Grouped {
  const first = new Uint32Array(nodes + 1)
  for (let arc = 0; arc < nodeOf.length; arc++) if (isWanted(arc)) first[nodeOf[arc]! + 1]!++
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!
  const next = first.slice()
  const order = new Uint32Array(first[nodes]!)
  for (let arc = 0; arc < nodeOf.length; arc++) if (isWanted(arc)) order[next[nodeOf[arc]!]!++] = arc
  return { first, order }
}
