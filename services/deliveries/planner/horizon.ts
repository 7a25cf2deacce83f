import { findCandidates } from './horizon/candidates.ts'
import { commit } from './horizon/commit.ts'
import { firstSolution } from './horizon/first.ts'
import { findMoves } from './horizon/moves.ts'
import { toProblem } from './horizon/problem.ts'
import { randomFrom } from './horizon/random.ts'
import { noRoutes, type Routes } from './horizon/routes.ts'
import { improve } from './horizon/search.ts'
import type { Solution } from './horizon/solution.ts'
import { effort } from './horizon/weights.ts'
import type { PlanInput, Planner, PlanOutput } from './types.ts'

/**
 * Plans for all that is known, also for what is not ready yet and for riders who are still busy, and says aloud only what
 * must begin now (README.md). With a clock, `budgetMs` is the time for improving a plan; without one, it counts as a number
 * of tries and of doors ridden to in them, and the same input gives the same plan.
 * @param clock milliseconds that only ever grow, such as `performance.now`
 */
export const horizonPlanner =
  (clock?: () => number): Planner =>
  (input) =>
    planAround(input, noRoutes, clock)

export const planHorizon: Planner = horizonPlanner()

/** The same around routes that are decided: their riders get more only before, in and behind them, as the windows allow. */
export function planAround(input: PlanInput, routes: Routes, clock?: () => number): PlanOutput {
  const problem = toProblem(input, routes)
  const candidates = findCandidates(problem)
  const solution = firstSolution(problem, candidates)
  improve(solution, candidates, randomFrom(input.config.seed ?? 1), howFar(input, solution, clock))
  return { ...commit(solution, candidates), moves: findMoves(solution) }
}

/** What part of its budget a search has used after so many tries. */
function howFar({ config }: PlanInput, { problem, walker }: Solution, clock?: () => number): (tried: number) => number {
  const { budgetMs } = config
  if (budgetMs === undefined) {
    const tries = effort.tries + effort.triesPerOrder * problem.waiting
    return (tried) => tried / tries
  }
  if (budgetMs <= 0) return () => 1
  if (!clock) {
    // Where few riders have many orders ahead of them a try costs hundreds of times what it costs otherwise.
    const before = walker.doors
    return (tried) =>
      Math.max(tried / (effort.triesPerMs * budgetMs), (walker.doors - before) / (effort.doorsPerMs * budgetMs))
  }
  const beganMs = clock()
  return () => (clock() - beganMs) / budgetMs
}
