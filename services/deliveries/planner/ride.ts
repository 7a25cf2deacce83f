import type { PlanRider, PlanTravel } from './types.ts'

/** Seconds, `[from][to]`. */
export type Durations = PlanTravel['durationS']

/** How long a rider is on the way, by the rider's own mode of travel. */
export const durationsOf = ({ durationS, byMode }: PlanTravel, { mode }: Pick<PlanRider, 'mode'>): Durations =>
  (mode === undefined ? undefined : byMode?.[mode]) ?? durationS

/** By whichever mode is quickest between two places: for what is asked before it is known who rides. */
export const quickest = ({ durationS, byMode }: PlanTravel): Durations =>
  Object.values(byMode ?? {}).reduce(
    (least, each) =>
      least.length === 0 ? each : least.map((row, from) => row.map((s, to) => Math.min(s, each[from]?.[to] ?? s))),
    durationS,
  )

/** The same from one place to another. */
export function quickestS({ durationS, byMode }: PlanTravel, from: number, to: number): number {
  let leastS = durationS[from]?.[to] ?? Number.POSITIVE_INFINITY
  for (const mode in byMode) leastS = Math.min(leastS, byMode[mode]?.[from]?.[to] ?? leastS)
  return leastS
}
