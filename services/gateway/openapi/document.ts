import { STATUS_CODES } from 'node:http'
import type { TObject } from 'typebox'
import { LiveMessage, LiveRequest } from '../../../contracts/live.ts'
import { allProblems, ProblemBody } from '../../../contracts/problem.ts'
import type { Access, RateLimit, RouteShape } from '../../../kit/routes.ts'
import { edgeRoutes } from './edge.ts'
import { byStatus, codesOf } from './problems.ts'
import { type JsonObject, Schemas } from './schemas.ts'

export interface DescribedService {
  readonly name: string
  readonly routes: readonly RouteShape[]
}

const about = `Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`: see [all codes](/docs/problems).
Money is integer minor units (paise) with a currency. Times are RFC 3339 in UTC. Lists take \`limit\` and \`cursor\` and answer \`{ items, next }\`.
Unknown fields are refused. Every answer carries \`x-request-id\`, and counted ones \`RateLimit-Limit\`, \`-Remaining\` and \`-Reset\`.`

/** The API as OpenAPI 3.1, made of what the routes say of themselves: nothing is written down twice. */
export function describeApi(services: readonly DescribedService[]): JsonObject {
  const schemas = new Schemas()
  const problem = schemas.place(ProblemBody)
  const paths: JsonObject = {}
  for (const { name, routes } of [...services, { name: 'gateway', routes: edgeRoutes }])
    for (const shape of routes) {
      const path = shape.path.replace(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      const item = paths[path] as JsonObject
      item[shape.method.toLowerCase()] = describeRoute(name, shape, schemas, problem)
    }
  schemas.components.LiveRequest = schemas.place(LiveRequest)
  schemas.components.LiveMessage = schemas.place(LiveMessage)
  return {
    openapi: '3.1.0',
    info: { title: 'Tokri', version: '1', description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [...services.map(({ name }) => ({ name })), { name: 'gateway' }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function describeRoute(service: string, shape: RouteShape, schemas: Schemas, problem: JsonObject): JsonObject {
  const notes = [
    whoMay(shape.access),
    shape.rateLimit ? limitNote(shape.rateLimit) : '',
    shape.raw ? (shape.takes ? 'The body is the file itself.' : 'The body is taken as bytes, for its signature.') : '',
  ].filter(Boolean)
  const security = securityOf(shape.access)
  const parameters = [
    ...parametersOf('path', shape.params ?? undefined, schemas, pathNames(shape.path)),
    ...parametersOf('query', shape.query, schemas),
    ...parametersOf('header', shape.headers, schemas),
  ]
  return {
    operationId: operationId(shape),
    tags: [service],
    summary: shape.summary,
    description: notes.join(' '),
    ...(security ? { security } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(shape.body || shape.raw
      ? {
          requestBody: {
            required: true,
            content: bodyOf(shape, schemas),
          },
        }
      : {}),
    responses: { ...success(shape, schemas), ...failures(shape, problem) },
    ...(shape.rateLimit ? { 'x-rate-limit': { ...shape.rateLimit } } : {}),
  }
}

function bodyOf({ body, takes }: RouteShape, schemas: Schemas): JsonObject {
  if (takes) return Object.fromEntries(takes.map((type) => [type, {}]))
  return { 'application/json': { schema: body ? schemas.place(body) : {} } }
}

function success(shape: RouteShape, schemas: Schemas): JsonObject {
  const status = shape.status ?? 200
  const content = shape.produces
    ? { [shape.produces]: {} }
    : shape.answer && status !== 204
      ? { 'application/json': { schema: schemas.place(shape.answer) } }
      : undefined
  return { [status]: { description: STATUS_CODES[status] ?? 'Done', ...(content ? { content } : {}) } }
}

function failures(shape: RouteShape, problem: JsonObject): JsonObject {
  const table = allProblems()
  const answers: JsonObject = {}
  for (const [status, codes] of byStatus(codesOf(shape), table)) {
    const description = codes.map((code) => `\`${code}\`: ${table[code]![1]}`).join('. ')
    const schema = { allOf: [problem, { type: 'object', properties: { code: { enum: codes } } }] }
    const waits = status === 429 || status === 503
    answers[status] = {
      description,
      content: { 'application/problem+json': { schema } },
      ...(waits ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } } : {}),
    }
  }
  return answers
}

const pathNames = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)

/** What the schema says; a name of the path that it leaves out is a string. */
function parametersOf(
  place: 'path' | 'query' | 'header',
  object: TObject | undefined,
  schemas: Schemas,
  names: readonly string[] = [],
): JsonObject[] {
  const properties = object?.properties ?? {}
  const required = new Set<string>((object as { required?: string[] } | undefined)?.required ?? [])
  const all = new Set([...names, ...Object.keys(properties)])
  return [...all].map((name) => {
    const schema = properties[name]
    return {
      name,
      in: place,
      ...(place === 'path' || required.has(name) ? { required: true } : {}),
      schema: schema ? schemas.place(schema) : { type: 'string' },
    }
  })
}

/** Such as `post_orders_id_cancel`: unique, since method and path are. */
const operationId = (shape: RouteShape): string =>
  `${shape.method.toLowerCase()}_${
    shape.path
      .replace(/^\/v1\//, '')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_|_$/g, '') || 'root'
  }`

function securityOf(access: Access): JsonObject[] | undefined {
  if (access === 'public') return undefined
  return access === 'optional' ? [{}, { bearer: [] }] : [{ bearer: [] }]
}

function whoMay(access: Access): string {
  if (access === 'public') return 'Open to all.'
  if (access === 'optional') return 'With or without login.'
  return access === 'user' ? 'For whoever is logged in.' : `For: ${access.join(', ')}.`
}

const limitNote = ({ requests, perS, by }: RateLimit): string =>
  `At most ${requests} requests in ${perS} s per ${by === 'address' ? 'address' : 'user, or address without login'}.`
