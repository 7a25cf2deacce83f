import type { PromiseBasis, PromiseReason } from '../../../contracts/promise.ts'

/** What is known of a store and a door at the moment in which a promise is made. */
export type Situation = Readonly<PromiseBasis['situation']>

/** In seconds, before anything is rounded for people. */
export interface Prediction {
  readonly expectedS: number
  /** The mean distance between what is expected and what happens. */
  readonly spreadS: number
  readonly earliestS: number
  readonly latestS: number
  readonly reasons: readonly PromiseReason[]
}

/** What a store tells before anything has been delivered from it. */
export interface PromisePriors {
  readonly pickBaseS: number
  readonly pickQueueS: number
  readonly handoverS: number
}

/** The share of deliveries that may lie outside of the interval, on each side. */
export interface PromiseMisses {
  readonly early: number
  readonly late: number
}

/** A delivery that has ended, as the model learns from it. */
export interface Outcome {
  readonly situation: Situation
  /** What was predicted when the promise was made. */
  readonly expectedS: number
  readonly spreadS: number
  /** From the promise to the door. */
  readonly actualS: number
}
