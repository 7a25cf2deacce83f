import { compileModel, type Model } from './model.ts'
import { writePlan } from './plan.ts'
import type { RoutingPlan, RoutingProblem } from './problem.ts'
import { openSearch } from './search.ts'

export interface SolveOptions {
  /** The same problem, seed and answers of `progress` give the same plan. */
  readonly seed?: number
  /** The share of the budget that is used after so many iterations; the search ends at 1. */
  readonly progress: (iterations: number) => number
}

/** A budget of so many iterations: the same plan on every machine. */
export const iterationBudget =
  (iterations: number): SolveOptions['progress'] =>
  (done) =>
    done / iterations

/** A budget in time, by a clock from outside. */
export function timeBudget(durationMs: number, nowMs: () => number): SolveOptions['progress'] {
  const startedAtMs = nowMs()
  return () => (nowMs() - startedAtMs) / durationMs
}

/** The best plan found within the budget. Not every request need be in it: see `unassigned`. */
export function solveRoutes(problem: RoutingProblem, { seed = 1, progress }: SolveOptions): RoutingPlan {
  const aim = problem.aim ?? 'vehicles'
  const model: Model = compileModel(problem)
  const search = openSearch(model, { seed, aim, progress })
  search.run()
  return writePlan(problem, model, search.best, search.iterations())
}
