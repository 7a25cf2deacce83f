import Type, { type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { distanceM } from '../../../contracts/geo.ts'
import { TransientError } from '../../../kit/resilience.ts'
import { limits, type Matrix, type Mode, modes, type Point, type Route, type RouteStep, type Turn } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import { asker, ProviderRefusal } from './ask.ts'
import { googleGeocoding } from './google-geocoding.ts'
import { decodePolyline } from './polyline.ts'
import type { RoadsProvider } from './provider.ts'

export type GoogleConfig = {
  apiKey: string
  /** Two letters of the country in which places are looked for first. */
  region?: string
  /** Another address than Google's three: the stand-in. */
  apiUrl?: string
  timeoutMs?: number
}

export type GoogleAddresses = { routes: string; roads: string; maps: string }

const theirs: GoogleAddresses = {
  routes: 'https://routes.googleapis.com',
  roads: 'https://roads.googleapis.com',
  maps: 'https://maps.googleapis.com',
}

const LatLng = Type.Object({ latitude: Type.Optional(Type.Number()), longitude: Type.Optional(Type.Number()) })
const Element = Type.Object({
  // Zeros may be left out, as everywhere in proto3's JSON.
  originIndex: Type.Optional(Type.Integer()),
  destinationIndex: Type.Optional(Type.Integer()),
  condition: Type.Optional(Type.String()),
  distanceMeters: Type.Optional(Type.Number()),
  duration: Type.Optional(Type.String()),
})
const Step = Type.Object({
  distanceMeters: Type.Optional(Type.Number()),
  startLocation: Type.Object({ latLng: LatLng }),
  navigationInstruction: Type.Optional(
    Type.Object({ maneuver: Type.Optional(Type.String()), instructions: Type.Optional(Type.String()) }),
  ),
})
const Computed = Type.Object({
  routes: Type.Optional(
    Type.Array(
      Type.Object({
        distanceMeters: Type.Optional(Type.Number()),
        duration: Type.String(),
        polyline: Type.Object({ encodedPolyline: Type.String() }),
        legs: Type.Optional(Type.Array(Type.Object({ steps: Type.Optional(Type.Array(Step)) }))),
      }),
    ),
  ),
})
const Snapped = Type.Object({ snappedPoints: Type.Optional(Type.Array(Type.Object({ location: LatLng }))) })

/** A matrix has at most 625 elements, and a route 25 places between its ends (developers.google.com/maps/documentation/routes). */
const matrixSide = 25
const routePoints = 27
/** Only motors stand in the traffic of now. */
const travel: Record<Mode, { travelMode: string; routingPreference?: string }> = {
  motorbike: { travelMode: 'TWO_WHEELER', routingPreference: 'TRAFFIC_AWARE' },
  bicycle: { travelMode: 'BICYCLE' },
  foot: { travelMode: 'WALK' },
}

/** Google's Routes API, Roads API (nearest road) and Geocoding API, over HTTP as documented. */
export function openGoogleMaps(config: GoogleConfig): RoadsProvider {
  const ask = asker('Google Maps', config.timeoutMs ?? 2_500)
  const at = config.apiUrl ? { routes: config.apiUrl, roads: config.apiUrl, maps: config.apiUrl } : theirs

  async function compute<T extends TSchema>(
    schema: T,
    path: string,
    fields: string,
    body: unknown,
  ): Promise<Static<T>> {
    const headers = { 'x-goog-api-key': config.apiKey, 'x-goog-fieldmask': fields }
    const { status, json } = await ask(new URL(path, at.routes), { body, headers })
    if (status !== 200) throw refusal(json, config.apiKey)
    if (!Check(schema, json)) throw new TransientError(`Google's answer to ${path} has another shape`)
    return json as Static<T>
  }

  return {
    name: 'google',
    attribution: 'Google Maps',
    modes,
    tellsOffMap: false,
    block: { from: matrixSide, to: matrixSide, routePoints },

    async matrix(from, to, mode): Promise<Matrix> {
      const elements = await compute(
        Type.Array(Element),
        '/distanceMatrix/v2:computeRouteMatrix',
        'originIndex,destinationIndex,condition,distanceMeters,duration',
        {
          origins: from.map((point) => ({ waypoint: waypoint(point) })),
          destinations: to.map((point) => ({ waypoint: waypoint(point) })),
          ...travel[mode],
        },
      )
      const infinite = () => from.map(() => new Array<number>(to.length).fill(Number.POSITIVE_INFINITY))
      const matrix: Matrix = { durationS: infinite(), distanceM: infinite() }
      for (const { originIndex: i = 0, destinationIndex: j = 0, condition, duration, distanceMeters } of elements) {
        if (condition !== 'ROUTE_EXISTS' || i >= from.length || j >= to.length) continue
        matrix.durationS[i]![j] = secondsOf(duration)
        matrix.distanceM[i]![j] = distanceMeters ?? 0
      }
      return matrix
    },

    async route(points, { steps = false, mode }): Promise<Route> {
      const { routes } = await compute(
        Computed,
        '/directions/v2:computeRoutes',
        `routes.distanceMeters,routes.duration,routes.polyline.encodedPolyline,routes.legs.steps(distanceMeters,startLocation,navigationInstruction)`,
        {
          origin: waypoint(points[0]!),
          destination: waypoint(points.at(-1)!),
          intermediates: points.slice(1, -1).map(waypoint),
          ...travel[mode],
          languageCode: 'en',
          polylineQuality: 'HIGH_QUALITY',
        },
      )
      const route = routes?.[0]
      if (!route) throw roadsProblem('roads/no-way', { detail: 'Google knows no street or no way there' })
      const told = (route.legs ?? []).flatMap((leg) => leg.steps ?? []).map(toStep)
      const path = decodePolyline(route.polyline.encodedPolyline)
      const names = told.map((step) => step.street).filter((name) => name !== '')
      const arrive: RouteStep = { turn: 'arrive', street: '', distanceM: 0, at: path.at(-1)! }
      return {
        durationS: secondsOf(route.duration),
        distanceM: route.distanceMeters ?? 0,
        path,
        streets: names.filter((name, i) => name !== names[i - 1]),
        steps: steps ? [...told, arrive] : [],
      }
    },

    async snap(point) {
      const address = new URL('/v1/nearestRoads', at.roads)
      address.searchParams.set('points', `${point.lat},${point.lng}`)
      address.searchParams.set('key', config.apiKey)
      const { status, json } = await ask(address)
      if (status !== 200) throw refusal(json, config.apiKey)
      if (!Check(Snapped, json)) throw new TransientError('Google names the nearest road in another shape')
      const [nearest] = (json as Static<typeof Snapped>).snappedPoints ?? []
      return nearest ? snapOf(point, toPoint(nearest.location)) : null
    },

    ...googleGeocoding({ ask, address: at.maps, apiKey: config.apiKey, region: config.region }),
  }
}

function snapOf(from: Point, point: Point) {
  const m = distanceM(from, point)
  return m > limits.snapM ? null : { point, distanceM: m }
}

const waypoint = ({ lat, lng }: Point) => ({ location: { latLng: { latitude: lat, longitude: lng } } })
const toPoint = ({ latitude = 0, longitude = 0 }: Static<typeof LatLng>): Point => ({ lat: latitude, lng: longitude })

/** `160s` and `160.5s`, as protobuf writes durations. */
const secondsOf = (duration: string | undefined): number => Number.parseFloat(duration ?? '') || 0

/** A 4xx: a wrong key, a wrong field. Google repeats the key of a consumer that it has suspended. */
function refusal(json: unknown, apiKey: string): ProviderRefusal {
  const { status = 'UNKNOWN', message = '' } = ((json as { error?: object } | null)?.error ?? {}) as {
    status?: string
    message?: string
  }
  return new ProviderRefusal(status, `Google Maps: ${status}: ${message.replaceAll(apiKey, '…')}`)
}

/** Of a manoeuvre, what matters is to which side and how sharply. */
function turnOf(maneuver = ''): Turn {
  if (maneuver === 'DEPART') return 'depart'
  if (maneuver.startsWith('UTURN')) return 'uturn'
  const side = maneuver.endsWith('LEFT') ? 'left' : maneuver.endsWith('RIGHT') ? 'right' : undefined
  if (!side) return 'straight'
  if (maneuver.includes('SHARP')) return `sharp_${side}`
  if (maneuver.includes('SLIGHT') || maneuver.startsWith('RAMP') || maneuver.startsWith('FORK')) return `slight_${side}`
  return side
}

function toStep({ distanceMeters = 0, startLocation, navigationInstruction }: Static<typeof Step>): RouteStep {
  const { lat, lng } = toPoint(startLocation.latLng)
  const street = /\b(?:onto|on) ([^\n]+)/.exec(navigationInstruction?.instructions ?? '')?.[1]?.trim() ?? ''
  return { turn: turnOf(navigationInstruction?.maneuver), street, distanceM: distanceMeters, at: [lng, lat] }
}
