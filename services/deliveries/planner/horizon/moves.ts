import type { PlanMove } from '../types.ts'
import { match } from './matching.ts'
import type { Solution } from './solution.ts'

/** Riding so far for an order that is sure to come is worth it; for a less likely one, so much less. */
const worthS = 600
/** Nearer than this a rider is at the store. */
const thereS = 60
/** What is expected comes within so long: whose break begins before is not there for it. */
const comingS = 900
/** More orders than these at one store in a quarter of an hour are not prepared for. */
const placesMost = 5

interface Place {
  readonly storeId: string
  readonly node: number
  /** How likely it is that an order comes for it. */
  readonly chance: number
}

/**
 * Where riders who have nothing to do should wait: each expected order is a place at its store, as likely as a Poisson
 * count says that so many come, and riders are matched to places for the least riding. Who is there already stays.
 */
export function findMoves({ problem, chains }: Solution): PlanMove[] {
  const free = problem.riders.filter(
    (rider, r) => rider.idle && rider.freeS <= 0 && rider.breakS >= comingS && chains[r]!.length === 0,
  )
  const places = (problem.input.stores ?? []).flatMap(({ storeId, node, expectedOrders }) =>
    chances(expectedOrders).map((chance): Place => ({ storeId, node, chance })),
  )
  if (free.length === 0 || places.length === 0) return []
  const rideS = (rider: number, place: number): number =>
    free[rider]!.rideS[free[rider]!.node]?.[places[place]!.node] ?? Number.POSITIVE_INFINITY
  const cost = (rider: number, place: number): number => {
    const ride = rideS(rider, place)
    return (ride <= thereS ? 0 : ride) + (1 - places[place]!.chance) * worthS
  }
  const chosen = match(free.length, places.length, cost, worthS)
  return [...chosen.entries()]
    .filter(([rider, place]) => place >= 0 && rideS(rider, place) > thereS)
    .map(([rider, place]) => ({ riderId: free[rider]!.id, storeId: places[place]!.storeId }))
}

/** For the first, second, … order: the chance that so many come, while it is worth a thought. */
function chances(expected: number): number[] {
  const list: number[] = []
  let term = Math.exp(-expected)
  let left = 1 - term
  for (let n = 1; n <= placesMost && left > 0.05; n++) {
    list.push(left)
    term *= expected / n
    left -= term
  }
  return list
}
