/** For so long a phone may be without signal and still be believed about when something was done. */
const believedMs = 24 * 3_600_000

/**
 * When a deed was done: what the phone says, but neither before what happened to the delivery last nor in the future.
 * Nonsense, and what is older than a day, counts as now.
 */
export function doneAtMs(
  told: string | undefined,
  { nowMs, sinceMs }: { nowMs: number; sinceMs: number | undefined },
): number {
  const toldMs = told === undefined ? Number.NaN : Date.parse(told)
  if (Number.isNaN(toldMs) || toldMs < nowMs - believedMs) return nowMs
  return Math.min(nowMs, Math.max(toldMs, sinceMs ?? toldMs))
}
