import { distanceM, type Point } from '../../contracts/geo.ts'
import { Problem } from '../../contracts/problem.ts'
import { limits, type Mode } from '../../engines/roads/port.ts'
import type { Log } from '../../kit/log.ts'
import { type Guard, TransientError } from '../../kit/resilience.ts'
import type { Engines } from '../engines.ts'
import type { Way } from './domain/progress.ts'
import { paceKmh } from './modes.ts'

/** Streets bend: the way is so much longer than the straight line. */
const detourFactor = 1.4
const engineTimeoutMs = 3_000
const warnEveryMs = 30_000

const noWay: Leg = {
  durationS: Number.POSITIVE_INFINITY,
  distanceM: Number.POSITIVE_INFINITY,
  approximate: false,
}

const isEveryday = (error: unknown): boolean => error instanceof Problem && error.status < 500

/** A journey by road; `approximate` when estimated from the straight line. Both are `Infinity` where there is no way. */
export interface Leg {
  durationS: number
  distanceM: number
  approximate: boolean
}

/** Whether one gets there at all. */
export const isReachable = ({ durationS }: Leg): boolean => Number.isFinite(durationS)

/**
 * Times and ways along streets. While the roads engine is missing, failing or slow, and for points off its map, the
 * answer is an estimate from the straight line, marked `approximate`: an order never waits for a map. Where the map knows
 * both ends and says that there is no way between them, as when closed streets cut a door off, that is the answer.
 */
export interface Travel {
  /** `[from][to]`. */
  matrix(from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Leg[][]>
  /** Through all points, in their order. Where there is none: `noWay`, the straight line, which nobody is shown, and an estimate for when there is a way again. */
  way(points: readonly Point[], mode: Mode): Promise<Way>
  /** From the straight line. */
  estimate(from: Point, to: Point, mode: Mode): Leg
}

export function openTravel(options: { engines: Engines; log: Log; fallbackKmh: number; guard: Guard }): Travel {
  const { engines, log, guard } = options
  let warnedAtMs = Number.NEGATIVE_INFINITY
  const seconds = (m: number, mode: Mode) => (m / 1000 / paceKmh(mode, options.fallbackKmh)) * 3600
  const estimateM = (from: Point, to: Point) => distanceM(from, to) * detourFactor
  const estimate = (from: Point, to: Point, mode: Mode): Leg => {
    const m = estimateM(from, to)
    return { durationS: seconds(m, mode), distanceM: m, approximate: true }
  }

  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    const attempt = async () => {
      try {
        return await question()
      } catch (error) {
        if (isEveryday(error)) throw error
        throw new TransientError(`the roads engine gave no ${what}`, { cause: error })
      }
    }
    try {
      return await guard.run(attempt, { repeatable: false, timeoutMs: engineTimeoutMs })
    } catch (error) {
      // A point off the map is everyday. An engine that fails is not, but it would be told with every position.
      if (!isEveryday(error) && performance.now() - warnedAtMs > warnEveryMs) {
        warnedAtMs = performance.now()
        log.warn({ error }, `the roads engine gave no ${what}; estimating`)
      }
      return undefined
    }
  }

  return {
    async matrix(from, to, mode) {
      const roads = await ask('map', () => engines.roads())
      const legs: Leg[][] = []
      // An engine answers so many cells at once: two thousand riders and many stores are asked for in pieces.
      const rowsAtOnce = Math.max(1, Math.floor(limits.matrixCells / Math.max(1, to.length)))
      for (let start = 0; start < from.length; start += rowsAtOnce) {
        const rows = from.slice(start, start + rowsAtOnce)
        const found = roads ? await ask('matrix', () => roads.matrix(rows, [...to], { mode })) : undefined
        const approximate = found?.approximate ?? false
        const off = { from: new Set(found?.offMap?.from), to: new Set(found?.offMap?.to) }
        for (const [row, a] of rows.entries())
          legs.push(
            to.map((b, column) => {
              const durationS = found?.durationS[row]?.[column]
              const distanceM = found?.distanceM[row]?.[column]
              if (durationS === undefined || distanceM === undefined) return estimate(a, b, mode)
              if (Number.isFinite(durationS)) return { durationS, distanceM, approximate }
              return off.from.has(row) || off.to.has(column) ? estimate(a, b, mode) : { ...noWay }
            }),
          )
      }
      return legs
    },

    async way(points, mode) {
      const roads = await ask('map', () => engines.roads())
      let isCutOff = false
      const route = roads
        ? await ask('route', () =>
            roads.route([...points], { mode }).catch((error) => {
              isCutOff = error instanceof Problem && error.code === 'roads/no-way'
              throw error
            }),
          )
        : undefined
      if (route) {
        const { path, durationS, distanceM } = route
        return { path, durationS, distanceM, approximate: route.approximate ?? false }
      }
      const m = points.slice(1).reduce((sum, to, index) => sum + estimateM(points[index]!, to), 0)
      const path = points.map(({ lng, lat }): [number, number] => [lng, lat])
      // The straight line stays: copies that know nothing of `noWay` take a way without a path for one that is at its end.
      return {
        path,
        distanceM: m,
        durationS: seconds(m, mode),
        approximate: true,
        ...(isCutOff ? { noWay: true } : {}),
      }
    },

    estimate,
  }
}
