import type { BreakState, RiderBreak } from '../../../contracts/breaks.ts'
import { toTimestamp } from '../../../contracts/time.ts'

/** A break of a shift, planned or begun. */
export interface Break {
  readonly id: string
  readonly startsAt: Date
  readonly minutes: number
  readonly state: BreakState
}

/** How breaks may be planned. */
export interface BreakLimits {
  /** In one shift, those that are over included. */
  readonly most: number
  readonly shortestMinutes: number
  readonly longestMinutes: number
  /** How long before it begins. */
  readonly aheadMinutes: number
}

export const shortestMinutes = 5
export const aheadMinutes = 12 * 60
const minuteMs = 60_000

export const endOf = ({ startsAt, minutes }: Pick<Break, 'startsAt' | 'minutes'>): number =>
  startsAt.getTime() + minutes * minuteMs

export const showBreak = (each: Break): RiderBreak => ({
  id: each.id,
  state: each.state,
  startsAt: toTimestamp(each.startsAt.getTime()),
  endsAt: toTimestamp(endOf(each)),
  minutes: each.minutes,
})

/** What is against planning a break beside those of the shift; undefined: nothing. */
export function breakRefusal(
  wish: Pick<Break, 'startsAt' | 'minutes'>,
  {
    nowMs,
    breaks,
    shiftUntil,
    limits,
  }: { nowMs: number; breaks: readonly Break[]; shiftUntil: Date | null; limits: BreakLimits },
) {
  const [startMs, endMs] = [wish.startsAt.getTime(), endOf(wish)]
  if (wish.minutes < limits.shortestMinutes || wish.minutes > limits.longestMinutes) return 'deliveries/break-length'
  if (startMs < nowMs || startMs > nowMs + limits.aheadMinutes * minuteMs) return 'deliveries/break-time'
  if (shiftUntil && endMs > shiftUntil.getTime()) return 'deliveries/break-after-shift'
  const others = breaks.filter((each) => each.state !== 'over')
  if (others.some((each) => startMs < endOf(each) && each.startsAt.getTime() < endMs))
    return 'deliveries/break-overlaps'
  return breaks.length >= limits.most ? 'deliveries/too-many-breaks' : undefined
}
