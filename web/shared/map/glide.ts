import type { Point } from '../../api-client/types.ts'
import type { Line } from './map.tsx'

/** Whoever was not heard of for longer still arrives after so much. */
export const longestGlideMs = 6_000
/** Whoever is further away is there at once. */
export const furthestGlideDegrees = 0.02

/**
 * The way from one point to another along a line: the line's own corners between the places nearest to the two.
 * Straight where the line does not lead there. Flat geometry: the distances here are some hundred metres.
 */
export function wayAlong(line: Line, from: Point, to: Point): Line {
  const start: [number, number] = [from.lng, from.lat]
  const end: [number, number] = [to.lng, to.lat]
  if (line.length < 2) return [start, end]
  const a = nearest(line, start)
  const b = nearest(line, end)
  if (b.at < a.at) return [start, end]
  return [start, ...line.slice(Math.floor(a.at) + 1, Math.floor(b.at) + 1), end]
}

/** The point at a share (0 to 1) of the way's length. */
export function pointOn(way: Line, share: number): [number, number] {
  const lengths = way.slice(1).map((corner, index) => distance(way[index]!, corner))
  let left = lengths.reduce((sum, length) => sum + length, 0) * share
  for (const [index, length] of lengths.entries()) {
    if (left <= length || index === lengths.length - 1) {
      const part = length === 0 ? 1 : Math.min(1, left / length)
      const [x, y] = way[index]!
      const [nextX, nextY] = way[index + 1]!
      return [x + (nextX - x) * part, y + (nextY - y) * part]
    }
    left -= length
  }
  return way.at(-1)!
}

/** For each corner the share of the way's length that leads to it. */
export function sharesOf(way: Line): number[] {
  const lengths = way.slice(1).map((corner, index) => distance(way[index]!, corner))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  let made = 0
  const shares = lengths.map((length) => {
    made += length
    return made / (total || 1)
  })
  return [0, ...shares]
}

/** Where on the line a place is nearest: the index of the corner before it plus the share of that piece. */
function nearest(line: Line, place: [number, number]): { at: number; off: number } {
  let best = { at: 0, off: Number.POSITIVE_INFINITY }
  for (let index = 0; index < line.length - 1; index++) {
    const [ax, ay] = line[index]!
    const [bx, by] = line[index + 1]!
    const squared = (bx - ax) ** 2 + (by - ay) ** 2
    const raw = squared === 0 ? 0 : ((place[0] - ax) * (bx - ax) + (place[1] - ay) * (by - ay)) / squared
    const part = Math.max(0, Math.min(0.999_999, raw))
    const off = distance(place, [ax + (bx - ax) * part, ay + (by - ay) * part])
    if (off < best.off) best = { at: index + part, off }
  }
  return best
}

const distance = (a: [number, number], b: [number, number]) =>
  Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1])
