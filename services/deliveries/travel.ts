import { distanceM, type Point } from '../../contracts/geo.ts'
import { Problem } from '../../contracts/problem.ts'
import type { Log } from '../../kit/log.ts'
import type { Engines } from '../engines.ts'
import type { Way } from './domain/progress.ts'

/** Streets bend: the way is so much longer than the straight line. */
const detourFactor = 1.4
const engineTimeoutMs = 3_000

export interface TravelMatrix {
  /** `[from][to]`, seconds; `Infinity` where no street leads. */
  durationS: number[][]
  distanceM: number[][]
  /** Cells that were estimated. */
  approximate: boolean[][]
}

/**
 * Times and ways along streets. While the roads engine is missing, failing or slow, and for points off its map, the
 * answer is an estimate from the straight line, marked `approximate`: an order never waits for a map.
 */
export interface Travel {
  matrix(from: readonly Point[], to: readonly Point[]): Promise<TravelMatrix>
  /** Through all points, in their order. */
  way(points: readonly Point[]): Promise<Way>
}

export function openTravel(options: { engines: Engines; log: Log; fallbackKmh: number }): Travel {
  const { engines, log } = options
  const seconds = (m: number) => (m / 1000 / options.fallbackKmh) * 3600
  const estimateM = (from: Point, to: Point) => distanceM(from, to) * detourFactor

  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    const late = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => late.resolve(undefined), engineTimeoutMs)
    try {
      return await Promise.race([question(), late.promise])
    } catch (error) {
      // A point off the map is everyday; an engine that fails is not.
      const level = error instanceof Problem && error.status < 500 ? 'debug' : 'warn'
      log[level]({ error }, `the roads engine gave no ${what}; estimating`)
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async matrix(from, to) {
      const roads = await ask('map', () => engines.roads())
      const found = roads ? await ask('matrix', () => roads.matrix([...from], [...to])) : undefined
      const approximate = from.map((_, row) => to.map((_, column) => !Number.isFinite(found?.durationS[row]?.[column])))
      const distances = from.map((a, row) =>
        to.map((b, column) => (approximate[row]![column] ? estimateM(a, b) : found!.distanceM[row]![column]!)),
      )
      const durationS = distances.map((cells, row) =>
        cells.map((m, column) => (approximate[row]![column] ? seconds(m) : found!.durationS[row]![column]!)),
      )
      return { durationS, distanceM: distances, approximate }
    },

    async way(points) {
      const roads = await ask('map', () => engines.roads())
      const route = roads ? await ask('route', () => roads.route([...points])) : undefined
      if (route) {
        const { path, durationS, distanceM } = route
        return { path, durationS, distanceM, approximate: false }
      }
      const m = points.slice(1).reduce((sum, to, index) => sum + estimateM(points[index]!, to), 0)
      const path = points.map(({ lng, lat }): [number, number] => [lng, lat])
      return { path, distanceM: m, durationS: seconds(m), approximate: true }
    },
  }
}
