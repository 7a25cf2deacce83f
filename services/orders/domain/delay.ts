import type { HistoryEntry } from '../../../contracts/orders.ts'
import { fromTimestamp } from '../../../contracts/time.ts'

/** The last steps to the door and the handing over are the rider's; beyond that a rider waits for the customer. */
const atDoorS = 180

/**
 * How many seconds of an order went to waiting for its customer: for the payment, for answers about replacements, and at
 * the door. Waits that overlap are counted once.
 */
export function customerDelayS(
  history: readonly HistoryEntry[],
  placedAtMs: number,
  deliveredAtMs: number,
  asked: readonly { fromMs: number; toMs: number }[],
): number {
  const at = (status: HistoryEntry['status']) => {
    const entry = history.findLast((each) => each.status === status)
    return entry && fromTimestamp(entry.at)
  }
  const waits = [...asked]
  if (history[0]?.status === 'pending_payment') waits.push({ fromMs: placedAtMs, toMs: at('confirmed') ?? placedAtMs })
  const arrivedMs = at('arriving')
  if (arrivedMs !== undefined) waits.push({ fromMs: arrivedMs + atDoorS * 1000, toMs: deliveredAtMs })
  let endMs = 0
  let ms = 0
  for (const { fromMs, toMs } of waits.toSorted((a, b) => a.fromMs - b.fromMs)) {
    ms += Math.max(0, toMs - Math.max(fromMs, endMs))
    endMs = Math.max(endMs, toMs)
  }
  return Math.round(ms / 1000)
}
