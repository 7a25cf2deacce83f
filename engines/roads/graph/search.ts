import type { Graph } from './graph.ts'
import { direct, type End, entries, exits, type Position } from './position.ts'
import { Side } from './side.ts'

/** A fastest way: its time, its length, and the pieces of street that make it, in order. */
export type Way = { ms: number; m: number; pieces: Piece[] }

/** A stretch of a segment; ridden against its points where `toM` is less than `fromM`. */
export type Piece = { segment: number; fromM: number; toM: number }

export type Search = ReturnType<typeof createSearch>

/** Fastest ways on a graph. One search at a time per value returned: its arrays are reused. */
export function createSearch(graph: Graph) {
  const forward = new Side(graph, graph.out)
  const backward = new Side(graph, graph.in)

  /** Bidirectional Dijkstra: exact; stops when no way through unsettled vertices can be faster than the best one met. */
  function fastest(from: Position, to: Position): Way {
    const straight = direct(graph, from, to)
    let best = straight ? straight.ms : Infinity
    let meeting = -1
    const meet = (vertex: number) => {
      if (!forward.has(vertex) || !backward.has(vertex)) return
      const ms = forward.ms[vertex]! + backward.ms[vertex]!
      if (ms >= best) return
      best = ms
      meeting = vertex
    }
    const starts = exits(graph, from)
    const goals = entries(graph, to)
    forward.start(starts)
    backward.start(goals)
    for (const { vertex } of starts) meet(vertex)
    for (;;) {
      const ahead = forward.heap.lowestKey()
      const behind = backward.heap.lowestKey()
      if (ahead + behind >= best) break
      if (ahead <= behind) forward.settleNext(meet)
      else backward.settleNext(meet)
    }
    if (meeting >= 0) {
      return {
        ms: best,
        m: forward.m[meeting]! + backward.m[meeting]!,
        pieces: piecesThrough(meeting, from, starts, to, goals),
      }
    }
    const pieces = straight ? [{ segment: from.segment, fromM: from.alongM, toM: to.alongM }] : []
    return { ms: best, m: straight?.m ?? Infinity, pieces }
  }

  function piecesThrough(meeting: number, from: Position, starts: End[], to: Position, goals: End[]): Piece[] {
    const pieces: Piece[] = []
    const lengthM = (segment: number) => graph.lengthM[segment]!
    let v = meeting
    for (; forward.before[v]! >= 0; v = forward.before[v]!)
      pieces.push(whole(forward.via[v]!, graph.to[forward.via[v]!] === v))
    const start = endAt(starts, v)
    pieces.push({ segment: from.segment, fromM: from.alongM, toM: start.forward ? lengthM(from.segment) : 0 })
    pieces.reverse()
    v = meeting
    for (; backward.before[v]! >= 0; v = backward.before[v]!)
      pieces.push(whole(backward.via[v]!, graph.from[backward.via[v]!] === v))
    const goal = endAt(goals, v)
    pieces.push({ segment: to.segment, fromM: goal.forward ? 0 : lengthM(to.segment), toM: to.alongM })
    return pieces
  }

  const whole = (segment: number, isForward: boolean): Piece =>
    isForward
      ? { segment, fromM: 0, toM: graph.lengthM[segment]! }
      : { segment, fromM: graph.lengthM[segment]!, toM: 0 }

  /** From one position to many (or, `reversed`, from many to one): plain Dijkstra until the last of them is settled. */
  function toMany(one: Position, many: readonly Position[], reversed = false): { ms: Float64Array; m: Float64Array } {
    const side = reversed ? backward : forward
    const targets = many.map((position) => (reversed ? exits(graph, position) : entries(graph, position)))
    side.start(reversed ? entries(graph, one) : exits(graph, one))

    let waiting = 0
    const wanted = new Set<number>()
    for (const ends of targets) for (const { vertex } of ends) wanted.add(vertex)
    waiting = wanted.size
    while (waiting > 0 && side.heap.length > 0) if (wanted.has(side.settleNext())) waiting--

    const ms = new Float64Array(many.length).fill(Infinity)
    const m = new Float64Array(many.length).fill(Infinity)
    for (const [index, ends] of targets.entries()) {
      const straight = reversed ? direct(graph, many[index]!, one) : direct(graph, one, many[index]!)
      if (straight) {
        ms[index] = straight.ms
        m[index] = straight.m
      }
      for (const end of ends) {
        if (!side.has(end.vertex) || side.ms[end.vertex]! + end.ms >= ms[index]!) continue
        ms[index] = side.ms[end.vertex]! + end.ms
        m[index] = side.m[end.vertex]! + end.m
      }
    }
    return { ms, m }
  }

  return { fastest, toMany }
}

/** The quickest of the ends at a vertex; on a loop both are at the same one. */
const endAt = (ends: readonly End[], vertex: number) =>
  ends.filter((end) => end.vertex === vertex).reduce((best, end) => (end.ms < best.ms ? end : best))
