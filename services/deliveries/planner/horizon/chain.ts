import { outOfHours } from '../hours.ts'
import { keepsCold } from '../refusal.ts'
import type { Order, Problem, Rider } from './problem.ts'

/** One visit to one store, and the drops from it in their order. Never changed in place. */
export interface Trip {
  readonly storeNode: number
  readonly orders: readonly number[]
}

/** The trips of one rider, one after the other. */
export type Chain = readonly Trip[]

/** Where in a chain an order is put: into a trip at a place among its drops, or (`place` -1) as a trip of its own before it. */
export interface Spot {
  readonly trip: number
  readonly place: number
}

/** When things would happen, by order; overwritten by every walk. */
export interface Times {
  readonly atStoreS: Float64Array
  readonly pickupS: Float64Array
  readonly dropS: Float64Array
  /** Before a window begins. */
  readonly doorWaitS: Float64Array
}

export const emptyTimes = (orders: number): Times => ({
  atStoreS: new Float64Array(orders),
  pickupS: new Float64Array(orders),
  dropS: new Float64Array(orders),
  doorWaitS: new Float64Array(orders),
})

/**
 * Rides the chains of riders in thought. The one place where times, limits and costs are worked out: an impossible chain
 * costs `Infinity`.
 */
export class Walker {
  readonly times: Times
  /** Of the last chain: riding and handing over, without waiting. */
  rideTimeS = 0
  /** Doors that were ridden to in thought so far: what a search costs, on whatever machine. */
  doors = 0
  readonly #problem: Problem
  #atS = 0
  #node = 0
  #cost = 0
  #cashPaise = 0

  constructor(problem: Problem) {
    this.#problem = problem
    this.times = emptyTimes(problem.orders.length)
  }

  /** What a chain costs, with one more order at a spot if one is given. */
  cost(rider: Rider, chain: Chain, order = -1, trip = -1, place = -1): number {
    if (chain.length === 0 && order < 0) return 0
    this.#atS = rider.freeS
    this.#node = rider.node
    this.#cost = rider.bonusS
    this.#cashPaise = 0
    this.rideTimeS = 0
    for (let k = 0; k <= chain.length; k++) {
      if (k === trip && place < 0) this.#visit(rider, alone, order, 0, k)
      if (k < chain.length && this.#cost !== Number.POSITIVE_INFINITY)
        this.#visit(rider, chain[k]!.orders, k === trip && place >= 0 ? order : -1, place, k)
      if (this.#cost === Number.POSITIVE_INFINITY) return this.#cost
    }
    return this.#cost + this.#problem.weights.rider * this.rideTimeS
  }

  /** From placing to the door; a little more the longer it is. */
  waitCost({ placedS, inRoute }: Order, dropS: number): number {
    if (inRoute) return 0
    const waitsS = dropS - placedS
    return waitsS * (1 + this.#problem.weights.waitGrowth * waitsS)
  }

  /** The farther past its promise, the worse a second is. */
  lateCost({ promisedS }: Order, dropS: number): number {
    const lateS = dropS - promisedS
    const { late, lateGrowth } = this.#problem.weights
    return lateS > 0 ? lateS * (late + lateS * lateGrowth) : 0
  }

  #visit(rider: Rider, list: readonly number[], extra: number, extraPlace: number, trip: number): void {
    const { orders, handoverS, detourS, weights } = this.#problem
    const { rideS } = rider
    const { times } = this
    const size = list.length + (extra < 0 ? 0 : 1)
    this.doors += size
    // What is held was allowed when it was given: limits are for what comes to it.
    const settled = trip === 0 && size === rider.held.length
    const store = orders[extra < 0 ? list[0]! : extra]!.storeNode
    const toStoreS = rideS[this.#node]![store]!
    const arriveS = this.#atS + toStoreS
    let pickupS = arriveS
    let bulkL = 0
    for (let i = 0; i < size; i++) {
      const order = orders[at(list, extra, extraPlace, i)]!
      if (order.readyS > pickupS) pickupS = order.readyS
      bulkL += order.bulkL
      this.#cashPaise += order.cashPaise
      if (!keepsCold(rider, order)) this.#cost = Number.POSITIVE_INFINITY
    }
    const full = size > rider.capacity || bulkL > rider.bagL || this.#cashPaise > rider.cashRoomPaise
    if (!settled && full) this.#cost = Number.POSITIVE_INFINITY
    if (this.#cost === Number.POSITIVE_INFINITY) return
    let atS = pickupS
    let node = store
    this.rideTimeS += toStoreS + handoverS
    for (let i = 0; i < size; i++) {
      const index = at(list, extra, extraPlace, i)
      const order = orders[index]!
      const legS = rideS[node]![order.dropNode]!
      atS += handoverS + legS
      times.doorWaitS[index] = Math.max(0, order.notBeforeS - atS)
      if (atS < order.notBeforeS) atS = order.notBeforeS
      this.rideTimeS += handoverS + legS
      node = order.dropNode
      times.atStoreS[index] = arriveS
      times.pickupS[index] = pickupS
      times.dropS[index] = atS
      if (order.inRoute) {
        if (atS > order.promisedS) this.#cost = Number.POSITIVE_INFINITY
      } else if (size > 1) {
        if (!settled && atS - aloneFrom(rider, order, arriveS, handoverS) > detourS)
          this.#cost = Number.POSITIVE_INFINITY
      }
      this.#cost += this.waitCost(order, atS)
      this.#cost += weights.readyToPickup * (pickupS - order.waitsFromS)
      this.#cost += this.lateCost(order, atS)
    }
    this.#atS = atS + handoverS
    if (!settled && outOfHours(rider.endS, rider.breakS, pickupS, this.#atS)) this.#cost = Number.POSITIVE_INFINITY
    this.#node = node
  }
}

const alone: readonly number[] = []

const at = (list: readonly number[], extra: number, place: number, i: number): number =>
  extra < 0 || i < place ? list[i]! : i === place ? extra : list[i - 1]!

/** When an order would be at the door if the rider carried nothing else. */
const aloneFrom = ({ mode }: Rider, order: Order, arriveS: number, handoverS: number): number =>
  Math.max(Math.max(arriveS, order.readyS) + handoverS + order.directS[mode]!, order.notBeforeS)

/** A chain with one more order in it. */
export function withOrder(chain: Chain, order: number, storeNode: number, { trip, place }: Spot): Chain {
  if (place < 0) return [...chain.slice(0, trip), { storeNode, orders: [order] }, ...chain.slice(trip)]
  return chain.map((each, k) => (k === trip ? { storeNode, orders: each.orders.toSpliced(place, 0, order) } : each))
}

/** A chain without an order; a trip that has nothing left is gone. */
export const withoutOrder = (chain: Chain, order: number): Chain =>
  chain
    .map((trip) =>
      trip.orders.includes(order) ? { ...trip, orders: trip.orders.filter((each) => each !== order) } : trip,
    )
    .filter((trip) => trip.orders.length > 0)
