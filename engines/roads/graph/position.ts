import type { Graph } from './graph.ts'

/** A place on a street: so many metres along a segment. */
export type Position = { segment: number; alongM: number }

/** The end of a way to or from a position: which vertex, what the piece of street in between takes, and how it is ridden. */
export type End = { vertex: number; ms: number; m: number; forward: boolean }

/** Where one can be after leaving a position, as its street allows. */
export function exits(graph: Graph, position: Position): End[] {
  const { segment: s, alongM } = position
  const ends: End[] = []
  const forwardMs = graph.forwardMs[s]!
  if (forwardMs)
    ends.push({
      vertex: graph.to[s]!,
      ms: forwardMs - part(graph, position, forwardMs),
      m: graph.lengthM[s]! - alongM,
      forward: true,
    })
  const backwardMs = graph.backwardMs[s]!
  if (backwardMs)
    ends.push({ vertex: graph.from[s]!, ms: part(graph, position, backwardMs), m: alongM, forward: false })
  return ends
}

/** From where a position can be reached, as its street allows. */
export function entries(graph: Graph, position: Position): End[] {
  const { segment: s, alongM } = position
  const ends: End[] = []
  const forwardMs = graph.forwardMs[s]!
  if (forwardMs) ends.push({ vertex: graph.from[s]!, ms: part(graph, position, forwardMs), m: alongM, forward: true })
  const backwardMs = graph.backwardMs[s]!
  if (backwardMs)
    ends.push({
      vertex: graph.to[s]!,
      ms: backwardMs - part(graph, position, backwardMs),
      m: graph.lengthM[s]! - alongM,
      forward: false,
    })
  return ends
}

/** The way between two positions on one segment that does not leave it, or null where it is oneway the other way round. */
export function direct(graph: Graph, from: Position, to: Position): { ms: number; m: number } | null {
  if (from.segment !== to.segment) return null
  const m = Math.abs(to.alongM - from.alongM)
  if (m === 0) return { ms: 0, m: 0 }
  const whole = to.alongM > from.alongM ? graph.forwardMs[from.segment]! : graph.backwardMs[from.segment]!
  if (!whole) return null
  return { ms: Math.abs(part(graph, to, whole) - part(graph, from, whole)), m }
}

/** Milliseconds from the segment's start to the position, whole, so that the two parts always add up to the segment. */
function part(graph: Graph, { segment, alongM }: Position, wholeMs: number): number {
  const lengthM = graph.lengthM[segment]!
  return lengthM > 0 ? Math.round((wholeMs * Math.min(alongM, lengthM)) / lengthM) : 0
}
