/** What may be asked of a provider that bills or limits: so many elements a minute and a day (UTC), each process for itself: see the README. */
export interface Quota {
  /** @returns false when it would be too much; then nothing is counted */
  take(elements: number, nowMs: number): boolean
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** 0 is no limit. */
export function quotaOf({ perMinute, perDay }: { perMinute: number; perDay: number }): Quota {
  const windows = [
    { lengthMs: minuteMs, limit: perMinute, window: 0, used: 0 },
    { lengthMs: dayMs, limit: perDay, window: 0, used: 0 },
  ].filter((each) => each.limit > 0)
  return {
    take(elements, nowMs) {
      for (const each of windows) {
        const window = Math.floor(nowMs / each.lengthMs)
        if (window !== each.window) Object.assign(each, { window, used: 0 })
      }
      if (windows.some((each) => each.used + elements > each.limit)) return false
      for (const each of windows) each.used += elements
      return true
    },
  }
}

/** Of a provider that bills each element, where nobody has said how many: a busy city asks for more than these in minutes. */
export const billedPerDay = 10_000
