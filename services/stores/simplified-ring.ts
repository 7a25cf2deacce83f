import type { Polygon } from '../../contracts/geo.ts'

type Corner = Polygon[number]

const metresPerDegree = 111_195
/** To about ten centimetres. */
const exact = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** An open ring without the corners that lie within so many metres of the sides that are left (Douglas and Peucker 1973). */
export function simplifiedRing(ring: Polygon, withinM: number): Polygon {
  const scale = Math.cos((ring[0]![1] * Math.PI) / 180) * metresPerDegree
  const plane = ring.map(([lng, lat]): Corner => [lng * scale, lat * metresPerDegree])
  const gapM = (i: number) => Math.hypot(plane[i]![0] - plane[0]![0], plane[i]![1] - plane[0]![1])
  const far = [...plane.keys()].reduce((best, i) => (gapM(i) > gapM(best) ? i : best), 0)
  const kept = new Set([0, far])
  const open: [from: number, to: number][] = [
    [0, far],
    [far, plane.length],
  ]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let worst = { at: -1, offM: withinM }
    for (let i = from + 1; i < to; i++) {
      const offM = offLine(plane[i]!, plane[from]!, plane[to % plane.length]!)
      if (offM > worst.offM) worst = { at: i, offM }
    }
    if (worst.at < 0) continue
    kept.add(worst.at)
    open.push([from, worst.at], [worst.at, to])
  }
  return ring.filter((_, i) => kept.has(i)).map(([lng, lat]): Corner => [exact(lng), exact(lat)])
}

/** Metres from a point to the line between two. */
function offLine(at: Corner, a: Corner, b: Corner): number {
  const [x, y] = [b[0] - a[0], b[1] - a[1]]
  const square = x * x + y * y
  const part = square === 0 ? 0 : Math.max(0, Math.min(1, ((at[0] - a[0]) * x + (at[1] - a[1]) * y) / square))
  return Math.hypot(at[0] - a[0] - x * part, at[1] - a[1] - y * part)
}
