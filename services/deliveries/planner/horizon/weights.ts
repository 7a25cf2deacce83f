import type { PlanInput } from '../types.ts'

/** What a second of each kind is worth beside a second of a customer's waiting. */
export interface Weights {
  readonly readyToPickup: number
  readonly late: number
  readonly rider: number
  readonly fairnessS: number
}

export const weightsOf = (input: PlanInput): Weights => ({
  readyToPickup: tune.readyToPickup,
  late: tune.late,
  rider: tune.rider,
  fairnessS: input.config.fairnessS,
})

const env = (name: string, value: number) => Number(process.env[name] ?? value)
export const tune = {
  readyToPickup: env('W_RTP', 0.1),
  late: env('W_LATE', 0.5),
  rider: env('W_RIDER', 0.1),
  iter: env('ITER', 100),
  iterPer: env('ITER_PER', 20),
  temp: env('TEMP', 60),
  near: env('NEAR', 16),
}
