import type { PlanConfig, PlanRider } from './types.ts'

/**
 * Why work is outside a rider's hours: fetched after the shift has ended, or not handed over before the next break begins.
 * Instants of one clock, in whatever unit; `Infinity` where there is no end and no break.
 */
export function outOfHours(
  shiftEnds: number,
  breakBegins: number,
  fetched: number,
  done: number,
): 'shift' | 'break' | undefined {
  if (fetched > shiftEnds) return 'shift'
  return done > breakBegins ? 'break' : undefined
}

/** Arrivals are told in whole milliseconds. */
const roundedMs = 1

/** Whether an order that is at its door at an instant has been handed over when a break begins. */
export const isBeforeBreak = (
  etaAtMs: number,
  { breakAtMs = Number.POSITIVE_INFINITY }: Pick<PlanRider, 'breakAtMs'>,
  { handoverS }: Pick<PlanConfig, 'handoverS'>,
): boolean => etaAtMs + handoverS * 1000 <= breakAtMs + roundedMs
