import { distanceM, type Point } from '../../../contracts/geo.ts'
import type { Mode } from '../../../engines/roads/port.ts'
import { usualMode } from '../modes.ts'
import type { Durations } from '../planner/ride.ts'
import type { KeptRound } from '../rounds.ts'
import type { Leg, Travel } from '../travel.ts'

/** For places that no round knows, and before any is known: 18 km/h along streets 1.4 times the straight line. */
const usualSPerM = (1.4 * 3.6) / 18
const samplesMax = 20_000

const keyOf = (from: Point, to: Point) => `${from.lat},${from.lng}>${to.lat},${to.lng}`

/**
 * Road times as the rounds of the past knew them. Between places that no round had together it takes the straight line at
 * the median pace of the pairs that are known, so that a replay needs no map and gives the same answer everywhere.
 */
export class KnownTravel implements Pick<Travel, 'matrix'> {
  readonly #modes = new Map<string, KnownTimes>()

  /** Learns the times of a round, by mode of travel. A door that no round had a way to has none in the replay either. Riders' places are passed by and not kept; stores and doors are. */
  learn(round: KeptRound): void {
    const { durationS, byMode } = round.input.travel
    this.#of(usualMode).learn(round, durationS)
    for (const [mode, each] of Object.entries(byMode ?? {})) this.#of(mode).learn(round, each)
  }

  /** At real speed, in seconds. */
  seconds(from: Point, to: Point, mode: Mode): number {
    return this.#of(mode).seconds(from, to)
  }

  async matrix(from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Leg[][]> {
    const times = this.#of(mode)
    return from.map((a) =>
      to.map((b) => ({ durationS: times.seconds(a, b), distanceM: distanceM(a, b), approximate: false })),
    )
  }

  #of(mode: string): KnownTimes {
    const times = this.#modes.get(mode) ?? new KnownTimes()
    this.#modes.set(mode, times)
    return times
  }
}

/** The times of one mode. */
class KnownTimes {
  readonly #seconds = new Map<string, number>()
  readonly #paces: number[] = []
  #sPerM: number | undefined

  learn({ input, points, speed }: KeptRound, rides: Durations): void {
    // Nobody travelled so, and nobody asked.
    if (rides.length === 0) return
    const fixed = new Set(
      [...input.deliveries, ...input.riders.flatMap((rider) => rider.route)].flatMap((each) => [
        each.storeNode,
        each.dropNode,
      ]),
    )
    for (const [from, row] of rides.entries()) {
      for (const [to, durationS] of row.entries()) {
        if (from === to || !Number.isFinite(durationS)) continue
        const [a, b] = [points[from]!, points[to]!].map(([lat, lng]) => ({ lat, lng })) as [Point, Point]
        const roadS = durationS * speed
        if (fixed.has(from) && fixed.has(to)) this.#seconds.set(keyOf(a, b), roadS)
        const m = distanceM(a, b)
        if (m > 50 && this.#paces.length < samplesMax) this.#paces.push(roadS / m)
      }
    }
    for (const { storeNode, dropNode } of input.deliveries) {
      if (Number.isFinite(rides[storeNode]?.[dropNode])) continue
      const [a, b] = [points[storeNode]!, points[dropNode]!].map(([lat, lng]) => ({ lat, lng })) as [Point, Point]
      const key = keyOf(a, b)
      if (!this.#seconds.has(key)) this.#seconds.set(key, Number.POSITIVE_INFINITY)
    }
    this.#sPerM = undefined
  }

  seconds(from: Point, to: Point): number {
    return this.#seconds.get(keyOf(from, to)) ?? distanceM(from, to) * this.#pace()
  }

  #pace(): number {
    if (this.#sPerM === undefined) {
      const sorted = this.#paces.toSorted((a, b) => a - b)
      this.#sPerM = sorted[sorted.length >> 1] ?? usualSPerM
    }
    return this.#sPerM
  }
}
