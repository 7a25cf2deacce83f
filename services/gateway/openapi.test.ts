import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import Type from 'typebox'
import { allProblems } from '../../contracts/problem.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { loadServices } from '../index.ts'
import { describeApi } from './openapi/document.ts'

let house: TestHouse
before(async () => {
  house = await testHouse({ targets: ['gateway'] })
})
after(() => house[Symbol.asyncDispose]())

const document = async () => (await house.gateway!.inject('/openapi.json')).json()

test('the description is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(await document())
  assert.ok(result.valid, JSON.stringify(result.errors, null, 1))
})

test('every route of every service is described, with its problems and who may use it', async () => {
  const { paths, components } = await document()
  const table = allProblems()
  let count = 0
  for (const { name, routes } of await loadServices())
    for (const shape of routes) {
      const operation = paths[shape.path.replace(/:(\w+)/g, '{$1}')]?.[shape.method.toLowerCase()]
      assert.ok(operation, `${shape.method} ${shape.path}`)
      assert.deepEqual(operation.tags, [name])
      assert.equal(operation.security !== undefined, shape.access !== 'public')
      for (const code of shape.problems ?? []) {
        assert.ok(table[code], `${shape.method} ${shape.path} names the unknown problem ${code}`)
        assert.match(operation.responses[table[code]![0]].description, new RegExp(`\`${code}\``))
      }
      count += 1
    }
  assert.ok(count > 20)
  assert.ok(components.schemas.Problem)
  for (const path of ['/v1/live', '/healthz', '/readyz', '/metrics', '/openapi.json', '/docs']) assert.ok(paths[path])
})

test('every answer can be checked by its schema', async () => {
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  for (const { routes } of await loadServices()) for (const { answer } of routes) if (answer) ajv.compile(answer)
})

test('every reference in it leads somewhere', async () => {
  const whole = await document()
  for (const [, name] of JSON.stringify(whole).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    assert.ok(whole.components.schemas[name!], name)
})

test('two different schemas of one title keep apart', () => {
  const shape = (answer: ReturnType<typeof Type.Object>, path: string) =>
    ({ method: 'GET', path, summary: 'x', access: 'public', answer }) as const
  const whole = describeApi([
    {
      name: 'a',
      routes: [
        shape(Type.Object({ x: Type.String() }, { title: 'Thing' }), '/a'),
        shape(Type.Object({ y: Type.String() }, { title: 'Thing' }), '/b'),
        shape(Type.Object({ x: Type.String() }, { title: 'Thing' }), '/c'),
      ],
    },
  ])
  const { schemas } = whole.components as { schemas: Record<string, unknown> }
  assert.ok(schemas.Thing && schemas.Thing2 && !schemas.Thing3)
})

test('the pages show every operation and every problem code, and load nothing from elsewhere', async () => {
  const docs = (await house.gateway!.inject('/docs')).body
  for (const item of Object.values((await document()).paths) as Record<string, { operationId: string }>[])
    for (const { operationId } of Object.values(item)) assert.ok(docs.includes(`id="${operationId}"`), operationId)
  const problems = (await house.gateway!.inject('/docs/problems')).body
  for (const code of Object.keys(allProblems())) assert.ok(problems.includes(`id="${code}"`), code)
  for (const page of [docs, problems]) assert.ok(!/(src|href)="(https?:)?\/\//.test(page))
  for (const name of ['docs.css', 'docs.js'])
    assert.equal((await house.gateway!.inject(`/docs/${name}`)).statusCode, 200)
})
