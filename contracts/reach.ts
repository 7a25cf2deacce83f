import Type, { type Static } from 'typebox'
import { Point, Polygon } from './geo.ts'
import { operation } from './operation.ts'
import { AreaFacts } from './surge.ts'

export const reachMinutesMost = 30

/** A hexagon of H3, and how long a motorbike takes to its middle. */
export const ReachedCell = Type.Object({ cell: Type.String(), durationS: Type.Integer() }, { title: 'ReachedCell' })

/**
 * The hexagons whose middles are reached within some minutes, the soonest first. An answer or a problem, never an estimate:
 * `deliveries/map-unavailable`, `deliveries/off-map`.
 */
export const FindReach = operation('deliveries.findReach', {
  read: true,
  input: Type.Object({
    from: Point,
    minutes: Type.Integer({ minimum: 1, maximum: reachMinutesMost }),
    /** Of the hexagons, as H3 counts it. */
    resolution: Type.Integer({ minimum: 7, maximum: 10 }),
  }),
  output: Type.Object({
    cells: Type.Array(ReachedCell),
    /** By the own map, though promises ask a provider that knows the traffic. */
    approximate: Type.Boolean(),
  }),
})

/** What a store reaches in some minutes, and an outline of it that can be its area. */
export const AreaReach = Type.Object(
  {
    minutes: Type.Integer(),
    /** The hexagons whose middles are reached, the soonest first. */
    cells: Type.Array(ReachedCell),
    count: Type.Integer(),
    /** All of them as polygons, as in GeoJSON: an outer ring, then its holes. */
    shapes: Type.Array(Type.Array(Type.Array(Type.Tuple([Type.Number(), Type.Number()])))),
    outline: Polygon,
    /** Reached, but outside of the outline: across a gap, or cut off where corners were saved. */
    leftOut: Type.Array(Type.String()),
    /** Inside the outline without being reached: holes, and what lies between. */
    takenIn: Type.Array(Type.String()),
    facts: AreaFacts,
    /** By the own map, though promises ask a provider that knows the traffic. */
    approximate: Type.Boolean(),
  },
  { title: 'AreaReach' },
)
export type AreaReach = Static<typeof AreaReach>
