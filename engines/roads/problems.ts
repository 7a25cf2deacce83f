import { defineProblems } from '../../contracts/problem.ts'
import { limits, type Point } from './port.ts'

export const roadsProblem = defineProblems({
  'roads/map-missing': [400, 'The map file cannot be opened'],
  'roads/map-truncated': [400, 'The map file ends too early'],
  'roads/map-malformed': [400, 'The map file is not valid OpenStreetMap data'],
  'roads/map-too-large': [413, 'The map file is larger than this engine takes'],
  'roads/map-empty': [400, 'The map has no streets that can be ridden'],
  'roads/off-map': [422, 'A point is too far from any street of the map'],
  'roads/no-way': [422, 'Closed streets leave no way between two points'],
  'roads/bad-closure': [400, 'A closure names no street of the map'],
  'roads/bad-point': [400, 'A point is not a latitude and longitude'],
  'roads/too-many-points': [413, 'Too many points were asked for at once'],
  'roads/unavailable': [503, 'The roads provider cannot be reached'],
} as const)

/** Throws `roads/bad-point` unless every point is on Earth. */
export function checkPoints(points: readonly Point[]): void {
  for (const [index, { lat, lng }] of points.entries()) {
    const good = Math.abs(lat) <= 90 && Math.abs(lng) <= 180
    if (!good) throw roadsProblem('roads/bad-point', { detail: `point ${index}: ${lat}, ${lng}` })
  }
}

/** Throws `roads/too-many-points` for a matrix over the limit. */
export function checkMatrixSize(from: number, to: number): void {
  if (from * to > limits.matrixCells) {
    throw roadsProblem('roads/too-many-points', { detail: `${from} x ${to} is over ${limits.matrixCells} cells` })
  }
}

/** Throws `roads/too-many-points` for more hexagons than are looked at for one reach. */
export function checkReachSize(cells: number, most: number): void {
  if (cells > most) throw roadsProblem('roads/too-many-points', { detail: `over ${most} hexagons may be in reach` })
}
