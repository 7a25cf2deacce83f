import { horizonPlanner, planAround } from './horizon.ts'
import { iterationBudget, type SolveOptions, timeBudget } from './routing/solve.ts'
import type { PlanInput, Planner, PlanWait } from './types.ts'
import { planRoutes } from './windows/routes.ts'
import { settings } from './windows/settings.ts'
import { windowedOf } from './windows/which.ts'

/**
 * Orders for windows as routes of many doors, each told to its rider as one batch when it must leave, and all else by
 * `planHorizon` around them (README.md). Without such orders it is `planHorizon`. With a clock `budgetMs` is time; without
 * one it counts as a number of changes, and the same input gives the same plan.
 */
export const windowsPlanner = (clock?: () => number): Planner => {
  const planOthers = horizonPlanner(clock)
  return (input) => {
    const { stores, asleep } = windowedOf(input)
    if (stores.length === 0 && asleep.length === 0) return planOthers(input)
    const sleeping = new Set(asleep)
    const awake = { ...input, deliveries: input.deliveries.filter((each) => !sleeping.has(each)) }
    const waits = asleep.map(({ deliveryId }): PlanWait => ({ deliveryId, reason: 'better-later' }))
    const plan = stores.length === 0 ? planOthers(awake) : planBoth(awake, stores, clock)
    return { ...plan, waits: [...(plan.waits ?? []), ...waits] }
  }
}

export const planWindows: Planner = windowsPlanner()

function planBoth(input: PlanInput, stores: ReturnType<typeof windowedOf>['stores'], clock?: () => number) {
  const { budgetMs } = input.config
  const count = stores.reduce((sum, list) => sum + list.length, 0)
  const budget = (orders: number): SolveOptions['progress'] => {
    if (budgetMs === undefined) return iterationBudget(settings.changesPerOrder * orders)
    if (budgetMs <= 0) return () => 1
    const ms = (budgetMs * settings.share * orders) / count
    return clock ? timeBudget(ms, clock) : iterationBudget(ms * settings.changesPerMs)
  }
  const routes = planRoutes(input, { stores }, budget)
  const config = budgetMs === undefined ? input.config : { ...input.config, budgetMs: budgetMs * (1 - settings.share) }
  return planAround({ ...input, config }, routes, clock)
}
