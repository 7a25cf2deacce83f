import { type Durations, durationsOf, quickest } from '../ride.ts'
import type { PlanDelivery, PlanInput, PlanRider, PlanStop } from '../types.ts'
import type { Trip } from './chain.ts'
import { behind, noRoutes, type Route, type Routes } from './routes.ts'
import { type Weights, weights } from './weights.ts'

/**
 * A plan's input made ready for the search: orders and riders are numbers, instants are seconds from now. Behind the orders
 * that wait stand those of routes, and those in hand that are not fetched yet: others may join them, they are never moved.
 */
export interface Problem {
  readonly input: PlanInput
  readonly weights: Weights
  readonly orders: readonly Order[]
  /** How many of `orders` wait for a place in the plan; */
  readonly waiting: number
  /** and with those of routes, how many are in nobody's hands. The rest is held. */
  readonly open: number
  readonly riders: readonly Rider[]
  /** By whichever mode is quickest; what a rider needs is the rider's own. */
  readonly rideS: Durations
  readonly handoverS: number
  readonly detourS: number
}

export interface Order {
  readonly id: string
  readonly storeNode: number
  readonly dropNode: number
  readonly readyS: number
  readonly placedS: number
  readonly promisedS: number
  readonly notBeforeS: number
  /** From when the goods wait: they are ready, or the order for ready goods is placed. */
  readonly waitsFromS: number
  /** From the store straight to the door, by number of the rider's mode. */
  readonly directS: readonly number[]
  readonly bulkL: number
  readonly cold: boolean
  readonly chilled: boolean
  readonly cashPaise: number
  /** Of a route: any moment of its window is as good as another, and none after it will do. */
  readonly inRoute: boolean
}

export interface Rider {
  readonly id: string
  /** A number for each mode of travel, and its times. */
  readonly mode: number
  readonly rideS: Durations
  /** Where the rider is free, and when. */
  readonly node: number
  readonly freeS: number
  readonly endS: number
  /** When the next break begins. */
  readonly breakS: number
  readonly capacity: number
  readonly bagL: number
  readonly cold: boolean
  readonly chills: boolean
  readonly cashRoomPaise: number
  /** At most 0: what this rider is preferred by for having waited, the more the longer. */
  readonly bonusS: number
  /** Nothing in hand at all. */
  readonly idle: boolean
  /** Places in the bag that are taken until `freeS`. */
  readonly inHand: number
  /** Orders in hand that are still at one store: the first trip, which others may join. */
  readonly held: readonly number[]
  /** Trips of a route, behind what is held. */
  readonly route: readonly Trip[]
  readonly leaves: Route['leaves'] | undefined
}

export function toProblem(all: PlanInput, routes: Routes = noRoutes): Problem {
  const { input, inRoutes } = behind(all, routes)
  const modes = [...new Set(input.riders.map((rider) => durationsOf(input.travel, rider)))]
  const secondsOf = (atMs: number) => (atMs - input.nowMs) / 1000
  const open = input.deliveries.length
  const waiting = open - inRoutes
  const orders: Order[] = input.deliveries.map((delivery, o) => toOrder(delivery, modes, secondsOf, o >= waiting))
  const orderOf = new Map(orders.map(({ id }, o) => [id, o]))
  const riders = input.riders.map((rider) => {
    const held = isOpen(rider)
      ? rider.route.map((stop) => orders.push(heldOrder(stop, input.nowMs, modes, secondsOf)) - 1)
      : []
    const route = routes.get(rider.riderId)
    const trips = (route?.trips ?? []).map((ids): Trip => {
      const list = ids.map((id) => orderOf.get(id)!)
      for (const o of list) orders[o] = { ...orders[o]!, promisedS: orders[o]!.promisedS - route!.spareS }
      return { storeNode: orders[list[0]!]!.storeNode, orders: list }
    })
    const rideS = durationsOf(input.travel, rider)
    return { ...toRider(rider, input, held), mode: modes.indexOf(rideS), rideS, route: trips, leaves: route?.leaves }
  })
  return {
    input,
    weights,
    orders,
    waiting,
    open,
    riders,
    rideS: quickest(input.travel),
    handoverS: input.config.handoverS,
    detourS: input.config.batchDetourS,
  }
}

/** What is later than this is not told apart: without an end the cost of a forgotten order would exceed that of leaving it. */
const lateMostS = 6 * 3_600

type SecondsOf = (atMs: number) => number

function toOrder(delivery: PlanDelivery, modes: readonly Durations[], secondsOf: SecondsOf, inRoute = false): Order {
  const readyS = secondsOf(delivery.readyAtMs)
  const placedS = secondsOf(delivery.placedAtMs ?? delivery.readyAtMs)
  return {
    id: delivery.deliveryId,
    storeNode: delivery.storeNode,
    dropNode: delivery.dropNode,
    readyS,
    placedS,
    waitsFromS: Math.max(readyS, placedS),
    promisedS: Math.max(-lateMostS, secondsOf(delivery.promisedAtMs)),
    notBeforeS: delivery.notBeforeMs === undefined ? Number.NEGATIVE_INFINITY : secondsOf(delivery.notBeforeMs),
    bulkL: delivery.bulkL ?? 0,
    cold: delivery.cold ?? false,
    chilled: delivery.chilled ?? false,
    cashPaise: delivery.cashPaise ?? 0,
    directS: modes.map((rideS) => rideS[delivery.storeNode]?.[delivery.dropNode] ?? Number.POSITIVE_INFINITY),
    inRoute,
  }
}

const heldOrder = (stop: PlanStop, nowMs: number, modes: readonly Durations[], secondsOf: SecondsOf): Order => {
  // What is in hand is settled: only how much later it would come counts, so what is not known is taken to be now.
  const readyAtMs = stop.readyAtMs ?? nowMs
  return toOrder({ ...stop, declinedBy: [], readyAtMs }, modes, secondsOf)
}

/** All of one store and nothing fetched: there is a trip that others may join. */
const isOpen = ({ route }: PlanRider): boolean =>
  route.length > 0 && route.every((stop) => !stop.pickedUp && stop.storeNode === route[0]!.storeNode)

type Own = Omit<Rider, 'mode' | 'rideS' | 'route' | 'leaves'>

function toRider(rider: PlanRider, input: PlanInput, held: readonly number[]): Own {
  const { nowMs } = input
  const end = held.length > 0 ? { node: rider.node, atS: breakEnd(rider, nowMs) } : endOfRoute(rider, input)
  return {
    id: rider.riderId,
    node: end.node,
    freeS: end.atS,
    endS: ((rider.shiftEndsAtMs ?? Number.POSITIVE_INFINITY) - nowMs) / 1000,
    breakS: ((rider.breakAtMs ?? Number.POSITIVE_INFINITY) - nowMs) / 1000,
    capacity: rider.capacity,
    bagL: rider.bagL ?? Number.POSITIVE_INFINITY,
    cold: rider.cold ?? true,
    chills: rider.chills ?? true,
    cashRoomPaise: rider.cashRoomPaise ?? Number.POSITIVE_INFINITY,
    bonusS:
      rider.route.length > 0 ? 0 : bonusFor(Math.max(0, (nowMs - rider.idleSinceMs) / 1000), input.config.fairnessS),
    idle: rider.route.length === 0,
    inHand: rider.route.length + (rider.inHand ?? 0),
    held,
  }
}

/** Nears the full `fairnessS` for who has waited much longer than ten minutes. */
const bonusFor = (waitedS: number, fairnessS: number): number => (-fairnessS * waitedS) / (waitedS + 600)

const breakEnd = (rider: PlanRider, nowMs: number): number => Math.max(0, ((rider.freeAtMs ?? nowMs) - nowMs) / 1000)

/** Rides what is in hand to its end: all of a store is fetched in one visit. */
function endOfRoute(rider: PlanRider, { travel, config, nowMs }: PlanInput): { node: number; atS: number } {
  let node = rider.node
  let atS = breakEnd(rider, nowMs)
  let leaving = rider.route[0]?.pickedUp === false
  const rideS = durationsOf(travel, rider)
  const ride = (to: number) => rideS[node]?.[to] ?? Number.POSITIVE_INFINITY
  for (const [place, stop] of rider.route.entries()) {
    const fetched =
      stop.pickedUp || rider.route.slice(0, place).some((each) => !each.pickedUp && each.storeNode === stop.storeNode)
    if (!fetched) {
      if (place > 0) atS += config.handoverS
      atS += ride(stop.storeNode)
      for (const each of rider.route)
        if (!each.pickedUp && each.storeNode === stop.storeNode && each.readyAtMs !== undefined)
          atS = Math.max(atS, (each.readyAtMs - nowMs) / 1000)
      node = stop.storeNode
      leaving = true
    }
    if (leaving) atS += config.handoverS
    atS += ride(stop.dropNode)
    node = stop.dropNode
    leaving = true
  }
  if (rider.route.length > 0) atS += config.handoverS
  return { node, atS }
}
