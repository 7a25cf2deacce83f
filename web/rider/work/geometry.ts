import type { RouteStep, Way } from '../../api-client/rider.ts'
import type { Point } from '../../api-client/types.ts'

const metresPerDegree = 111_195

/** Flat geometry: exact enough within a city. */
export function distanceM(a: Point, b: Point): number {
  const x = (b.lng - a.lng) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180))
  return Math.hypot(x, b.lat - a.lat) * metresPerDegree
}

const pointOf = ([lng, lat]: [number, number]): Point => ({ lat, lng })

export interface Progress {
  /** What is left of the way. */
  restM: number
  /** How far the rider is from the way. */
  offM: number
  /** The next turn, and how far it is. */
  next: RouteStep | null
  nextM: number
}

/** Where on a way a rider is, and what comes next. */
export function progressOn(way: Way, at: Point): Progress {
  const alongs = [0]
  for (let i = 1; i < way.path.length; i++)
    alongs.push(alongs[i - 1]! + distanceM(pointOf(way.path[i - 1]!), pointOf(way.path[i]!)))
  const total = alongs.at(-1)!
  const { alongM, offM } = project(way.path, alongs, at)
  let next: RouteStep | null = null
  let nextM = 0
  let stepAt = 0
  for (const [index, step] of (way.steps ?? []).entries()) {
    if (index > 0) stepAt += way.steps![index - 1]!.distanceM
    if (stepAt > alongM + 8 || step.turn === 'arrive') {
      next = step
      nextM = Math.max(0, (step.turn === 'arrive' ? total : stepAt) - alongM)
      break
    }
  }
  return { restM: Math.max(0, total - alongM), offM, next, nextM }
}

function project(path: Way['path'], alongs: number[], at: Point): { alongM: number; offM: number } {
  const best = { alongM: 0, offM: Number.POSITIVE_INFINITY }
  const squeeze = Math.cos((at.lat * Math.PI) / 180)
  for (let i = 0; i < path.length - 1; i++) {
    const [ax, ay] = [(path[i]![0] - at.lng) * squeeze, path[i]![1] - at.lat]
    const [bx, by] = [(path[i + 1]![0] - at.lng) * squeeze, path[i + 1]![1] - at.lat]
    const squared = (bx - ax) ** 2 + (by - ay) ** 2
    const part = squared === 0 ? 0 : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / squared))
    const offM = Math.hypot(ax + (bx - ax) * part, ay + (by - ay) * part) * metresPerDegree
    if (offM < best.offM) Object.assign(best, { offM, alongM: alongs[i]! + (alongs[i + 1]! - alongs[i]!) * part })
  }
  return best.offM === Number.POSITIVE_INFINITY ? { alongM: 0, offM: 0 } : best
}
