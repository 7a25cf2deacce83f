export interface Point {
  readonly x: number
  readonly y: number
}

/** Straight lines between all points, in double precision; travel time is distance in these benchmarks. */
export function euclidean(points: readonly Point[]): Float64Array {
  return Float64Array.from({ length: points.length ** 2 }, (_, i) => {
    const a = points[Math.floor(i / points.length)]!
    const b = points[i % points.length]!
    return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2)
  })
}
