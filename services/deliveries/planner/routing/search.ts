import { reduceDistance } from './distance.ts'
import { openFleet } from './fleet.ts'
import type { Model } from './model.ts'
import { seededRandom } from './random.ts'
import { type Routes, totalCost } from './routes.ts'
import { settings } from './settings.ts'
import { openWork, type Work } from './work.ts'

/**
 * First all requests are served, then vehicles are spared, then distance; from there on in cycles, which start in turn from
 * the best plan and from one that is shuffled by an attempt to do with a vehicle less.
 */
export function searchRoutes(
  model: Model,
  { seed, aim, progress }: { seed: number; aim: Work['aim']; progress: (iterations: number) => number },
): { readonly best: Routes; readonly iterations: number } {
  const work = openWork(model, seededRandom(seed), settings, { aim, progress })
  const fleet = openFleet(work)
  const { current, best, rules } = work
  const requests = Math.max(1, model.requests)
  const oneKind = new Set(model.kind).size <= 1

  rules.opening = aim === 'vehicles' ? 1e9 : 0
  work.propose(0) // everything is absent: this builds the first plan
  work.accept()
  work.startFrom(current)
  work.keep()
  fleet.serveAll(0.5, 20 * requests)
  work.keep()
  work.startFrom(best)
  const sparing = aim === 'vehicles' && best.counts.absent === 0
  if (sparing) fleet.spareVehicles(settings.vehicleShare)

  for (let cycle = 0; work.used < 1; cycle++) {
    const until = endOfCycle(work, settings.cycle * requests)
    const shuffled = sparing && cycle % 2 === 1
    work.startFrom(best)
    if (shuffled) shuffle(until)
    // Vehicles of one kind: only those of the best plan. Others may take each other's place, for a price.
    if (aim === 'vehicles' && oneKind && current.counts.absent === 0) {
      work.closeIdle()
      rules.opening = 0
    } else {
      rules.closed.fill(0)
      rules.opening = aim === 'vehicles' ? (settings.openingPrice * totalCost(best)) / (2 * requests) : 0
    }
    reduceDistance(work, fleet, { until, heatStart: shuffled || cycle === 0 ? settings.heatStart : settings.heatAgain })
  }
  return { best, iterations: work.iterations }

  function shuffle(until: number): void {
    const away = fleet.spareVehicles(work.used + (until - work.used) * settings.attemptShare)
    if (away >= 0) rules.closed[away] = 0
    if (!fleet.serveAll(until, settings.cycle * requests)) work.startFrom(best)
  }
}

/** As many cycles as fit into what is left, by the speed so far, all of one length. In shares of the budget. */
function endOfCycle({ iterations, used }: Work, length: number): number {
  const left = used > 0 ? (iterations / used) * (1 - used) : 0
  const cycles = Math.max(1, Math.round(left / length))
  return cycles === 1 ? 1 : used + (1 - used) / cycles
}
