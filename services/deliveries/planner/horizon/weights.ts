/** What a second of each kind is worth beside a second of a customer's waiting. */
export interface Weights {
  readonly readyToPickup: number
  /** Of the first second past a promise, */
  readonly late: number
  /** and how much more every further second weighs: nobody is left to the last. */
  readonly lateGrowth: number
  readonly rider: number
}

const env = (name: string, value: number) => Number(process.env[name] ?? value)

export const weights: Weights = {
  readyToPickup: env('W_RTP', 0.1),
  late: env('W_LATE', 0.5),
  lateGrowth: 1 / env('GROW', 1800),
  rider: env('W_RIDER', 0),
}

/** Riders that are tried for an order. */
export const nearest = env('NEAR', 16)
/** Orders that may be taken out together with one. */
export const related = 16

export const effort = {
  tries: env('ITER', 100),
  triesPerOrder: env('ITER_PER', 20),
  /** Without a clock a millisecond of budget counts as so many. */
  triesPerMs: 20,
  /** Worse plans by so many seconds are accepted at first. */
  heatS: env('TEMP', 60),
}
