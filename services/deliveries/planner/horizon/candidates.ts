import type { Problem } from './problem.ts'
import { tune } from './weights.ts'

/** For every waiting order the riders worth a look, who would be at the store first in front; and orders that go together. */
export interface Candidates {
  readonly riders: readonly (readonly number[])[]
  readonly related: readonly (readonly number[])[]
}

const relatedCount = 16

/** Farther riders are hardly ever chosen, and to try them all costs. */
export function findCandidates(problem: Problem): Candidates {
  const { orders, riders, waiting, rideS } = problem
  const waits = orders.slice(0, waiting)
  return {
    riders: waits.map((order, o) => {
      const { declinedBy, lockedTo } = problem.input.deliveries[o]!
      const reach = riders.flatMap((rider, r) => {
        if (declinedBy.includes(rider.id) || (lockedTo !== undefined && lockedTo !== rider.id)) return []
        const arriveS = rider.freeS + (rideS[rider.node]?.[order.storeNode] ?? Number.POSITIVE_INFINITY)
        return Number.isFinite(arriveS) ? [{ r, arriveS }] : []
      })
      reach.sort((a, b) => a.arriveS - b.arriveS || a.r - b.r)
      return reach.slice(0, tune.near).map(({ r }) => r)
    }),
    related: waits.map((order, o) => {
      const far = (other: (typeof waits)[number]) =>
        Math.min(rideS[order.storeNode]?.[other.storeNode] ?? 3600, 3600) + Math.abs(order.readyS - other.readyS) / 2
      return waits
        .map((other, i) => ({ i, far: far(other) }))
        .filter(({ i }) => i !== o)
        .sort((a, b) => a.far - b.far || a.i - b.i)
        .slice(0, relatedCount)
        .map(({ i }) => i)
    }),
  }
}
