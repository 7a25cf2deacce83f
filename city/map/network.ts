import { crossing, distance, type Line, mix, nearestOn, type Spot } from './plane.ts'

export type StreetClass = 'trunk' | 'primary' | 'secondary' | 'tertiary' | 'residential' | 'living_street' | 'service'
export type Street = { name: string; class: StreetClass; oneway?: boolean; roundabout?: boolean; levels?: 'bridge' }
export type Edge = { a: number; b: number; street: number; bridge: boolean }

/** Ends and crossings nearer to each other than this become one. */
const snapM = 9
const cellM = 100

/**
 * Streets as they are laid: a new line is joined to whatever it crosses or touches, so that there are never two streets over each
 * other without a crossing.
 */
export function createNetwork() {
  const nodes: Spot[] = []
  const streets: Street[] = []
  const edges = new Map<number, Edge>()
  const nodeCells = new Map<string, Set<number>>()
  const edgeCells = new Map<string, Set<number>>()
  let nextEdge = 0

  const cellOf = (spot: Spot) => `${Math.floor(spot.x / cellM)},${Math.floor(spot.y / cellM)}`

  function* cellsAround(a: Spot, b: Spot, marginM: number): Generator<string> {
    const low = { x: Math.min(a.x, b.x) - marginM, y: Math.min(a.y, b.y) - marginM }
    const high = { x: Math.max(a.x, b.x) + marginM, y: Math.max(a.y, b.y) + marginM }
    for (let x = Math.floor(low.x / cellM); x <= Math.floor(high.x / cellM); x++) {
      for (let y = Math.floor(low.y / cellM); y <= Math.floor(high.y / cellM); y++) yield `${x},${y}`
    }
  }

  function edgesNear(a: Spot, b: Spot): number[] {
    const found = new Set<number>()
    for (const cell of cellsAround(a, b, snapM)) for (const id of edgeCells.get(cell) ?? []) found.add(id)
    return [...found]
  }

  function nodeNear(spot: Spot): number | undefined {
    let best: number | undefined
    let bestM = snapM
    for (const cell of cellsAround(spot, spot, snapM)) {
      for (const node of nodeCells.get(cell) ?? []) {
        const m = distance(nodes[node]!, spot)
        if (m >= bestM) continue
        best = node
        bestM = m
      }
    }
    return best
  }

  function addNode(spot: Spot): number {
    const node = nodes.push(spot) - 1
    const cell = cellOf(spot)
    if (!nodeCells.has(cell)) nodeCells.set(cell, new Set())
    nodeCells.get(cell)!.add(node)
    return node
  }

  function addEdge(edge: Edge): void {
    if (edge.a === edge.b) return
    const id = nextEdge++
    edges.set(id, edge)
    for (const cell of cellsAround(nodes[edge.a]!, nodes[edge.b]!, 0)) {
      if (!edgeCells.has(cell)) edgeCells.set(cell, new Set())
      edgeCells.get(cell)!.add(id)
    }
  }

  function removeEdge(id: number): void {
    const edge = edges.get(id)
    if (!edge) return
    edges.delete(id)
    for (const cell of cellsAround(nodes[edge.a]!, nodes[edge.b]!, 0)) edgeCells.get(cell)?.delete(id)
  }

  function split(id: number, node: number): void {
    const edge = edges.get(id)!
    if (edge.a === node || edge.b === node) return
    removeEdge(id)
    addEdge({ ...edge, b: node })
    addEdge({ ...edge, a: node })
  }

  /** The node at a spot: one that is there, else a new one on the street that it touches, else a new one. */
  function nodeAt(spot: Spot): number {
    const there = nodeNear(spot)
    if (there !== undefined) return there
    for (const id of edgesNear(spot, spot)) {
      const { a, b } = edges.get(id)!
      const { t, m } = nearestOn(nodes[a]!, nodes[b]!, spot)
      if (m > snapM) continue
      const node = addNode(mix(nodes[a]!, nodes[b]!, t))
      split(id, node)
      return node
    }
    return addNode(spot)
  }

  /** Lays a street along a line. `isBridge` tells which of its pieces are bridges, by their middle; nothing joins those. */
  function lay(line: Line, street: Street, isBridge: (middle: Spot) => boolean = () => false): number {
    const index = streets.push(street) - 1
    for (let i = 1; i < line.length; i++) layPiece(line[i - 1]!, line[i]!, index, isBridge)
    return index
  }

  function layPiece(from: Spot, to: Spot, street: number, isBridge: (middle: Spot) => boolean): void {
    const start = nodeAt(from)
    const end = nodeAt(to)
    const [a, b] = [nodes[start]!, nodes[end]!]
    const stops: { t: number; node: number }[] = []
    for (const id of edgesNear(a, b)) {
      const edge = edges.get(id)
      if (!edge || edge.a === start || edge.b === start || edge.a === end || edge.b === end) continue
      const hit = crossing(a, b, nodes[edge.a]!, nodes[edge.b]!)
      if (!hit) continue
      const spot = mix(a, b, hit.t)
      const near = [edge.a, edge.b].find((node) => distance(nodes[node]!, spot) < snapM)
      const node = near ?? addNode(spot)
      split(id, node)
      stops.push({ t: hit.t, node })
    }
    stops.sort((p, q) => p.t - q.t)
    let before = start
    for (const { node } of [...stops, { node: end }]) {
      if (node === before || joined(before, node)) {
        before = node
        continue
      }
      addEdge({ a: before, b: node, street, bridge: isBridge(mix(nodes[before]!, nodes[node]!, 0.5)) })
      before = node
    }
  }

  /** Puts a node on an edge, where something else meets it. */
  function splitAt(id: number, spot: Spot): number {
    const node = addNode(spot)
    split(id, node)
    return node
  }

  function joined(a: number, b: number): boolean {
    return edgesNear(nodes[a]!, nodes[a]!).some((id) => {
      const edge = edges.get(id)!
      return (edge.a === a && edge.b === b) || (edge.a === b && edge.b === a)
    })
  }

  function edgesAt(): Map<number, number[]> {
    const at = new Map<number, number[]>()
    for (const [id, { a, b }] of edges) {
      for (const node of [a, b]) {
        const list = at.get(node)
        if (list) list.push(id)
        else at.set(node, [id])
      }
    }
    return at
  }

  /** Takes away stubs shorter than `shortestM` that lead nowhere, but none that leads out of the city. */
  function prune(shortestM: number, isExit: (spot: Spot) => boolean): void {
    for (let again = true; again; ) {
      again = false
      const at = edgesAt()
      const left = (node: number) => at.get(node)!.filter((id) => edges.has(id))
      for (const node of at.keys()) {
        if (left(node).length !== 1 || isExit(nodes[node]!)) continue
        const stub = [left(node)[0]!]
        let lengthM = 0
        let tip = node
        for (;;) {
          const edge = edges.get(stub.at(-1)!)!
          lengthM += distance(nodes[edge.a]!, nodes[edge.b]!)
          tip = edge.a === tip ? edge.b : edge.a
          const next = left(tip)
          if (next.length !== 2 || lengthM >= shortestM) break
          stub.push(next.find((id) => id !== stub.at(-1))!)
        }
        if (lengthM >= shortestM) continue
        for (const id of stub) removeEdge(id)
        again = true
      }
    }
  }

  return { nodes, streets, edges, lay, removeEdge, splitAt, edgesAt, prune }
}

export type Network = ReturnType<typeof createNetwork>
