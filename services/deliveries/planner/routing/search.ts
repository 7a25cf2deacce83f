import { openEject } from './eject.ts'
import type { Model } from './model.ts'
import { seededRandom } from './random.ts'
import { openRecreate } from './recreate.ts'
import { compactRoute, copyAbsent, copyRoute, copyRoutes, emptyRoutes, type Routes, totalCost } from './routes.ts'
import { openRuin } from './ruin.ts'
import { tune } from './tune.ts'

export interface Search {
  readonly best: Routes
  iterations(): number
  run(): void
}

export function openSearch(
  model: Model,
  { seed, aim, progress }: { seed: number; aim: 'vehicles' | 'distance'; progress: (iterations: number) => number },
): Search {
  const { vehicles, requests } = model
  const random = seededRandom(seed)
  const ruin = openRuin(model, random, tune)
  const recreate = openRecreate(model, random, tune)
  const eject = openEject(model, random)
  const current = emptyRoutes(model)
  const trial = emptyRoutes(model)
  const best = emptyRoutes(model)
  const changed = new Int32Array(vehicles)
  const closed = new Uint8Array(vehicles)
  const failures = new Float64Array(requests)
  const rules = { closed, opening: 0 }
  const oneKind = new Set(model.kind).size <= 1
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
    count = recreate(trial, changed, count, rules)
    if ((iterations & 7) === 0) used = progress(iterations)
    iterations++
  }
  const inUse = (routes: Routes) => {
    let number = 0
    for (let v = 0; v < vehicles; v++) if (routes.length[v]! > 2 || model.inUse[v]) number++
    return number
  }
  const isBetter = () => {
    if (current.counts.absent !== best.counts.absent) return current.counts.absent < best.counts.absent
    if (aim === 'vehicles') {
      const difference = inUse(current) - inUse(best)
      if (difference !== 0) return difference < 0
    }
    return totalCost(current) < totalCost(best) - 1e-9
  }
  const keep = () => {
    if (isBetter()) copyRoutes(model, current, best)
  }
  const startFrom = (routes: Routes) => {
    if (routes !== current) copyRoutes(model, routes, current)
    copyRoutes(model, current, trial)
  }

  /** Sends a vehicle home, its requests become absent. */
  function closeOne(): number {
    closeIdle()
    let least = Infinity
    let chosen = -1
    for (let v = 0; v < vehicles; v++) {
      if (trial.length[v] === 2 || model.inUse[v]) continue
      const first = v * trial.stride
      let sum = 0
      for (let i = 1; i < trial.length[v]! - 1; i++) sum += 1 + failures[trial.node[first + i]! >> 1]!
      sum *= 1 + random.next() * tune.closeNoise
      if (sum < least) {
        least = sum
        chosen = v
      }
    }
    if (chosen < 0) return -1
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
    return chosen
  }

  /** Until no request is absent. */
  function serveAll(until: number, iterationsMax: number): boolean {
    const end = iterations + iterationsMax
    let cost = totalCost(current)
    while (current.counts.absent > 0 && used < until && iterations < end) {
      if (random.next() < tune.ejectShare) {
        const q = current.absent[random.below(current.counts.absent)]!
        failures[q]!++
        const v = eject(current, trial, q, { closed, absences: failures, ejectedMax: tune.ejectedMax })
        if (v >= 0) {
          changed[0] = v
          count = 1
          accept()
          cost = totalCost(current)
          if (current.counts.absent === 0) break
        }
      }
      propose()
      const trialCost = totalCost(trial)
      const fewer = trial.counts.absent - current.counts.absent
      const heat = (tune.vehicleHeat * cost) / (2 * requests)
      if (fewer < 0 || (fewer === 0 && trialCost < cost - heat * Math.log(random.next()))) {
        accept()
        cost = trialCost
        if (best.counts.absent > 0) keep()
      } else reject()
    }
    return current.counts.absent === 0
  }

  function closeIdle(): void {
    for (let v = 0; v < vehicles; v++) closed[v] = current.length[v] === 2 && !model.inUse[v] ? 1 : 0
  }

  /** With fewer and fewer vehicles, until it fails. Then `current` is not complete, and the vehicle is returned. */
  function reduceVehicles(until: number, iterationsMax: number): number {
    while (used < until) {
      if (inUse(current) <= 1) return -1
      const v = closeOne()
      if (v < 0 || !serveAll(until, iterationsMax)) return v
      keep()
      if (tune.log) console.error('vehicles', inUse(best), 'at', used.toFixed(3), iterations)
    }
    return -1
  }

  function reduceDistance(until: number, heatStart: number): void {
    const closes = aim === 'vehicles' && oneKind
    if (closes && current.counts.absent === 0) closeIdle()
    else closed.fill(0)
    const from = used
    const scale = totalCost(best) / (2 * requests)
    rules.opening = aim === 'vehicles' ? 20 * scale : 0
    const fixed = (routes: Routes) => (rules.opening > 0 && !closes ? rules.opening * inUse(routes) : 0)
    const penaltyLeast = (tune.absentCost * totalCost(best)) / requests
    let penalty = penaltyLeast
    let heat = 0
    let complete = iterations
    let repairs = 0, repaired = 0
    do {
      if ((iterations & 7) === 0) {
        const share = Math.min(1, (used - from) / (until - from))
        heat = scale * heatStart * (tune.heatEnd / heatStart) ** share
      }
      propose()
      const costNow = totalCost(current) + fixed(current) + penalty * current.counts.absent
      const trialCost = totalCost(trial) + fixed(trial) + penalty * trial.counts.absent
      if (trialCost < costNow - heat * Math.log(random.next())) {
        accept()
        keep()
      } else reject()
      if (current.counts.absent <= best.counts.absent) complete = iterations
      else if (iterations - complete > tune.incomplete) {
        repairs++
        if (serveAll(until, tune.repair)) { repaired++; keep() } else startFrom(best)
        complete = iterations
      }
      if (current.counts.absent > best.counts.absent) penalty *= tune.absentMore
      else penalty = Math.max(penaltyLeast, penalty * tune.absentLess)
    } while (used < until)
    if (tune.log) console.error('repairs', repairs, repaired, 'penalty', penalty/penaltyLeast)
  }

  function run(): void {
    used = progress(0)
    rules.opening = aim === 'vehicles' ? 1e7 : 0
    count = recreate(trial, changed, 0, rules)
    accept()
    copyRoutes(model, current, best)
    startFrom(current)
    serveAll(0.5, 20 * requests)
    keep()
    startFrom(best)
    const counts = aim === 'vehicles' && best.counts.absent === 0
    if (counts) reduceVehicles(tune.vehicleShare, Infinity)
    startFrom(best)
    let cycle = 0
    const cycleLength = tune.cycle * Math.max(1, requests)
    while (used < 1) {
      const left = used > 0 ? (iterations / used) * (1 - used) : 0
      const cycles = Math.max(1, Math.round(left / cycleLength))
      const until = cycles === 1 ? 1 : used + (1 - used) / cycles
      if (counts && cycle % 2 === 1) {
        startFrom(best)
        const v = reduceVehicles(used + (until - used) * tune.attemptShare, Infinity)
        if (v >= 0) closed[v] = 0
        rules.opening = 0
        if (!serveAll(until, cycleLength)) startFrom(best)
        reduceDistance(until, tune.heatStart)
      } else {
        startFrom(best)
        reduceDistance(until, cycle === 0 ? tune.heatStart : tune.heatAgain)
      }
      if (tune.log) console.error('cycle', cycle, inUse(best), totalCost(current).toFixed(2), totalCost(best).toFixed(2), used.toFixed(2), current.counts.absent)
      cycle++
    }
  }

  return { best, iterations: () => iterations, run }
}
