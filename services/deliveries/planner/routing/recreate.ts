import { openPlaceFinder, type Place, type PlaceSearch } from './insertion.ts'
import type { Model } from './model.ts'
import type { Random } from './random.ts'
import { insertRequest, type Routes } from './routes.ts'
import type { Settings } from './settings.ts'

/**
 * Puts absent requests back one by one, each at its cheapest place (greedy insertion with blinks). What has no place stays
 * absent. `changed` holds `count` vehicles and gets more; their number is returned.
 */
export type Recreate = (routes: Routes, changed: Int32Array, count: number, rules: RecreateRules) => number

export interface RecreateRules {
  /** `vehicles`: 1 for those that stay at home. */
  readonly closed: Uint8Array
  /** What it costs to send one more. */
  opening: number
}

export function openRecreate(model: Model, random: Random, settings: Settings): Recreate {
  const { requests, vehicles, kind } = model
  const find = openPlaceFinder(model, random)
  const ranks = rankings(model)
  const weightSum = settings.orderWeights.reduce((sum, weight) => sum + weight, 0)
  const keys = new Float64Array(requests)
  const place: Place = { cost: 0, pickupAt: 0, deliveryAt: 0 }
  const seenKind = new Int32Array(vehicles)
  const marked = new Int32Array(vehicles)
  const whole: PlaceSearch = { bound: Infinity, blink: 0 }
  const bounded: PlaceSearch = { bound: Infinity, blink: settings.blink }
  const known = openKnownPlaces(model)
  let round = 0
  let search = 0

  function sortAbsent({ absent, counts }: Routes): void {
    let draw = random.next() * weightSum
    let order = 0
    while (order < settings.orderWeights.length - 1 && draw >= settings.orderWeights[order]!) {
      draw -= settings.orderWeights[order]!
      order++
    }
    const rank = ranks[order]
    for (let i = 0; i < counts.absent; i++) {
      const q = absent[i]!
      const key = rank ? rank[q]! : random.next()
      let j = i - 1
      while (j >= 0 && keys[j]! > key) {
        keys[j + 1] = keys[j]!
        absent[j + 1] = absent[j]!
        j--
      }
      keys[j + 1] = key
      absent[j + 1] = q
    }
  }

  return (routes, changed, given, { closed, opening }) => {
    sortAbsent(routes)
    let count = given
    round++
    for (let i = 0; i < count; i++) marked[changed[i]!] = round
    const { absent, counts } = routes
    let still = 0
    for (let i = 0; i < counts.absent; i++) {
      const q = absent[i]!
      let vehicle = -1
      bounded.bound = Infinity
      let pickupAt = 0
      let deliveryAt = 0
      search++
      for (let v = 0; v < vehicles; v++) {
        if (closed[v] === 1) continue
        let extra = 0
        if (routes.length[v] === 2) {
          if (!model.inUse[v]) extra = opening
          if (seenKind[kind[v]!] === search) continue
          seenKind[kind[v]!] = search
        }
        if (marked[v] === round) find(routes, q, v, bounded, place)
        else {
          if (!known.read(routes, q, v, place)) {
            find(routes, q, v, whole, place)
            known.write(routes, q, v, place)
          }
          if (place.cost + extra < bounded.bound && random.next() < settings.blink) find(routes, q, v, bounded, place)
        }
        if (place.cost + extra < bounded.bound) {
          bounded.bound = place.cost + extra
          vehicle = v
          pickupAt = place.pickupAt
          deliveryAt = place.deliveryAt
        }
      }
      if (vehicle < 0) {
        absent[still++] = q
        continue
      }
      insertRequest(model, routes, { q, v: vehicle, pickupAt, deliveryAt })
      if (marked[vehicle] !== round) {
        marked[vehicle] = round
        changed[count++] = vehicle
      }
    }
    counts.absent = still
    return count
  }
}

/**
 * The best places found in routes that have not changed since: most routes stay as they are from one round to the next, so
 * most searches have been made before.
 */
function openKnownPlaces({ requests, vehicles }: Model) {
  const version = new Float64Array(requests * vehicles)
  const cost = new Float64Array(requests * vehicles)
  const pickupAt = new Int32Array(requests * vehicles)
  const deliveryAt = new Int32Array(requests * vehicles)
  return {
    read(routes: Routes, q: number, v: number, place: Place): boolean {
      const i = q * vehicles + v
      if (version[i] !== routes.version[v]) return false
      place.cost = cost[i]!
      place.pickupAt = pickupAt[i]!
      place.deliveryAt = deliveryAt[i]!
      return true
    },
    write(routes: Routes, q: number, v: number, place: Place): void {
      const i = q * vehicles + v
      version[i] = routes.version[v]!
      cost[i] = place.cost
      pickupAt[i] = place.pickupAt
      deliveryAt[i] = place.deliveryAt
    },
  }
}

/** Keys to sort requests by, least first; none for a random order. */
function rankings(model: Model): readonly (Float64Array | undefined)[] {
  const { requests, distance, nodes, opens, closes, stops, demand, dimensions, startNode } = model
  const key = (of: (q: number) => number) => Float64Array.from({ length: requests }, (_, q) => of(q))
  const each = (q: number, of: (n: number) => number, join: (a: number, b: number) => number) =>
    stops[q] === 3 ? join(of(2 * q), of(2 * q + 1)) : of(stops[q] === 2 ? 2 * q + 1 : 2 * q)
  const add = (a: number, b: number) => a + b
  const far = key((q) => each(q, (n) => distance[(startNode[0] ?? 0) * nodes + n]!, add))
  return [
    undefined,
    key((q) => -demand[q * dimensions]!),
    far.map((value) => -value),
    far,
    key((q) => each(q, (n) => closes[n]! - opens[n]!, add)),
    key((q) => each(q, (n) => opens[n]!, Math.min)),
    key((q) => -each(q, (n) => closes[n]!, Math.max)),
  ]
}
