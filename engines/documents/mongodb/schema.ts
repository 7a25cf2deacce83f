import type { TSchema } from 'typebox'
import type { Log } from '../../../kit/log.ts'
import type { Collections } from '../port.ts'
import type { MongoServer } from './server.ts'

/** What MongoDB's `$jsonSchema` (JSON Schema, draft 4) and ours have in common, word for word. */
const shared = [
  'required',
  'enum',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const

type Json = Record<string, unknown>
const bsonTypes: Record<string, unknown> = {
  // The driver writes whole numbers of up to 31 bits as int, larger ones as double.
  integer: ['int', 'long', 'double'],
  number: 'number',
  string: 'string',
  boolean: 'bool',
  object: 'object',
  array: 'array',
  null: 'null',
}

/** A schema of ours as MongoDB understands it; what it does not know is left out, so it never asks for more than ours. */
export function toMongoSchema(schema: TSchema): Json {
  const from = schema as Json
  const to: Json = {}
  if (typeof from.type === 'string') to.bsonType = bsonTypes[from.type]
  for (const word of shared) if (from[word] !== undefined) to[word] = from[word]
  if (from.const !== undefined) to.enum = [from.const]
  if (typeof from.exclusiveMinimum === 'number') {
    to.minimum = from.exclusiveMinimum
    to.exclusiveMinimum = true
  }
  if (Array.isArray(from.anyOf)) to.anyOf = from.anyOf.map((each) => toMongoSchema(each))
  if (isObject(from.items)) to.items = toMongoSchema(from.items as TSchema)
  if (isObject(from.properties))
    to.properties = Object.fromEntries(
      Object.entries(from.properties).map(([name, each]) => [name, toMongoSchema(each as TSchema)]),
    )
  return to
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const namespaceExists = 48
/** CommandNotFound and NotImplemented of servers that have no validators; Unauthorized, since `readWrite` may not set them. */
const withoutValidators = new Set([59, 238, 13])

/** Makes collections, their indexes and validators, or leaves them as they are. @throws service/unavailable */
export async function prepareCollections(
  server: MongoServer,
  prefix: string,
  collections: Collections,
  log: Log,
): Promise<void> {
  for (const [name, rules] of Object.entries(collections)) {
    const full = `${prefix}.${name}`
    await server.ask(writeMs, () => quietly([namespaceExists], () => server.db.command({ create: full })))
    for (const field of rules.indexes)
      await server.ask(writeMs, () => server.collection(full).createIndex({ [`body.${field}`]: 1, _id: 1 }))
    await server.ask(writeMs, async () => {
      const known = await quietly(withoutValidators, () =>
        server.db.command({
          collMod: full,
          validator: { $jsonSchema: documentSchema(rules.body) },
          validationLevel: 'moderate',
          // Ours are checked before they are sent. During a release two versions write: a validator must not stop the older.
          validationAction: 'warn',
        }),
      )
      if (!known)
        log.info({ collection: full }, 'MongoDB keeps no validators: it has none, or the account may not set them')
    })
  }
}
/** An index over a large collection takes its time, once. */
const writeMs = 60_000

export const documentSchema = (body: TSchema): Json => ({
  bsonType: 'object',
  required: ['_id', 'version', 'body'],
  properties: {
    _id: { bsonType: 'string' },
    version: { bsonType: ['int', 'long', 'double'], minimum: 1 },
    body: toMongoSchema(body),
  },
})

/** @returns false when the server refused with one of these codes */
async function quietly(codes: Iterable<number>, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if ([...codes].includes(Number((error as { code?: unknown }).code))) return false
    throw error
  }
}
