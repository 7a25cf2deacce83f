import type { Planner } from '../../../services/deliveries/planner/types.ts'
import { type MdrpInstance, type MdrpOrder, type Place, travelMin } from './instance.ts'
import type { Instruction, MdrpPlan } from './plan.ts'
import { type CourierState, Roads, toPlanInput } from './planner-view.ts'

export interface Options {
  /** Couriers whose shift begins within so many minutes are shown to the planner. */
  readonly aheadMin: number
  readonly seed: number
  /** Measures the rounds; what it says does not change them. */
  readonly clockMs?: () => number
  /** Told what every round took. */
  readonly onRound?: (tookMs: number) => void
}

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
      seed: options.seed,
    })
    const beganMs = options.clockMs?.() ?? 0
    const { offers } = plan(input)
    options.onRound?.((options.clockMs?.() ?? 0) - beganMs)
    for (const [riderId, own] of Map.groupBy(offers, (offer) => offer.riderId)) {
      const courier = couriers.find((each) => each.id === riderId)!
      const list = own.toSorted((a, b) => a.etaAtMs - b.etaAtMs).map((offer) => open.get(offer.deliveryId)!)
      const done = send(instance, courier, restaurants.get(list[0]!.restaurantId)!, list, nowMin)
      instructions.push(done)
      if (done.kind === 'assignment') for (const drop of done.drops) open.delete(drop.orderId)
    }
  }
  return { instructions }
}

/**
 * Carries out what a courier was given. Who is elsewhere drives to the restaurant first and is given the orders there; who
 * is there takes them along. What would come later than is allowed is left behind.
 */
function send(
  instance: MdrpInstance,
  courier: CourierState,
  restaurant: Place,
  orders: readonly MdrpOrder[],
  nowMin: number,
): Instruction {
  if (courier.freeAtMin > nowMin)
    throw new Error(`${courier.id} is given work at ${nowMin}, busy to ${courier.freeAtMin}`)
  const base = { courierId: courier.id, restaurantId: restaurant.id, assignedAtMin: nowMin, startedAtMin: nowMin }
  const driveMin = travelMin(instance, courier.place, restaurant)
  courier.place = restaurant
  courier.freeAtMin = nowMin + driveMin
  if (driveMin > 0) return { kind: 'move', ...base }
  const pickedUpAtMin = Math.max(nowMin + instance.pickupServiceMin / 2, ...orders.map((each) => each.readyAtMin))
  courier.freeAtMin = pickedUpAtMin + instance.pickupServiceMin / 2
  const drops = orders.flatMap((order) => {
    const droppedAtMin = courier.freeAtMin + travelMin(instance, courier.place, order) + instance.dropServiceMin / 2
    if (droppedAtMin - order.placedAtMin > instance.maximumClickToDoorMin) return []
    courier.place = order
    courier.freeAtMin = droppedAtMin + instance.dropServiceMin / 2
    return { orderId: order.id, droppedAtMin }
  })
  if (drops.length > 0) return { kind: 'assignment', ...base, pickedUpAtMin, drops }
  courier.freeAtMin = nowMin
  return { kind: 'move', ...base }
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
