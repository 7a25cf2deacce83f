import assert from 'node:assert/strict'
import { test } from 'node:test'
import Type from 'typebox'
import { collections } from '../../services/catalogue/collections.ts'
import { fromFiled, toFiled } from './mongodb/keys.ts'
import { documentSchema, toMongoSchema } from './mongodb/schema.ts'
import { databaseOf } from './mongodb/server.ts'

test('a schema in the words of MongoDB asks for the same, and for no more', () => {
  const schema = Type.Object(
    {
      name: Type.String({ minLength: 1, format: 'email' }),
      count: Type.Integer({ minimum: 0 }),
      weight: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      kind: Type.Union([Type.Literal('a'), Type.Null()]),
      tags: Type.Array(Type.String(), { maxItems: 3 }),
      free: Type.Record(Type.String(), Type.String()),
    },
    { additionalProperties: false, title: 'Thing' },
  )
  assert.deepEqual(toMongoSchema(schema), {
    bsonType: 'object',
    required: ['name', 'count', 'kind', 'tags', 'free'],
    properties: {
      name: { bsonType: 'string', minLength: 1 },
      count: { bsonType: ['int', 'long', 'double'], minimum: 0 },
      weight: { bsonType: 'number', minimum: 0, exclusiveMinimum: true },
      kind: { anyOf: [{ bsonType: 'string', enum: ['a'] }, { bsonType: 'null' }] },
      tags: { bsonType: 'array', items: { bsonType: 'string' }, maxItems: 3 },
      free: { bsonType: 'object' },
    },
  })
})

/** https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/: all that MongoDB knows; anything else is an error. */
const words = new Set(
  `additionalItems additionalProperties allOf anyOf bsonType dependencies description enum exclusiveMaximum exclusiveMinimum
  items maximum maxItems maxLength maxProperties minimum minItems minLength minProperties multipleOf not oneOf pattern
  patternProperties properties required title type uniqueItems`.split(/\s+/),
)

test("the catalogue's schemas use no word that MongoDB does not know", () => {
  const check = (schema: Record<string, unknown>) => {
    for (const [word, value] of Object.entries(schema)) {
      assert.ok(words.has(word), word)
      if (word === 'properties') for (const each of Object.values(value as object)) check(each)
      if (word === 'items') check(value as Record<string, unknown>)
      if (word === 'anyOf') for (const each of value as Record<string, unknown>[]) check(each)
    }
  }
  for (const { body } of Object.values(collections)) check(documentSchema(body))
})

test('any name of a field is kept in a form that has no dot and no dollar, and comes back', () => {
  const body = { 'a.b': 1, $c: { 'd%2E': [{ 'e.$%': null }], '': 2, '%': 3, '%25': 4 }, plain: 'a.$b' }
  const filed = toFiled(body)
  assert.equal(/[.$][^"]*":/.test(JSON.stringify(filed)), false)
  assert.deepEqual(fromFiled(filed), body)
})

test('the database is the one of the path, or tokri', () => {
  assert.equal(databaseOf('mongodb://a,b:27018/shop?x=1'), 'shop')
  assert.equal(databaseOf('mongodb+srv://u:p@host/?authSource=admin'), 'tokri')
  assert.equal(databaseOf('mongodb://host'), 'tokri')
})
