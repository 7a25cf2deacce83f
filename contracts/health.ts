import Type, { type Static } from 'typebox'
import { type Operation, operation } from './operation.ts'
import { Timestamp } from './time.ts'

/** Every service that may run, also where it runs in a process of its own. */
export const healthServices = [
  'users',
  'stores',
  'catalogue',
  'carts',
  'orders',
  'payments',
  'deliveries',
  'notifications',
  'analytics',
] as const
export const HealthService = Type.Enum([...healthServices], { title: 'HealthService' })
export type HealthService = (typeof healthServices)[number]

export const EngineHealth = Type.Object(
  { name: Type.String(), ok: Type.Boolean(), detail: Type.String() },
  { title: 'EngineHealth' },
)
export type EngineHealth = Static<typeof EngineHealth>

/** An event that a service could not apply, or that the log did not take (`refused`). */
export const DeadEvent = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    key: Type.String(),
    attempts: Type.Integer(),
    /** The first line of the error. */
    cause: Type.String(),
    at: Timestamp,
    refused: Type.Boolean(),
  },
  { title: 'DeadEvent' },
)
export type DeadEvent = Static<typeof DeadEvent>

/** What a service tells of itself. Ages are seconds. */
export const Health = Type.Object({
  /** Events of the log that it has not handled, and how long the oldest has waited; null where that cannot be told. */
  lag: Type.Union([Type.Object({ events: Type.Integer(), ageS: Type.Number() }), Type.Null()]),
  /** Its own events that are not in the log yet. */
  outbox: Type.Object({ events: Type.Integer(), ageS: Type.Number() }),
  /** Events that are tried again, and those that wait for somebody. */
  parked: Type.Integer(),
  dead: Type.Array(DeadEvent, { maxItems: 50 }),
  deadCount: Type.Integer(),
  /** What its process stands on. */
  engines: Type.Array(EngineHealth),
})
export type Health = Static<typeof Health>

const Replay = Type.Object({ eventId: Type.Optional(Type.String({ maxLength: 80 })) })
const Replayed = Type.Object({ replayed: Type.Integer() })

/** Offered by every service, by way of the kit. */
export const healthOf = (service: string) =>
  operation(`${service}.health`, { input: Type.Object({}), output: Health, read: true })

/** Tries dead events again, one or all. Once more is harmless: what is applied stays applied. */
export const replayOf = (service: string): Operation<typeof Replay, typeof Replayed> => ({
  ...operation(`${service}.replay`, { input: Replay, output: Replayed }),
  idempotent: true,
})
