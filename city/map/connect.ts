import type { Network } from './network.ts'

/**
 * Makes sure that every street can be reached from every other: oneway streets that would trap somebody become two-way, and pieces that
 * join nothing are taken away.
 */
export function connect(network: Network): void {
  for (;;) {
    const biggest = largestPart(network)
    for (const [id, { a }] of [...network.edges]) if (!biggest.has(a)) network.removeEdge(id)
    const [there, back] = [reachable(network, anyNode(network), 'out'), reachable(network, anyNode(network), 'in')]
    const trapped = [...network.edges.values()].filter(({ a, b }) =>
      [a, b].some((node) => !there.has(node) || !back.has(node)),
    )
    const oneways = new Set(trapped.map(({ street }) => street).filter((street) => isOneway(network, street)))
    // Trapped nodes may lie behind the oneway street that traps them.
    if (oneways.size === 0)
      for (const { a, b } of trapped) for (const street of onewaysAt(network, a, b)) oneways.add(street)
    if (oneways.size === 0) return
    for (const street of oneways) network.streets[street]!.oneway = false
  }
}

const isOneway = (network: Network, street: number) => network.streets[street]!.oneway === true

function onewaysAt(network: Network, ...nodes: number[]): number[] {
  const at = network.edgesAt()
  return nodes
    .flatMap((node) => (at.get(node) ?? []).map((id) => network.edges.get(id)!.street))
    .filter((street) => isOneway(network, street))
}

/** A node of a two-way street, to look around from. */
function anyNode(network: Network): number {
  for (const { a, street } of network.edges.values()) {
    const { oneway, roundabout } = network.streets[street]!
    if (!oneway && !roundabout) return a
  }
  throw new Error('the city has no two-way street')
}

/** The largest set of nodes that hang together, whatever the directions. */
function largestPart(network: Network): Set<number> {
  let best = new Set<number>()
  const seen = new Set<number>()
  for (const { a } of network.edges.values()) {
    if (seen.has(a)) continue
    const found = reachable(network, a, 'both')
    for (const node of found) seen.add(node)
    if (found.size > best.size) best = found
  }
  return best
}

function reachable(network: Network, start: number, way: 'out' | 'in' | 'both'): Set<number> {
  const at = network.edgesAt()
  const found = new Set([start])
  for (const node of found) {
    for (const id of at.get(node) ?? []) {
      const { a, b, street } = network.edges.get(id)!
      const { oneway, roundabout } = network.streets[street]!
      const allowed = way === 'both' || !(oneway || roundabout) || (way === 'out' ? a === node : b === node)
      if (allowed) found.add(a === node ? b : a)
    }
  }
  return found
}
