/**
 * Writes `generated/api.d.ts`, the types of every route, from what `tokri openapi` prints: `npm run api`.
 *
 * Each route becomes one member of `Api`, named as people say it (`'GET /v1/orders/{id}'`), with `path`, `query`,
 * `headers`, `body` and `answer`; each component becomes an interface of its own name.
 */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compile } from 'json-schema-to-typescript'

type Schema = Record<string, unknown>
interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}
interface Operation {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const object = (properties: Record<string, Schema>, required: string[]): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
})

function parametersIn(place: Parameter['in'], operation: Operation): Schema | undefined {
  const found = (operation.parameters ?? []).filter((parameter) => parameter.in === place)
  if (found.length === 0) return undefined
  return object(
    Object.fromEntries(found.map(({ name, schema }) => [name, schema])),
    found.filter(({ required }) => required).map(({ name }) => name),
  )
}

function answerOf({ responses }: Operation): Schema {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content
  if (!success) return { type: 'null', tsType: 'undefined' }
  return success['application/json']?.schema ?? { type: 'string' }
}

function routeOf(operation: Operation): Schema {
  const { requestBody } = operation
  const parts: Record<string, Schema | undefined> = {
    path: parametersIn('path', operation),
    query: parametersIn('query', operation),
    headers: parametersIn('header', operation),
    body: requestBody?.content['application/json']?.schema,
    answer: answerOf(operation),
  }
  const given = Object.entries(parts).filter((entry): entry is [string, Schema] => entry[1] !== undefined)
  return object(
    Object.fromEntries(given),
    given.map(([name]) => name),
  )
}

/**
 * What the types cannot say (formats, bounds) goes; a bounded list stays a list instead of a union of tuples, and a
 * reference leads to the definitions. A title inside would make a second type of the same name.
 */
function plain(value: unknown, top = false): unknown {
  if (Array.isArray(value)) return value.map((each) => plain(each))
  if (typeof value !== 'object' || value === null) return value
  const out: Schema = {}
  for (const [key, each] of Object.entries(value)) {
    if (key === '$ref') out.$ref = String(each).replace('#/components/schemas/', '#/definitions/')
    else if (key === 'properties')
      out.properties = Object.fromEntries(Object.entries(each as Schema).map(([name, of]) => [name, plain(of)]))
    else if (['const', 'enum', 'required'].includes(key)) out[key] = each
    else if (key === 'minItems' || key === 'maxItems') {
      if (Array.isArray((value as Schema).items)) out[key] = each
    } else if (!['format', 'pattern', 'default', 'examples'].includes(key) && (top || key !== 'title'))
      out[key] = plain(each)
  }
  if (out.type === 'object' && out.additionalProperties === undefined) out.additionalProperties = false
  return out
}

const tokri = fileURLToPath(new URL('../../bin/tokri.ts', import.meta.url))
const { stdout } = await promisify(execFile)(process.execPath, [tokri, 'openapi'], { maxBuffer: 64 * 2 ** 20 })
const { paths, components } = JSON.parse(stdout) as Document
const routes = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, routeOf(operation)] as const,
  ),
)
const whole = {
  ...object(
    Object.fromEntries(routes.map(([name, route]) => [name, plain(route) as Schema])),
    routes.map(([name]) => name),
  ),
  title: 'Api',
  definitions: Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [name, plain({ ...schema, title: name }, true)]),
  ),
}
const types = await compile(whole as Parameters<typeof compile>[0], 'Api', {
  bannerComment: '/** Made by `npm run api`; not kept in git. */',
  unreachableDefinitions: true,
  format: false,
  unknownAny: true,
})
const folder = new URL('./generated/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(new URL('api.d.ts', folder), types)
process.stderr.write(`${routes.length} routes, ${Object.keys(components.schemas).length} shapes\n`)
