import type { Model } from './model.ts'
import type { Random } from './random.ts'
import { compactRoute, type Routes } from './routes.ts'
import type { Settings } from './settings.ts'

/** Takes requests out of neighbouring routes, so many stops on average; `changed` gets the vehicles, and the number of them is returned. */
export type Ruin = (routes: Routes, changed: Int32Array, stopsMean: number) => number

/**
 * Adjacent string removal (Christiaens & Vanden Berghe, "Slack Induction by String Removals", 2020): around a stop, from
 * each of the nearest routes a string of stops that follow each other. The partner of a removed stop goes as well.
 */
export function openRuin(model: Model, random: Random, settings: Settings): Ruin {
  const near = neighbours(model)
  const visited = new Int32Array(model.vehicles)
  const { stops } = model
  let round = 0

  function take(routes: Routes, q: number): void {
    if (routes.vehicleOf[q]! < 0) return
    routes.vehicleOf[q] = -1
    routes.absent[routes.counts.absent++] = q
  }

  /** A string of `length` stops of vehicle `v` that holds position `at`, and perhaps a kept middle. */
  function takeString(routes: Routes, v: number, at: number, length: number): void {
    const { node, stride } = routes
    const all = routes.length[v]! - 2
    const first = v * stride
    let kept = 0
    if (length > 1 && length < all && random.next() < settings.ruinSplitShare) {
      kept = 1
      while (length + kept < all && random.next() < settings.ruinSplitMore) kept++
    }
    const whole = length + kept
    const lowest = Math.max(1, at - whole + 1)
    const highest = Math.min(at, all - whole + 1)
    const from = lowest + random.below(highest - lowest + 1)
    const keepFrom = kept === 0 ? whole : 1 + random.below(length - 1)
    let carried = false
    for (let i = 0; i < whole; i++) {
      if (i >= keepFrom && i < keepFrom + kept) continue
      const q = node[first + from + i]! >> 1
      if (model.carried[q] === 1) carried = true
      take(routes, q)
    }
    // What is on board needs its room again while its delivery is out of the route: others may have counted on that.
    if (carried) for (let i = 1; i <= all; i++) take(routes, node[first + i]! >> 1)
    compactRoute(model, routes, v)
  }

  function drawSeed({ vehicleOf }: Routes): number {
    for (;;) {
      const seed = random.below(2 * model.requests)
      if (vehicleOf[seed >> 1]! >= 0 && stops[seed >> 1]! & (1 + (seed & 1))) return seed
    }
  }

  return (routes, changed, stopsMean) => {
    let inUse = 0
    let stopsTotal = 0
    for (let v = 0; v < model.vehicles; v++) {
      const stops = routes.length[v]! - 2
      if (stops > 0) {
        inUse++
        stopsTotal += stops
      }
    }
    if (inUse === 0) return 0
    const longest = Math.min(settings.ruinStringMax, stopsTotal / inUse)
    const strings = Math.floor(1 + random.next() * ((4 * stopsMean) / (1 + longest) - 1))

    const seed = drawSeed(routes)
    round++
    let count = 0
    const from = seed * near.width
    for (let i = 0; i < near.width && count < strings; i++) {
      const stop = near.stop[from + i]!
      if (stop < 0) break
      const v = routes.vehicleOf[stop >> 1]!
      if (v < 0 || visited[v] === round) continue
      visited[v] = round
      changed[count++] = v
      const most = Math.min(routes.length[v]! - 2, longest)
      takeString(routes, v, routes.position[stop]!, Math.floor(1 + random.next() * most))
    }
    return count
  }
}

const neighboursMax = 250

/** For each stop the others by distance, itself first; -1 where there are no more. */
function neighbours({ stops, nodes, requests, distance }: Model): {
  readonly width: number
  readonly stop: Int32Array
} {
  const all: number[] = []
  for (let n = 0; n < 2 * requests; n++) if (stops[n >> 1]! & (1 + (n & 1))) all.push(n)
  const width = Math.min(all.length, neighboursMax)
  const stop = new Int32Array(2 * requests * width).fill(-1)
  for (const n of all) {
    const row = n * nodes
    const sorted = all.toSorted((a, b) => (a === n ? -1 : b === n ? 1 : distance[row + a]! - distance[row + b]!))
    for (let i = 0; i < width; i++) stop[n * width + i] = sorted[i]!
  }
  return { width, stop }
}
