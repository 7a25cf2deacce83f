import { cellToBoundary, cellToLatLng, latLngToCell } from 'h3-js'
import type { Demand } from '../../contracts/rider.ts'

/** About 0.7 km²: small enough to ride to, large enough to say nothing about a house. */
const resolution = 8
/** So many cells are shown, the busiest first. */
const cellsMax = 60

/** Orders that came near a place. */
export interface Seen {
  readonly lat: number
  readonly lng: number
  /** Now, without a rider. */
  readonly waiting: number
  /** In an hour like this one on the days before. */
  readonly before: number
}

type Cell = Demand['cells'][number]

/** Where orders wait and are to be expected, by cell, the busiest first. `days`: over how many days `before` was counted. */
export function demandCells(seen: readonly Seen[], days: number): Cell[] {
  const cells = new Map<string, { waiting: number; expected: number }>()
  for (const { lat, lng, waiting, before } of seen) {
    const cell = latLngToCell(lat, lng, resolution)
    const sum = cells.get(cell) ?? { waiting: 0, expected: 0 }
    cells.set(cell, { waiting: sum.waiting + waiting, expected: sum.expected + before / days })
  }
  const busiest = [...cells].toSorted(([, a], [, b]) => weight(b) - weight(a)).slice(0, cellsMax)
  const most = weight(busiest[0]?.[1] ?? { waiting: 0, expected: 0 })
  return busiest.map(([cell, { waiting, expected }]) => {
    const [lat, lng] = cellToLatLng(cell)
    const boundary = cellToBoundary(cell).map(([y, x]): [number, number] => [x, y])
    const level = levelOf(weight({ waiting, expected }), most)
    return { cell, centre: { lat, lng }, boundary, waiting, expected: Math.round(expected * 10) / 10, level }
  })
}

/** An order that waits now is worth more than one that may come. */
const weight = ({ waiting, expected }: { waiting: number; expected: number }) => waiting * 2 + expected

function levelOf(value: number, most: number): Cell['level'] {
  if (value >= most * 0.66) return 'high'
  return value >= most * 0.33 ? 'some' : 'low'
}
