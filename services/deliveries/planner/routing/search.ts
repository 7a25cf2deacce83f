import type { Model } from './model.ts'
import { seededRandom } from './random.ts'
import { openRecreate } from './recreate.ts'
import { compactRoute, copyAbsent, copyRoute, copyRoutes, emptyRoutes, type Routes, totalCost } from './routes.ts'
import { openRuin } from './ruin.ts'
import { tune } from './tune.ts'

export interface Search {
  readonly best: Routes
  iterations(): number
  fill(): void
  reduceVehicles(): void
  reduceDistance(): void
}

export function openSearch(model: Model, seed: number, progress: (iterations: number) => number): Search {
  const { vehicles, requests } = model
  const random = seededRandom(seed)
  const ruin = openRuin(model, random, tune)
  const recreate = openRecreate(model, random, tune)
  const current = emptyRoutes(model)
  const trial = emptyRoutes(model)
  const best = emptyRoutes(model)
  const changed = new Int32Array(vehicles)
  const closed = new Uint8Array(vehicles)
  const absences = new Float64Array(requests)
  let count = 0
  let iterations = 0
  let used = 0

  const accept = () => {
    for (let i = 0; i < count; i++) copyRoute(model, trial, current, changed[i]!)
    copyAbsent(trial, current)
  }
  const reject = () => {
    for (let i = 0; i < count; i++) copyRoute(model, current, trial, changed[i]!)
    copyAbsent(current, trial)
  }
  const propose = () => {
    count = ruin(trial, changed)
    count = recreate(trial, changed, count, closed)
    if ((iterations & 7) === 0) used = progress(iterations)
    iterations++
  }
  const inUse = (routes: Routes) => {
    let number = 0
    for (let v = 0; v < vehicles; v++) if (routes.length[v]! > 2 || model.inUse[v]) number++
    return number
  }
  const absenceOf = ({ absent, counts }: Routes) => {
    let sum = 0
    for (let i = 0; i < counts.absent; i++) sum += absences[absent[i]!]!
    return sum
  }

  function fill(): void {
    recreate(trial, changed, 0, closed)
    copyRoutes(model, trial, current)
    copyRoutes(model, trial, best)
    used = progress(0)
  }

  function closeOne(): boolean {
    let least = Infinity
    let chosen = -1
    for (let v = 0; v < vehicles; v++) {
      const first = v * trial.stride
      if (trial.length[v] === 2) closed[v] = 1
      if (closed[v] || model.inUse[v]) continue
      let sum = 0
      for (let i = 1; i < trial.length[v]! - 1; i++) sum += 1e-6 + absences[trial.node[first + i]! >> 1]!
      if (sum < least) {
        least = sum
        chosen = v
      }
    }
    if (chosen < 0) return false
    const first = chosen * trial.stride
    for (let i = 1; i < trial.length[chosen]! - 1; i++) {
      const q = trial.node[first + i]! >> 1
      if (trial.vehicleOf[q]! < 0) continue
      trial.vehicleOf[q] = -1
      trial.absent[trial.counts.absent++] = q
    }
    compactRoute(model, trial, chosen)
    closed[chosen] = 1
    changed[0] = chosen
    count = 1
    accept()
    return true
  }

  function reduceVehicles(): void {
    let sum = absenceOf(current)
    let cost = totalCost(current)
    while (used < tune.vehicleShare) {
      if (current.counts.absent === 0) {
        copyRoutes(model, current, best)
        if (tune.log) console.error('vehicles', inUse(best), 'at', used.toFixed(3), iterations)
        if (inUse(best) <= 1 || !closeOne()) break
        sum = absenceOf(current)
        cost = totalCost(current)
      }
      propose()
      const trialSum = absenceOf(trial)
      const trialCost = totalCost(trial)
      const fewer = trial.counts.absent === 0 || trialSum < sum
      for (let i = 0; i < trial.counts.absent; i++) absences[trial.absent[i]!]!++
      if (
        fewer ||
        (trial.counts.absent <= current.counts.absent && trialCost < cost - tune.vehicleHeat * (cost / (2*requests)) * Math.log(random.next()))
      ) {
        accept()
        cost = trialCost
      } else reject()
      sum = absenceOf(current)
      if (current.counts.absent > 0 && current.counts.absent < best.counts.absent) copyRoutes(model, current, best)
    }
    copyRoutes(model, best, current)
    copyRoutes(model, best, trial)
    for (let v = 0; v < vehicles; v++) closed[v] = best.counts.absent === 0 && best.length[v] === 2 ? 1 : 0
  }

  function reduceDistance(): void {
    const from = used
    const scale = totalCost(best) / (2 * requests)
    const big = 1e7
    const costOf = (routes: Routes) => totalCost(routes) + big * inUse(routes) + 1e3 * big * routes.counts.absent
    let cost = costOf(current)
    let bestCost = costOf(best)
    let heat = 0
    while (used < 1) {
      if ((iterations & 7) === 0) {
        const share = (used - from) / (1 - from)
        heat = scale * tune.heatStart * (tune.heatEnd / tune.heatStart) ** share
      }
      propose()
      const trialCost = costOf(trial)
      if (trialCost < cost - heat * Math.log(random.next())) {
        accept()
        cost = trialCost
        if (cost < bestCost - 1e-9) {
          bestCost = cost
          copyRoutes(model, current, best)
        }
      } else reject()
    }
  }

  return { best, iterations: () => iterations, fill, reduceVehicles, reduceDistance }
}
