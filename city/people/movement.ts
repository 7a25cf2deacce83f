import { distanceM, type Point } from '../../contracts/geo.ts'

/** A way along the streets: its points as [lng, lat], and how long it takes at a rider's real pace. */
export interface Way {
  readonly path: readonly (readonly [lng: number, lat: number])[]
  readonly durationS: number
}

/** A way that can be walked along by metres. */
export interface Track {
  readonly points: readonly Point[]
  /** Metres from the start to each point; grows, and ends with the length. */
  readonly alongM: readonly number[]
  readonly lengthM: number
  /** Metres a second at speed 1: even along the whole way. */
  readonly paceMs: number
}

/** What is assumed where there is no map: 18 km/h along 1.4 times the straight line, as the back end estimates. */
const estimateMs = 5 / 1.4

export function trackOf({ path, durationS }: Way): Track {
  const points = path.map(([lng, lat]) => ({ lat, lng }))
  const alongM: number[] = []
  for (const [i, point] of points.entries())
    alongM.push(i === 0 ? 0 : alongM[i - 1]! + distanceM(points[i - 1]!, point))
  const lengthM = alongM.at(-1) ?? 0
  return { points, alongM, lengthM, paceMs: durationS > 0 && lengthM > 0 ? lengthM / durationS : estimateMs }
}

/** Straight on, where no street map can be asked. */
export function straightWay(from: Point, to: Point): Way {
  const path = [from, to].map(({ lat, lng }) => [lng, lat] as const)
  return { path, durationS: distanceM(from, to) / estimateMs }
}

/** Where one is after so many metres; the end when they are more than the way has. */
export function pointAt({ points, alongM, lengthM }: Track, metres: number): Point {
  if (metres <= 0 || lengthM === 0) return points[0]!
  if (metres >= lengthM) return points.at(-1)!
  const next = firstAfter(alongM, metres)
  const from = points[next - 1]!
  const to = points[next]!
  const share = (metres - alongM[next - 1]!) / (alongM[next]! - alongM[next - 1]!)
  return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share }
}

/** The first point that lies beyond so many metres. */
function firstAfter(alongM: readonly number[], metres: number): number {
  let low = 0
  let high = alongM.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (alongM[middle]! > metres) high = middle
    else low = middle + 1
  }
  return low
}

export interface Fix extends Point {
  /** Epoch milliseconds. */
  readonly atMs: number
}

/**
 * The positions of a stretch that was ridden evenly between two instants: corners in between, thinned out to `most`,
 * and the end. Their instants are whole milliseconds and grow.
 */
export function fixesBetween(
  track: Track,
  from: { metres: number; atMs: number },
  to: { metres: number; atMs: number },
  most: number,
): Fix[] {
  const stretchM = to.metres - from.metres
  const atMs = (metres: number) =>
    Math.round(from.atMs + ((to.atMs - from.atMs) * (metres - from.metres)) / (stretchM || 1))
  const corners: Fix[] = []
  for (let i = firstAfter(track.alongM, from.metres); i < track.points.length; i++) {
    const metres = track.alongM[i]!
    if (metres <= from.metres || metres >= to.metres) break
    // One that falls into the last instant gives way to the end.
    if (atMs(metres) < to.atMs) corners.push({ ...track.points[i]!, atMs: atMs(metres) })
  }
  const every = Math.max(1, Math.ceil(corners.length / Math.max(1, most - 1)))
  const fixes = most > 1 ? corners.filter((_, i) => i % every === 0) : []
  fixes.push({ ...pointAt(track, to.metres), atMs: to.atMs })
  return fixes.filter((fix, i) => fix.atMs > (i === 0 ? from.atMs : fixes[i - 1]!.atMs))
}
