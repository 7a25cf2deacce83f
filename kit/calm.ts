import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'

const busyAbove = 0.85
const windowMs = 50

/**
 * Waits until the process has time to spare, `patienceMs` at most: for work that may be later, so that a rush of orders
 * is served first. Without a rush it costs nothing.
 */
export async function untilCalm(patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs
  let before = performance.eventLoopUtilization()
  for (;;) {
    await pause(windowMs)
    const now = performance.eventLoopUtilization()
    if (performance.eventLoopUtilization(now, before).utilization < busyAbove || performance.now() >= until) return
    before = now
  }
}
