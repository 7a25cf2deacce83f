import { common } from '../contracts/problem.ts'
import type { Metrics } from './metrics.ts'

/** Says that a request was refused before anything of it was begun. */
export const refusedHeader = 'x-tokri-refused'

/**
 * What is refused first when a process is full, in this order: looking around; carts, profiles and the console's lists; new
 * orders; and last of all what carries paid orders on (webhooks, picking, riding, looking at one's order).
 */
export const priorities = ['browse', 'cart', 'order', 'progress'] as const
export type Priority = (typeof priorities)[number]

export const isPriority = (text: unknown): text is Priority => priorities.includes(text as Priority)

/** The part of the room that each may fill; what is above is kept for those after it. */
const shareOfRoom: Record<Priority, number> = { browse: 0.5, cart: 0.7, order: 0.85, progress: 1 }
const rank: Record<Priority, number> = { browse: 0, cart: 1, order: 2, progress: 3 }

const windowMs = 200
const tickMs = 20
const levelMax = 3
const stepUp = 0.12
const stepDown = 0.03
/** With so few under way, or begun of late, it is not requests that keep the process busy, and refusing some helps nobody. */
const few = 20

export interface Shedder extends Disposable {
  /**
   * Takes a request in.
   * @returns how to tell that it has been answered
   * @throws service/overloaded, with Retry-After
   */
  enter(priority: Priority): () => void
  readonly level: number
  readonly inFlight: number
}

/** How late the event loop is, milliseconds. */
export interface Lag extends Disposable {
  /** On average since this was last asked. */
  mean(): number
  /** In this very turn: how long it has gone on. */
  now(): number
  /** A number that is another in each turn. */
  turn(): number
}

function eventLoopLag(): Lag {
  let [sum, count] = [0, 0]
  let tickAt = performance.now()
  const timer = setInterval(() => {
    const at = performance.now()
    sum += Math.max(0, at - tickAt - tickMs)
    count += 1
    tickAt = at
  }, tickMs).unref()
  return {
    mean() {
      const mean = count === 0 ? 0 : sum / count
      sum = 0
      count = 0
      return mean
    },
    now: () => Math.max(0, performance.now() - tickAt - tickMs),
    turn: () => tickAt,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/**
 * Refuses requests while the process is full, so that those it takes are answered in time. Two things make it full: more
 * requests under way than it has room for, and an event loop that is late. In a turn of the loop that has become long the
 * rest of browsing is refused, then of carts, then of new orders. While turns stay long, a level rises: from 0 to 1 a growing
 * share of browsing is refused, from 1 to 2 of carts, from 2 to 3 of new orders; it falls again when the loop is in time. The progress of paid orders is refused only when there is no room at all.
 *
 * @param options.inFlightMax requests under way at most
 * @param options.lagMs lateness of the event loop above which the process is full; 0 looks at the room only
 */
export function openShedder(options: {
  inFlightMax: number
  lagMs: number
  metrics: Metrics
  /** For tests. */
  lag?: Lag
}): Shedder {
  const { inFlightMax, lagMs, metrics } = options
  const lag = options.lag ?? eventLoopLag()
  let inFlight = 0
  let [most, begun] = [0, 0]
  /** Begun in this turn of the loop: who is answered at once is never under way for long. */
  let [turn, inTurn] = [0, 0]
  let level = 0

  const look = () => {
    const now = lag.mean()
    const busy = most >= few || begun >= few
    most = inFlight
    begun = 0
    if (lagMs > 0 && busy && now > lagMs) level = Math.min(levelMax, level + stepUp * Math.min(3, now / lagMs))
    else level = Math.max(0, level - stepDown * (now > lagMs / 2 ? 1 : 2))
    metrics.shedLevel.set(level)
    metrics.requestsInFlight.set(inFlight)
  }
  const timer = setInterval(look, windowMs).unref()

  const refuse = (priority: Priority): never => {
    metrics.requestsShed.inc({ priority })
    const seconds = 1 + Math.floor(Math.random() * 3)
    throw common('service/overloaded', { headers: { 'retry-after': String(seconds), [refusedHeader]: '1' } })
  }

  return {
    get level() {
      return level
    },
    get inFlight() {
      return inFlight
    },
    enter(priority) {
      if (inFlight >= inFlightMax * shareOfRoom[priority]) refuse(priority)
      begun += 1
      if (turn !== lag.turn()) [turn, inTurn] = [lag.turn(), 0]
      inTurn += 1
      // Node takes all that has come in at once, in one turn: where a turn has become long, the rest of it is refused.
      const patience = (level > 0 ? lagMs : 2 * lagMs) * (rank[priority] + 1)
      const long = lagMs > 0 && lag.now() > patience && (inFlight >= few || inTurn >= few)
      if (long && priority !== 'progress') refuse(priority)
      // Above its own rank a share of it goes, one level higher all of it. Progress has the rank that the level ends at.
      if (Math.random() < level - rank[priority]) refuse(priority)
      inFlight += 1
      if (inFlight > most) most = inFlight
      let left = false
      return () => {
        if (left) return
        left = true
        inFlight -= 1
      }
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      lag[Symbol.dispose]()
    },
  }
}
