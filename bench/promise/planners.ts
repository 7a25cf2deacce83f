import { type PlannerName, planners } from '../../services/deliveries/planner/table.ts'
import type { Planner } from '../../services/deliveries/planner/types.ts'

/** A planner of the product by the name by which operators choose it. */
export function plannerNamed(name: string): Planner {
  const planner = planners[name as PlannerName]
  if (!planner) throw new Error(`there is no planner ${name}: ${Object.keys(planners).join(', ')}`)
  return planner
}
