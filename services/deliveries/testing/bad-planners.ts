import { planGreedy } from '../planner/greedy.ts'
import type { CostTerms, Planner, PlanOutput } from '../planner/types.ts'

const noCosts: CostTerms = { clickToDoorS: 1, readyToPickupS: 0, lateS: 0, detourS: 0, riderS: 1, fairnessS: 0 }

/** How many plans this thread was asked for. */
let asked = 0

/** Planners that fail as programs do, in the form in which a planner's thread loads its table. */
export const planners: Record<string, Planner> = {
  sound: planGreedy,
  hangs() {
    for (;;) {}
  },
  hangsOnce(input) {
    if (input.config.seed === 13) for (;;) {}
    return planGreedy(input)
  },
  throws() {
    throw new Error('out of ideas')
  },
  kills() {
    process.exit(7)
  },
  eatsMemory() {
    const eaten: number[][] = []
    for (;;) eaten.push(new Array<number>(1_000_000).fill(asked++))
  },
  talksNonsense: () => 'everybody gets everything' as unknown as PlanOutput,
  invents: (input) => ({
    offers: [
      ...input.deliveries.flatMap(({ deliveryId }) =>
        input.riders.map(({ riderId }) => ({ deliveryId, riderId, reason: 'planned' as const, etaAtMs: input.nowMs })),
      ),
      { deliveryId: 'd', riderId: 'r', reason: 'x'.repeat(5_000) as 'planned', etaAtMs: input.nowMs },
      { deliveryId: 'dlv_unknown', riderId: input.riders[0]!.riderId, reason: 'planned', etaAtMs: input.nowMs },
      { deliveryId: input.deliveries[0]!.deliveryId, riderId: 'usr_unknown', reason: 'planned', etaAtMs: input.nowMs },
      null as never,
    ],
    moves: [{ riderId: 'usr_unknown', storeId: 'sto_unknown' }],
    waits: [{ deliveryId: 'dlv_unknown', reason: 'bag' }],
  }),
  /** Everything to everybody as far as it goes, wherever it lies and whatever they are doing. */
  hurries: ({ nowMs, riders, deliveries }) => ({
    offers: deliveries.map(({ deliveryId }, index) => ({
      deliveryId,
      riderId: riders[index % riders.length]!.riderId,
      reason: 'planned' as const,
      etaAtMs: nowMs,
    })),
  }),
  /** Everything to the first rider, whatever that rider carries, and when. */
  overloads: ({ nowMs, riders, deliveries }) => ({
    offers: deliveries.map(({ deliveryId, notBeforeMs = nowMs }) => ({
      deliveryId,
      riderId: riders[0]!.riderId,
      reason: 'planned' as const,
      etaAtMs: notBeforeMs,
    })),
    moves: riders.map(({ riderId }) => ({ riderId, storeId: 'sto' })),
    waits: deliveries.map(({ deliveryId }) => ({ deliveryId, reason: 'batch' as const })),
  }),
  /** Offers that are right, with words about them that are not. */
  rambles: (input) => ({
    offers: [
      {
        deliveryId: 'd',
        riderId: 'r',
        reason: 'planned',
        etaAtMs: input.nowMs + 1_000,
        storeAtMs: Number.POSITIVE_INFINITY,
        costs: { ...noCosts, lateS: Number.NaN },
        others: [
          { riderId: 'usr_unknown', costs: noCosts },
          { riderId: 's', costs: { ...noCosts, essay: 'x'.repeat(10_000) } as CostTerms },
          null as never,
        ],
      },
      { deliveryId: 'e', riderId: 's', reason: 'planned', etaAtMs: 8.64e15 },
    ],
    waits: [{ deliveryId: 'e', reason: 'the moon' as 'bag' }],
  }),
}
