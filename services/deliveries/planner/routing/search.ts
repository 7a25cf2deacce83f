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

export function openSearch(
  model: Model,
  { seed, aim, progress }: { seed: number; aim: 'vehicles' | 'distance'; progress: (iterations: number) => number },
): Search {
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
  const rules = { closed, opening: 0, urgency: absences, urgentShare: 0 }
  const oneKind = new Set(model.kind).size <= 1
  let absentShare = 0
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
    count = ruin(trial, changed, absentShare)
    count = recreate(trial, changed, count, rules)
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
    rules.opening = aim === 'vehicles' ? 1e7 : 0
    recreate(trial, changed, 0, rules)
    copyRoutes(model, trial, current)
    copyRoutes(model, trial, best)
    used = progress(0)
  }

  /** Sends a vehicle home, its requests become absent. */
  function closeOne(rank: number): boolean {
    const sums: { v: number; sum: number }[] = []
    for (let v = 0; v < vehicles; v++) {
      const first = v * trial.stride
      closed[v] = trial.length[v] === 2 && !model.inUse[v] ? 1 : 0
      if (closed[v] || model.inUse[v]) continue
      let sum = 0
      for (let i = 1; i < trial.length[v]! - 1; i++) sum += 1e-6 + absences[trial.node[first + i]! >> 1]!
      sums.push({ v, sum })
    }
    sums.sort((a, b) => a.sum - b.sum)
    const chosen = sums[rank % sums.length]?.v
    if (chosen === undefined) return false
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
    let tries = 0
    let since = iterations
    rules.urgentShare = tune.urgentShare
    absentShare = tune.absentShare
    while (used < tune.vehicleShare) {
      const complete = current.counts.absent === 0
      if (complete) {
        copyRoutes(model, current, best)
        tries = 0
        if (tune.log) console.error('vehicles', inUse(best), 'at', used.toFixed(3), iterations)
      }
      if (complete || (best.counts.absent === 0 && iterations - since > tune.stall)) {
        if (!complete) {
          copyRoutes(model, best, current)
          copyRoutes(model, best, trial)
          tries++
        }
        if (inUse(best) <= 1 || !closeOne(tries)) break
        since = iterations
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
        (trial.counts.absent <= current.counts.absent &&
          trialCost < cost - tune.vehicleHeat * (cost / (2 * requests)) * Math.log(random.next()))
      ) {
        accept()
        cost = trialCost
      } else reject()
      sum = absenceOf(current)
      if (current.counts.absent > 0 && current.counts.absent < best.counts.absent) copyRoutes(model, current, best)
    }
    copyRoutes(model, best, current)
    copyRoutes(model, best, trial)
  }

  function closeIdle(): void {
    const closes = aim === 'vehicles' && oneKind && best.counts.absent === 0
    for (let v = 0; v < vehicles; v++) closed[v] = closes && best.length[v] === 2 && !model.inUse[v] ? 1 : 0
  }

  function reduceDistance(): void {
    rules.urgentShare = 0
    absentShare = 0
    closeIdle()
    const from = used
    const scale = totalCost(best) / (2 * requests)
    rules.opening = aim === 'vehicles' ? 20 * scale : 0
    const big = 1e7
    let penalty = (tune.absentCost * totalCost(best)) / requests
    const fixed = (routes: Routes) => (rules.opening > 0 && !oneKind ? rules.opening * inUse(routes) : 0)
    const costOf = (routes: Routes) => totalCost(routes) + (aim === 'vehicles' ? big * inUse(routes) : 0)
    let bestCost = costOf(best)
    let heat = 0
    while (used < 1) {
      if ((iterations & 7) === 0) {
        const share = (used - from) / (1 - from)
        heat = scale * tune.heatStart * (tune.heatEnd / tune.heatStart) ** share
      }
      propose()
      const costNow = totalCost(current) + fixed(current) + penalty * current.counts.absent
      const trialCost = totalCost(trial) + fixed(trial) + penalty * trial.counts.absent
      if (trialCost < costNow - heat * Math.log(random.next())) {
        accept()
        const cost = costOf(current)
        if (
          current.counts.absent < best.counts.absent ||
          (current.counts.absent === best.counts.absent && cost < bestCost - 1e-9)
        ) {
          bestCost = cost
          copyRoutes(model, current, best)
          closeIdle()
        }
      } else reject()
      if (current.counts.absent > best.counts.absent) penalty *= tune.absentMore
      else penalty *= tune.absentLess
    }
  }

  return { best, iterations: () => iterations, fill, reduceVehicles, reduceDistance }
}
