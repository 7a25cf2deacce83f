import type { Candidates } from './candidates.ts'
import type { Chain } from './chain.ts'
import { insertBest } from './first.ts'
import type { Problem } from './problem.ts'
import type { Solution } from './solution.ts'
import { effort } from './weights.ts'

/**
 * Large-neighbourhood search: some orders that go together are taken out and put back where they cost least, in a changing
 * order and now and then with a rider overlooked (after Christiaens and Vanden Berghe 2020); worse plans are accepted the
 * less, the longer it goes on.
 */
export function improve(
  solution: Solution,
  candidates: Candidates,
  random: () => number,
  howFar: (tried: number) => number,
): void {
  const { problem } = solution
  if (problem.waiting === 0) return
  let best: readonly Chain[] = solution.chains.slice()
  let bestS = solution.cost
  for (let tried = 0; ; tried++) {
    const done = howFar(tried)
    if (done >= 1) break
    const kept = solution.chains.slice()
    const keptS = solution.cost
    const out = takeOut(problem, candidates, random)
    for (const o of out) solution.remove(o)
    shuffle(out, random)
    if (random() < 0.5) out.sort((a, b) => problem.orders[a]!.readyS - problem.orders[b]!.readyS)
    for (const o of out) insertBest(solution, o, candidates.riders[o]!, () => random() < overlooked)
    const heat = effort.heatS * (1 - done)
    if (solution.cost > keptS - heat * Math.log(random() || 1e-9)) solution.restore(kept)
    else if (solution.cost < bestS - 1e-6) {
      best = solution.chains.slice()
      bestS = solution.cost
    }
  }
  solution.restore(best)
}

/** Of a hundred riders, so many are overlooked when an order is put back. */
const overlooked = 0.03

function takeOut(problem: Problem, candidates: Candidates, random: () => number): number[] {
  const seed = Math.floor(random() * problem.waiting)
  const count = 1 + Math.floor(random() * 6)
  const out = [seed]
  for (const other of candidates.related[seed]!) {
    if (out.length > count) break
    if (random() < 0.6) out.push(other)
  }
  return out
}

function shuffle(list: number[], random: () => number): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
}
