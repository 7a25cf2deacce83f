import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'
import type { Form } from '../form.ts'
import { distanceM, type Grid, type Place, type Point, sideOf } from './grid.ts'

const speedMetresPerSecond = { DRIVE: 7, TWO_WHEELER: 6, BICYCLE: 4, WALK: 1.3 }
/** Further than this from every known place there is no address. */
const addressM = 5_000
/** Google snaps to roads within some 50 m. */
const nearestRoadM = 50
const elementsMax = 625
const intermediatesMax = 25

type RouteBody = {
  origin?: unknown
  destination?: unknown
  intermediates?: unknown[]
  travelMode?: keyof typeof speedMetresPerSecond
} | null
type MatrixBody = {
  origins?: { waypoint?: unknown }[]
  destinations?: { waypoint?: unknown }[]
  travelMode?: keyof typeof speedMetresPerSecond
} | null

/**
 * Google's Geocoding API, Routes API (`computeRoutes`, `computeRouteMatrix`) and Roads API (`nearestRoads`), answered from a list of places
 * and the invented grid of streets.
 */
export function googleMapsApi(
  app: FastifyInstance,
  credentials: SandboxCredentials['googleMaps'],
  { places, grid }: { places: Place[]; grid: Grid },
) {
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

  app.get('/v1/nearestRoads', (request, reply) => {
    const { key, points } = request.query as Form
    if (key !== credentials.apiKey) return fault(reply, 403, 'PERMISSION_DENIED', 'The provided API key is invalid.')
    const asked = String(points ?? '')
      .split('|')
      .map(readPoint)
    if (asked.includes(undefined)) return fault(reply, 400, 'INVALID_ARGUMENT', 'points is malformed.')
    const snappedPoints = asked.flatMap((point, originalIndex) => {
      const found = grid.snap(point!)
      return found && found.distanceM <= nearestRoadM
        ? [{ location: latLng(found.point), originalIndex, placeId: found.street }]
        : []
    })
    // Google leaves a field out that is empty.
    return reply.send(snappedPoints.length > 0 ? { snappedPoints } : {})
  })

  const refused = (reply: FastifyReply, headers: Record<string, unknown>) => {
    if (headers['x-goog-api-key'] !== credentials.apiKey)
      return fault(reply, 403, 'PERMISSION_DENIED', 'The provided API key is invalid.')
    if (!headers['x-goog-fieldmask']) return fault(reply, 400, 'INVALID_ARGUMENT', 'FieldMask is a required parameter.')
    return undefined
  }

  app.post('/directions/v2::computeRoutes', (request, reply) => {
    if (refused(reply, request.headers)) return reply
    const body = request.body as RouteBody
    const stops = [body?.origin, ...(body?.intermediates ?? []), body?.destination].map(waypoint)
    if (stops.includes(undefined)) return fault(reply, 400, 'INVALID_ARGUMENT', 'Origin and destination must be set.')
    if (stops.length - 2 > intermediatesMax)
      return fault(reply, 400, 'INVALID_ARGUMENT', `At most ${intermediatesMax} intermediate waypoints.`)
    const snapped = stops.map((stop) => grid.snap(stop!)?.point)
    if (snapped.includes(undefined)) return reply.send({})
    const ways = snapped.slice(1).map((to, i) => grid.way(snapped[i]!, to!))
    const total = ways.reduce((sum, way) => sum + way.distanceM, 0)
    const duration = durationOf(total, body?.travelMode)
    const path = ways.flatMap((way, i) => (i === 0 ? way.path : way.path.slice(1)))
    return reply.send({
      routes: [
        {
          distanceMeters: Math.round(total),
          duration,
          staticDuration: duration,
          polyline: { encodedPolyline: encode(path) },
          legs: ways.map((way) => ({ steps: steps(way) })),
        },
      ],
    })
  })

  app.post('/distanceMatrix/v2::computeRouteMatrix', (request, reply) => {
    if (refused(reply, request.headers)) return reply
    const body = request.body as MatrixBody
    const [from, to] = [body?.origins ?? [], body?.destinations ?? []].map((list) =>
      list.map((each) => waypoint(each.waypoint)),
    ) as [(Point | undefined)[], (Point | undefined)[]]
    if (from.length === 0 || to.length === 0 || from.includes(undefined) || to.includes(undefined))
      return fault(reply, 400, 'INVALID_ARGUMENT', 'Origins and destinations must be set.')
    if (from.length * to.length > elementsMax)
      return fault(reply, 400, 'INVALID_ARGUMENT', `At most ${elementsMax} elements.`)
    const ends = to.map((point) => grid.snap(point!)?.point)
    const elements = from.flatMap((point, originIndex) => {
      const start = grid.snap(point!)?.point
      return ends.map((end, destinationIndex) => {
        const place = { originIndex, destinationIndex, status: {} }
        if (!start || !end) return { ...place, condition: 'ROUTE_NOT_FOUND' }
        const m = grid.way(start, end).distanceM
        return {
          ...place,
          condition: 'ROUTE_EXISTS',
          distanceMeters: Math.round(m),
          duration: durationOf(m, body?.travelMode),
        }
      })
    })
    return reply.send(elements)
  })
}

const durationOf = (m: number, mode: keyof typeof speedMetresPerSecond = 'DRIVE') =>
  `${Math.round(m / (speedMetresPerSecond[mode] ?? speedMetresPerSecond.DRIVE))}s`

const latLng = ({ lat, lng }: Point) => ({ latitude: lat, longitude: lng })

function steps(way: ReturnType<Grid['way']>) {
  const [start, corner, end] = way.path.length === 3 ? way.path : [way.path[0]!, undefined, way.path.at(-1)!]
  const step = (at: Point, to: Point, maneuver: string, instructions: string) => ({
    distanceMeters: Math.round(distanceM(at, to)),
    startLocation: { latLng: latLng(at) },
    navigationInstruction: { maneuver, instructions },
  })
  if (!corner) return [step(start!, end!, 'DEPART', `Head on ${way.streets[0]}`)]
  const side = sideOf(way.path)
  return [
    step(start!, corner, 'DEPART', `Head on ${way.streets[0]}`),
    step(corner, end!, side === 'left' ? 'TURN_LEFT' : 'TURN_RIGHT', `Turn ${side} onto ${way.streets[1]}`),
  ]
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
  return best && distanceM(best, point) <= addressM ? best : undefined
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
  const given = (value as { location?: { latLng?: { latitude?: number; longitude?: number } } } | null)?.location
    ?.latLng
  const point = { lat: given?.latitude, lng: given?.longitude }
  return isPoint(point) ? point : undefined
}

const isPoint = (point: { lat?: number; lng?: number }): point is Point =>
  Number.isFinite(point.lat) && Number.isFinite(point.lng) && Math.abs(point.lat!) <= 90 && Math.abs(point.lng!) <= 180
