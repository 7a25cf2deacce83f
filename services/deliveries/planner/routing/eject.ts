import { openPlaceFinder, type Place, type PlaceSearch } from './insertion.ts'
import type { Model } from './model.ts'
import type { Random } from './random.ts'
import { compactRoute, copyRoute, insertRequest, type Routes } from './routes.ts'

/**
 * Puts absent request `q` into a route of `trial` from which one or two others are sent away, those with the least sum of
 * `failures`, if that is less than its own. `current` is what `trial` was. @returns the vehicle, or -1
 */
export type Eject = (
  current: Routes,
  trial: Routes,
  q: number,
  rules: { readonly closed: Uint8Array; readonly failures: Float64Array },
) => number

/** Guided ejection (Nagata & Kobayashi, "Guided ejection search for the PDPTW", 2010). */
export function openEject(model: Model, random: Random): Eject {
  const find = openPlaceFinder(model, random)
  const place: Place = { cost: 0, pickupAt: 0, deliveryAt: 0 }
  const search: PlaceSearch = { bound: Infinity, blink: 0 }
  const aboard = new Int32Array(model.requests)
  const weight = new Float64Array(model.requests)

  return (current, trial, q, { closed, failures }) => {
    let least = failures[q]!
    let vehicle = -1
    const sent = [-1, -1]
    let found = { pickupAt: 0, deliveryAt: 0 }

    const attempt = (v: number, a: number, b: number, sum: number) => {
      trial.vehicleOf[a] = -1
      if (b >= 0) trial.vehicleOf[b] = -1
      compactRoute(model, trial, v)
      find(trial, q, v, search, place)
      copyRoute(model, current, trial, v)
      if (place.cost === Infinity) return
      least = sum
      vehicle = v
      sent[0] = a
      sent[1] = b
      found = { pickupAt: place.pickupAt, deliveryAt: place.deliveryAt }
    }

    const offset = random.below(model.vehicles)
    for (let step = 0; step < model.vehicles; step++) {
      const v = (step + offset) % model.vehicles
      if (closed[v] || trial.length[v] === 2 || !model.allowed[q * model.vehicles + v]) continue
      const count = sortAboard(trial, v, failures)
      for (let i = 0; i < count && weight[i]! < least; i++) {
        attempt(v, aboard[i]!, -1, weight[i]!)
      }
      for (let i = 0; i < count && weight[i]! * 2 < least; i++)
        for (let j = i + 1; j < count && weight[i]! + weight[j]! < least; j++)
          attempt(v, aboard[i]!, aboard[j]!, weight[i]! + weight[j]!)
    }
    if (vehicle < 0) return -1

    for (const away of sent) if (away >= 0) trial.vehicleOf[away] = -1
    compactRoute(model, trial, vehicle)
    insertRequest(model, trial, { q, v: vehicle, ...found })
    const { absent, counts } = trial
    let still = 0
    for (let i = 0; i < counts.absent; i++) if (absent[i] !== q) absent[still++] = absent[i]!
    counts.absent = still
    for (const away of sent) if (away >= 0) absent[counts.absent++] = away
    return vehicle
  }

  /** The requests of a route, those with the least failures first. A little chance decides between equals. */
  function sortAboard(routes: Routes, v: number, failures: Float64Array): number {
    const first = v * routes.stride
    let count = 0
    for (let i = first + 1; i < first + routes.length[v]! - 1; i++) {
      const node = routes.node[i]!
      const q = node >> 1
      if (node & 1 && model.stops[q] === 3) continue // seen at its pickup
      if (model.carried[q] === 1) continue // its room is taken anyhow
      const key = failures[q]! + 1 + random.next()
      let j = count++ - 1
      while (j >= 0 && weight[j]! > key) {
        weight[j + 1] = weight[j]!
        aboard[j + 1] = aboard[j]!
        j--
      }
      weight[j + 1] = key
      aboard[j + 1] = q
    }
    return count
  }
}
