import type { Slot, SlotTemplate } from '../../../contracts/slots.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import { localTime } from './hours.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** The day of an instant in a time zone, `2026-11-22`. */
export function localDate(epochMs: number, timeZone: string): string {
  const known = formats.get(timeZone)
  const format =
    known ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  if (!known) formats.set(timeZone, format)
  return format.format(epochMs)
}
/** By time zone: to make one takes longer than to use it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-22` some days on; days are of the calendar, so no time zone is asked. */
export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** Whether it is a day of the calendar: the 30th of February is none. */
export const isDate = (date: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(`${date}T00:00:00Z`)) && dateAfter(date, 0) === date

export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay()

/** Minutes that clocks of a time zone are ahead of UTC at an instant. */
function aheadMinutes(epochMs: number, timeZone: string): number {
  const { minute } = localTime(epochMs, timeZone)
  const days = (Date.parse(`${localDate(epochMs, timeZone)}T00:00:00Z`) - Math.floor(epochMs / dayMs) * dayMs) / dayMs
  return days * 1_440 + minute - Math.floor((epochMs % dayMs) / minuteMs)
}

/** The instant at which clocks of a time zone show so many minutes after the midnight of a day. */
export function instantOf(date: string, minute: number, timeZone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs
  const guess = asUtc - aheadMinutes(asUtc, timeZone) * minuteMs
  // Once more, for the hours around which clocks are changed.
  return asUtc - aheadMinutes(guess, timeZone) * minuteMs
}

export const slotId = (templateId: string, date: string): string => `${templateId}.${date}`

/** The template and the day that a slot's id names; null when it is no such id. */
export function namedBy(id: string): { templateId: string; date: string } | null {
  const at = id.lastIndexOf('.')
  const [templateId, date] = [id.slice(0, at), id.slice(at + 1)]
  return at > 0 && isDate(date) ? { templateId, date } : null
}

export interface SlotState {
  readonly nowMs: number
  readonly timeZone: string
  /** The store is paused, or has closed the day. */
  readonly closed: boolean
  /** Orders that have it. */
  readonly taken: number
}

/** A window of a day, as it can be chosen now. */
export function slotOf(template: SlotTemplate, date: string, { nowMs, timeZone, closed, taken }: SlotState): Slot {
  const startMs = instantOf(date, template.start, timeZone)
  const endMs = instantOf(date, template.end, timeZone)
  const orderByMs = startMs - template.cutoffMinutes * minuteMs
  const left = Math.max(0, template.capacity - taken)
  const reason = closed ? 'closed' : nowMs >= orderByMs ? 'too-late' : left === 0 ? 'full' : undefined
  return {
    id: slotId(template.id, date),
    start: toTimestamp(startMs),
    end: toTimestamp(endMs),
    capacity: template.capacity,
    left,
    fee: template.fee,
    orderBy: toTimestamp(orderByMs),
    available: reason === undefined,
    ...(reason ? { reason } : {}),
  }
}
