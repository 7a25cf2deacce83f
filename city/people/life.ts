import { ApiError } from './problem.ts'
import { isAborted, pause } from './time.ts'

/** Where the city tells what happens to it; pino's logger fits. */
export interface CityLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export const silentCityLog: CityLog = { debug() {}, info() {}, warn() {} }

const firstPauseMs = 1_000
const maxPauseMs = 30_000

interface Life {
  readonly log: CityLog
  readonly signal: AbortSignal
}

/**
 * Does something until it succeeds. What goes wrong is told once, and tried again after growing pauses, so that a server
 * that restarts finds its people waiting, not knocking. @throws AbortError when the signal comes
 */
export async function persist<T>(who: string, attempt: () => Promise<T>, { log, signal }: Life): Promise<T> {
  for (let failures = 0; ; ) {
    signal.throwIfAborted()
    try {
      const done = await attempt()
      if (failures > 0) log.info({ who, failures }, 'back at work')
      return done
    } catch (error) {
      if (signal.aborted || isAborted(error)) throw error
      failures += 1
      if (failures === 1) log.warn({ who, code: error instanceof ApiError ? error.code : undefined, error }, 'held up')
      const waitMs = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2)
      await pause(waitMs, signal)
    }
  }
}

/** Does one thing after another, each until it succeeds, for as long as the person lives. */
export async function live(who: string, doNext: () => Promise<void>, life: Life): Promise<void> {
  while (!life.signal.aborted) await persist(who, doNext, life)
}
