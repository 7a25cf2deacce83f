import type { PlanDelivery, PlanInput, PlanRider } from '../../../services/deliveries/planner/types.ts'
import { type MdrpInstance, type MdrpOrder, type Place, travelMin } from './instance.ts'

/** Where a courier is free, and from when: the last door, or the restaurant that the courier was sent to. */
export interface CourierState {
  readonly id: string
  readonly onAtMin: number
  readonly offAtMin: number
  place: Place
  freeAtMin: number
}

const minuteMs = 60_000
/**
 * What counts as late: so long before the most that the rules allow. The target of 40 minutes is only reported; promising it
 * would hurry some at the cost of the mean, which is what the problem asks for.
 */
const reserveMin = 20
/** A drop may come half an hour later for travelling with others: what it costs decides. */
const batchDetourS = 1_800
/** Whoever has waited long is worth up to four minutes: it spreads the work over shifts that are paid for anyway. */
const fairnessS = 240

/** All travel times of a day, counted once. */
export class Roads {
  readonly #index = new Map<string, number>()
  readonly #minutes: Uint8Array
  readonly #size: number

  constructor(instance: MdrpInstance) {
    const places: Place[] = [...instance.restaurants, ...instance.orders, ...instance.couriers]
    this.#size = places.length
    this.#minutes = new Uint8Array(places.length ** 2)
    for (const [i, each] of places.entries()) this.#index.set(each.id, i)
    for (let i = 0; i < places.length; i++)
      for (let j = 0; j < places.length; j++)
        this.#minutes[i * this.#size + j] = Math.min(255, travelMin(instance, places[i]!, places[j]!))
  }

  /** Seconds between all of some places, with the half of a service time that is spent on arrival. */
  matrix(places: readonly Place[], arrivalMin: number): number[][] {
    const at = places.map((each) => this.#index.get(each.id)!)
    return at.map((i) => at.map((j) => (this.#minutes[i * this.#size + j]! + arrivalMin) * 60))
  }
}

interface Moment {
  instance: MdrpInstance
  roads: Roads
  restaurants: ReadonlyMap<string, Place>
  orders: readonly MdrpOrder[]
  couriers: readonly CourierState[]
  nowMin: number
  seed: number
}

/**
 * One minute as the planner sees a city. Half of each service time is spent before the goods change hands and counts as
 * part of the ride there; the other half is the planner's handover.
 */
export function toPlanInput({ instance, roads, restaurants, orders, couriers, nowMin, seed }: Moment): PlanInput {
  const places: Place[] = []
  const nodes = new Map<string, number>()
  const node = (place: Place): number => {
    const known = nodes.get(place.id) ?? places.push(place) - 1
    nodes.set(place.id, known)
    return known
  }
  const deliveries = orders.map(
    (order): PlanDelivery => ({
      deliveryId: order.id,
      storeNode: node(restaurants.get(order.restaurantId)!),
      dropNode: node(order),
      readyAtMs: order.readyAtMin * minuteMs,
      placedAtMs: order.placedAtMin * minuteMs,
      promisedAtMs: (order.placedAtMin + instance.maximumClickToDoorMin - reserveMin) * minuteMs,
      declinedBy: [],
    }),
  )
  const riders = couriers.map(
    (courier): PlanRider => ({
      riderId: courier.id,
      node: node(courier.place),
      capacity: 1_000,
      idleSinceMs: courier.freeAtMin * minuteMs,
      freeAtMs: courier.freeAtMin * minuteMs,
      shiftEndsAtMs: courier.offAtMin * minuteMs,
      route: [],
    }),
  )
  return {
    nowMs: nowMin * minuteMs,
    riders,
    deliveries,
    travel: { durationS: roads.matrix(places, instance.pickupServiceMin / 2), approximate: false },
    config: {
      handoverS: (instance.dropServiceMin / 2) * 60,
      batchDetourS,
      fairnessS,
      seed,
    },
  }
}
