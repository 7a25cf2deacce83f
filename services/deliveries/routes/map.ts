import { createHash } from 'node:crypto'
import Type from 'typebox'
import { City, deliveries, GeoPlace, Path } from '../../../contracts/deliveries.ts'
import { hasRole } from '../../../contracts/identity.ts'
import { common } from '../../../contracts/problem.ts'
import { RouteStep } from '../../../contracts/rider.ts'
import {
  type GraphRoads,
  mapStyle,
  type Place,
  type Point,
  type Roads,
  type TileSource,
} from '../../../engines/roads/index.ts'
import { type RouteRequest, type RouteShape, routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { asking, mapOf } from '../map.ts'
import { modeOf } from '../modes.ts'
import { getRider } from '../store/riders.ts'

const route = routesOf<DeliveriesContext>()
const unavailable = ['deliveries/map-unavailable'] as const
const Lat = Type.Number({ minimum: -90, maximum: 90 })
const Lng = Type.Number({ minimum: -180, maximum: 180 })
/** `lat,lng` in degrees, as in an address bar. */
const LatLng = Type.String({ pattern: '^-?\\d{1,2}(\\.\\d{1,8})?,-?\\d{1,3}(\\.\\d{1,8})?$', maxLength: 30 })
const tileMaxAgeS = 3_600

/** Only an engine on our own graph can draw its map, and knows what the map calls its city. */
type Drawing = Roads & Partial<Pick<GraphRoads, 'tiles' | 'report'>>

async function tilesOf(context: DeliveriesContext): Promise<TileSource> {
  const { tiles }: Drawing = await mapOf(context)
  if (!tiles) throw deliveries('deliveries/map-unavailable')
  return tiles
}

const showPlace = ({ label, line1, line2, point, kind }: Place) => ({
  label,
  line1,
  ...(line2 ? { line2 } : {}),
  point,
  kind,
})

function parsePoint(text: string): Point {
  const [lat, lng] = text.split(',').map(Number)
  if (lat === undefined || lng === undefined || Math.abs(lat) > 90 || Math.abs(lng) > 180)
    throw common('request/invalid', { detail: `${text} is not a latitude and longitude` })
  return { lat, lng }
}

/**
 * Where this browser reaches us: MapLibre wants whole addresses. The configured one, or, while that is only the default,
 * the name by which the browser came.
 */
function baseUrl({ installation }: DeliveriesContext, { reply }: RouteRequest<RouteShape>): string {
  const { hostname } = new URL(installation.publicUrl)
  return hostname === 'localhost' ? `${reply.request.protocol}://${reply.request.host}` : installation.publicUrl
}

export const mapRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/city',
      summary: 'The city that is served, and its map',
      access: 'public',
      answer: City,
      problems: unavailable,
    },
    async (_request, context) => {
      const roads: Drawing = await mapOf(context)
      const { name, demo, speed, logins } = await context.city()
      const { minLat, minLng, maxLat, maxLng } = roads.bounds
      return {
        name: name || (roads.report?.map.city ?? ''),
        bounds: { minLat, minLng, maxLat, maxLng },
        centre: { lat: (minLat + maxLat) / 2, lng: (minLng + maxLng) / 2 },
        attribution: roads.attribution,
        demo,
        speed,
        ...(demo ? { logins } : {}),
      }
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/geocode',
      summary: 'Places by name, nearer ones first',
      access: 'public',
      query: Type.Object({
        q: Type.String({ minLength: 1, maxLength: 200 }),
        lat: Type.Optional(Lat),
        lng: Type.Optional(Lng),
      }),
      answer: Type.Object({ items: Type.Array(GeoPlace) }),
      problems: unavailable,
      rateLimit: { requests: 120, perS: 60 },
    },
    async ({ query: { q, lat, lng } }, context) => {
      const near = lat === undefined || lng === undefined ? undefined : { lat, lng }
      const places = await asking(context, (roads) => roads.geocode(q, near))
      return { items: places.map(showPlace) }
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/reverse',
      summary: 'The address of a point',
      access: 'public',
      query: Type.Object({ lat: Lat, lng: Lng }),
      answer: GeoPlace,
      problems: [...unavailable, 'deliveries/off-map'],
      rateLimit: { requests: 120, perS: 60 },
    },
    async ({ query }, context) => {
      const place = await asking(context, (roads) => roads.reverse(query))
      if (!place) throw deliveries('deliveries/off-map')
      return showPlace(place)
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/route',
      summary: 'The way along the streets from one point to another; for a rider, as this rider travels',
      access: 'user',
      query: Type.Object({
        from: LatLng,
        to: LatLng,
        steps: Type.Optional(Type.Boolean({ description: 'Also tell the turns' })),
      }),
      answer: Type.Object({
        distanceM: Type.Integer(),
        durationS: Type.Integer(),
        path: Path,
        streets: Type.Array(Type.String()),
        steps: Type.Optional(Type.Array(RouteStep)),
      }),
      problems: [...unavailable, 'deliveries/off-map', 'deliveries/no-way'],
      rateLimit: { requests: 300, perS: 60 },
    },
    async ({ query, actor }, context) => {
      const points = [parsePoint(query.from), parsePoint(query.to)]
      const rider = hasRole(actor, 'rider') ? await getRider(context.db.sql, actor.userId) : undefined
      const mode = modeOf(rider?.vehicle)
      const way = await asking(context, (roads) => roads.route(points, { steps: query.steps === true, mode }))
      return {
        distanceM: Math.round(way.distanceM),
        durationS: Math.round(way.durationS),
        path: way.path,
        streets: way.streets,
        ...(query.steps
          ? { steps: way.steps.map((step) => ({ ...step, distanceM: Math.round(step.distanceM) })) }
          : {}),
      }
    },
  ),

  route(
    {
      method: 'GET',
      path: '/tiles/:z/:x/:y.mvt',
      summary: 'A vector tile of the map',
      access: 'public',
      params: Type.Object({
        z: Type.Integer({ minimum: 0, maximum: 22 }),
        x: Type.Integer({ minimum: 0, maximum: 4_194_303 }),
        y: Type.Integer({ minimum: 0, maximum: 4_194_303 }),
      }),
      produces: 'application/vnd.mapbox-vector-tile',
      problems: unavailable,
    },
    async ({ params, headers, reply }, context) => {
      const tile = (await tilesOf(context)).tile(params.z, params.x, params.y)
      reply.header('cache-control', `public, max-age=${tileMaxAgeS}`)
      if (!tile) return reply.status(204).send()
      const etag = `"${createHash('sha1').update(tile).digest('base64url')}"`
      reply.header('etag', etag)
      if (headers['if-none-match'] === etag) return reply.status(304).send()
      return reply
        .type('application/vnd.mapbox-vector-tile')
        .send(Buffer.from(tile.buffer, tile.byteOffset, tile.length))
    },
  ),

  route(
    {
      method: 'GET',
      path: '/map/style.json',
      summary: 'How MapLibre draws the map',
      access: 'public',
      query: Type.Object({ theme: Type.Optional(Type.Enum(['light', 'dark'])) }),
      answer: Type.Object({}),
      problems: unavailable,
    },
    async (request, context) => {
      const roads = await mapOf(context)
      await tilesOf(context)
      // The answer names the host, so that nobody in between may keep it for others.
      request.reply.header('cache-control', 'private, max-age=300')
      return mapStyle({
        tilesUrl: `${baseUrl(context, request as RouteRequest<RouteShape>)}/tiles/{z}/{x}/{y}.mvt`,
        theme: request.query.theme ?? 'light',
        attribution: roads.attribution,
      })
    },
  ),
]
