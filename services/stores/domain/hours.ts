import type { HoursException, Store } from '../../../contracts/stores.ts'

type Hours = Store['hours']

const formats = new Map<string, Intl.DateTimeFormat>()
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const minuteMs = 60_000

/** Day of the week (0 is Sunday) and minutes after midnight at an instant in a time zone. */
export function localTime(epochMs: number, timeZone: string): { day: number; minute: number } {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(epochMs).map((part) => [part.type, part.value]))
  return { day: days.indexOf(parts.weekday!), minute: Number(parts.hour) * 60 + Number(parts.minute) }
}

/** The calendar day at an instant in a time zone, `YYYY-MM-DD`. */
export function localDate(epochMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(epochMs)
}

/** When the local day began. */
export function dayStartMs(epochMs: number, timeZone: string): number {
  const { minute } = localTime(epochMs, timeZone)
  return Math.floor(epochMs / minuteMs) * minuteMs - minute * minuteMs
}

const dayMinutes = 1440
const dayMs = 86_400_000
/** So far ahead the next opening is looked for: past a week of holidays. */
const daysAhead = 15

interface Period {
  readonly open: number
  readonly close: number
}

/** The periods of a calendar day: those of its weekday, or what its exception says. */
function periodsOn(hours: Hours, exceptions: readonly HoursException[], day: number, date: string): readonly Period[] {
  const other = exceptions.find((each) => each.date === date)
  if (!other) return hours.filter((period) => period.day === day)
  if (other.closed || other.open === undefined || other.close === undefined) return []
  return [{ open: other.open, close: other.close }]
}

/** Whether a store with these hours is open at an instant, and if not, when it opens next (within two weeks). */
export function openState(
  hours: Hours,
  timeZone: string,
  epochMs: number,
  exceptions: readonly HoursException[] = [],
): { open: boolean; opensAtMs?: number } {
  const { day, minute } = localTime(epochMs, timeZone)
  // Noon of the local day: whole days from there never slip into another date.
  const noonMs = Date.parse(`${localDate(epochMs, timeZone)}T12:00:00Z`)
  const periods = (ahead: number) =>
    periodsOn(hours, exceptions, (day + ahead + 7) % 7, new Date(noonMs + ahead * dayMs).toISOString().slice(0, 10))
  // A period may reach past midnight: then the day before counts too.
  const isOpen =
    periods(0).some(({ open, close }) => minute >= open && minute < close) ||
    periods(-1).some(({ open, close }) => minute + dayMinutes >= open && minute + dayMinutes < close)
  if (isOpen) return { open: true }
  const minuteStart = Math.floor(epochMs / minuteMs) * minuteMs
  for (let ahead = 0; ahead < daysAhead; ahead++) {
    const waits = periods(ahead)
      .map(({ open }) => ahead * dayMinutes + open - minute)
      .filter((wait) => wait > 0)
    if (waits.length > 0) return { open: false, opensAtMs: minuteStart + Math.min(...waits) * minuteMs }
  }
  return { open: false }
}
