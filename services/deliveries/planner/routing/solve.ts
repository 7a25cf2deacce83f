import { compileModel } from './model.ts'
import { writePlan } from './plan.ts'
import type { RoutingPlan, RoutingProblem } from './problem.ts'
import { searchRoutes } from './search.ts'
import { validateProblem } from './validate.ts'

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

/**
 * The best plan found within the budget: fewest requests left out, then by the problem's aim. Every plan is legal.
 * @throws RangeError where the problem contradicts itself
 */
export function solveRoutes(problem: RoutingProblem, { seed = 1, progress }: SolveOptions): RoutingPlan {
  validateProblem(problem)
  const model = compileModel(problem)
  const { best, iterations } = searchRoutes(model, { seed, aim: problem.aim ?? 'vehicles', progress })
  return writePlan(model, best, iterations)
}
