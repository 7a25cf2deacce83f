import { cellsToMultiPolygon, getHexagonEdgeLengthAvg, UNITS } from 'h3-js'
import { type Point, type Polygon, polygonCornersMost } from '../../contracts/geo.ts'
import type { AreaReach } from '../../contracts/reach.ts'
import { areaResolution } from '../../contracts/surge.ts'
import { contains } from './domain/area.ts'
import { areaKm2, cellsIn, type OutlineFault, openRing, outlineFault } from './outline.ts'
import { simplifiedRing } from './simplified-ring.ts'

type Outlined = Pick<AreaReach, 'shapes' | 'outline' | 'leftOut' | 'takenIn'>

/**
 * How far an outline may leave the edges of its hexagons, in edges, in the order in which it is tried. A little over half an edge makes
 * lines of their zigzag; less, where that makes the outline cross itself; more, where corners are too many.
 */
const tolerances = [0.55, 0.4, 0.25, 0, 0.8, 1.2, 1.8, 2.7, 4, 6, 9]

/**
 * The outline of some hexagons that can be the area of a store: the outer ring of the part that the store stands in, or of the largest.
 * A fault where none can; null of no hexagons.
 */
export function outlineOfCells(cells: readonly string[], store: Point): Outlined | OutlineFault | null {
  if (cells.length === 0) return null
  const shapes = cellsToMultiPolygon([...cells], true) as Outlined['shapes']
  const outer = shapes.map((rings) => openRing(rings[0]!)).toSorted((a, b) => areaKm2(b) - areaKm2(a))
  const whole = outer.find((ring) => contains(ring, store)) ?? outer[0]!
  const edgeM = getHexagonEdgeLengthAvg(areaResolution, UNITS.m)
  let fault: OutlineFault | null = null
  for (const tolerance of tolerances) {
    const outline = simplifiedRing(whole, tolerance * edgeM)
    if (outline.length > polygonCornersMost) continue
    const wrong = outlineFault(outline, store)
    if (!wrong) return { shapes, outline, ...comparedWith(outline, cells) }
    fault ??= wrong
  }
  return fault
}

function comparedWith(outline: Polygon, cells: readonly string[]): Pick<Outlined, 'leftOut' | 'takenIn'> {
  const [wanted, covered] = [new Set(cells), new Set(cellsIn(outline))]
  return { leftOut: [...wanted.difference(covered)], takenIn: [...covered.difference(wanted)] }
}
