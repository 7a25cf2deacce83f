import type { Point } from '../../../contracts/geo.ts'
import { seededRandom } from '../../../services/deliveries/planner/routing/random.ts'
import { type Afternoon, type AfternoonOrder, type AfternoonRider, fateOf } from './afternoon.ts'

/** One row of a Solomon file. */
export interface Customer {
  readonly x: number
  readonly y: number
  readonly earliest: number
  readonly latest: number
}

/** A file of Solomon: the depot first, and when it closes. */
export function readCustomers(text: string): Customer[] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 7 && row.every(Number.isFinite))
  return rows.map(([, x, y, , earliest, latest]) => ({ x: x!, y: y!, earliest: earliest!, latest: latest! }))
}

const hourS = 3_600
/** So that a side of a hundred is six kilometres. */
const metresPerUnit = 60
/** Metres a second, on streets that are 1.4 times as long as the line. */
const speed = 5
const detour = 1.4
const degreesPerM = 1 / 111_000

/**
 * A same-day store out of an instance: its depot is the store, and customers lie where they lie. The instance's day becomes
 * eight hours, and each customer chooses the slot, so many hours long, in which the middle of its own window falls; whom any hour would suit, any slot. What the
 * instance does not know is as in the made-up afternoons: bags, frozen goods, when an order is packed, and what rides take.
 */
export function sameDay(
  customers: readonly Customer[],
  { seed, slotHours, riders, places: inBag }: { seed: number; slotHours: number; riders: number; places: number },
): Afternoon {
  const random = seededRandom(seed)
  const [depot, ...rest] = customers
  if (!depot || rest.length === 0) throw new Error('Not a Solomon file: no depot or no customers')
  const pointOf = ({ x, y }: { x: number; y: number }): Point => ({
    lat: 22.57 + (y - depot.y) * metresPerUnit * degreesPerM,
    lng: 88.4 + ((x - depot.x) * metresPerUnit * degreesPerM) / Math.cos((22.57 * Math.PI) / 180),
  })
  const places = customers.map(({ x, y }) => ({ x, y }))
  const slots = 8 / slotHours
  const orders = rest.map(({ earliest, latest }, index): AfternoonOrder => {
    const dayS = depot.latest - depot.earliest
    const middle = latest - earliest > dayS / 2 ? random.next() : (earliest + latest) / 2 / dayS
    const slot = Math.max(0, Math.min(slots - 1, Math.floor(middle * slots)))
    const notBeforeS = hourS * (1 + slot * slotHours)
    const readyS = notBeforeS - (300 + random.next() * 2_400)
    return {
      id: `w${index}`,
      place: index + 1,
      placedS: readyS - 4 * hourS,
      readyS,
      notBeforeS,
      promisedS: notBeforeS + slotHours * hourS,
      bulkL: 12 * (1 + random.below(2)),
      cold: random.next() < 0.1,
    }
  })
  const people = Array.from({ length: riders }, (_, index): AfternoonRider => {
    const near = { x: depot.x + (random.next() - 0.5) * 20, y: depot.y + (random.next() - 0.5) * 20 }
    return { id: `r${index}`, place: places.push(near) - 1, places: inBag, bagL: 60, cold: index % 4 !== 3 }
  })
  const metres = (from: number, to: number) => {
    const [a, b] = [places[from]!, places[to]!]
    return Math.hypot(a.x - b.x, a.y - b.y) * metresPerUnit * detour
  }
  return {
    points: places.map(pointOf),
    orders,
    riders: people,
    metres,
    ...fateOf(seed, (a, b) => metres(a, b) / speed),
  }
}
