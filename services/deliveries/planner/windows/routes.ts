import type { Chain } from '../horizon/chain.ts'
import { type Problem, toProblem } from '../horizon/problem.ts'
import type { Route, Routes } from '../horizon/routes.ts'
import { Solution } from '../horizon/solution.ts'
import type { SolveOptions } from '../routing/solve.ts'
import type { PlanInput } from '../types.ts'
import { doneAfter, toLeave } from './leave.ts'
import { settings } from './settings.ts'
import { nearest, type Start, solveTrips, startsOf, type Trips } from './trips.ts'
import type { Windowed } from './which.ts'

/** A budget for so many orders. */
type Budget = (orders: number) => SolveOptions['progress']

/**
 * Routes for the orders of each store, one store after the other: for the next one a rider begins where the last one's
 * route ends. What fits into no window is in no route.
 */
export function planRoutes(input: PlanInput, { stores }: Pick<Windowed, 'stores'>, budget: Budget): Routes {
  const problem = toProblem(input)
  const orderOf = new Map(problem.orders.slice(0, problem.open).map(({ id }, o) => [id, o]))
  const starts = new Map(startsOf(problem).map((each) => [each.rider, each]))
  const free = new Map(starts)
  const chains = new Map<number, Chain>()
  for (const deliveries of stores) {
    const orders = deliveries.map(({ deliveryId }) => orderOf.get(deliveryId)!)
    const near = nearest(problem, orders, [...free.values()])
    if (near.length === 0) continue
    const storeNode = problem.orders[orders[0]!]!.storeNode
    for (const [place, list] of solveStore(problem, orders, near, budget).entries()) {
      if (list.length === 0) continue
      const { rider } = near[place]!
      const trips = list.map((trip) => ({ storeNode, orders: trip }))
      chains.set(rider, [...(chains.get(rider) ?? []), ...trips])
      free.set(rider, doneAfter(problem, near[place]!, trips))
    }
  }
  const routes = new Map<string, Route>()
  for (const [r, trips] of chains) {
    const chain = withinLimits(problem, r, trips)
    const first = chain[0]
    if (!first) continue
    const others = problem.orders.slice(0, problem.open).filter(({ storeNode }) => storeNode === first.storeNode)
    const leastL = others.reduce((least, { bulkL }) => Math.min(least, bulkL), Number.POSITIVE_INFINITY)
    routes.set(problem.riders[r]!.id, {
      trips: chain.map(({ orders }) => orders.map((o) => problem.orders[o]!.id)),
      ...toLeave(problem, starts.get(r)!, chain, leastL),
    })
  }
  return possible(input, routes)
}

/** A route that the search could not plan around is none. */
function possible(input: PlanInput, routes: Routes): Routes {
  const solution = new Solution(toProblem(input, routes))
  return new Map([...routes].filter(([riderId]) => solution.isPossible(riderId)))
}

/** With time in hand at the end of each window; where an order would be left out for that, without. */
function solveStore(problem: Problem, orders: readonly number[], starts: readonly Start[], budget: Budget): Trips {
  const spareS = settings.spareHandovers * problem.handoverS
  const seed = problem.input.config.seed ?? 1
  const roomy = solveTrips(problem, orders, starts, spareS, { seed, progress: budget(orders.length / 2) })
  if (roomy.unserved === 0) return roomy.trips
  const tight = solveTrips(problem, orders, starts, 0, { seed, progress: budget(orders.length / 2) })
  return tight.unserved < roomy.unserved ? tight.trips : roomy.trips
}

/** What the solver does not know, the cash of trips before, costs the last orders their place. */
function withinLimits(problem: Problem, rider: number, trips: Chain): Chain {
  let chain = trips
  const room = problem.riders[rider]!.cashRoomPaise
  const cash = () => chain.flatMap(({ orders }) => orders).reduce((sum, o) => sum + problem.orders[o]!.cashPaise, 0)
  while (chain.length > 0 && cash() > room) chain = withoutLast(chain)
  return chain
}

const withoutLast = (chain: Chain): Chain => {
  const last = chain.at(-1)!
  const rest = last.orders.slice(0, -1)
  return rest.length === 0 ? chain.slice(0, -1) : [...chain.slice(0, -1), { ...last, orders: rest }]
}
