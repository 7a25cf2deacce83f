import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { distanceM } from '../../../contracts/geo.ts'
import { TransientError } from '../../../kit/resilience.ts'
import { limits, type Place, type PlaceKind, type Point } from '../port.ts'
import { type Ask, ProviderRefusal } from './ask.ts'

const Result = Type.Object({
  formatted_address: Type.String(),
  geometry: Type.Object({ location: Type.Object({ lat: Type.Number(), lng: Type.Number() }) }),
  types: Type.Array(Type.String()),
  address_components: Type.Optional(
    Type.Array(Type.Object({ long_name: Type.String(), types: Type.Array(Type.String()) })),
  ),
})
const Answer = Type.Object({
  status: Type.String(),
  error_message: Type.Optional(Type.String()),
  results: Type.Array(Result),
})

const placesMax = 10
/** What is asked near a point is looked for in a box of this many degrees around it first. */
const nearDegrees = 0.2

/** Addresses by Google's Geocoding API (developers.google.com/maps/documentation/geocoding). */
export function googleGeocoding(options: { ask: Ask; address: string; apiKey: string; region?: string }) {
  const { ask, apiKey, region } = options

  async function find(query: Record<string, string>): Promise<Static<typeof Result>[]> {
    const address = new URL('/maps/api/geocode/json', options.address)
    address.search = new URLSearchParams({ ...query, key: apiKey, ...(region ? { region } : {}) }).toString()
    const { json } = await ask(address)
    if (!Check(Answer, json)) throw new TransientError('the answer to a geocoding request has another shape')
    const { status, error_message, results } = json as Static<typeof Answer>
    if (status === 'OK') return results
    if (status === 'ZERO_RESULTS') return []
    if (status === 'OVER_QUERY_LIMIT' || status === 'OVER_DAILY_LIMIT' || status === 'UNKNOWN_ERROR')
      throw new TransientError(`Google Geocoding: ${status}`)
    throw new ProviderRefusal(status, `Google Geocoding: ${status}: ${error_message?.replaceAll(apiKey, '…') ?? ''}`)
  }

  return {
    async reverse(point: Point): Promise<Place | null> {
      const [first] = await find({ latlng: `${point.lat},${point.lng}` })
      const place = first && toPlace(first, point)
      return place && place.distanceM! <= limits.snapM ? place : null
    },

    async geocode(text: string, near?: Point): Promise<Place[]> {
      const asked = text.trim().slice(0, limits.geocodeCharacters)
      if (asked === '') return []
      const bounds = near && {
        bounds: `${near.lat - nearDegrees},${near.lng - nearDegrees}|${near.lat + nearDegrees},${near.lng + nearDegrees}`,
      }
      const found = await find({ address: asked, ...bounds })
      return found.slice(0, placesMax).map((result) => toPlace(result, near))
    },
  }
}

/** Google's types of places, as ours; what is none of the first three is something with a name of its own. */
const kinds: [type: string, kind: PlaceKind][] = [
  ['street_address', 'address'],
  ['premise', 'address'],
  ['subpremise', 'address'],
  ['plus_code', 'address'],
  ['route', 'street'],
  ['intersection', 'street'],
  ['sublocality', 'area'],
  ['neighborhood', 'area'],
  ['locality', 'area'],
  ['postal_code', 'area'],
  ['political', 'area'],
]

function toPlace(result: Static<typeof Result>, from: Point | undefined): Place {
  const component = (...wanted: string[]) =>
    result.address_components?.find(({ types }) => wanted.some((type) => types.includes(type)))?.long_name ?? ''
  const [head = '', ...tail] = result.formatted_address.split(',').map((part) => part.trim())
  const house = [component('street_number', 'premise'), component('route')].filter((part) => part !== '').join(' ')
  const point = result.geometry.location
  return {
    kind: kinds.find(([type]) => result.types.includes(type))?.[1] ?? 'landmark',
    label: result.formatted_address,
    line1: house || head,
    line2: component('sublocality', 'neighborhood', 'locality') || (tail[0] ?? ''),
    point,
    ...(from ? { distanceM: distanceM(from, point) } : {}),
  }
}
