import type { Store } from '../../../contracts/stores.ts'

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

/** Open at a local time. A period may reach past midnight: then the day before counts too. */
const isOpenAt = (hours: Hours, { day, minute }: { day: number; minute: number }): boolean =>
  hours.some(
    (period) =>
      (period.day === day && minute >= period.open && minute < period.close) ||
      ((period.day + 1) % 7 === day && minute + 1440 >= period.open && minute + 1440 < period.close),
  )

/** Whether a store with these hours is open at an instant, and if not, when it opens next (within a week). */
export function openState(hours: Hours, timeZone: string, epochMs: number): { open: boolean; opensAtMs?: number } {
  const local = localTime(epochMs, timeZone)
  if (isOpenAt(hours, local)) return { open: true }
  const now = local.day * 1440 + local.minute
  let waitMinutes = Number.POSITIVE_INFINITY
  for (const period of hours) {
    const opens = period.day * 1440 + period.open
    waitMinutes = Math.min(waitMinutes, opens > now ? opens - now : opens + 7 * 1440 - now)
  }
  if (!Number.isFinite(waitMinutes)) return { open: false }
  const minuteStart = Math.floor(epochMs / minuteMs) * minuteMs
  return { open: false, opensAtMs: minuteStart + waitMinutes * minuteMs }
}
