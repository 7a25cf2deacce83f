import type { Clock } from '../kit/clock.ts'

/** The true time, and further on by what it was moved: for tests in which the database's own clock has a say as well. */
export function movableClock(): Clock & { advance(ms: number): void; reset(): void } {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    advance: (ms) => {
      aheadMs += ms
    },
    /** The true time again: events bear the database's, and what follows from them would be long over otherwise. */
    reset: () => {
      aheadMs = 0
    },
  }
}
