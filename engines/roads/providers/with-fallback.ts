import { LRUCache } from 'lru-cache'
import { Problem } from '../../../contracts/problem.ts'
import { type Guard, TransientError } from '../../../kit/resilience.ts'
import {
  limits,
  type Matrix,
  type Mode,
  type Place,
  type Point,
  type Roads,
  type Route,
  type RouteOptions,
  type TravelOptions,
} from '../port.ts'
import { checkMatrixSize, checkPoints, roadsProblem } from '../problems.ts'
import { eachOf, ProviderRefusal, pieces } from './ask.ts'
import type { RoadsProvider } from './provider.ts'
import type { Quota } from './quota.ts'

export type FallbackOptions = {
  provider: RoadsProvider
  /** The own street map, or null where none has been imported. */
  own: Roads | null
  /** Breaker and bulkhead before the provider. */
  guard: Guard
  /** What may be asked of the provider; beyond it the own map answers. */
  quota: Quota
  nowMs: () => number
  /** Told of every answer that the provider did not give. */
  onFallback(why: FallbackReason): void
}

export type FallbackReason = 'unavailable' | 'quota' | 'refused'

/** How long an answer serves, and how many are kept. Times of traffic grow old; where an address lies does not. */
const kept = { legsMs: 3 * 60_000, legs: 100_000, placesMs: 24 * 3_600_000, places: 5_000 }
/** Points nearer to each other than some 11 m count as one place for a travel time. */
const legKey = ({ lat, lng }: Point) => `${lat.toFixed(4)},${lng.toFixed(4)}`
const placeKey = ({ lat, lng }: Point) => `${lat.toFixed(5)},${lng.toFixed(5)}`
const requestsAtOnce = 4
const timeoutMs = 2_500
const world = { minLng: -180, minLat: -90, maxLng: 180, maxLat: 90 }

/**
 * A provider's roads in front of the own map. What was asked a moment ago is remembered; when the provider is away, refuses, or has been
 * asked enough, the own map answers, marked `approximate` as the times are not the provider's. Without an own map that is
 * `roads/unavailable`, and whoever asks estimates.
 */
export function withFallback(options: FallbackOptions): Roads {
  const { provider, own, quota, onFallback } = options
  const legs = new LRUCache<string, [durationS: number, distanceM: number]>({ max: kept.legs, ttl: kept.legsMs })
  const reversed = new LRUCache<string, { place: Place | null }>({ max: kept.places, ttl: kept.placesMs })
  const searched = new LRUCache<string, { places: Place[] }>({ max: kept.places, ttl: kept.placesMs })

  /** `elements` is what the provider counts and bills. */
  async function ask<T>(elements: number, question: () => Promise<T>): Promise<{ answer: T } | undefined> {
    if (!quota.take(elements, options.nowMs())) {
      onFallback('quota')
      return undefined
    }
    try {
      return { answer: await options.guard.run(question, { repeatable: false, timeoutMs }) }
    } catch (error) {
      if (error instanceof ProviderRefusal) onFallback('refused')
      else if (isAway(error)) onFallback('unavailable')
      else throw error
      return undefined
    }
  }

  function mustOwn(): Roads {
    if (own) return own
    throw roadsProblem('roads/unavailable', { detail: `${provider.name} gave no answer, and no map has been imported` })
  }

  /** Who asks in a mode that the provider does not have estimates where there is no map, and the provider is not down. */
  function ownInMode(): Roads {
    if (own) return own
    throw roadsProblem('roads/off-map', { detail: `${provider.name} has no such mode, and no map has been imported` })
  }

  async function matrix(from: Point[], to: Point[], travel: TravelOptions = {}): Promise<Matrix> {
    checkMatrixSize(from.length, to.length)
    checkPoints(from)
    checkPoints(to)
    const mode = travel.mode ?? 'motorbike'
    if (!provider.modes.includes(mode)) return ownInMode().matrix(from, to, travel)
    const keyOf = (a: Point, b: Point) => `${mode} ${legKey(a)}>${legKey(b)}`
    const cells = from.map((a) => to.map((b) => legs.get(keyOf(a, b))))
    const [rows, columns] = [
      [...from.keys()].filter((i) => cells[i]!.some((cell) => !cell)),
      [...to.keys()].filter((j) => cells.some((row) => !row[j])),
    ]
    const blocks = pieces(rows.length, provider.block.from).flatMap((r) =>
      pieces(columns.length, provider.block.to).map((c) => ({
        rows: rows.slice(r.start, r.end),
        columns: columns.slice(c.start, c.end),
      })),
    )
    let complete = true
    await eachOf(blocks, requestsAtOnce, async (block) => {
      if (!complete) return
      const asked = { from: block.rows.map((i) => from[i]!), to: block.columns.map((j) => to[j]!) }
      const found = await ask(asked.from.length * asked.to.length, () => provider.matrix(asked.from, asked.to, mode))
      if (!found) complete = false
      else
        for (const [r, i] of block.rows.entries())
          for (const [c, j] of block.columns.entries()) {
            const leg: [number, number] = [found.answer.durationS[r]![c]!, found.answer.distanceM[r]![c]!]
            cells[i]![j] = leg
            legs.set(keyOf(from[i]!, to[j]!), leg)
          }
    })
    // One half from here and one from there would compare riders by two measures.
    if (!complete) return { ...(await mustOwn().matrix(from, to, travel)), approximate: true }
    const durationS = cells.map((row) => row.map((cell) => cell![0]))
    const isAnyWay = durationS.some((row) => row.some((s) => s > 0 && Number.isFinite(s)))
    if (own && !isAnyWay && mayBeUnknown(mode)) return own.matrix(from, to, travel)
    const unknown = await offMapOf(from, to, durationS, travel)
    return {
      durationS,
      distanceM: cells.map((row) => row.map((cell) => cell![1])),
      ...(unknown ? { offMap: unknown } : {}),
    }
  }

  /**
   * A provider says of a pair that it has no way, and not why: the own map knows which points lie on streets. Without one
   * nothing is known of any of them.
   */
  async function offMapOf(
    from: Point[],
    to: Point[],
    durationS: readonly number[][],
    travel: TravelOptions,
  ): Promise<Matrix['offMap']> {
    const rows = [...from.keys()].filter((i) => durationS[i]!.some((each) => !Number.isFinite(each)))
    if (rows.length === 0) return undefined
    const columns = [...to.keys()].filter((j) => rows.some((i) => !Number.isFinite(durationS[i]![j])))
    const isOff = async (point: Point) => !own || (await own.snap(point, travel)) === null
    const off = async (points: Point[], indices: number[]) => {
      const found = await Promise.all(indices.map((index) => isOff(points[index]!)))
      return indices.filter((_, place) => found[place])
    }
    return { from: await off(from, rows), to: await off(to, columns) }
  }

  async function route(points: Point[], routeOptions: RouteOptions = {}): Promise<Route> {
    if (points.length < 2 || points.length > limits.routePoints)
      throw roadsProblem('roads/too-many-points', {
        detail: `a route has 2 to ${limits.routePoints} points, not ${points.length}`,
      })
    checkPoints(points)
    const mode = routeOptions.mode ?? 'motorbike'
    if (!provider.modes.includes(mode)) return ownInMode().route(points, routeOptions)
    if (points.length <= provider.block.routePoints) {
      try {
        const found = await ask(1, () => provider.route(points, { ...routeOptions, mode }))
        if (found) return found.answer
      } catch (error) {
        if (own && mayBeUnknown(mode)) return own.route(points, routeOptions)
        throw error
      }
    }
    return { ...(await mustOwn().route(points, routeOptions)), approximate: true }
  }

  return {
    matrix,
    route,

    async snap(point, travel) {
      checkPoints([point])
      // A street is where it is: the own map knows as well, and at once.
      if (own) return own.snap(point, travel)
      const found = provider.snap && (await ask(1, () => provider.snap!(point)))
      return found ? found.answer : mustOwn().snap(point, travel)
    },

    // Thousands of places at once: a provider would bill each of them, and what it may be asked on a day would be gone.
    async reach(from, reachOptions) {
      if (!own?.reach)
        throw roadsProblem('roads/unavailable', { detail: `what is in reach is not asked of ${provider.name}` })
      const found = await own.reach(from, reachOptions)
      return provider.modes.includes(reachOptions.mode ?? 'motorbike') ? { ...found, approximate: true } : found
    },

    async reverse(point) {
      checkPoints([point])
      const key = placeKey(point)
      const known = reversed.get(key)
      if (known) return known.place
      const found = provider.reverse && (await ask(1, () => provider.reverse!(point)))
      if (!found) return mustOwn().reverse(point)
      reversed.set(key, { place: found.answer })
      return found.answer
    },

    async geocode(text, near) {
      if (near) checkPoints([near])
      const asked = text.trim().slice(0, limits.geocodeCharacters).toLowerCase()
      if (asked === '') return []
      const key = `${near ? legKey(near) : ''} ${asked}`
      const known = searched.get(key)
      if (known) return known.places
      const found = provider.geocode && (await ask(1, () => provider.geocode!(asked, near)))
      if (!found) return mustOwn().geocode(text, near)
      searched.set(key, { places: found.answer })
      return found.answer
    },

    async check() {
      const { minLat, maxLat, minLng, maxLng } = own?.bounds ?? world
      const centre = { lat: (minLat + maxLat) / 2, lng: (minLng + maxLng) / 2 }
      await provider.matrix([centre], [centre], 'motorbike')
      return own ? `${provider.name}, and the own map behind it` : `${provider.name}, without a map of our own`
    },

    bounds: own?.bounds ?? world,
    attribution: own ? `${provider.attribution}, ${own.attribution}` : provider.attribution,
    // What only an engine on an own map has: drawing it, knowing its homes, closing its streets.
    ...ownOnly(own),
  }
}

/** In some countries a provider knows motor vehicles only, and says of all else that there is no way. */
const mayBeUnknown = (mode: Mode): boolean => mode !== 'motorbike'

/** The breaker is open, all places are taken, or it did not answer. */
const isAway = (error: unknown): boolean =>
  error instanceof TransientError ||
  (error instanceof Problem && error.status >= 500 && !error.code.startsWith('roads/'))

function ownOnly(own: Roads | null): object {
  if (!own) return {}
  const names = ['tiles', 'report', 'addresses', 'prepare', 'close', 'reopen', 'closures'] as const
  return Object.fromEntries(names.flatMap((name) => (name in own ? [[name, own[name as keyof Roads]]] : [])))
}
