import { distanceM, type Point } from '../../contracts/geo.ts'
import { Problem } from '../../contracts/problem.ts'
import { limits } from '../../engines/roads/port.ts'
import type { Log } from '../../kit/log.ts'
import { type Guard, TransientError } from '../../kit/resilience.ts'
import type { Engines } from '../engines.ts'
import type { Way } from './domain/progress.ts'

/** Streets bend: the way is so much longer than the straight line. */
const detourFactor = 1.4
const engineTimeoutMs = 3_000
const warnEveryMs = 30_000

const isEveryday = (error: unknown): boolean => error instanceof Problem && error.status < 500

/** A journey by road; `approximate` when estimated from the straight line. */
export interface Leg {
  durationS: number
  distanceM: number
  approximate: boolean
}

/**
 * Times and ways along streets. While the roads engine is missing, failing or slow, and for points off its map, the
 * answer is an estimate from the straight line, marked `approximate`: an order never waits for a map.
 */
export interface Travel {
  /** `[from][to]`. */
  matrix(from: readonly Point[], to: readonly Point[]): Promise<Leg[][]>
  /** Through all points, in their order. */
  way(points: readonly Point[]): Promise<Way>
}

export function openTravel(options: { engines: Engines; log: Log; fallbackKmh: number; guard: Guard }): Travel {
  const { engines, log, guard } = options
  let warnedAtMs = Number.NEGATIVE_INFINITY
  const seconds = (m: number) => (m / 1000 / options.fallbackKmh) * 3600
  const estimateM = (from: Point, to: Point) => distanceM(from, to) * detourFactor

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
    async matrix(from, to) {
      const roads = await ask('map', () => engines.roads())
      const legs: Leg[][] = []
      // An engine answers so many cells at once: two thousand riders and many stores are asked for in pieces.
      const rowsAtOnce = Math.max(1, Math.floor(limits.matrixCells / Math.max(1, to.length)))
      for (let start = 0; start < from.length; start += rowsAtOnce) {
        const rows = from.slice(start, start + rowsAtOnce)
        const found = roads ? await ask('matrix', () => roads.matrix(rows, [...to])) : undefined
        for (const [row, a] of rows.entries())
          legs.push(
            to.map((b, column) => {
              const durationS = found?.durationS[row]?.[column] ?? Number.POSITIVE_INFINITY
              const distanceM = found?.distanceM[row]?.[column] ?? Number.POSITIVE_INFINITY
              if (Number.isFinite(durationS)) return { durationS, distanceM, approximate: found?.approximate ?? false }
              const m = estimateM(a, b)
              return { durationS: seconds(m), distanceM: m, approximate: true }
            }),
          )
      }
      return legs
    },

    async way(points) {
      const roads = await ask('map', () => engines.roads())
      const route = roads ? await ask('route', () => roads.route([...points])) : undefined
      if (route) {
        const { path, durationS, distanceM } = route
        return { path, durationS, distanceM, approximate: route.approximate ?? false }
      }
      const m = points.slice(1).reduce((sum, to, index) => sum + estimateM(points[index]!, to), 0)
      const path = points.map(({ lng, lat }): [number, number] => [lng, lat])
      return { path, distanceM: m, durationS: seconds(m), approximate: true }
    },
  }
}
