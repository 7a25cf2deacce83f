import { findCandidates } from './horizon/candidates.ts'
import { commit } from './horizon/commit.ts'
import { toProblem } from './horizon/problem.ts'
import { randomFrom } from './horizon/random.ts'
import { firstSolution, improve } from './horizon/search.ts'
import { effort } from './horizon/weights.ts'
import type { Planner } from './types.ts'

export const planHorizon: Planner = (input) => {
  const problem = toProblem(input)
  const candidates = findCandidates(problem)
  const solution = firstSolution(problem, candidates)
  const limit = effort.tries + effort.triesPerOrder * problem.waiting
  if (input.config.budgetMs !== 0)
    improve(solution, candidates, randomFrom(input.config.seed ?? 1), (tried) => tried / limit)
  return commit(solution, candidates)
}
