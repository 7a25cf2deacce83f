import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { distanceM, type Point } from '../../contracts/geo.ts'
import type { GraphRoads } from '../../engines/roads/index.ts'
import { seededRandom } from '../../engines/roads/places/random.ts'

/**
 * A real day of deliveries, laid onto the street map of another city. Kept: when each order was placed, its bearing and
 * straight-line distance from pick-up to door, how thickly pick-ups lie, how many orders there are per square kilometre,
 * and the couriers' shifts. Changed: the pick-ups are mapped to the stores of a network of the map's size, the doors are
 * snapped to the nearest street, and every courier rides a motorbike from one of the stores.
 */
export interface Day {
  readonly stores: readonly Point[]
  /** By the time of placing. */
  readonly orders: readonly DayOrder[]
  /** Shuffled once: a supply of n riders is the first n. */
  readonly shifts: readonly Shift[]
  readonly facts: DayFacts
}

export interface DayOrder {
  readonly atS: number
  readonly store: number
  readonly door: Point
  /** Lines in the basket. */
  readonly lines: number
}

export interface Shift {
  readonly store: number
  readonly onS: number
  readonly offS: number
}

export interface DayFacts {
  readonly sourceOrders: number
  readonly ordersPerKm2: number
  readonly orders: number
  /** Orders of the sample whose door would lie off the map from every store. */
  readonly offMap: number
  readonly straightMedianM: number
  readonly sourceStraightMedianM: number
}

export const stores = 6
const dayS = 86_400
/** The map's outermost metres: streets end there. */
const marginM = 150

export interface Cell {
  readonly lat: number
  readonly lng: number
}

async function rows(file: string): Promise<Record<string, string>[]> {
  const found: Record<string, string>[] = []
  for await (const row of createReadStream(file).pipe(
    parse({ columns: true, relax_quotes: true, relax_column_count: true }),
  ))
    found.push(row)
  return found
}

const secondsOf = (text: string): number => {
  const [h = 0, m = 0, s = 0] = text.split(':').map(Number)
  return h * 3600 + m * 60 + s
}
const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!

/** Metres east and north of a point. */
const offset = (from: Point, to: Point): [eastM: number, northM: number] => [
  (to.lng - from.lng) * 111_320 * Math.cos((from.lat * Math.PI) / 180),
  (to.lat - from.lat) * 111_320,
]
const moved = (from: Point, [eastM, northM]: readonly [number, number]): Point => ({
  lat: from.lat + northM / 111_320,
  lng: from.lng + eastM / (111_320 * Math.cos((from.lat * Math.PI) / 180)),
})

/** One store in the middle of each of six equal pieces of the map, at the nearest street. */
export function storeSites(roads: GraphRoads): Point[] {
  const { minLat, maxLat, minLng, maxLng } = roads.bounds
  const sites: Point[] = []
  for (let row = 0; row < stores / 2; row++)
    for (let column = 0; column < 2; column++) {
      const at = {
        lat: minLat + ((maxLat - minLat) * (row + 0.5)) / (stores / 2),
        lng: minLng + ((maxLng - minLng) * (column + 0.5)) / 2,
      }
      sites.push(roads.snapNow(at)?.point ?? at)
    }
  return sites
}

/** Lines of each basket of BigBasket, and the second of the day at which it was ordered. */
export async function readBaskets(folder: string): Promise<{ lines: number[]; placedS: number[] }> {
  const baskets = new Map<string, { lines: number; placedS: number }>()
  for (const row of await rows(join(folder, 'bigbasket_orders.csv'))) {
    const placedS = secondsOf(row.created_at?.slice(11) ?? '')
    const known = baskets.get(row.order!)
    baskets.set(row.order!, { lines: (known?.lines ?? 0) + 1, placedS })
  }
  const all = [...baskets.values()]
  return { lines: all.map((each) => each.lines), placedS: all.map((each) => each.placedS) }
}

export async function readDay(
  folder: string,
  files: string,
  options: { roads: GraphRoads; baskets: { lines: number[]; placedS: number[] }; rhythm?: 'bigbasket'; seed: number },
): Promise<Day> {
  const { roads, baskets } = options
  const random = seededRandom(options.seed)
  const [orders, couriers] = await Promise.all([
    rows(join(folder, `${files}_orders.csv`)),
    rows(join(folder, `${files}_couriers.csv`)),
  ])
  const sites = storeSites(roads)
  const source = orders.map((row) => ({
    atS: secondsOf(row.placement_time!),
    pickUp: { lat: Number(row.pick_up_lat), lng: Number(row.pick_up_lng) },
    door: { lat: Number(row.drop_off_lat), lng: Number(row.drop_off_lng) },
  }))

  // Orders per km² of the squares of 1 km that have pick-ups, times the area of the map.
  const anchor = source[0]!.pickUp
  const squares = new Set(
    source.map(({ pickUp }) =>
      offset(anchor, pickUp)
        .map((m) => Math.round(m / 1000))
        .join(),
    ),
  )
  const ordersPerKm2 = source.length / squares.size
  const { minLat, maxLat, minLng, maxLng } = roads.bounds
  const [widthM, heightM] = offset({ lat: minLat, lng: minLng }, { lat: maxLat, lng: maxLng })
  const wanted = Math.min(source.length, Math.round((ordersPerKm2 * widthM * heightM) / 1e6))

  // The box that holds the middle 90 % of the pick-ups each way is laid on the map.
  const lats = source.map((each) => each.pickUp.lat).sort((a, b) => a - b)
  const lngs = source.map((each) => each.pickUp.lng).sort((a, b) => a - b)
  const share = (value: number, sorted: readonly number[]) =>
    Math.min(1, Math.max(0, (value - quantile(sorted, 0.05)) / (quantile(sorted, 0.95) - quantile(sorted, 0.05))))
  const onMap = (pickUp: Point): Point => ({
    lat: minLat + (maxLat - minLat) * share(pickUp.lat, lats),
    lng: minLng + (maxLng - minLng) * share(pickUp.lng, lngs),
  })
  const inside = (point: Point) => {
    const [east, north] = offset({ lat: minLat, lng: minLng }, point)
    return east > marginM && north > marginM && east < widthM - marginM && north < heightM - marginM
  }
  const nearest = (point: Point) =>
    sites.map((site, store) => ({ store, m: distanceM(site, point) })).sort((a, b) => a.m - b.m)

  const placed: DayOrder[] = []
  let offMap = 0
  for (const each of shuffled(source, random).slice(0, wanted)) {
    const way = offset(each.pickUp, each.door)
    const found = nearest(onMap(each.pickUp)).find(({ store }) => inside(moved(sites[store]!, way)))
    const door = found && roads.snapNow(moved(sites[found.store]!, way))
    if (!found || !door) {
      offMap++
      continue
    }
    const atS = options.rhythm ? pick(baskets.placedS, random) + Math.floor(random() * 60) : each.atS
    placed.push({ atS, store: found.store, door: door.point, lines: pick(baskets.lines, random) })
  }
  placed.sort((a, b) => a.atS - b.atS)
  const shifts = shuffled(couriers, random).map((row): Shift => {
    const onS = secondsOf(row.on_time!)
    const offS = secondsOf(row.off_time!)
    const at = onMap({ lat: Number(row.on_lat), lng: Number(row.on_lng) })
    return { store: nearest(at)[0]!.store, onS, offS: offS > onS ? offS : offS + dayS }
  })
  const straight = (list: readonly number[]) =>
    Math.round(
      quantile(
        [...list].sort((a, b) => a - b),
        0.5,
      ),
    )
  return {
    stores: sites,
    orders: placed,
    shifts,
    facts: {
      sourceOrders: source.length,
      ordersPerKm2: Math.round(ordersPerKm2),
      orders: placed.length,
      offMap,
      straightMedianM: straight(placed.map((each) => distanceM(sites[each.store]!, each.door))),
      sourceStraightMedianM: straight(source.map((each) => distanceM(each.pickUp, each.door))),
    },
  }
}

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all
}
