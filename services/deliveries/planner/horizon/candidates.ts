import { arrivalS, directS, limitOf, mayAsk } from './limits.ts'
import type { Problem } from './problem.ts'
import { nearest, related } from './weights.ts'

/** For every waiting order the riders worth a look, who would be at the store first in front; and orders that go together. */
export interface Candidates {
  readonly riders: readonly (readonly number[])[]
  readonly related: readonly (readonly number[])[]
}

/** Farther riders are hardly ever chosen, and to try them all costs. Who holds a trip at the same store is always tried. */
export function findCandidates(problem: Problem): Candidates {
  const waits = problem.orders.slice(0, problem.waiting)
  return {
    riders: problem.orders.slice(0, problem.open).map((order, o) => {
      const reach = problem.riders.flatMap((rider, r) => {
        const arriveS = arrivalS(rider, order)
        if (
          !Number.isFinite(arriveS + directS(rider, order)) ||
          !mayAsk(problem, o, rider) ||
          limitOf(problem, rider, order)
        )
          return []
        return [{ r, arriveS, joins: rider.held.some((held) => problem.orders[held]!.storeNode === order.storeNode) }]
      })
      reach.sort((a, b) => a.arriveS - b.arriveS || a.r - b.r)
      return reach.filter(({ joins }, place) => joins || place < nearest).map(({ r }) => r)
    }),
    related: waits.map((order, o) => {
      const apart = (other: (typeof waits)[number]) =>
        Math.min(problem.rideS[order.storeNode]?.[other.storeNode] ?? farS, farS) +
        Math.abs(order.readyS - other.readyS) / 2
      return waits
        .flatMap((other, i) => (i === o ? [] : [{ i, apart: apart(other) }]))
        .sort((a, b) => a.apart - b.apart || a.i - b.i)
        .slice(0, related)
        .map(({ i }) => i)
    }),
  }
}

const farS = 3_600
