export interface PromiseRules {
  readonly pickBaseS: number
  readonly pickQueueS: number
  readonly handoverS: number
  readonly promiseFloorMinutes: number
}

/** Minutes from the order to the door: picking behind `queue` others, the ride, and handing over. Rounded up. */
export function promiseMinutes(rules: PromiseRules, { queue, travelS }: { queue: number; travelS: number }): number {
  const seconds = rules.pickBaseS + queue * rules.pickQueueS + travelS + rules.handoverS
  return Math.max(rules.promiseFloorMinutes, Math.ceil(seconds / 60))
}
