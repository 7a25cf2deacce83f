import { planGreedy } from './greedy.ts'
import type { Planner } from './types.ts'
import { planWindows } from './windows.ts'

/** The planners there are, by the names by which they are chosen. The first one plans where nobody has chosen. */
export const planners = {
  horizon: planWindows,
  greedy: planGreedy,
} satisfies Record<string, Planner>

export type PlannerName = keyof typeof planners

export const plannerNames = Object.keys(planners) as [PlannerName, ...PlannerName[]]
