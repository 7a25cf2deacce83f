import type { Fleet } from './fleet.ts'
import { type Routes, totalCost } from './routes.ts'
import { countInUse, type Work } from './work.ts'

/**
 * Simulated annealing over string removals, from a heat down to a little. Requests may be absent for a while at a price:
 * between two good plans with few vehicles there often lie only incomplete ones.
 */
export function reduceDistance(
  work: Work,
  fleet: Fleet,
  { until, heatStart }: { until: number; heatStart: number },
): void {
  const { model, random, settings, current, trial, best, rules } = work
  const mixed = rules.opening > 0
  const from = work.used
  const perStop = totalCost(best) / (2 * model.requests)
  const priceLeast = 2 * settings.absentPrice * perStop
  const costOf = (routes: Routes) => totalCost(routes) + (mixed ? rules.opening * countInUse(model, routes) : 0)
  let price = priceLeast
  let heat = 0
  let completeAt = work.iterations
  do {
    if ((work.iterations & 7) === 0) {
      const share = Math.min(1, (work.used - from) / (until - from))
      heat = perStop * heatStart * (settings.heatEnd / heatStart) ** share
    }
    work.propose(settings.ruinStopsMean)
    const absent = trial.counts.absent - current.counts.absent
    if (costOf(trial) + price * absent < costOf(current) - heat * Math.log(random.next())) {
      work.accept()
      work.keep()
    } else work.reject()

    if (current.counts.absent <= best.counts.absent) {
      completeAt = work.iterations
      price = Math.max(priceLeast, price * settings.absentLess)
      continue
    }
    price *= settings.absentMore
    if (work.iterations - completeAt <= settings.incompleteMax) continue
    if (fleet.serveAll(until, settings.mendMax)) work.keep()
    else work.startFrom(best)
    completeAt = work.iterations
  } while (work.used < until)
}
