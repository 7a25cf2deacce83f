import Type, { type Static } from 'typebox'
import { Point, Polygon } from './geo.ts'
import { ActorName } from './identity.ts'
import { RoadClosureId } from './ids.ts'
import { Timestamp } from './time.ts'

export const closureLimits = { open: 200, daysAhead: 30, points: 50, corners: 100 } as const

const Reason = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' })
/** Each closes the street nearest to it, from crossing to crossing. */
const Points = Type.Array(Point, { maxItems: closureLimits.points })
/** Closes every street that it touches. */
const Area = Type.Array(Polygon.items, { minItems: 3, maxItems: closureLimits.corners })

/** Streets that staff have closed until a time. */
export const RoadClosure = Type.Object(
  {
    id: RoadClosureId,
    reason: Type.String(),
    by: ActorName,
    at: Timestamp,
    until: Timestamp,
    points: Points,
    area: Type.Union([Area, Type.Null()]),
    /** How many stretches of street, from crossing to crossing, were taken for a motorbike, or for a bicycle where only those go. */
    segments: Type.Integer(),
  },
  { title: 'RoadClosure' },
)
export type RoadClosure = Static<typeof RoadClosure>

/** Points, an area, or both. */
export const NewRoadClosure = Type.Object(
  { reason: Reason, until: Timestamp, points: Type.Optional(Points), area: Type.Optional(Area) },
  { additionalProperties: false },
)
export type NewRoadClosure = Static<typeof NewRoadClosure>

export const RoadReopening = Type.Object({ reason: Reason }, { additionalProperties: false })
