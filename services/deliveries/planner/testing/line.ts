import type { PlanConfig, PlanDelivery, PlanInput, PlanRider } from '../types.ts'

/** Values for tests of planners. */
export const nowMs = 1_800_000_000_000
export const config: PlanConfig = { handoverS: 60, batchDetourS: 180, fairnessS: 30 }
export const inS = (seconds: number): number => nowMs + seconds * 1000

/** Places on a line, `seconds` from its start. */
export function onLine(
  seconds: readonly number[],
  parts: Pick<PlanInput, 'riders' | 'deliveries'> & Partial<PlanInput>,
): PlanInput {
  const durationS = seconds.map((a) => seconds.map((b) => Math.abs(a - b)))
  return { nowMs, travel: { durationS, approximate: false }, config, ...parts }
}

export const rider = (riderId: string, node: number, more: Partial<PlanRider> = {}): PlanRider => ({
  riderId,
  node,
  capacity: 2,
  idleSinceMs: inS(-60),
  route: [],
  ...more,
})

export const delivery = (
  deliveryId: string,
  storeNode: number,
  dropNode: number,
  more: Partial<PlanDelivery> = {},
): PlanDelivery => ({
  deliveryId,
  storeNode,
  dropNode,
  readyAtMs: nowMs,
  promisedAtMs: inS(600),
  declinedBy: [],
  ...more,
})
