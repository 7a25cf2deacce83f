import { LRUCache } from 'lru-cache'
import type { Guard } from '../../../kit/resilience.ts'
import { limits, type Place, type Point, type Roads } from '../port.ts'
import { checkPoints, roadsProblem } from '../problems.ts'
import { type AskingOptions, askingOf } from './asking.ts'
import { type Front, kept, legKey, mustOwn } from './front.ts'
import { frontMatrix } from './matrix.ts'
import type { RoadsProvider } from './provider.ts'
import { frontRoute } from './route.ts'

export type FallbackOptions = AskingOptions & {
  provider: RoadsProvider
  /** The own street map, or null where none has been imported. */
  own: Roads | null
  /** Addresses have a breaker of their own: a key that is refused for them may be good for ways. */
  placesGuard: Guard
}

const placeKey = ({ lat, lng }: Point) => `${lat.toFixed(5)},${lng.toFixed(5)}`
const world = { minLng: -180, minLat: -90, maxLng: 180, maxLat: 90 }

/**
 * A provider's roads in front of the own map. What was asked a moment ago is remembered; when the provider is away, refuses, or has been
 * asked enough, the own map answers, marked `approximate` as the times are not the provider's. Without an own map that is
 * `roads/unavailable`, and whoever asks estimates. What closed streets change is the own map's to say, and not marked.
 */
export function withFallback(options: FallbackOptions): Roads {
  const { provider, own } = options
  const front: Front = { provider, own, ask: askingOf(options) }
  const askPlaces = askingOf({ ...options, guard: options.placesGuard })
  const reversed = new LRUCache<string, { place: Place | null }>({ max: kept.places, ttl: kept.placesMs })
  const searched = new LRUCache<string, { places: Place[] }>({ max: kept.places, ttl: kept.placesMs })

  return {
    matrix: frontMatrix(front),
    route: frontRoute(front),

    async snap(point, travel) {
      checkPoints([point])
      // A street is where it is: the own map knows as well, and at once.
      if (own) return own.snap(point, travel)
      const found = provider.snap && (await front.ask(1, () => provider.snap!(point)))
      return found ? found.answer : mustOwn(front).snap(point, travel)
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
      const found = provider.reverse && (await askPlaces(1, () => provider.reverse!(point)))
      if (!found) return mustOwn(front).reverse(point)
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
      const found = provider.geocode && (await askPlaces(1, () => provider.geocode!(asked, near)))
      if (!found) return mustOwn(front).geocode(text, near)
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

function ownOnly(own: Roads | null): object {
  if (!own) return {}
  const names = ['tiles', 'report', 'addresses', 'prepare', 'close', 'reopen', 'closures'] as const
  return Object.fromEntries(names.flatMap((name) => (name in own ? [[name, own[name as keyof Roads]]] : [])))
}
