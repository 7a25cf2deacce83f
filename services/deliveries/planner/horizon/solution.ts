import { type Chain, type Spot, Walker, withOrder, withoutOrder } from './chain.ts'
import type { Problem } from './problem.ts'

/** Nobody at all is worse than anybody. */
export const unservedS = 1e7

/** Who carries what, and what that costs. Chains are replaced whole, so that keeping an old one keeps an old state. */
export class Solution {
  readonly problem: Problem
  readonly chains: Chain[]
  readonly walker: Walker
  /** The rider of every waiting order, or -1. */
  readonly riderOf: Int32Array
  cost: number
  readonly #costs: Float64Array

  constructor(problem: Problem) {
    this.problem = problem
    this.walker = new Walker(problem)
    this.chains = problem.riders.map(({ held }) =>
      held.length > 0 ? [{ storeNode: problem.orders[held[0]!]!.storeNode, orders: held }] : [],
    )
    this.#costs = Float64Array.from(problem.riders, (rider, r) => this.walker.cost(rider, this.chains[r]!))
    // Whose own route has no way gets nothing more, and what that costs is nobody's choice.
    for (const [r, costS] of this.#costs.entries()) if (costS === Number.POSITIVE_INFINITY) this.#costs[r] = 0
    this.riderOf = new Int32Array(problem.waiting).fill(-1)
    this.cost = unservedS * problem.waiting + this.#costs.reduce((sum, each) => sum + each, 0)
  }

  costOf(rider: number): number {
    return this.#costs[rider]!
  }

  /** What it costs more to give a rider an order in the best place, and where that is. */
  bestSpot(order: number, rider: number): { spot: Spot; moreS: number } | undefined {
    const { problem, walker } = this
    const chain = this.chains[rider]!
    const who = problem.riders[rider]!
    const before = this.#costs[rider]!
    const { storeNode } = problem.orders[order]!
    const first = who.held.length > 0 ? 1 : 0
    let leastS = Number.POSITIVE_INFINITY
    let [trip, place] = [0, -1]
    for (let k = first; k <= chain.length; k++) {
      const more = walker.cost(who, chain, order, k, -1) - before
      if (more < leastS) [leastS, trip, place] = [more, k, -1]
    }
    for (let k = 0; k < chain.length; k++) {
      if (chain[k]!.storeNode !== storeNode) continue
      for (let p = 0; p <= chain[k]!.orders.length; p++) {
        const more = walker.cost(who, chain, order, k, p) - before
        if (more < leastS) [leastS, trip, place] = [more, k, p]
      }
    }
    return leastS < unservedS ? { spot: { trip, place }, moreS: leastS } : undefined
  }

  insert(order: number, rider: number, spot: Spot): void {
    this.riderOf[order] = rider
    this.cost -= unservedS
    this.setChain(rider, withOrder(this.chains[rider]!, order, this.problem.orders[order]!.storeNode, spot))
  }

  remove(order: number): void {
    const rider = this.riderOf[order]!
    if (rider < 0) return
    this.riderOf[order] = -1
    this.cost += unservedS
    this.setChain(rider, withoutOrder(this.chains[rider]!, order))
  }

  setChain(rider: number, chain: Chain): void {
    this.chains[rider] = chain
    const costS = this.walker.cost(this.problem.riders[rider]!, chain)
    this.cost += costS - this.#costs[rider]!
    this.#costs[rider] = costS
  }

  /** Goes back to kept chains. */
  restore(kept: readonly Chain[]): void {
    this.riderOf.fill(-1)
    let served = 0
    for (const [rider, chain] of kept.entries()) {
      if (this.chains[rider] !== chain) this.setChain(rider, chain)
      for (const trip of chain)
        for (const order of trip.orders)
          if (order < this.problem.waiting) {
            this.riderOf[order] = rider
            served++
          }
    }
    this.cost = unservedS * (this.problem.waiting - served) + this.#costs.reduce((sum, each) => sum + each, 0)
  }
}
