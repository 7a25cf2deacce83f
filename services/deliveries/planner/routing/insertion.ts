import type { Model } from './model.ts'
import type { Random } from './random.ts'
import type { Routes } from './routes.ts'

/** Where a request fits best in one route, behind which positions. `cost` is `Infinity` where it does not. */
export interface Place {
  cost: number
  pickupAt: number
  deliveryAt: number
}

export interface PlaceSearch {
  /** Only what costs less. */
  bound: number
  /** The chance with which a better place is overlooked (Christiaens & Vanden Berghe 2020). */
  blink: number
}

/** Finds the cheapest legal place for a request in a route. */
export type PlaceFinder = (routes: Routes, q: number, v: number, search: PlaceSearch, place: Place) => void

/**
 * Legal places are told by what stands beside the nodes. For each gap the price of the delivery alone is found first, and
 * from the back the least of those behind it, so that most pickups are dismissed by one sum; the others are followed along
 * the route until the delay breaks a window or nothing cheaper is left. Only for a place that would win is a blink drawn.
 */
export function openPlaceFinder(model: Model, random: Random): PlaceFinder {
  const { nodes, distances, durations, opens, closes, service, dimensions, demand, capacity, stops } = model
  const longest = 2 * model.requests + 2
  const alone = new Float64Array(longest) // price of the delivery in a gap
  const least = new Float64Array(longest + 1) // of the gaps from there on
  const room = new Uint8Array(longest)

  function findRoom(routes: Routes, q: number, v: number): void {
    const first = v * routes.stride
    const gaps = routes.length[v]! - 1
    const { load } = routes
    if (model.carried[q] === 1) {
      room.fill(1, 0, gaps)
      return
    }
    if (dimensions === 1) {
      const most = capacity[v]! - demand[q]! + 1e-9
      for (let g = 0; g < gaps; g++) room[g] = load[first + g]! <= most ? 1 : 0
      return
    }
    room.fill(1, 0, gaps)
    for (let k = 0; k < dimensions; k++) {
      const most = capacity[v * dimensions + k]! - demand[q * dimensions + k]! + 1e-9
      for (let g = 0; g < gaps; g++) if (load[(first + g) * dimensions + k]! > most) room[g] = 0
    }
  }

  function findPair(routes: Routes, q: number, v: number, search: PlaceSearch, place: Place): void {
    const { node, leaves, latest } = routes
    const distance = distances[v]!
    const duration = durations[v]!
    const first = v * routes.stride
    const gaps = routes.length[v]! - 1
    const p = 2 * q
    const d = p + 1
    const pRow = p * nodes
    const dRow = d * nodes
    const pOpens = opens[p]!
    const pCloses = closes[p]!
    const pService = service[p]!
    const dOpens = opens[d]!
    const dCloses = closes[d]!
    const dService = service[d]!
    const pDone = pOpens + pService // not left before, whatever the route
    const dDone = dOpens + dService
    const between = distance[pRow + d]!
    const ride = duration[pRow + d]!
    const spares = gaps > 1 || model.inUse[v] ? 1 : 0 // a vehicle that stays at home has no leg to be spared

    let cheapest = Infinity
    least[gaps] = Infinity
    for (let g = gaps - 1; g >= 0; g--) {
      const i = first + g
      let price = Infinity
      if (leaves[i]! <= dCloses && latest[i + 1]! >= dDone) {
        const a = node[i]!
        const b = node[i + 1]!
        let at = leaves[i]! + duration[a * nodes + d]!
        if (at <= dCloses) {
          if (at < dOpens) at = dOpens
          if (at + dService + duration[dRow + b]! <= latest[i + 1]!)
            price = distance[a * nodes + d]! + distance[dRow + b]! - distance[a * nodes + b]!
        }
      }
      alone[g] = price
      if (price < cheapest) cheapest = price
      least[g] = cheapest
    }
    // What does not fit alone does not fit behind a pickup either: a detour never saves time.
    if (cheapest === Infinity) return

    const { bound, blink } = search
    let best = bound
    for (let g = 0; g < gaps; g++) {
      const i = first + g
      if (leaves[i]! > pCloses) break
      if (room[g] === 0 || latest[i + 1]! < pDone) continue
      const a = node[i]!
      const b = node[i + 1]!
      let at = leaves[i]! + duration[a * nodes + p]!
      if (at > pCloses) continue
      if (at < pOpens) at = pOpens
      at += pService
      const toPickup = distance[a * nodes + p]!
      const spared = distance[a * nodes + b]! * spares

      const together = toPickup + between + distance[dRow + b]! - spared
      if (together < best) {
        let arrives = at + ride
        if (arrives <= dCloses) {
          if (arrives < dOpens) arrives = dOpens
          if (arrives + dService + duration[dRow + b]! <= latest[i + 1]! && (blink === 0 || random.next() >= blink)) {
            best = together
            place.pickupAt = g
            place.deliveryAt = g
          }
        }
      }

      const price = toPickup + distance[pRow + b]! - spared
      if (price + least[g + 1]! >= best) continue
      at += duration[pRow + b]!
      let k = g + 1
      while (at <= latest[first + k]!) {
        const here = node[first + k]!
        if (room[k] === 0) break
        if (at < opens[here]!) at = opens[here]!
        at += service[here]!
        const whole = price + alone[k]!
        if (whole < best) {
          let arrives = at + duration[here * nodes + d]!
          if (arrives <= dCloses) {
            if (arrives < dOpens) arrives = dOpens
            if (
              arrives + dService + duration[dRow + node[first + k + 1]!]! <= latest[first + k + 1]! &&
              (blink === 0 || random.next() >= blink)
            ) {
              best = whole
              place.pickupAt = g
              place.deliveryAt = k
            }
          }
        }
        k++
        if (price + least[k]! >= best) break
        at += duration[here * nodes + node[first + k]!]!
      }
    }
    place.cost = best < bound ? best : Infinity
  }

  /** A stop without a partner takes its room from the start of the route, or to its end. */
  function findSingle(routes: Routes, q: number, v: number, search: PlaceSearch, place: Place): void {
    const { node, leaves, latest } = routes
    const distance = distances[v]!
    const duration = durations[v]!
    const first = v * routes.stride
    const gaps = routes.length[v]! - 1
    const isDelivery = stops[q] === 2
    const n = isDelivery ? 2 * q + 1 : 2 * q
    const row = n * nodes
    let from = 0
    let to = gaps
    if (isDelivery) {
      to = 0
      while (to < gaps && room[to] === 1) to++
    } else {
      from = gaps
      while (from > 0 && room[from - 1] === 1) from--
    }
    const { bound, blink } = search
    let best = bound
    for (let g = from; g < to; g++) {
      const i = first + g
      if (leaves[i]! > closes[n]!) break
      const a = node[i]!
      const b = node[i + 1]!
      const spared = gaps > 1 || model.inUse[v] ? distance[a * nodes + b]! : 0
      const price = distance[a * nodes + n]! + distance[row + b]! - spared
      if (price >= best) continue
      let at = leaves[i]! + duration[a * nodes + n]!
      if (at > closes[n]!) continue
      if (at < opens[n]!) at = opens[n]!
      if (at + service[n]! + duration[row + b]! <= latest[i + 1]! && (blink === 0 || random.next() >= blink)) {
        best = price
        place.pickupAt = g
        place.deliveryAt = g
      }
    }
    place.cost = best < bound ? best : Infinity
  }

  return (routes, q, v, search, place) => {
    place.cost = Infinity
    if (model.allowed[q * model.vehicles + v] === 0) return
    findRoom(routes, q, v)
    if (stops[q] === 3) findPair(routes, q, v, search, place)
    else findSingle(routes, q, v, search, place)
  }
}
