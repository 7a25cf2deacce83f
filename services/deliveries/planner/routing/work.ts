import type { Model } from './model.ts'
import type { Random } from './random.ts'
import { openRecreate, type RecreateRules } from './recreate.ts'
import { copyAbsent, copyRoute, copyRoutes, emptyRoutes, type Routes, totalCost } from './routes.ts'
import { openRuin } from './ruin.ts'
import type { Settings } from './settings.ts'

/**
 * What the phases of a search share: the plan they are at, a copy on which the next change is tried, and the best so far.
 * `trial` equals `current` between changes; a change names the vehicles that it touched, so that only those are copied.
 */
export interface Work {
  readonly model: Model
  readonly random: Random
  readonly settings: Settings
  readonly aim: 'vehicles' | 'distance'
  readonly current: Routes
  readonly trial: Routes
  readonly best: Routes
  readonly rules: RecreateRules
  readonly iterations: number
  /** The share of the budget. */
  readonly used: number
  /** Removes and reinserts some requests in `trial`: so many stops on average. */
  propose(stopsMean: number): void
  /** Says that `trial` was changed in one vehicle, by another means than `propose`. */
  touch(v: number): void
  accept(): void
  reject(): void
  /** Takes `current` as the best plan if it is better. */
  keep(): boolean
  startFrom(routes: Routes): void
  /** Vehicles that are empty in `current` stay at home. */
  closeIdle(): void
}

export function openWork(
  model: Model,
  random: Random,
  settings: Settings,
  { aim, progress }: { aim: Work['aim']; progress: (iterations: number) => number },
): Work {
  const ruin = openRuin(model, random, settings)
  const recreate = openRecreate(model, random, settings)
  const current = emptyRoutes(model)
  const trial = emptyRoutes(model)
  const best = emptyRoutes(model)
  const changed = new Int32Array(model.vehicles)
  const closed = new Uint8Array(model.vehicles)
  let count = 0

  const work = {
    model,
    random,
    settings,
    aim,
    current,
    trial,
    best,
    rules: { closed, opening: 0 },
    iterations: 0,
    used: progress(0),

    propose(stopsMean: number) {
      count = ruin(trial, changed, stopsMean)
      count = recreate(trial, changed, count, work.rules)
      if ((work.iterations & 7) === 0) work.used = progress(work.iterations) // a clock is not asked for nothing
      work.iterations++
    },
    touch(v: number) {
      changed[0] = v
      count = 1
    },
    accept() {
      for (let i = 0; i < count; i++) copyRoute(model, trial, current, changed[i]!)
      copyAbsent(trial, current)
    },
    reject() {
      for (let i = 0; i < count; i++) copyRoute(model, current, trial, changed[i]!)
      copyAbsent(current, trial)
    },
    keep() {
      const better = isBetter(work)
      if (better) copyRoutes(model, current, best)
      return better
    },
    startFrom(routes: Routes) {
      if (routes !== current) copyRoutes(model, routes, current)
      if (routes !== trial) copyRoutes(model, routes, trial)
    },
    closeIdle() {
      for (let v = 0; v < model.vehicles; v++) closed[v] = current.length[v] === 2 && !model.inUse[v] ? 1 : 0
    },
  }
  return work
}

/** Vehicles on the road, those with nothing but locked stops included. */
export function countInUse({ inUse }: Model, { length }: Routes): number {
  let number = 0
  for (let v = 0; v < length.length; v++) if (length[v]! > 2 || inUse[v]) number++
  return number
}

function isBetter({ model, aim, current, best }: Work): boolean {
  if (current.counts.absent !== best.counts.absent) return current.counts.absent < best.counts.absent
  const fewer = aim === 'vehicles' ? countInUse(model, current) - countInUse(model, best) : 0
  return fewer !== 0 ? fewer < 0 : totalCost(current) < totalCost(best) - 1e-9
}
