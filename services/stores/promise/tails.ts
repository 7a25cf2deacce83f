/**
 * How far below and above what is expected the truth lies, in spreads, for a stated share of misses on each side. Each
 * delivery moves a bound: outwards when it was missed, inwards a little when not. So the share of misses converges to
 * what was asked for, whatever the errors are distributed like and however they drift: online conformal calibration by
 * quantile tracking (Gibbs and Candès 2021; Angelopoulos, Candès and Tibshirani 2023). Misses alone move a bound that is
 * too wide inwards only slowly, as most deliveries are none; so both bounds also go along with the middle and the breadth
 * of what came lately, of which every delivery tells something.
 */
export interface Tail {
  readonly early: number
  readonly late: number
  readonly count: number
  /** Where the truth lay lately, in spreads from what was expected, and how far from there on average; absent in older rows. */
  readonly middle?: number
  readonly breadth?: number
}

/** Bounds of a distribution a little longer towards the late side, to begin with. */
export const firstTail: Tail = { early: -1.9, late: 2.6, count: 0 }

/** What an hour of the day adds to the bounds of the whole store. */
export type Offset = Pick<Tail, 'early' | 'late'>
export const noOffset: Offset = { early: 0, late: 0 }

const stepFirst = 9
const stepAfter = 30
const stepLeast = 0.03
/** An hour has fewer deliveries than the day, so it moves farther with each. */
const stepOfHour = 0.06
/** About so many deliveries count for the middle, and for the breadth. */
const middleOf = 50
const breadthOf = 100
const breadthLeast = 0.2
const tailMost = 12

export interface Miss {
  readonly early: boolean
  readonly late: boolean
}

const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value))

/** `share`: of misses that is asked for on each side. */
export function moveTail(tail: Tail, miss: Miss, share: { early: number; late: number }): Tail {
  const step = Math.max(stepLeast, stepFirst / (tail.count + stepAfter))
  const moved = moveBy(tail, step, miss, share)
  return { ...tail, ...moved, late: Math.max(moved.early, moved.late), count: tail.count + 1 }
}

/** Moves both bounds along with the middle and the breadth of the truth; `spreads` is where it lay now. */
export function follow(tail: Tail, spreads: number): Tail {
  const { middle = 0, breadth = 1 } = tail
  const nowMiddle = middle + (spreads - middle) / middleOf
  const nowBreadth = Math.max(breadthLeast, breadth + (Math.abs(spreads - middle) - breadth) / breadthOf)
  const moved = (bound: number) => within(nowMiddle + ((bound - middle) * nowBreadth) / breadth, tailMost)
  return { ...tail, early: moved(tail.early), late: moved(tail.late), middle: nowMiddle, breadth: nowBreadth }
}

export const moveOffset = (offset: Offset, miss: Miss, share: { early: number; late: number }): Offset =>
  moveBy(offset, stepOfHour, miss, share)

const moveBy = (bounds: Offset, step: number, miss: Miss, share: { early: number; late: number }): Offset => ({
  early: within(bounds.early - step * ((miss.early ? 1 : 0) - share.early), tailMost),
  late: within(bounds.late + step * ((miss.late ? 1 : 0) - share.late), tailMost),
})

/** The bounds of an hour. Both parts move with the hour's own misses, so each hour finds its own share of them. */
export function tailOf(whole: Tail, hour: Offset = noOffset): Offset {
  const early = whole.early + hour.early
  return { early, late: Math.max(early, whole.late + hour.late) }
}
