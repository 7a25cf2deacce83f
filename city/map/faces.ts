import type { Network } from './network.ts'
import { curve, distance, halfSideM, isInside, type Spot } from './plane.ts'
import type { Terrain } from './terrain.ts'

/** A part of the city that its big streets, the river and the railway enclose. */
export type Face = { id: number; middle: Spot; areaM2: number }
export type Faces = { list: Face[]; at(spot: Spot): number; isStreet(spot: Spot): boolean }

const cellM = 8
const streetHalfM = 9
const riverM = 40
const railM = 34
const smallestM2 = 8_000

/** Finds the faces by painting what divides the city onto a grid and flooding what is left. */
export function findFaces(network: Network, terrain: Terrain): Faces {
  const side = Math.ceil((2 * halfSideM) / cellM)
  const open = 0
  const street = -1
  const closed = -2
  const grid = new Int32Array(side * side)
  const column = (m: number) => Math.floor((m + halfSideM) / cellM)
  const isOn = (c: number) => c >= 0 && c < side
  const spotOf = (cell: number): Spot => ({
    x: ((cell % side) + 0.5) * cellM - halfSideM,
    y: (Math.floor(cell / side) + 0.5) * cellM - halfSideM,
  })

  for (let cell = 0; cell < grid.length; cell++) {
    const spot = spotOf(cell)
    const isOut =
      !isInside(terrain.city, spot) ||
      terrain.isWater(spot, riverM) ||
      terrain.nearRail(spot, railM) ||
      terrain.parkAt(spot)
    grid[cell] = isOut ? closed : open
  }
  for (const { a, b } of network.edges.values()) {
    const [from, to] = [network.nodes[a]!, network.nodes[b]!]
    const steps = Math.max(1, Math.ceil(distance(from, to) / 4))
    for (const { x, y } of curve(0, 1, 1 / steps, (s) => ({
      x: from.x + (to.x - from.x) * s,
      y: from.y + (to.y - from.y) * s,
    }))) {
      for (const dx of [-streetHalfM, 0, streetHalfM]) {
        for (const dy of [-streetHalfM, 0, streetHalfM]) {
          const [cx, cy] = [column(x + dx), column(y + dy)]
          if (isOn(cx) && isOn(cy)) grid[cy * side + cx] = street
        }
      }
    }
  }

  const list: Face[] = []
  const flooded = new Int32Array(grid.length)
  for (let start = 0; start < grid.length; start++) {
    if (grid[start] !== open) continue
    const id = list.length + 1
    let length = 0
    let [sumX, sumY] = [0, 0]
    flooded[length++] = start
    grid[start] = id
    for (let next = 0; next < length; next++) {
      const cell = flooded[next]!
      const { x, y } = spotOf(cell)
      sumX += x
      sumY += y
      for (const beside of [cell - 1, cell + 1, cell - side, cell + side]) {
        if (beside < 0 || beside >= grid.length || grid[beside] !== open) continue
        grid[beside] = id
        flooded[length++] = beside
      }
    }
    list.push({ id, middle: { x: sumX / length, y: sumY / length }, areaM2: length * cellM * cellM })
  }

  const valueAt = ({ x, y }: Spot) =>
    isOn(column(x)) && isOn(column(y)) ? grid[column(y) * side + column(x)]! : closed
  return {
    list: list.filter((face) => face.areaM2 >= smallestM2),
    at: valueAt,
    isStreet: (spot) => valueAt(spot) === street,
  }
}
