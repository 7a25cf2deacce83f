import { assignGreedily } from '../greedy.ts'
import type { Candidates } from './candidates.ts'
import type { Spot } from './chain.ts'
import { limitOf, mayAsk } from './limits.ts'
import { match } from './matching.ts'
import type { Problem } from './problem.ts'
import { Solution, unservedS } from './solution.ts'

/** The better of two first plans: matched at one stroke, and what the greedy planner would do, as far as it is allowed. */
export function firstSolution(problem: Problem, candidates: Candidates): Solution {
  const matched = matchedSolution(problem, candidates)
  const greedy = greedySolution(problem, candidates)
  return greedy.cost < matched.cost ? greedy : matched
}

/** Every order a rider of its own as cheaply as can be, the rest where they cost least. */
function matchedSolution(problem: Problem, candidates: Candidates): Solution {
  const solution = new Solution(problem)
  const columns = [...new Set(candidates.riders.flat())].sort((a, b) => a - b)
  const columnOf = new Map(columns.map((r, column) => [r, column]))
  const moreS = candidates.riders.map((riders, o) => {
    const costs = new Float64Array(columns.length).fill(Number.POSITIVE_INFINITY)
    for (const r of riders) costs[columnOf.get(r)!] = solution.bestSpot(o, r)?.moreS ?? Number.POSITIVE_INFINITY
    return costs
  })
  const chosen = match(problem.waiting, columns.length, (row, column) => moreS[row]![column]!, unservedS)
  for (const [o, column] of chosen.entries()) if (column >= 0) insertAt(solution, o, columns[column]!)
  insertRest(solution, candidates)
  return solution
}

export function greedySolution(problem: Problem, candidates: Candidates): Solution {
  const solution = new Solution(problem)
  const orderOf = new Map(problem.orders.slice(0, problem.waiting).map(({ id }, o) => [id, o]))
  const riderOf = new Map(problem.riders.map(({ id }, r) => [id, r]))
  const free = { ...problem.input, deliveries: problem.input.deliveries.slice(0, problem.waiting) }
  for (const { deliveryId, riderId } of assignGreedily(free).offers) {
    const [o, r] = [orderOf.get(deliveryId)!, riderOf.get(riderId)!]
    if (isAllowed(problem, o, r)) insertAt(solution, o, r)
  }
  insertRest(solution, candidates)
  return solution
}

function insertAt(solution: Solution, order: number, rider: number): void {
  const best = solution.bestSpot(order, rider)
  if (best) solution.insert(order, rider, best.spot)
}

/** What is left, soonest ready first; the whole city is asked before an order is left without a rider. */
function insertRest(solution: Solution, candidates: Candidates): void {
  const { problem } = solution
  const left = [...solution.riderOf.keys()].filter((o) => solution.riderOf[o]! < 0)
  left.sort((a, b) => problem.orders[a]!.readyS - problem.orders[b]!.readyS || a - b)
  for (const o of left) {
    if (insertBest(solution, o, candidates.riders[o]!)) continue
    const others = [...problem.riders.keys()].filter((r) => isAllowed(problem, o, r))
    insertBest(solution, o, others)
  }
}

const isAllowed = (problem: Problem, o: number, r: number): boolean =>
  mayAsk(problem, o, problem.riders[r]!) && limitOf(problem, problem.riders[r]!, problem.orders[o]!) === undefined

/** Puts an order where it costs least among some riders; now and then one may be overlooked. */
export function insertBest(
  solution: Solution,
  order: number,
  riders: readonly number[],
  overlook?: () => boolean,
): boolean {
  let leastS = Number.POSITIVE_INFINITY
  let [rider, spot]: [number, Spot | undefined] = [-1, undefined]
  for (const r of riders) {
    if (overlook?.()) continue
    const best = solution.bestSpot(order, r)
    if (best && best.moreS < leastS) [leastS, rider, spot] = [best.moreS, r, best.spot]
  }
  if (spot) solution.insert(order, rider, spot)
  return spot !== undefined
}
