import type { VertexArcs } from './graph.ts'

/**
 * Marks the vertices of the largest strongly connected part (Tarjan 1972, without recursion, so that a long street cannot overflow the stack).
 */
export function largestComponent(vertices: number, out: VertexArcs): Uint8Array {
  const order = new Uint32Array(vertices) // 0 = not seen yet
  const low = new Uint32Array(vertices)
  const component = new Int32Array(vertices).fill(-1)
  const open = new Uint32Array(vertices)
  const path = new Uint32Array(vertices)
  const nextArc = new Uint32Array(vertices)
  const sizes: number[] = []
  let seen = 0
  let openLength = 0

  for (let root = 0; root < vertices; root++) {
    if (order[root]) continue
    let depth = 0
    path[0] = root
    enter(root)
    while (depth >= 0) {
      const vertex = path[depth]!
      if (nextArc[vertex]! < out.first[vertex + 1]!) {
        const neighbour = out.vertex[nextArc[vertex]!++]!
        if (!order[neighbour]) {
          path[++depth] = neighbour
          enter(neighbour)
        } else if (component[neighbour]! < 0) low[vertex] = Math.min(low[vertex]!, order[neighbour]!)
        continue
      }
      if (low[vertex] === order[vertex]) close(vertex)
      depth--
      if (depth >= 0) low[path[depth]!] = Math.min(low[path[depth]!]!, low[vertex]!)
    }
  }

  function enter(vertex: number): void {
    seen++
    order[vertex] = seen
    low[vertex] = seen
    nextArc[vertex] = out.first[vertex]!
    open[openLength++] = vertex
  }

  function close(vertex: number): void {
    let size = 0
    let member: number
    do {
      member = open[--openLength]!
      component[member] = sizes.length
      size++
    } while (member !== vertex)
    sizes.push(size)
  }

  const largest = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0))
  return Uint8Array.from(component, (number) => (number === largest ? 1 : 0))
}
