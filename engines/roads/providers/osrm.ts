import Type, { type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { TransientError } from '../../../kit/resilience.ts'
import { limits, type Matrix, type Point, type Route, type RouteStep, type Turn } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import { asker, ProviderRefusal } from './ask.ts'
import type { RoadsProvider } from './provider.ts'

export type OsrmConfig = {
  /** Such as `http://osrm:5000`. */
  url: string
  /** The profile that the server was started with; OSRM ignores it and asks for it. */
  profile?: string
  attribution?: string
  timeoutMs?: number
}

const Location = Type.Tuple([Type.Number(), Type.Number()])
const Waypoint = Type.Object({ name: Type.String(), location: Location, distance: Type.Number() })
const Cells = Type.Array(Type.Array(Type.Union([Type.Number(), Type.Null()])))
const Table = Type.Object({
  durations: Cells,
  distances: Cells,
  sources: Type.Array(Waypoint),
  destinations: Type.Array(Waypoint),
})
const Step = Type.Object({
  distance: Type.Number(),
  name: Type.String(),
  maneuver: Type.Object({ type: Type.String(), modifier: Type.Optional(Type.String()), location: Location }),
})
const Routes = Type.Object({
  waypoints: Type.Array(Waypoint),
  routes: Type.Array(
    Type.Object({
      distance: Type.Number(),
      duration: Type.Number(),
      geometry: Type.Object({ coordinates: Type.Array(Location) }),
      legs: Type.Array(Type.Object({ steps: Type.Array(Step) })),
    }),
    { minItems: 1 },
  ),
})
const Nearest = Type.Object({ waypoints: Type.Array(Waypoint) })

/** OSRM's default for a table is 100 coordinates, starts and goals together (`--max-table-size`). */
const tableSide = 50

/** OSRM's HTTP API, version 1 (project-osrm.org/docs/v5.24.0/api). It has no addresses: they come from the own map. */
export function openOsrm(config: OsrmConfig): RoadsProvider {
  const ask = asker('OSRM', config.timeoutMs ?? 2_000)
  const profile = config.profile ?? 'driving'

  /** @returns `off-map` where OSRM finds no street for one of the points, `no-way` where it finds no way between their streets */
  async function get<T extends TSchema>(
    schema: T,
    service: string,
    points: readonly Point[],
    query: Query,
  ): Promise<Static<T> | 'off-map' | 'no-way'> {
    const coordinates = points.map(({ lng, lat }) => `${lng.toFixed(6)},${lat.toFixed(6)}`).join(';')
    const address = new URL(config.url)
    address.pathname = `${address.pathname.replace(/\/$/, '')}/${service}/v1/${profile}/${coordinates}`
    // Not by searchParams, which would write the semicolons in a way that OSRM does not read.
    address.search = Object.entries(query)
      .map(([key, value]) => `${key}=${value}`)
      .join('&')
    const { json } = await ask(address)
    const { code, message } = json as { code?: string; message?: string }
    if (code === 'NoSegment') return 'off-map'
    if (code === 'NoRoute' || code === 'NoTable') return 'no-way'
    if (code !== 'Ok') throw new ProviderRefusal(code ?? 'unknown', `OSRM: ${code ?? 'no code'}: ${message ?? ''}`)
    if (!Check(schema, json)) throw new TransientError(`OSRM's answer to ${service} has another shape`)
    return json as Static<T>
  }

  return {
    name: 'osrm',
    attribution: config.attribution ?? '© OpenStreetMap contributors',
    modes: ['motorbike'],
    tellsOffMap: true,
    block: { from: tableSide, to: tableSide, routePoints: limits.routePoints },

    async matrix(from, to): Promise<Matrix> {
      const range = (start: number, count: number) => Array.from({ length: count }, (_, i) => start + i).join(';')
      const table = await get(Table, 'table', [...from, ...to], {
        sources: range(0, from.length),
        destinations: range(from.length, to.length),
        annotations: 'duration,distance',
      })
      const fill = (cell: (i: number, j: number) => number) => from.map((_, i) => to.map((__, j) => cell(i, j)))
      if (typeof table === 'string') {
        const none = fill(() => Infinity)
        // It names one of the points only, so nothing is known of all of them.
        const off = table === 'off-map' ? { from: [...from.keys()], to: [...to.keys()] } : { from: [], to: [] }
        return { durationS: none, distanceM: none, offMap: off }
      }
      const far = (waypoints: Static<typeof Waypoint>[], count: number) =>
        Array.from({ length: count }, (_, i) => isFar(waypoints[i]))
      const off = { from: far(table.sources, from.length), to: far(table.destinations, to.length) }
      const cell = (cells: Static<typeof Cells>) => (i: number, j: number) =>
        off.from[i] || off.to[j] ? Infinity : (cells[i]?.[j] ?? Infinity)
      const indices = (isOff: boolean[]) => [...isOff.keys()].filter((i) => isOff[i])
      return {
        durationS: fill(cell(table.durations)),
        distanceM: fill(cell(table.distances)),
        offMap: { from: indices(off.from), to: indices(off.to) },
      }
    },

    async route(points, { steps = false }): Promise<Route> {
      const found = await get(Routes, 'route', points, { overview: 'full', geometries: 'geojson', steps: 'true' })
      if (found === 'no-way') throw roadsProblem('roads/no-way', { detail: 'OSRM knows no way there' })
      if (found === 'off-map') throw roadsProblem('roads/off-map', { detail: 'OSRM knows no street there' })
      const off = found.waypoints.findIndex(isFar)
      if (off >= 0) throw roadsProblem('roads/off-map', { detail: `point ${off}: OSRM knows no street there` })
      const [route] = found.routes as [(typeof found.routes)[0]]
      const all = route.legs.flatMap((leg) => leg.steps)
      const names = all.map((step) => step.name).filter((name) => name !== '')
      return {
        durationS: route.duration,
        distanceM: route.distance,
        path: route.geometry.coordinates,
        streets: names.filter((name, i) => name !== names[i - 1]),
        steps: steps ? all.map(toStep) : [],
      }
    },

    async snap(point) {
      const found = await get(Nearest, 'nearest', [point], { number: '1' })
      const nearest = typeof found === 'string' ? undefined : found.waypoints[0]
      if (!nearest || isFar(nearest)) return null
      const [lng, lat] = nearest.location
      return {
        point: { lat, lng },
        distanceM: nearest.distance,
        ...(nearest.name ? { street: nearest.name } : {}),
      }
    },
  }
}

type Query = Record<string, string>

const isFar = (waypoint: Static<typeof Waypoint> | undefined): boolean => !waypoint || waypoint.distance > limits.snapM

const modifiers: Record<string, Turn> = {
  uturn: 'uturn',
  'sharp right': 'sharp_right',
  right: 'right',
  'slight right': 'slight_right',
  straight: 'straight',
  'slight left': 'slight_left',
  left: 'left',
  'sharp left': 'sharp_left',
}

function toStep({ maneuver, name, distance }: Static<typeof Step>): RouteStep {
  const turn =
    maneuver.type === 'depart' || maneuver.type === 'arrive'
      ? maneuver.type
      : (modifiers[maneuver.modifier ?? ''] ?? 'straight')
  return { turn, street: name, distanceM: distance, at: maneuver.location }
}
