import type { LateCreditPolicy } from '../../../contracts/late-credit.ts'
import { money } from '../../../contracts/money.ts'

/** What the installation gives, as its variables say. */
export interface LateVariables {
  /** 0: never. */
  readonly lateCreditAfterMinutes: number
  readonly lateCreditPaise: number
  readonly lateCreditPercent: number
  readonly lateCreditCapPaise: number
}

/** What a store without a policy of its own gives. Who gives nothing would begin at ten minutes. */
export const policyOf = (variables: LateVariables): LateCreditPolicy => ({
  on: variables.lateCreditAfterMinutes > 0,
  afterMinutes: variables.lateCreditAfterMinutes || 10,
  amount: money(variables.lateCreditPaise),
  percent: variables.lateCreditPercent,
  cap: money(variables.lateCreditCapPaise),
})

export interface LateOrder {
  readonly promisedAtMs: number
  readonly deliveredAtMs: number
  /** What the customer was waited for is not the shop's delay. */
  readonly customerDelayS: number
  readonly totalPaise: number
}

/** What is given for an order that came late, in paise, and by how many whole minutes it was late; null for nothing. */
export function lateCredit(policy: LateCreditPolicy, order: LateOrder): { paise: number; lateMinutes: number } | null {
  const { on, afterMinutes, amount, percent, cap } = policy
  if (!on) return null
  const lateMs = order.deliveredAtMs - order.promisedAtMs - order.customerDelayS * 1000
  if (lateMs < afterMinutes * 60_000) return null
  // Never more than the order was worth.
  const wanted = amount.amount + Math.floor((order.totalPaise * percent) / 100)
  const paise = Math.min(wanted, cap.amount, order.totalPaise)
  return paise > 0 ? { paise, lateMinutes: Math.floor(lateMs / 60_000) } : null
}
