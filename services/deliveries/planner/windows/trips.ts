import { Walker } from '../horizon/chain.ts'
import { limitOf, mayAsk } from '../horizon/limits.ts'
import type { Problem } from '../horizon/problem.ts'
import type { Durations } from '../ride.ts'
import type { PlannedRoute, RoutingProblem, RoutingRequest } from '../routing/problem.ts'
import { type SolveOptions, solveRoutes } from '../routing/solve.ts'
import { settings } from './settings.ts'

/** A rider, with where and when what is in hand, and what was planned before, is done. */
export interface Start {
  readonly rider: number
  readonly node: number
  readonly atS: number
}

/** For each start its trips in turn: each the orders of one visit to the store, door by door. */
export type Trips = readonly (readonly (readonly number[])[])[]

export interface Solved {
  readonly trips: Trips
  readonly unserved: number
}

/** Where riders begin, those with something in hand behind it; none for whom that cannot be ridden. */
export function startsOf(problem: Problem): Start[] {
  const walker = new Walker(problem)
  return problem.riders.flatMap((rider, r) => {
    if (rider.held.length === 0)
      return Number.isFinite(rider.freeS) ? [{ rider: r, node: rider.node, atS: rider.freeS }] : []
    const storeNode = problem.orders[rider.held[0]!]!.storeNode
    if (!Number.isFinite(walker.cost(rider, [{ storeNode, orders: rider.held }]))) return []
    const last = rider.held.at(-1)!
    return [{ rider: r, node: problem.orders[last]!.dropNode, atS: walker.times.dropS[last]! + problem.handoverS }]
  })
}

/** Those who could be at the store first, and whom a person has chosen. */
export function nearest(problem: Problem, orders: readonly number[], starts: readonly Start[]): Start[] {
  const storeNode = problem.orders[orders[0]!]!.storeNode
  const thereS = ({ rider, node, atS }: Start) =>
    atS + (problem.riders[rider]!.rideS[node]?.[storeNode] ?? Number.POSITIVE_INFINITY)
  const chosen = new Set(orders.map((o) => problem.input.deliveries[o]!.lockedTo))
  return starts
    .filter((each) => Number.isFinite(thereS(each)) && orders.some((o) => mayTake(problem, o, each)))
    .toSorted((a, b) => thereS(a) - thereS(b) || a.rider - b.rider)
    .filter(({ rider }, place) => place < settings.ridersMost || chosen.has(problem.riders[rider]!.id))
}

function mayTake(problem: Problem, o: number, { rider }: Start): boolean {
  const [who, order] = [problem.riders[rider]!, problem.orders[o]!]
  return who.capacity > 0 && mayAsk(problem, o, who) && limitOf(problem, who, order) === undefined
}

/** Routes from one store by the routing solver, with each window ended so many seconds before its end. */
export function solveTrips(
  problem: Problem,
  orders: readonly number[],
  starts: readonly Start[],
  spareS: number,
  options: SolveOptions,
): Solved {
  const plan = solveRoutes(toRouting(problem, orders, starts, spareS), options)
  const trips: number[][][] = starts.map(() => [])
  for (const route of plan.routes) trips[route.vehicle] = visitsOf(route).map((list) => list.map((q) => orders[q]!))
  return { trips, unserved: plan.unassigned.length }
}

/** Place 0 is the store; doors follow, then the places of riders. */
function toRouting(
  problem: Problem,
  orders: readonly number[],
  starts: readonly Start[],
  spareS: number,
): RoutingProblem {
  const { handoverS } = problem
  const list = orders.map((o) => problem.orders[o]!)
  const nodes = [list[0]!.storeNode, ...list.map((each) => each.dropNode), ...starts.map((each) => each.node)]
  const places = nodes.length
  const legsOf = (rideS: Durations) => {
    const durations = new Float64Array(places * places)
    for (const [a, from] of nodes.entries())
      for (const [b, to] of nodes.entries())
        durations[a * places + b] = from === to ? 0 : (rideS[from]?.[to] ?? Number.POSITIVE_INFINITY)
    // Bags are taken once a visit, however many they are.
    for (let b = 1; b <= list.length; b++) durations[b] = durations[b]! + handoverS
    return durations
  }
  const modes = new Set(starts.map(({ rider }) => problem.riders[rider]!.rideS))
  const legs = new Map([...modes].map((rideS) => [rideS, legsOf(rideS)]))
  // The quickest of all where it is only asked what lies near to what.
  const durations = [...legs.values()].reduce((least, each) => least.map((leg, i) => Math.min(leg, each[i]!)))
  const lastS = list.reduce((most, each) => Math.max(most, each.promisedS), 0)
  return {
    places,
    durations,
    distances: durations,
    vehicles: starts.map(({ rider, atS }, v) => {
      const { capacity, bagL, endS, breakS, rideS } = problem.riders[rider]!
      const own = legs.get(rideS)!
      return {
        start: 1 + list.length + v,
        startsAt: atS,
        endsAt: Math.min(endS, breakS),
        capacity: [capacity, bagL],
        durations: own,
        distances: own,
      }
    }),
    requests: list.map((order, q): RoutingRequest => {
      const vehicles = [...starts.keys()].filter((v) => mayTake(problem, orders[q]!, starts[v]!))
      return {
        pickup: { place: 0, earliest: order.readyS, latest: lastS, service: 0 },
        delivery: { place: 1 + q, earliest: order.notBeforeS, latest: order.promisedS - spareS, service: handoverS },
        demand: [1, order.bulkL],
        ...(vehicles.length === starts.length ? {} : { vehicles }),
      }
    }),
  }
}

/**
 * The doors of each visit to the store. Who would come back with bags in hand, as the solver may have it, takes those bags
 * at the later visit instead: nobody comes to a store with bags.
 */
function visitsOf({ stops }: PlannedRoute): number[][] {
  const visits: number[][] = []
  let fetches = false
  for (const { request, kind } of stops) {
    if (kind === 'pickup') {
      if (!fetches) visits.push([])
      fetches = true
    } else {
      visits.at(-1)!.push(request)
      fetches = false
    }
  }
  return visits
}
