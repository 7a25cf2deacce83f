import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type ClaimedRoute, checkPlan } from '../../../../bench/dispatch/check-plan.ts'
import { makeProblem } from '../../../../bench/dispatch/made-problem.ts'
import type { RoutingPlan, RoutingProblem, StopName } from './problem.ts'
import { iterationBudget, solveRoutes } from './solve.ts'
import { randomProblems } from './testing/random-problems.ts'

describe('the routing solver', () => {
  test('makes legal plans of random problems', () => {
    fc.assert(
      fc.property(randomProblems({ requests: 8, vehicles: 3 }), fc.nat(1000), (problem, seed) => {
        const plan = solveRoutes(problem, { seed, progress: iterationBudget(60) })
        const checked = checkPlan(problem, plan.routes, plan.unassigned)
        assert.deepEqual(checked.faults, [])
        assert.ok(Math.abs(checked.distance - plan.distance) < 1e-6, `${checked.distance} is told as ${plan.distance}`)
      }),
      { numRuns: 1000 },
    )
  })

  test('finds what trying everything finds in tiny problems', () => {
    fc.assert(
      fc.property(randomProblems({ requests: 3, vehicles: 2 }), (problem) => {
        const plan = solveRoutes(problem, { progress: iterationBudget(400) })
        const best = bestByTrying(problem)
        assert.deepEqual(figures(problem, plan), best, JSON.stringify(problem))
      }),
      { numRuns: 150 },
    )
  })

  test('gives the same plan for the same seed and number of iterations', () => {
    const problem = makeProblem({ seed: 7, requests: 30, windowShare: 0.3 })
    const solve = (seed: number) => solveRoutes(problem, { seed, progress: iterationBudget(1000) })
    assert.deepEqual(solve(5), solve(5))
    assert.notDeepEqual(solve(5), solve(6))
  })

  test('needs no more vehicles and less distance with more iterations', () => {
    const problem = makeProblem({ seed: 3, requests: 40, windowShare: 0.2 })
    const [short, long] = [10, 5000].map((iterations) =>
      solveRoutes(problem, { progress: iterationBudget(iterations) }),
    )
    assert.ok(long!.routes.length <= short!.routes.length)
    assert.ok(long!.distance < short!.distance || long!.routes.length < short!.routes.length)
  })

  test('leaves the requests of others alone when one cannot be served', () => {
    const problem = makeProblem({ seed: 1, requests: 10, windowShare: 0.5 })
    const heavy = { ...problem.requests[4]!, demand: [1000] }
    const plan = solveRoutes(
      { ...problem, requests: problem.requests.with(4, heavy) },
      { progress: iterationBudget(200) },
    )
    assert.deepEqual(plan.unassigned, [4])
  })

  test('refuses problems that contradict themselves', () => {
    const problem = makeProblem({ seed: 1, requests: 2, windowShare: 0.5 })
    const solve = (change: Partial<RoutingProblem>) => () =>
      solveRoutes({ ...problem, ...change }, { progress: iterationBudget(10) })
    const [vehicle, ...others] = problem.vehicles
    const lockedTo = (...locked: StopName[]) => ({ vehicles: [{ ...vehicle!, locked }, ...others] })
    const delivery: StopName = { request: 0, kind: 'delivery' }
    const pickup: StopName = { request: 0, kind: 'pickup' }
    assert.throws(solve({ places: 4 }), /durations has 25 cells for 4 places/)
    assert.throws(solve({ requests: [{ demand: [1] }] }), /request 0 has no stop/)
    assert.throws(solve({ requests: [{ ...problem.requests[0]!, vehicles: [9] }] }), /vehicle 9, which is not there/)
    assert.throws(solve(lockedTo({ request: 7, kind: 'pickup' })), /pickup 7, which is not there/)
    assert.throws(solve(lockedTo(delivery)), /delivery 0 is locked without its pickup/)
    assert.throws(solve(lockedTo(pickup, pickup)), /pickup 0 is locked twice/)
  })

  test('plans nothing where there is nothing to plan', () => {
    const empty = {
      places: 1,
      durations: new Float64Array(1),
      distances: new Float64Array(1),
      vehicles: [],
      requests: [],
    }
    assert.deepEqual(solveRoutes(empty, { progress: iterationBudget(10) }).routes, [])
  })
})

/** Left out, vehicles (where they count), distance: what comes first weighs more. */
type Figures = readonly [unassigned: number, vehicles: number, distance: number]

function figures(problem: RoutingProblem, plan: RoutingPlan): Figures {
  const vehicles = problem.aim === 'distance' ? 0 : plan.routes.length
  return [plan.unassigned.length, vehicles, Math.round(plan.distance * 1e6) / 1e6]
}

/** Every choice of vehicle for every request and every order of stops, judged by the checker. */
function bestByTrying(problem: RoutingProblem): Figures {
  const locked = problem.vehicles.flatMap((vehicle) => vehicle.locked ?? [])
  const isLocked = (stop: StopName) => locked.some((each) => each.request === stop.request && each.kind === stop.kind)
  const free = problem.requests.map((request, number) =>
    (['pickup', 'delivery'] as const)
      .filter((kind) => request[kind])
      .map((kind): StopName => ({ request: number, kind }))
      .filter((stop) => !isLocked(stop)),
  )
  let best: Figures = [Infinity, Infinity, Infinity]
  const judge = (claimed: readonly ClaimedRoute[], unassigned: readonly number[]) => {
    const routes = claimed.filter((route) => route.stops.length > 0)
    const { faults, distance } = checkPlan(problem, routes, unassigned)
    if (faults.length > 0) return
    const vehicles = problem.aim === 'distance' ? 0 : routes.length
    const found: Figures = [unassigned.length, vehicles, Math.round(distance * 1e6) / 1e6]
    const first = found.findIndex((value, i) => value !== best[i])
    if (first >= 0 && found[first]! < best[first]!) best = found
  }
  const tryRoutes = (
    orders: readonly (readonly StopName[][])[],
    done: readonly ClaimedRoute[],
    unassigned: number[],
  ) => {
    const [mine, ...rest] = orders
    if (!mine) {
      judge(done, unassigned)
      return
    }
    const vehicle = done.length
    for (const order of mine) {
      const stops = [...(problem.vehicles[vehicle]!.locked ?? []), ...order]
      tryRoutes(rest, [...done, { vehicle, stops }], unassigned)
    }
  }
  const assign = (request: number, chosen: readonly number[]): void => {
    if (request < problem.requests.length) {
      if (free[request]!.length === 0) assign(request + 1, [...chosen, -2])
      else for (let v = -1; v < problem.vehicles.length; v++) assign(request + 1, [...chosen, v])
      return
    }
    const unassigned = chosen.flatMap((v, request) => (v === -1 ? [request] : []))
    const orders = problem.vehicles.map((_, v) =>
      ordersOf(chosen.flatMap((of, request) => (of === v ? free[request]! : []))),
    )
    tryRoutes(orders, [], unassigned)
  }
  assign(0, [])
  return best
}

function ordersOf(stops: readonly StopName[]): readonly StopName[][] {
  if (stops.length === 0) return [[]]
  return stops.flatMap((stop, i) => ordersOf(stops.toSpliced(i, 1)).map((rest) => [stop, ...rest]))
}
