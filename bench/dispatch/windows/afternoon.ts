import type { Point } from '../../../contracts/geo.ts'
import { distanceM } from '../../../contracts/geo.ts'
import { seededRandom } from '../../../services/deliveries/planner/routing/random.ts'

/** One afternoon of one store. Seconds from its beginning; places are numbers of `points`, 0 is the store. */
export interface Afternoon {
  readonly points: readonly Point[]
  readonly orders: readonly AfternoonOrder[]
  readonly riders: readonly AfternoonRider[]
  /** Along streets. */
  metres(from: number, to: number): number
  /** What a planner is told of a ride; what it takes is `riddenS`. */
  expectedS(from: number, to: number): number
  riddenS(from: number, to: number): number
  /** Expected, and as it is at the door of an order. */
  readonly handoverS: number
  doorS(order: AfternoonOrder): number
}

export interface AfternoonOrder {
  readonly id: string
  readonly place: number
  readonly placedS: number
  /** Packed: nobody knows of it before. */
  readonly readyS: number
  /** A window from here to `promisedS`; absent: to come at once. */
  readonly notBeforeS?: number
  readonly promisedS: number
  readonly bulkL: number
  readonly cold: boolean
}

export interface AfternoonRider {
  readonly id: string
  readonly place: number
  readonly places: number
  readonly bagL: number
  readonly cold: boolean
}

export interface AfternoonShape {
  readonly seed: number
  readonly windowed: number
  readonly atOnce: number
  readonly riders: number
}

const hourS = 3_600
/** Windows of an hour, one after the other, the first an hour from the beginning. */
const windows = 4
/** Metres a second, on streets that are 1.4 times as long as the line. */
const speed = 5
const detour = 1.4
/** Doors lie within so many metres of the store, east and north. */
const reachM = 2_500
const degreesPerM = 1 / 111_000
const promiseS = 1_800

/** Made up: windows have an hour and what is to come at once half of one, orders are one or two bags of 12 l, one in ten frozen. */
export function makeAfternoon({ seed, windowed, atOnce, riders }: AfternoonShape): Afternoon {
  const random = seededRandom(seed)
  const within = (least: number, most: number) => least + random.next() * (most - least)
  const somewhere = () => ({
    lat: 22.57 + within(-reachM, reachM) * degreesPerM,
    lng: 88.4 + (within(-reachM, reachM) * degreesPerM) / Math.cos((22.57 * Math.PI) / 180),
  })
  const points: Point[] = [{ lat: 22.57, lng: 88.4 }]
  const orders = Array.from({ length: windowed + atOnce }, (_, index): AfternoonOrder => {
    const place = points.push(somewhere()) - 1
    const goods = { bulkL: 12 * (1 + random.below(2)), cold: random.next() < 0.1 }
    if (index < windowed) {
      const notBeforeS = hourS * (1 + Math.floor((index * windows) / windowed))
      const readyS = notBeforeS - within(300, 2_700)
      const times = { placedS: readyS - 4 * hourS, readyS, notBeforeS, promisedS: notBeforeS + hourS }
      return { id: `w${index}`, place, ...times, ...goods }
    }
    const placedS = within(hourS / 2, hourS * (windows + 1))
    const times = { placedS, readyS: placedS + within(90, 240), promisedS: placedS + promiseS }
    return { id: `o${index}`, place, ...times, bulkL: 12, cold: goods.cold }
  })
  const people = Array.from({ length: riders }, (_, index): AfternoonRider => {
    const rider = { id: `r${index}`, place: points.push(somewhere()) - 1, places: 4, bagL: 60 }
    return { ...rider, cold: index % 4 !== 3 }
  })
  const metres = (from: number, to: number) => distanceM(points[from]!, points[to]!) * detour
  return { points, orders, riders: people, metres, ...fateOf(seed, (from, to) => metres(from, to) / speed) }
}

/** What rides and doors take: some streets are slower than the map thinks, and some people than others. */
export function fateOf(
  seed: number,
  expectedS: Afternoon['expectedS'],
): Pick<Afternoon, 'expectedS' | 'riddenS' | 'handoverS' | 'doorS'> {
  const fate = (a: number, b: number) => seededRandom(seed * 7_919 + a * 1_009 + b).next()
  return {
    expectedS,
    riddenS: (from, to) => expectedS(from, to) * (0.9 + 0.35 * fate(from, to)),
    handoverS: 60,
    doorS: ({ place }) => 30 + 90 * fate(place, place),
  }
}
