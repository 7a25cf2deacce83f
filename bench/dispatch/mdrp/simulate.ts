import type { PlanDelivery, PlanInput, Planner, PlanRider } from '../../../services/deliveries/planner/types.ts'
import { type MdrpInstance, type MdrpOrder, type Place, travelMin } from './instance.ts'
import type { Instruction, MdrpPlan } from './plan.ts'

export interface Options {
  /** Couriers whose shift begins within so many minutes are shown to the planner. */
  readonly aheadMin: number
  readonly seed: number
  readonly budgetMs?: number
  /** Called with the CPU milliseconds of every round. */
  readonly onRound?: (cpuMs: number) => void
}

interface CourierState {
  readonly id: string
  readonly onAtMin: number
  readonly offAtMin: number
  place: Place
  freeAtMin: number
}

const minuteMs = 60_000

/**
 * Lives through a day minute by minute. The planner is shown what is known at the minute and no more; what it decides is
 * carried out by the rules. A courier who has been given orders of a restaurant elsewhere drives there first and takes
 * them on arrival: nothing is promised before it must be.
 */
export function simulate(instance: MdrpInstance, plan: Planner, options: Options): MdrpPlan {
  const instructions: Instruction[] = []
  const roads = new Roads(instance)
  const restaurants = new Map(instance.restaurants.map((each) => [each.id, each]))
  const couriers = instance.couriers.map((each): CourierState => ({ ...each, place: each, freeAtMin: each.onAtMin }))
  const open = new Map<string, MdrpOrder>()
  const coming = instance.orders.toSorted((a, b) => a.placedAtMin - b.placedAtMin)
  const lastMin = Math.max(...instance.couriers.map((each) => each.offAtMin))
  const firstMin = Math.min(...instance.couriers.map((each) => each.onAtMin))
  let next = 0
  for (let nowMin = firstMin; nowMin <= lastMin; nowMin++) {
    for (; next < coming.length && coming[next]!.placedAtMin <= nowMin; next++)
      open.set(coming[next]!.id, coming[next]!)
    for (const order of open.values()) if (isHopeless(instance, restaurants, order, nowMin)) open.delete(order.id)
    if (open.size === 0) continue
    const atWork = couriers.filter(
      (each) => each.onAtMin <= nowMin + options.aheadMin && each.offAtMin >= Math.max(nowMin, each.freeAtMin),
    )
    const input = toPlanInput({
      instance,
      roads,
      restaurants,
      orders: [...open.values()],
      couriers: atWork,
      nowMin,
      options,
    })
    const before = process.threadCpuUsage()
    const { offers } = plan(input)
    const used = process.threadCpuUsage(before)
    options.onRound?.((used.user + used.system) / 1000)
    for (const [riderId, own] of Map.groupBy(offers, (offer) => offer.riderId)) {
      const courier = couriers.find((each) => each.id === riderId)!
      if (courier.freeAtMin > nowMin) throw new Error(`${riderId} is offered work at ${nowMin} but busy`)
      const list = own.toSorted((a, b) => a.etaAtMs - b.etaAtMs).map((offer) => open.get(offer.deliveryId)!)
      const restaurant = restaurants.get(list[0]!.restaurantId)!
      const base = { courierId: riderId, restaurantId: restaurant.id, assignedAtMin: nowMin, startedAtMin: nowMin }
      const toRestaurantMin = travelMin(instance, courier.place, restaurant)
      if (toRestaurantMin > 0) {
        instructions.push({ kind: 'move', ...base })
        courier.place = restaurant
        courier.freeAtMin = nowMin + toRestaurantMin
        continue
      }
      const pickedUpAtMin = Math.max(nowMin + instance.pickupServiceMin / 2, ...list.map((each) => each.readyAtMin))
      let atMin = pickedUpAtMin + instance.pickupServiceMin / 2
      let place: Place = restaurant
      const drops = list.flatMap((order) => {
        open.delete(order.id)
        const droppedAtMin = atMin + travelMin(instance, place, order) + instance.dropServiceMin / 2
        if (droppedAtMin - order.placedAtMin > instance.maximumClickToDoorMin) return []
        atMin = droppedAtMin + instance.dropServiceMin / 2
        place = order
        return { orderId: order.id, droppedAtMin }
      })
      if (drops.length === 0) continue
      instructions.push({ kind: 'assignment', ...base, pickedUpAtMin, drops })
      courier.place = place
      courier.freeAtMin = atMin
    }
  }
  return { instructions }
}

/** Cannot be at the door in the time allowed, whoever carries it: it would only be in the way of others. */
function isHopeless(
  instance: MdrpInstance,
  restaurants: ReadonlyMap<string, Place>,
  order: MdrpOrder,
  nowMin: number,
): boolean {
  const pickupMin = Math.max(order.readyAtMin, nowMin + instance.pickupServiceMin / 2)
  const driveMin = travelMin(instance, restaurants.get(order.restaurantId)!, order)
  const doorMin = pickupMin + instance.pickupServiceMin / 2 + driveMin + instance.dropServiceMin / 2
  return doorMin - order.placedAtMin > instance.maximumClickToDoorMin
}

/** All travel times of a day, counted once. */
class Roads {
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
  options: Options
}

/**
 * One minute as the planner sees a city. Half of each service time is spent before the goods change hands and counts as
 * part of the ride there; the other half is the planner's handover.
 */
function toPlanInput({ instance, roads, restaurants, orders, couriers, nowMin, options }: Moment): PlanInput {
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
      promisedAtMs: (order.placedAtMin + instance.targetClickToDoorMin) * minuteMs,
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
      batchDetourS: Number(process.env.DETOUR ?? 900),
      fairnessS: Number(process.env.FAIR ?? 240),
      seed: options.seed,
      ...(options.budgetMs !== undefined && { budgetMs: options.budgetMs }),
    },
  }
}
