import Type, { type Static } from 'typebox'
import { BreakId } from './ids.ts'
import { Timestamp } from './time.ts'

export const breakStates = ['planned', 'running', 'over'] as const
export type BreakState = (typeof breakStates)[number]

/** A break within a rider's shift. One that comes while drops are in hand begins after the last of them, and is as long. */
export const RiderBreak = Type.Object(
  {
    id: BreakId,
    state: Type.Enum([...breakStates]),
    /** When it is to begin; once it has begun, when it did. */
    startsAt: Timestamp,
    endsAt: Timestamp,
    minutes: Type.Integer(),
  },
  { title: 'RiderBreak' },
)
export type RiderBreak = Static<typeof RiderBreak>

export const NewRiderBreak = Type.Object(
  { startsAt: Timestamp, minutes: Type.Integer({ minimum: 1, maximum: 1_440 }) },
  { additionalProperties: false, title: 'NewRiderBreak' },
)

/** The breaks of a shift, and how they may be planned. */
export const RiderBreaks = Type.Object(
  {
    items: Type.Array(RiderBreak),
    /** In one shift, those that are over included. */
    most: Type.Integer(),
    shortestMinutes: Type.Integer(),
    longestMinutes: Type.Integer(),
    /** How long before it begins a break may be planned. */
    aheadMinutes: Type.Integer(),
  },
  { title: 'RiderBreaks' },
)
export type RiderBreaks = Static<typeof RiderBreaks>
