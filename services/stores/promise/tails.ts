/**
 * How far below and above what is expected the truth lies, in spreads, for a stated share of misses on each side. Each
 * delivery moves a bound: outwards when it was missed, inwards a little when not. So the share of misses converges to
 * what was asked for, whatever the errors are distributed like and however they drift: online conformal calibration by
 * quantile tracking (Gibbs and Candès 2021; Angelopoulos, Candès and Tibshirani 2023).
 */
export interface Tail {
  readonly early: number
  readonly late: number
  readonly count: number
}

/** Bounds of a distribution a little longer towards the late side, to begin with. */
export const firstTail: Tail = { early: -1.9, late: 2.6, count: 0 }

const stepFirst = 9
const stepAfter = 30
const stepLeast = 0.06
const tailMost = 12

export interface Miss {
  readonly early: boolean
  readonly late: boolean
}

/** `share`: of misses that is asked for on each side. */
export function moveTail(tail: Tail, miss: Miss, share: { early: number; late: number }): Tail {
  const step = Math.max(stepLeast, stepFirst / (tail.count + stepAfter))
  const early = tail.early - step * ((miss.early ? 1 : 0) - share.early)
  const late = tail.late + step * ((miss.late ? 1 : 0) - share.late)
  return {
    early: Math.min(late, Math.max(-tailMost, Math.min(tailMost, early))),
    late: Math.max(early, Math.max(-tailMost, Math.min(tailMost, late))),
    count: tail.count + 1,
  }
}

/** As much weight as the whole store has beside one of its hours. */
const storeCounts = 60

/** The bounds of an hour, drawn towards those of the whole store while little is known of the hour. */
export function tailOf(whole: Tail, hour: Tail | undefined): Tail {
  if (!hour) return whole
  const share = hour.count / (hour.count + storeCounts)
  return {
    early: whole.early + (hour.early - whole.early) * share,
    late: whole.late + (hour.late - whole.late) * share,
    count: hour.count,
  }
}
