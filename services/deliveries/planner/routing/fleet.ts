import { openEject } from './eject.ts'
import { compactRoute, totalCost } from './routes.ts'
import { countInUse, type Work } from './work.ts'

export interface Fleet {
  /** Until no request is absent from `current`, or the budget's share or the iterations are used. @returns whether it did */
  serveAll(until: number, iterationsMax: number): boolean
  /** Sends one vehicle after the other home, until the rest cannot serve all: that one is returned, -1 if there is none. */
  spareVehicles(until: number): number
}

/**
 * Absent requests are put back by ejecting others that failed less often, and between two ejections the plan is shuffled by
 * string removals that make no request more absent: guided ejection search (Nagata & Kobayashi 2010) with the shuffle of
 * Christiaens & Vanden Berghe (2020).
 */
export function openFleet(work: Work): Fleet {
  const { model, random, settings, current, trial, rules } = work
  const eject = openEject(model, random)
  const failures = new Float64Array(model.requests)

  function ejectOnce(): boolean {
    const q = current.absent[random.below(current.counts.absent)]!
    failures[q]!++
    const v = eject(current, trial, q, { closed: rules.closed, failures })
    if (v < 0) return false
    work.touch(v)
    work.accept()
    return true
  }

  function serveAll(until: number, iterationsMax: number): boolean {
    const end = work.iterations + iterationsMax
    let cost = totalCost(current)
    while (current.counts.absent > 0 && work.used < until && work.iterations < end) {
      if (random.next() < settings.ejectShare && ejectOnce()) {
        cost = totalCost(current)
        if (current.counts.absent === 0) break
      }
      work.propose(settings.shuffleStopsMean)
      const trialCost = totalCost(trial)
      const fewer = trial.counts.absent - current.counts.absent
      const heat = (settings.vehicleHeat * cost) / (2 * model.requests)
      if (fewer < 0 || (fewer === 0 && trialCost < cost - heat * Math.log(random.next()))) {
        work.accept()
        cost = trialCost
        if (work.best.counts.absent > 0) work.keep()
      } else work.reject()
    }
    return current.counts.absent === 0
  }

  /** Sends a vehicle home whose requests failed seldom: they are likely to find room. @returns it, or -1 */
  function closeOne(): number {
    work.closeIdle()
    let least = Infinity
    let chosen = -1
    for (let v = 0; v < model.vehicles; v++) {
      if (trial.length[v] === 2 || model.inUse[v]) continue
      let sum = 0
      for (const node of stopsOf(v)) sum += 1 + failures[node >> 1]!
      sum *= 1 + random.next() * settings.closeNoise
      if (sum < least) {
        least = sum
        chosen = v
      }
    }
    if (chosen < 0) return -1
    for (const node of stopsOf(chosen)) {
      const q = node >> 1
      if (trial.vehicleOf[q]! < 0) continue
      trial.vehicleOf[q] = -1
      trial.absent[trial.counts.absent++] = q
    }
    compactRoute(model, trial, chosen)
    rules.closed[chosen] = 1
    work.touch(chosen)
    work.accept()
    return chosen
  }

  const stopsOf = (v: number) => trial.node.subarray(v * trial.stride + 1, v * trial.stride + trial.length[v]! - 1)

  function spareVehicles(until: number): number {
    while (work.used < until && countInUse(model, current) > 1) {
      const v = closeOne()
      if (v < 0) return -1
      if (serveAll(until, settings.attempt * model.requests)) work.keep()
      else if (work.used >= until) return v
      else work.startFrom(work.best) // perhaps another vehicle can be spared
    }
    return -1
  }

  return { serveAll, spareVehicles }
}
