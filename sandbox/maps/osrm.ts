import type { FastifyInstance, FastifyReply } from 'fastify'
import { distanceM, type Grid, type Point, sideOf } from './grid.ts'

const speedMetresPerSecond = 6
/** OSRM's defaults (`--max-table-size`, `--max-viaroute-size`). */
const tableMax = 100
const routeMax = 500

type Params = { profile: string; coordinates: string }
type Query = Record<string, string | undefined>
type Snapped = NonNullable<ReturnType<Grid['snap']>>

/** OSRM's HTTP API, version 1: nearest, route and table, on the invented grid of streets. */
export function osrmApi(app: FastifyInstance, grid: Grid) {
  const seconds = (m: number) => Math.round((m / speedMetresPerSecond) * 10) / 10
  const metres = (m: number) => Math.round(m * 10) / 10

  app.get<{ Params: Params }>('/nearest/v1/:profile/:coordinates', (request, reply) => {
    const snapped = snapAll(reply, request.params.coordinates, 1, grid)
    if (snapped) reply.send({ code: 'Ok', waypoints: snapped.map((each) => ({ ...waypoint(each), nodes: [0, 1] })) })
    return reply
  })

  app.get<{ Params: Params; Querystring: Query }>('/table/v1/:profile/:coordinates', (request, reply) => {
    const all = snapAll(reply, request.params.coordinates, tableMax, grid)
    if (!all) return reply
    const chosen = (list: string | undefined) =>
      list === undefined || list === 'all' ? all : list.split(';').map((index) => all[Number(index)])
    const [from, to] = [chosen(request.query.sources), chosen(request.query.destinations)]
    if (from.includes(undefined) || to.includes(undefined))
      return failed(reply, 'InvalidOptions', 'an index is out of range')
    const rows = (value: (m: number) => number) =>
      from.map((a) => to.map((b) => value(grid.way(a!.point, b!.point).distanceM)))
    const annotations = (request.query.annotations ?? 'duration').split(',')
    return reply.send({
      code: 'Ok',
      ...(annotations.includes('duration') ? { durations: rows(seconds) } : {}),
      ...(annotations.includes('distance') ? { distances: rows(metres) } : {}),
      sources: from.map((each) => waypoint(each!)),
      destinations: to.map((each) => waypoint(each!)),
    })
  })

  app.get<{ Params: Params; Querystring: Query }>('/route/v1/:profile/:coordinates', (request, reply) => {
    const stops = snapAll(reply, request.params.coordinates, routeMax, grid)
    if (!stops) return reply
    if (stops.length < 2) return failed(reply, 'InvalidOptions', 'Number of coordinates needs to be at least two.')
    const ways = stops.slice(1).map((stop, i) => grid.way(stops[i]!.point, stop.point))
    const line = ways.flatMap((way, i) => (i === 0 ? way.path : way.path.slice(1)))
    const total = ways.reduce((sum, way) => sum + way.distanceM, 0)
    return reply.send({
      code: 'Ok',
      routes: [
        {
          distance: metres(total),
          duration: seconds(total),
          weight: seconds(total),
          weight_name: 'routability',
          geometry: { type: 'LineString', coordinates: line.map(lngLat) },
          legs: ways.map((way) => ({
            distance: metres(way.distanceM),
            duration: seconds(way.distanceM),
            summary: way.streets.join(', '),
            steps: request.query.steps === 'true' ? steps(way) : [],
          })),
        },
      ],
      waypoints: stops.map(waypoint),
    })
  })
}

/** The points in the path of a request on the streets, or undefined after the answer has been given. */
function snapAll(reply: FastifyReply, text: string, max: number, grid: Grid): Snapped[] | undefined {
  const points = decodeURIComponent(text).split(';').map(toPoint)
  if (points.includes(undefined)) return void failed(reply, 'InvalidUrl', 'URL string malformed close to position 1')
  if (points.length > max) return void failed(reply, 'TooBig', `Too many coordinates: ${points.length} of ${max}`)
  const snapped = points.map((point) => grid.snap(point!))
  const lost = snapped.indexOf(undefined)
  if (lost >= 0) return void failed(reply, 'NoSegment', `Could not find a matching segment for coordinate ${lost}`)
  return snapped as Snapped[]
}

function toPoint(text: string): Point | undefined {
  const [lng, lat] = text.split(',').map(Number)
  return Number.isFinite(lng) && Number.isFinite(lat) ? { lat: lat!, lng: lng! } : undefined
}

const failed = (reply: FastifyReply, code: string, message: string) => reply.code(400).send({ code, message })

const lngLat = ({ lng, lat }: Point): [number, number] => [lng, lat]

const waypoint = ({ point, distanceM, street }: Snapped) => ({
  name: street,
  location: lngLat(point),
  distance: distanceM,
  hint: 'AAAAAA==',
})

function steps(way: ReturnType<Grid['way']>) {
  const [start, end] = [way.path[0]!, way.path.at(-1)!]
  const corner = way.path.length === 3 ? way.path[1] : undefined
  const step = (type: string, name: string, at: Point, to: Point, modifier?: string) => ({
    distance: distanceM(at, to),
    duration: distanceM(at, to) / speedMetresPerSecond,
    name,
    mode: 'driving',
    maneuver: { type, ...(modifier ? { modifier } : {}), location: lngLat(at), bearing_before: 0, bearing_after: 0 },
  })
  return [
    step('depart', way.streets[0]!, start, corner ?? end),
    ...(corner ? [step('turn', way.streets[1]!, corner, end, sideOf(way.path))] : []),
    step('arrive', way.streets[1]!, end, end),
  ]
}
