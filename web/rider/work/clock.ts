const minuteMs = 60_000
const stepMs = 5 * minuteMs

/** The next instant at which a clock on the wall says `18:30`; undefined where no time is given. */
export function nextAt(time: string, nowMs: number): Date | undefined {
  const [hours, minutes] = time.split(':').map(Number)
  if (hours === undefined || minutes === undefined || !Number.isInteger(hours + minutes)) return undefined
  const at = new Date(nowMs)
  at.setHours(hours, minutes, 0, 0)
  if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1)
  return at
}

const two = (count: number) => String(count).padStart(2, '0')

/** What a clock on the wall says at an instant, as a field of time has it. */
export function clockAt(at: number | string): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** In so many minutes at the earliest, on five minutes. */
export const clockIn = (minutes: number, nowMs: number): string =>
  clockAt(Math.ceil((nowMs + minutes * minuteMs) / stepMs) * stepMs)
