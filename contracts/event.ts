import Type, { type Static, type TSchema } from 'typebox'
import { EventId } from './ids.ts'
import { Timestamp } from './time.ts'

/** Something that happened: a name in the past tense, a version, and the shape of what is told. */
export interface EventType<D extends TSchema = TSchema> {
  readonly name: string
  readonly version: number
  readonly data: D
}

const registry = new Map<string, EventType>()

export function event<D extends TSchema>(name: string, version: number, data: D): EventType<D> {
  const type = { name, version, data }
  registry.set(name, type)
  return type
}

/** Every event type that the contracts declare, by name. */
export const allEvents = (): ReadonlyMap<string, EventType> => registry

export type DataOf<E> = E extends EventType<infer D> ? Static<D> : never

/** What travels: the same envelope on every broker. `key` orders: events of one key arrive in the order they were published. */
export const Envelope = Type.Object({
  id: EventId,
  name: Type.String(),
  version: Type.Integer(),
  key: Type.String({ maxLength: 200 }),
  at: Timestamp,
  trace: Type.Optional(Type.String()),
  data: Type.Unknown(),
})
export type Envelope = Static<typeof Envelope>
export type EventOf<E extends EventType> = Omit<Envelope, 'data'> & { data: DataOf<E> }
