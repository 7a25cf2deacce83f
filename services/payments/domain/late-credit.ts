/** What an operator gives for a broken promise. */
export interface LatePolicy {
  /** From so many minutes beyond the promise on; 0: never. */
  readonly lateCreditAfterMinutes: number
  readonly lateCreditPaise: number
  /** Of the order's total, on top of the fixed amount. */
  readonly lateCreditPercent: number
  readonly lateCreditCapPaise: number
}

export interface LateOrder {
  readonly promisedAtMs: number
  readonly deliveredAtMs: number
  /** What the customer was waited for is not the shop's delay. */
  readonly customerDelayS: number
  readonly totalPaise: number
}

/** What is given for an order that came late, in paise, and by how many whole minutes it was late; null for nothing. */
export function lateCredit(policy: LatePolicy, order: LateOrder): { paise: number; lateMinutes: number } | null {
  const { lateCreditAfterMinutes, lateCreditPaise, lateCreditPercent, lateCreditCapPaise } = policy
  if (lateCreditAfterMinutes === 0) return null
  const lateMs = order.deliveredAtMs - order.promisedAtMs - order.customerDelayS * 1000
  if (lateMs < lateCreditAfterMinutes * 60_000) return null
  // Never more than the order was worth.
  const wanted = lateCreditPaise + Math.floor((order.totalPaise * lateCreditPercent) / 100)
  const paise = Math.min(wanted, lateCreditCapPaise, order.totalPaise)
  return paise > 0 ? { paise, lateMinutes: Math.floor(lateMs / 60_000) } : null
}
