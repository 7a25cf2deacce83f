/** What a second of each kind is worth beside a second of a customer's waiting. */
export interface Weights {
  readonly readyToPickup: number
  /** How much more every further second of waiting weighs: of orders that are alike, the one placed first goes first. */
  readonly waitGrowth: number
  /** Of the first second past a promise, */
  readonly late: number
  /** and how much more every further second weighs: nobody is left to the last. */
  readonly lateGrowth: number
  /** Enough to choose the shorter of two ways that serve alike: with more, a city with too few riders waits longer (`bench:dispatch`). */
  readonly rider: number
}

/** One table for every city and every instance of a benchmark. */
export const weights: Weights = { readyToPickup: 0.1, waitGrowth: 1e-6, late: 0.5, lateGrowth: 1 / 1_800, rider: 0.02 }

/** Riders that are tried for an order. */
export const nearest = 16
/** Orders that may be taken out together with one. */
export const related = 16

/** How long a plan is improved when no budget is given. */
export const effort = {
  tries: 100,
  /** A city with too few riders gains most: every minute of a queue is paid by all behind it. */
  triesPerOrder: 60,
  /** Without a clock a millisecond of budget counts as so many. */
  triesPerMs: 20,
  /** And as so many doors, where tries are dear. */
  doorsPerMs: 40_000,
  /** Worse plans by about so many seconds are accepted at first. */
  heatS: 60,
}
