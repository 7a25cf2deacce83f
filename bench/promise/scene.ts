import type { PlanDelivery, PlanInput, PlanRider } from '../../services/deliveries/planner/types.ts'
import { type Order, type Rider, reachS } from './riding.ts'
import type { Streets } from './streets.ts'

const config = { handoverS: 60, batchDetourS: 180, fairnessS: 30 }
/** As many as a round of the product looks at. */
const waitingMost = 200

export interface SceneParts {
  readonly nowS: number
  readonly placedS: (order: Order) => number
  readonly waiting: ReadonlySet<Order>
  readonly onShift: ReadonlySet<Rider>
  readonly streets: Streets
  /** The first places are stores. */
  readonly sites: number
  readonly aheadS: number
  readonly capacity: number
}

/** What the planner is given: what waits, who could ride, and the ways that a plan can need. */
export function sceneOf(parts: SceneParts): PlanInput {
  const { nowS, placedS, waiting, onShift, streets, sites, aheadS, capacity } = parts
  const nodes = new Map<number, number>()
  const places: number[] = []
  const of = (place: number) => {
    const known = nodes.get(place)
    if (known !== undefined) return known
    nodes.set(place, places.length)
    return places.push(place) - 1
  }
  for (let store = 0; store < sites; store++) of(store)
  const promisedS = (order: Order) => placedS(order) + order.told.minutes * 60
  const deliveries = [...waiting]
    .filter((order) => order.packed || order.readyS - nowS <= aheadS)
    .sort((a, b) => promisedS(a) - promisedS(b))
    .slice(0, waitingMost)
    .map(
      (order): PlanDelivery => ({
        deliveryId: String(order.index),
        storeNode: of(order.store),
        dropNode: of(order.node),
        readyAtMs: Math.max(order.packed ? 0 : nowS * 1000, order.readyS * 1000),
        promisedAtMs: promisedS(order) * 1000,
        placedAtMs: placedS(order) * 1000,
        declinedBy: order.declinedBy,
      }),
    )
  const able = [...onShift].filter((rider) => rider.offS > nowS)
  const routes = able.map((rider) =>
    rider.route.map((order) => ({
      deliveryId: String(order.index),
      storeNode: of(order.store),
      dropNode: of(order.node),
      promisedAtMs: promisedS(order) * 1000,
      pickedUp: rider.phase === 'riding',
      readyAtMs: order.readyS * 1000,
    })),
  )
  const known = places.length
  const servedBy = new Map<number, number>()
  for (const order of waiting) servedBy.set(order.node, order.store)
  // Bags that have left their store travel with nobody else's.
  for (const [index, rider] of able.entries())
    for (const order of rider.route) servedBy.set(order.node, rider.phase === 'riding' ? -2 - index : order.store)
  const size = known + able.length
  const far = new Array<number>(size).fill(Number.POSITIVE_INFINITY)
  // From door to door only where two orders could travel together.
  const storeOf = places.map((place) => (place < sites ? -1 : servedBy.get(place)!))
  const durationS: number[][] = places.map((from, node) => {
    const row = far.slice()
    for (let to = 0; to < known; to++)
      if (storeOf[node] === -1 || storeOf[to] === -1 || storeOf[node] === storeOf[to])
        row[to] = streets.rideS(from, places[to]!)
    return row
  })
  const planRiders = able.map((rider, index): PlanRider => {
    const row = far.slice()
    for (let to = 0; to < sites; to++) row[to] = reachS(streets, rider, to, nowS)
    for (const order of rider.route) row[of(order.node)] = reachS(streets, rider, order.node, nowS)
    durationS.push(row)
    return {
      riderId: rider.id,
      node: known + index,
      capacity,
      idleSinceMs: rider.since * 1000,
      route: routes[index]!,
      shiftEndsAtMs: rider.offS * 1000,
    }
  })
  return {
    nowMs: nowS * 1000,
    riders: planRiders,
    deliveries,
    travel: { durationS, approximate: false },
    config: { ...config, seed: 1 },
  }
}
