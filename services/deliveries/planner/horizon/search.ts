import type { Candidates } from './candidates.ts'
import type { Chain, Spot } from './chain.ts'
import { match } from './matching.ts'
import type { Problem } from './problem.ts'
import { Solution, unservedS } from './solution.ts'
import { effort } from './weights.ts'

/** A first plan: every order a rider of its own as cheaply as can be, the rest where they cost least. */
export function firstSolution(problem: Problem, candidates: Candidates): Solution {
  const solution = new Solution(problem)
  const columns = [...new Set(candidates.riders.flat())].sort((a, b) => a - b)
  const more = candidates.riders.map((riders, o) => {
    const costs = new Float64Array(columns.length).fill(Number.POSITIVE_INFINITY)
    for (const r of riders) costs[columns.indexOf(r)] = solution.bestSpot(o, r)?.moreS ?? Number.POSITIVE_INFINITY
    return costs
  })
  const chosen = match(problem.waiting, columns.length, (row, column) => more[row]![column]!, unservedS)
  for (const [o, column] of chosen.entries()) {
    if (column < 0) continue
    const best = solution.bestSpot(o, columns[column]!)
    if (best) solution.insert(o, columns[column]!, best.spot)
  }
  const left = [...chosen.keys()].filter((o) => solution.riderOf[o] === -1)
  left.sort((a, b) => problem.orders[a]!.readyS - problem.orders[b]!.readyS || a - b)
  for (const o of left) insertBest(solution, candidates, o)
  return solution
}

function insertBest(solution: Solution, candidates: Candidates, order: number, skip?: () => boolean): void {
  let leastS = Number.POSITIVE_INFINITY
  let [rider, spot]: [number, Spot | undefined] = [-1, undefined]
  for (const r of candidates.riders[order]!) {
    if (skip?.()) continue
    const best = solution.bestSpot(order, r)
    if (best && best.moreS < leastS) [leastS, rider, spot] = [best.moreS, r, best.spot]
  }
  if (spot) solution.insert(order, rider, spot)
}

/**
 * Large-neighbourhood search: some orders that go together are taken out and put back where they cost least, in a changing
 * order and now and then with a rider overlooked (after Christiaens and Vanden Berghe 2020); worse plans are accepted the
 * less, the longer it goes on.
 */
export function improve(
  solution: Solution,
  candidates: Candidates,
  random: () => number,
  goOn: (tried: number) => number,
): void {
  const { problem } = solution
  if (problem.waiting === 0) return
  let best: readonly Chain[] = solution.chains.slice()
  let bestS = solution.cost
  for (let tried = 0; ; tried++) {
    const done = goOn(tried)
    if (done >= 1) break
    const kept = solution.chains.slice()
    const keptS = solution.cost
    const out = takeOut(problem, candidates, random)
    for (const o of out) solution.remove(o)
    shuffle(out, random)
    if (random() < 0.5) out.sort((a, b) => problem.orders[a]!.readyS - problem.orders[b]!.readyS)
    for (const o of out) insertBest(solution, candidates, o, () => random() < 0.03)
    const heat = effort.heatS * (1 - done)
    if (solution.cost > keptS - heat * Math.log(random() || 1e-9)) solution.restore(kept)
    else if (solution.cost < bestS - 1e-6) {
      best = solution.chains.slice()
      bestS = solution.cost
    }
  }
  solution.restore(best)
}

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
