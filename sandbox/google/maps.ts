import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'
import type { Form } from '../form.ts'

/** A place the stand-in knows by name. */
export type Place = { name: string; lat: number; lng: number }
type Point = { lat: number; lng: number }

const earthRadiusM = 6_371_008.8
/** Streets are longer than the straight line: 1.3 is the usual figure for a city grid. */
const detour = 1.3
const speedMetresPerSecond = { DRIVE: 7, TWO_WHEELER: 6, BICYCLE: 4, WALK: 1.3 }
const nearM = 5_000

/** Google's Geocoding API and Routes API (`computeRoutes`), answered from a list of places and straight lines. */
export function googleMapsApi(app: FastifyInstance, credentials: SandboxCredentials['googleMaps'], places: Place[]) {
  app.get('/maps/api/geocode/json', (request, reply) => {
    const query = request.query as Form
    const [key, address, latlng] = [query.key, query.address, query.latlng]
    if (key !== credentials.apiKey)
      return reply.send({ error_message: 'The provided API key is invalid.', results: [], status: 'REQUEST_DENIED' })
    if (typeof address === 'string' && address.trim() !== '') return answer(reply, byName(places, address))
    const point = typeof latlng === 'string' ? readPoint(latlng) : undefined
    if (point) return answer(reply, nearest(places, point))
    return reply.send({
      error_message: "Invalid request. Missing the 'address', 'components', 'latlng' or 'place_id' parameter.",
      results: [],
      status: 'INVALID_REQUEST',
    })
  })

  app.post('/directions/v2::computeRoutes', (request, reply) => {
    if (request.headers['x-goog-api-key'] !== credentials.apiKey)
      return fault(reply, 403, 'PERMISSION_DENIED', 'The provided API key is invalid.')
    if (!request.headers['x-goog-fieldmask'])
      return fault(reply, 400, 'INVALID_ARGUMENT', 'FieldMask is a required parameter.')
    const body = request.body as {
      origin?: unknown
      destination?: unknown
      travelMode?: keyof typeof speedMetresPerSecond
    } | null
    const [from, to] = [waypoint(body?.origin), waypoint(body?.destination)]
    if (!from || !to) return fault(reply, 400, 'INVALID_ARGUMENT', 'Origin and destination must be set.')
    const distanceMeters = Math.round(distanceM(from, to) * detour)
    const speed = speedMetresPerSecond[body?.travelMode ?? 'DRIVE'] ?? speedMetresPerSecond.DRIVE
    const duration = `${Math.round(distanceMeters / speed)}s`
    return reply.send({
      routes: [
        { distanceMeters, duration, staticDuration: duration, polyline: { encodedPolyline: encode([from, to]) } },
      ],
    })
  })
}

const answer = (reply: FastifyReply, found: Place | undefined) =>
  reply.send({
    results: found
      ? [
          {
            formatted_address: found.name,
            geometry: { location: { lat: found.lat, lng: found.lng }, location_type: 'APPROXIMATE' },
            place_id: Buffer.from(found.name).toString('base64url'),
            types: ['street_address'],
          },
        ]
      : [],
    status: found ? 'OK' : 'ZERO_RESULTS',
  })

const fault = (reply: FastifyReply, code: number, status: string, message: string) =>
  reply.code(code).send({ error: { code, message, status } })

/** The place that shares the most words with what was asked. */
function byName(places: Place[], address: string): Place | undefined {
  const words = new Set(wordsOf(address.slice(0, 500)))
  const scored = places.map((place) => ({ place, score: wordsOf(place.name).filter((word) => words.has(word)).length }))
  const best = scored.reduce(
    (top, each) => (each.score > (top?.score ?? 0) ? each : top),
    undefined as (typeof scored)[0] | undefined,
  )
  return best?.place
}

function nearest(places: Place[], point: Point): Place | undefined {
  const best = places.reduce(
    (top, each) => (!top || distanceM(each, point) < distanceM(top, point) ? each : top),
    undefined as Place | undefined,
  )
  return best && distanceM(best, point) <= nearM ? best : undefined
}

/** Haversine, metres. */
function distanceM(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const [dLat, dLng] = [(b.lat - a.lat) * rad, (b.lng - a.lng) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLng / 2) ** 2
  return 2 * earthRadiusM * Math.asin(Math.sqrt(h))
}

/** Google's encoded polyline, precision 5 (developers.google.com/maps/documentation/utilities/polylinealgorithm). */
function encode(points: Point[]): string {
  let text = ''
  let [lastLat, lastLng] = [0, 0]
  const put = (delta: number) => {
    let value = delta < 0 ? ~(delta << 1) : delta << 1
    for (; value >= 0x20; value >>= 5) text += String.fromCharCode((0x20 | (value & 0x1f)) + 63)
    text += String.fromCharCode(value + 63)
  }
  for (const point of points) {
    const [lat, lng] = [Math.round(point.lat * 1e5), Math.round(point.lng * 1e5)]
    put(lat - lastLat)
    put(lng - lastLng)
    ;[lastLat, lastLng] = [lat, lng]
  }
  return text
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)

function readPoint(text: string): Point | undefined {
  const [lat, lng] = text.split(',').map(Number)
  return isPoint({ lat, lng }) ? { lat: lat!, lng: lng! } : undefined
}

function waypoint(value: unknown): Point | undefined {
  const latLng = (value as { location?: { latLng?: { latitude?: number; longitude?: number } } } | null)?.location
    ?.latLng
  const point = { lat: latLng?.latitude, lng: latLng?.longitude }
  return isPoint(point) ? point : undefined
}

const isPoint = (point: { lat?: number; lng?: number }): point is Point =>
  Number.isFinite(point.lat) && Number.isFinite(point.lng) && Math.abs(point.lat!) <= 90 && Math.abs(point.lng!) <= 180
