import { distanceM, type Point } from '../../../contracts/geo.ts'

/** A way along streets as it was found: what is left of it is measured, not searched again. */
export interface Way {
  path: [lng: number, lat: number][]
  durationS: number
  distanceM: number
  approximate: boolean
  /** Closed streets leave none: the path is a straight line that nobody is shown, and times are what they would be without that. */
  noWay?: boolean
  /** Since when, of a way that is kept. */
  noWaySince?: string
}

export interface Progress {
  /** How far the rider is from the way. */
  offM: number
  alongM: number
  /** What is left of the way, as a share from 1 to 0. */
  share: number
  /** The rest of the path, from the rider's place on it. */
  rest: [lng: number, lat: number][]
}

/** A rider may stand a little behind where we saw them last: phones waver. */
const backM = 60

/**
 * Where on the way a rider is. Looked for only from a little before `fromM` on, so that a way that passes a place twice
 * does not throw the rider back, and the nearest piece wins, the earlier one among equals.
 */
export function progressOn(way: Way, point: Point, fromM = 0): Progress {
  const { path } = way
  const scale = Math.cos((point.lat * Math.PI) / 180)
  let best = { offM: Infinity, alongM: 0, index: 0, at: path[0] ?? ([point.lng, point.lat] as [number, number]) }
  let alongM = 0
  for (let i = 0; i + 1 < path.length; i++) {
    const [a, b] = [path[i]!, path[i + 1]!]
    const lengthM = distanceM({ lng: a[0], lat: a[1] }, { lng: b[0], lat: b[1] })
    if (alongM + lengthM >= fromM - backM) {
      const [dx, dy] = [(b[0] - a[0]) * scale, b[1] - a[1]]
      const [px, py] = [(point.lng - a[0]) * scale, point.lat - a[1]]
      const square = dx * dx + dy * dy
      const t = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square))
      const at: [number, number] = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
      const offM = distanceM(point, { lng: at[0], lat: at[1] })
      if (offM < best.offM - 0.5) best = { offM, alongM: alongM + lengthM * t, index: i, at }
    }
    alongM += lengthM
  }
  if (path.length < 2) best.offM = distanceM(point, { lng: best.at[0], lat: best.at[1] })
  const left = alongM === 0 ? 0 : 1 - best.alongM / alongM
  return {
    offM: best.offM,
    alongM: best.alongM,
    share: Math.min(1, Math.max(0, left)),
    rest: [best.at, ...path.slice(best.index + 1)],
  }
}

/** Further than this from the way, a rider has taken another. */
export const offWayM = 80
/** A way is looked for again after this long, for its times to stay right. */
export const wayFreshMs = 20_000

/** Whether the way that is known still serves. */
export const serves = (progress: Progress, wayAgeMs: number): boolean =>
  progress.offM <= offWayM && wayAgeMs < wayFreshMs
