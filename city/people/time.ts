import { setTimeout as timer } from 'node:timers/promises'

/** Waits so many milliseconds of real time. @throws AbortError when the signal comes first */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> => timer(ms, undefined, { signal })

export const isAborted = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/**
 * How fast the people of the city live. Only they hurry: the servers' clocks are real, so at speed 10 a rider's ten
 * minutes take one, and a promise of ten minutes is compared with ten times the real time that has passed.
 */
export interface Pace {
  /** City seconds in a real second. */
  readonly speed: number
}

/** Waits so many seconds of the city's time. */
export const pauseCity = (pace: Pace, seconds: number, signal?: AbortSignal): Promise<void> =>
  pause((seconds * 1000) / pace.speed, signal)

/** Something that others ring and one person listens for; a ring that comes before the listening is not lost. */
export class Bell {
  #rung = false
  #wake: (() => void) | undefined

  get rung(): boolean {
    return this.#rung
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Takes note of what was rung so far. */
  clear(): void {
    this.#rung = false
  }

  /** Until it is rung, or so many milliseconds have passed. @returns whether it was rung; it is then cleared */
  wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timeout)
        signal?.removeEventListener('abort', onAbort)
        this.#wake = undefined
      }
      const wake = () => {
        end()
        const rung = this.#rung
        this.#rung = false
        resolve(rung)
      }
      const onAbort = () => {
        end()
        reject(new DOMException('The person went home', 'AbortError'))
      }
      const timeout = setTimeout(wake, ms)
      if (signal?.aborted) return onAbort()
      if (this.#rung) return wake()
      this.#wake = wake
      signal?.addEventListener('abort', onAbort)
    })
  }
}
