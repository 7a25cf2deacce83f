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
  /** What riders have in hand already, and their routes. */
  readonly #start: readonly Chain[]

  constructor(problem: Problem) {
    this.problem = problem
    this.walker = new Walker(problem)
    this.#start = problem.riders.map(({ held, route }) => [
      ...(held.length > 0 ? [{ storeNode: problem.orders[held[0]!]!.storeNode, orders: held }] : []),
      ...route,
    ])
    this.chains = [...this.#start]
    this.#costs = Float64Array.from(problem.riders, (rider, r) => this.walker.cost(rider, this.chains[r]!))
    // Whose own route has no way gets nothing more, and what that costs is nobody's choice.
    for (const [r, costS] of this.#costs.entries()) if (costS === Number.POSITIVE_INFINITY) this.#costs[r] = 0
    this.riderOf = new Int32Array(problem.waiting).fill(-1)
    this.cost = this.#total()
  }

  costOf(rider: number): number {
    return this.#costs[rider]!
  }

  /** Whether a rider's chain can be ridden within all limits. */
  isPossible(riderId: string): boolean {
    const { riders } = this.problem
    const r = riders.findIndex(({ id }) => id === riderId)
    return Number.isFinite(this.walker.cost(riders[r]!, this.chains[r]!))
  }

  /** What it costs more to give a rider an order in the best place, and where that is. */
  bestSpot(order: number, rider: number): { spot: Spot; moreS: number } | undefined {
    const { problem, walker } = this
    const chain = this.chains[rider]!
    const who = problem.riders[rider]!
    const before = this.#costs[rider]!
    const { storeNode } = problem.orders[order]!
    const windowed = this.#windowed(order)
    // Nothing comes before what is held, nor before a route that leaves now.
    const first = (who.held.length > 0 ? 1 : 0) + (who.leaves === 'now' ? 1 : 0)
    let leastS = Number.POSITIVE_INFINITY
    let [trip, place] = [0, -1]
    for (let k = first; k <= chain.length; k++) {
      const more = walker.cost(who, chain, order, k, -1) - before
      if (more < leastS) [leastS, trip, place] = [more, k, -1]
    }
    for (let k = 0; k < chain.length; k++) {
      const { orders, storeNode: at } = chain[k]!
      if (at !== storeNode) continue
      for (let p = 0; p <= orders.length; p++) {
        // Riders are shown doors with a window last (`domain/trip.ts`).
        if (windowed ? p < orders.length && !this.#windowed(orders[p]!) : p > 0 && this.#windowed(orders[p - 1]!))
          continue
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
    if (Number.isFinite(this.#costs[rider]!)) return
    // Without this door on the way there may be no way to the next: then the rider is rid of everything.
    const rest = this.chains[rider]!.flatMap((trip) => trip.orders.filter((each) => each < this.problem.waiting))
    for (const each of rest) this.riderOf[each] = -1
    this.setChain(rider, this.#start[rider]!)
    this.cost = this.#total()
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
    for (const [rider, chain] of kept.entries()) {
      if (this.chains[rider] !== chain) this.setChain(rider, chain)
      for (const trip of chain)
        for (const order of trip.orders) if (order < this.problem.waiting) this.riderOf[order] = rider
    }
    this.cost = this.#total()
  }

  #windowed(order: number): boolean {
    return this.problem.orders[order]!.notBeforeS > Number.NEGATIVE_INFINITY
  }

  #total(): number {
    let sum = 0
    for (const rider of this.riderOf) if (rider < 0) sum += unservedS
    for (const costS of this.#costs) sum += costS
    return sum
  }
}
