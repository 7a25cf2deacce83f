import type { Store } from '../../../api-client/types.ts'
import { dayMinutes } from '../../clock-times.ts'

export type Period = Store['hours'][number]

const weekMinutes = 7 * dayMinutes
/** As many as the API takes for a week. */
export const periodsMax = 28
const usual = { open: 480, close: 1_380 }
const pauseMinutes = 60
const longest = 240
const shortest = 15

/** As a week is read, Monday first, and each day by its time. */
export const inOrder = (hours: readonly Period[]): Period[] =>
  hours.toSorted((a, b) => ((a.day + 6) % 7) - ((b.day + 6) % 7) || a.open - b.open)

/** What is wrong with a period: it closes before it opens, is longer than a day, or is open while another one is. */
export type Fault = { kind: 'backwards' } | { kind: 'tooLong' } | { kind: 'overlaps'; other: Period }

/** Of each period, in their order; of two that overlap it is said at both. */
export const faultsOf = (hours: readonly Period[]): (Fault | undefined)[] =>
  hours.map((period, at): Fault | undefined => {
    if (period.close <= period.open) return { kind: 'backwards' }
    if (period.close > period.open + dayMinutes) return { kind: 'tooLong' }
    const other = hours.find((each, place) => place !== at && overlap(period, each))
    return other && { kind: 'overlaps', other }
  })

/** Around the week: what is open past midnight of a Saturday may meet a Sunday. */
function overlap(one: Period, other: Period): boolean {
  const from = startOf(one)
  return [-weekMinutes, 0, weekMinutes].some((shift) => {
    const begins = startOf(other) + shift
    return begins < from + one.close - one.open && from < begins + other.close - other.open
  })
}

const startOf = ({ day, open }: Period): number => day * dayMinutes + open

/**
 * What is offered as one more period of a day: the usual one for a closed day, else a part of the longest time in which
 * it is closed, an hour from what lies before or after. Undefined where there is no room, or the week has enough.
 */
export function nextPeriod(hours: readonly Period[], day: number): Period | undefined {
  if (hours.length >= periodsMax) return
  const gap = longestGap(hours, day)
  if (gap.to - gap.from < shortest) return
  if (!hours.some((each) => each.day === day) && gap.from <= usual.open && gap.to >= usual.close)
    return { day, ...usual }
  const roomy = gap.to - gap.from >= 3 * pauseMinutes
  const from = gap.from + (roomy && gap.from > 0 ? pauseMinutes : 0)
  const to = gap.to - (roomy && gap.to < dayMinutes ? pauseMinutes : 0)
  // Beside what is there already.
  return gap.from === 0 && gap.to < dayMinutes
    ? { day, open: Math.max(from, to - longest), close: to }
    : { day, open: from, close: Math.min(to, from + longest) }
}

/** The longest time of a day in which it is closed, also by what began the day before. */
function longestGap(hours: readonly Period[], day: number): { from: number; to: number } {
  const taken = hours
    .flatMap((each) => [-weekMinutes, 0, weekMinutes].map((shift) => startOf(each) + shift - day * dayMinutes))
    .map((from, at) => {
      const { open, close } = hours[Math.floor(at / 3)]!
      return { from, to: from + close - open }
    })
    .filter(({ from, to }) => to > 0 && from < dayMinutes)
    .sort((a, b) => a.from - b.from)
  let best = { from: 0, to: 0 }
  let free = 0
  for (const { from, to } of [...taken, { from: dayMinutes, to: dayMinutes }]) {
    if (from - free > best.to - best.from) best = { from: free, to: from }
    free = Math.max(free, to)
  }
  return best
}
