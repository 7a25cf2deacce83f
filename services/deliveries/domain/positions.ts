import { distanceM, type Point } from '../../../contracts/geo.ts'

export interface Fix extends Point {
  /** Epoch milliseconds by the rider's phone. */
  atMs: number
  /** Degrees clockwise from north. */
  heading?: number
}

/** Why positions were left out: nobody is told off for a phone that sends twice or late. */
export interface Refused {
  /** Not later than what is known already. */
  late: number
  duplicate: number
  future: number
  implausible: number
}

const futureToleranceMs = 10_000
/** A phone between houses is off by this much. */
const jitterM = 150

/**
 * The positions of a batch that lead on from the known one, in the order of time: phones send late, twice and out of
 * order. One that nobody could have reached at `speedMaxKmh` is left out; as time passes it becomes reachable, so a
 * wrong fix never locks a rider out.
 */
export function siftPositions(
  known: Fix | undefined,
  batch: readonly Fix[],
  limits: { nowMs: number; speedMaxKmh: number },
): { accepted: Fix[]; refused: Refused } {
  const refused: Refused = { late: 0, duplicate: 0, future: 0, implausible: 0 }
  const accepted: Fix[] = []
  let last = known
  let seenAtMs: number | undefined
  for (const fix of batch.toSorted((a, b) => a.atMs - b.atMs)) {
    if (fix.atMs === seenAtMs || fix.atMs === known?.atMs) refused.duplicate += 1
    else if (fix.atMs > limits.nowMs + futureToleranceMs) refused.future += 1
    else if (last && fix.atMs < last.atMs) refused.late += 1
    else if (last && distanceM(last, fix) > reachM(fix.atMs - last.atMs, limits.speedMaxKmh)) refused.implausible += 1
    else {
      accepted.push(fix)
      last = fix
    }
    seenAtMs = fix.atMs
  }
  return { accepted, refused }
}

const reachM = (forMs: number, kmh: number) => jitterM + (forMs / 1000) * (kmh / 3.6)

const stillM = 5

/** Degrees clockwise from north in which a rider moves, or undefined when standing. */
export function headingOf(from: Point | undefined, to: Point): number | undefined {
  if (!from || distanceM(from, to) < stillM) return undefined
  const east = (to.lng - from.lng) * Math.cos((to.lat * Math.PI) / 180)
  const degrees = (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI
  return Math.round((degrees + 360) % 360)
}
