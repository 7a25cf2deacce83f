import { isProblem } from '../../../api-client/problem.ts'

const faults = ['few-corners', 'repeated-corner', 'crosses-itself', 'too-small', 'too-large', 'store-outside'] as const

/** Why the API takes an outline for no area; null when it said nothing of the kind. */
export function faultOf(error: unknown): (typeof faults)[number] | null {
  if (!isProblem(error, 'stores/area-invalid')) return null
  const { kind } = (error.details ?? {}) as { kind?: unknown }
  return faults.find((each) => each === kind) ?? 'crosses-itself'
}
