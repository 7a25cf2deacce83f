import type { Chain, Trip } from '../horizon/chain.ts'
import { directS } from '../horizon/limits.ts'
import type { Problem } from '../horizon/problem.ts'
import type { Route } from '../horizon/routes.ts'
import { settings } from './settings.ts'
import type { Start } from './trips.ts'

/** Until when a rider may set out from a place for trips to come without missing a window, or the next break. */
function latestStartS({ orders, riders, handoverS }: Problem, { rider, node: from }: Start, trips: Chain): number {
  const { rideS, breakS } = riders[rider]!
  const legS = (a: number, b: number) => (a === b ? 0 : (rideS[a]?.[b] ?? Number.POSITIVE_INFINITY))
  // Backwards: when the rider must be at the place that comes next, which is `node`.
  let latestS = breakS - handoverS
  let node: number | undefined
  for (const trip of trips.toReversed()) {
    for (const o of trip.orders.toReversed()) {
      const { dropNode, promisedS } = orders[o]!
      const onS = node === undefined ? latestS : latestS - legS(dropNode, node) - handoverS
      latestS = Math.min(promisedS, onS)
      node = dropNode
    }
    latestS -= handoverS + legS(trip.storeNode, node!)
    node = trip.storeNode
  }
  return node === undefined ? latestS : latestS - legS(from, node)
}

/** When and where a rider has done some trips who sets out at once. */
export function doneAfter({ orders, riders, handoverS }: Problem, start: Start, trips: Chain): Start {
  const { rideS } = riders[start.rider]!
  let { atS, node } = start
  const to = (next: number) => {
    atS += node === next ? 0 : (rideS[node]?.[next] ?? Number.POSITIVE_INFINITY)
    node = next
  }
  for (const { storeNode, orders: list } of trips) {
    to(storeNode)
    atS = list.reduce((latest, o) => Math.max(latest, orders[o]!.readyS), atS)
    for (const o of list) {
      atS += handoverS
      to(orders[o]!.dropNode)
      atS = Math.max(atS, orders[o]!.notBeforeS)
    }
    atS += handoverS
  }
  return { ...start, node, atS }
}

/** How long a rider who sets out at once would stand at the store and at the first door. */
function standsS(
  { orders, riders, handoverS }: Problem,
  { rider, node, atS }: Start,
  { storeNode, orders: list }: Trip,
): number {
  const first = orders[list[0]!]!
  const who = riders[rider]!
  const thereS = atS + (who.rideS[node]?.[storeNode] ?? 0)
  const leavesS = list.reduce((latest, o) => Math.max(latest, orders[o]!.readyS), thereS)
  return leavesS - thereS + Math.max(0, first.notBeforeS - leavesS - handoverS - directS(who, first))
}

/**
 * Whether a route has to leave now, may leave because its first trip is full, or had better wait: until then orders may
 * still come that go with it, and its rider may do something else.
 * @param leastL the room that the smallest order of the store takes
 */
export function toLeave(
  problem: Problem,
  start: Start,
  trips: Chain,
  leastL: number,
): Pick<Route, 'leaves' | 'spareS'> {
  const { capacity, bagL } = problem.riders[start.rider]!
  const { handoverS } = problem
  const leftS = latestStartS(problem, start, trips) - Math.max(start.atS, problem.input.config.leadS ?? 0)
  // A second for what sums of seconds may be off by.
  const spareS = Math.max(0, Math.min(settings.spareHandovers * handoverS, leftS - 1))
  if (leftS <= settings.leaveHandovers * handoverS && standsS(problem, start, trips[0]!) <= handoverS)
    return { leaves: 'now', spareS }
  const bulkL = trips[0]!.orders.reduce((sum, o) => sum + problem.orders[o]!.bulkL, 0)
  const isFull = trips[0]!.orders.length >= capacity || bulkL + leastL > bagL
  return { leaves: isFull ? 'when-open' : 'for-others', spareS }
}
