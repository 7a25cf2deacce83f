import type { Network } from './network.ts'

/** A stretch of one street, as one way of the map: nodes in the direction in which it was laid. */
export type Chain = { street: number; bridge: boolean; nodes: number[] }

/** Puts the pieces of every street together again; bridges stay ways of their own, as maps have them. */
export function chainsOf(network: Network): Chain[] {
  const key = (street: number, bridge: boolean, node: number) => `${street}|${bridge}|${node}`
  const byStart = new Map<string, number>()
  const ends = new Set<string>()
  for (const [id, { a, b, street, bridge }] of network.edges) {
    byStart.set(key(street, bridge, a), id)
    ends.add(key(street, bridge, b))
  }
  const used = new Set<number>()
  const chains: Chain[] = []
  const follow = (first: number) => {
    const { street, bridge, a } = network.edges.get(first)!
    const nodes = [a]
    for (let id: number | undefined = first; id !== undefined && !used.has(id); ) {
      used.add(id)
      const end: number = network.edges.get(id)!.b
      nodes.push(end)
      id = byStart.get(key(street, bridge, end))
    }
    chains.push({ street, bridge, nodes })
  }
  for (const [id, { a, street, bridge }] of network.edges) if (!ends.has(key(street, bridge, a))) follow(id)
  for (const id of network.edges.keys()) if (!used.has(id)) follow(id)
  return chains
}
