import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket, Server as TlsServer } from 'node:tls'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Actor } from '../contracts/identity.ts'
import { common, Problem } from '../contracts/problem.ts'
import { isWithin } from '../contracts/scopes.ts'
import type { Authenticate } from './auth.ts'
import { currentContext, enterContext, newTraceId, readTraceparent } from './context.ts'
import { databaseAway } from './database-away.ts'
import { byDeadline } from './deadline.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { nulInJson } from './nul.ts'
import { policy } from './resilience.ts'
import type { Access, Route, RouteShape } from './routes.ts'
import { scrub } from './scrub.ts'
import { isPriority, type Priority, type Shedder } from './shedding.ts'
import { type Certificates, tlsVersions } from './tls.ts'
import { isTracing, type Span, sample, startSpan } from './trace.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request is worth where there is not room for all; `caller`: what its caller says. Absent: it is always taken. */
    priority?: Priority | 'caller'
  }
  interface FastifyRequest {
    actor?: Actor
    /** The client's address where a gateway of ours has passed it on; `ip` is the gateway's then. */
    clientAddress?: string
    /** Tells the shedder that it has been answered. */
    leave?: () => void
    /** What this request is in its trace, where that is recorded. */
    span?: Span
  }
}

const bodyLimitBytes = 64 * 1024
/** Who sends a request slower than this is cut off, headers and body: slow senders must not hold connections. */
const headersTimeoutMs = 10_000
const requestTimeoutMs = 30_000
/** A probe gives up soon, and so do we: who hangs is not ready. */
const readyMs = 1_200
const headerLimitBytes = 16 * 1024

export interface ServerOptions {
  readonly log: Log
  readonly metrics: Metrics
  readonly authenticate: Authenticate
  /** The addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustProxy?: string[]
  /** Throws when something that the process cannot do without is missing. */
  readonly ready: () => Promise<void>
  /** Answers what no route takes; a problem when absent. */
  readonly notFound?: (request: FastifyRequest, reply: FastifyReply) => void
  /** Whether only processes of ours ask here, so that their word on what is traced counts. */
  readonly internal?: boolean
  /** Check answers against their schemas: in tests and development. */
  readonly checkAnswers?: boolean
  /** Refuses requests while the process is full. */
  readonly shedder?: Shedder
  /** Aborted when the process is about to stop: it is not ready from then on, and asks for connections to be closed. */
  readonly closing?: AbortSignal
  /** Speak HTTPS. `clients`: and only with who shows a certificate of the same authority; its health anybody may ask. */
  readonly tls?: { readonly certificates: Certificates; readonly clients: boolean }
}

/** Beside `Connection: close`, which anything on the way may add: this process is about to stop. */
export const closingHeader = 'x-tokri-closing'

/**
 * A Fastify server as every process has it: context and trace from the first hook on, problems as answers, metrics,
 * `/healthz`, `/readyz` and `/metrics`. Routes are added by `addRoutes`.
 */
export function openServer(options: ServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    ...secured(options),
    bodyLimit: bodyLimitBytes,
    trustProxy: options.trustProxy && options.trustProxy.length > 0 ? options.trustProxy : false,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 65_000,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply as FastifyReply, toProblem(error, options.log))
    },
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: 'idle',
    // What comes by a connection that is open still is answered, with `Connection: close`: nobody has to ask again.
    return503OnClosing: false,
  }) as unknown as FastifyInstance
  if (options.tls) followCertificates(app, options.tls.certificates)
  closeUnused(app, options.tls ? 'secureConnection' : 'connection')
  // Fastify would take text bodies by itself; ours are JSON, or what a route asks for.
  app.removeContentTypeParser('text/plain')
  refuseNul(app)
  app.setValidatorCompiler(({ schema, httpPart }): ValidateFunction => {
    if (httpPart === 'body') return bodies.compile(schema as object)
    return others.compile(httpPart === 'querystring' ? closed(schema as object) : (schema as object))
  })
  // One JSON.stringify per answer; schemas of answers are for the documentation and, in tests, for `checkAnswers`.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.setSchemaErrorFormatter((errors, part) =>
    common('request/invalid', {
      detail: `${part}${errors[0]?.instancePath ?? ''} ${errors[0]?.message ?? 'is not valid'}${extraField(errors[0]?.params)}`,
      fields: errors.slice(0, 10).map((each) => ({
        path: `${part}${each.instancePath}`,
        message: `${each.message ?? 'is not valid'}${extraField(each.params)}`,
        rule: each.keyword,
        ...(typeof each.params.limit === 'number' ? { limit: each.params.limit } : {}),
      })),
    }),
  )

  /** @throws service/overloaded */
  const takeIn = (request: FastifyRequest, reply: FastifyReply): void => {
    const priority = priorityOf(request)
    if (!priority || !options.shedder || request.leave) return
    request.leave = options.shedder.enter(priority)
    reply.raw.once('close', request.leave)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const came = readTraceparent(request.headers.traceparent as string | undefined) ?? { traceId: newTraceId() }
    reply.header('x-request-id', came.traceId)
    const deadlineMs = Date.now() + policy.requestMs
    const priority = priorityOf(request)
    if (isTracing() && !isProbe(request)) {
      const trace = sample(came, options.internal ?? false)
      const span = startSpan('server', request.method, trace)
      if (span) request.span = span
      const more = { deadlineMs, ...(priority ? { priority } : {}) }
      enterContext(span ? { ...trace, spanId: span.id, ...more } : { traceId: trace.traceId, ...more })
    } else enterContext({ traceId: came.traceId, deadlineMs, ...(priority ? { priority } : {}) })
    if (options.closing?.aborted) reply.headers({ connection: 'close', [closingHeader]: '1' })
    try {
      if (options.tls?.clients) expectCertificate(request)
      // Who still sends takes no room yet: strangers may send slowly.
      if (options.internal || !hasBody(request)) takeIn(request, reply)
    } catch (error) {
      return done(error as Error)
    }
    if (request.url.includes('%00')) done(common('request/malformed-url', { detail: 'It has the character NUL in it' }))
    else done()
  })
  app.addHook('preValidation', async (request, reply) => takeIn(request, reply))
  app.addHook('onResponse', (request, reply, done) => {
    request.leave?.()
    const route = request.routeOptions.url ?? 'none'
    const status = reply.statusCode
    options.metrics.httpSeconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
    request.span?.rename(`${request.method} ${route}`)
    request.span?.set({
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': status,
    })
    request.span?.end(status >= 500 ? String(status) : undefined)
    // Calls between services are many and are told of by who asked; probes are of no interest unless they fail.
    const level = isProbe(request) || route.startsWith('/_call/') ? 'debug' : 'info'
    if (options.log.isLevelEnabled(level))
      options.log[level](
        {
          'event.dataset': 'tokri.http',
          'event.outcome': status < 500 ? 'success' : 'failure',
          'event.duration': Math.round(reply.elapsedTime * 1e6),
          'http.request.method': request.method,
          'http.response.status_code': status,
          'url.path': pathOf(request.url),
          route,
          ...(request.span ? { 'transaction.id': request.span.id } : {}),
        },
        'answered',
      )
    done()
  })
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, options.log)))
  app.setNotFoundHandler(
    options.notFound ?? ((_request, reply) => void sendProblem(reply, common('request/not-found'))),
  )

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    if (options.closing?.aborted) return sendProblem(reply, common('service/unavailable', { detail: 'It is stopping' }))
    try {
      await answeredWithin(readyMs, options.ready())
      return { status: 'ok' }
    } catch (error) {
      options.log.warn({ error }, 'not ready')
      return sendProblem(reply, common('service/unavailable'))
    }
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(options.metrics.registry.contentType).send(await options.metrics.render()),
  )
  return app
}

/** The Node server below: plain, or with our certificate. Clients are asked for theirs, and refused later without one. */
function secured({ tls }: ServerOptions): object {
  const http = {
    maxHeaderSize: headerLimitBytes,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: 5_000,
  }
  if (!tls) return { http }
  const { certificates, clients } = tls
  return {
    https: {
      ...http,
      ...tlsVersions,
      ...certificates.current,
      handshakeTimeout: headersTimeoutMs,
      requestCert: clients,
      rejectUnauthorized: false,
    },
  }
}

function followCertificates(app: FastifyInstance, certificates: Certificates): void {
  const server = app.server as unknown as TlsServer
  certificates.onChange((next) => server.setSecureContext({ ...tlsVersions, ...next }))
}

/** Kubernetes asks for the health of a process without a certificate; all the rest is for processes of ours. */
function expectCertificate(request: FastifyRequest): void {
  const { url } = request.routeOptions
  const socket = request.raw.socket as TLSSocket
  // In some versions of Node a resumed session of somebody who never showed a certificate counts as authorized.
  if (url === '/healthz' || url === '/readyz' || (socket.authorized && socket.getPeerX509Certificate())) return
  throw common('auth/certificate-required')
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function priorityOf({ routeOptions, headers }: FastifyRequest): Priority | undefined {
  const { priority } = routeOptions.config
  if (priority !== 'caller') return priority
  const told = headers['x-tokri-priority']
  return isPriority(told) ? told : 'progress'
}

async function answeredWithin(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer for ${ms} ms`)), ms)
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The path as it may be told: what people write into addresses of their own making is looked through as well. */
function pathOf(url: string): string {
  const path = url.split('?')[0]!
  try {
    return scrub(decodeURIComponent(path))
  } catch {
    return scrub(path)
  }
}

/** What machines ask all the time. */
const isProbe = ({ routeOptions: { url } }: FastifyRequest): boolean =>
  url === '/healthz' || url === '/readyz' || url === '/metrics'

/**
 * Closing waits for answers under way, not for connections that a browser has opened ahead and never used: Node counts
 * those as busy until their headers are overdue.
 */
function closeUnused(app: FastifyInstance, connection: 'connection' | 'secureConnection'): void {
  const unused = new Set<Socket>()
  let closing = false
  const used = ({ socket }: { socket: Socket }) => unused.delete(socket)
  app.server.on(connection, (socket: Socket) => {
    if (closing) return void socket.destroy()
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', used)
  app.server.on('upgrade', used)
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of unused) socket.destroy()
  })
}

/** Half of a character of two halves, which can come as an escape only. `JSON.stringify` escapes none but such. */
const surrogateInJson = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/

/** No text of ours has a NUL or half a character in it, and PostgreSQL takes neither: refused at the door, whatever the field. */
function refuseNul(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (nulInJson.test(body as string))
      return done(common('request/invalid', { detail: 'A text may not contain the character NUL' }))
    if (!surrogateInJson.test(body as string)) return parse(request, body as string, done)
    parse(request, body as string, (error, parsed) => {
      if (!error && surrogateInJson.test(JSON.stringify(parsed)))
        return done(common('request/invalid', { detail: 'A text has half a character in it' }))
      done(error, parsed)
    })
  })
}

/** Where no field of the body is needed, neither is the body. */
function mayBeAbsent(body: RouteShape['body']): boolean {
  const { type, required } = (body ?? {}) as { type?: string; required?: readonly string[] }
  return type === 'object' && !required?.length
}

/** Answers what is not even HTTP, before a request object exists. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? common('request/headers-too-large')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? common('request/timeout')
        : common('request/malformed-http')
  const body = JSON.stringify(problem.toBody())
  const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\ncontent-type: application/problem+json\r\n`
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`)
}

const extraField = (params: Record<string, unknown> | undefined): string =>
  typeof params?.additionalProperty === 'string' ? ` (${params.additionalProperty})` : ''

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  for (const [name, value] of Object.entries(problem.headers ?? {})) reply.header(name, value)
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem.toBody(currentContext()?.traceId))
}

/** Turns whatever was thrown into a problem. What nobody foresaw is logged and answered as 500 with a trace id only. */
export function toProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error
  const { code, validation, statusCode } = error as FastifyError
  if (validation) return common('request/invalid', { detail: (error as Error).message })
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return common('request/too-large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return common('request/unsupported-type')
  if (
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' ||
    error instanceof SyntaxError
  )
    return common('request/malformed')
  if (code === 'FST_ERR_BAD_URL') return common('request/malformed-url')
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return common('request/not-found')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return common('request/invalid', { detail: (error as Error).message })
  const away = databaseAway(error)
  if (away) {
    log.warn({ error }, 'the database is away')
    return away
  }
  log.error({ error }, 'a request failed')
  return common('service/internal')
}

/** Finds out who comes, and whether they may. Done before the body is read. */
export async function admit(request: FastifyRequest, access: Access, authenticate: Authenticate): Promise<void> {
  const header = request.headers.authorization
  if (access === 'public') return
  if (header === undefined) {
    if (access === 'optional') return
    throw common('auth/required', { headers: { 'www-authenticate': 'Bearer' } })
  }
  if (!header.startsWith('Bearer ') || header.length > 4_096) throw common('auth/invalid-token')
  const actor = await authenticate(header.slice(7))
  request.actor = actor
  if (actor.scopes && !isWithin(actor.scopes, request.method, request.routeOptions.url ?? ''))
    throw common('auth/scope', { detail: `${request.method} ${request.routeOptions.url}` })
  if (typeof access !== 'string' && !access.some((role) => actor.roles.includes(role))) throw common('auth/forbidden')
}

/** The part of Fastify's schema option that a route has. Requests are checked by it. */
const schemaOf = (shape: RouteShape) => ({
  ...(shape.params ? { params: shape.params } : {}),
  ...(shape.query ? { querystring: shape.query } : {}),
  ...(shape.headers ? { headers: shape.headers } : {}),
  ...(shape.body && !shape.raw ? { body: shape.body } : {}),
})

/** Lets a request in or throws; runs before the body is read. */
export type Gate = (request: FastifyRequest, reply: FastifyReply, shape: RouteShape) => Promise<void>

/** Adds a service's routes. `gate` stands in for the plain `admit`: the edge counts requests as well. */
export function addRoutes<C>(
  app: FastifyInstance,
  routes: readonly Route<C>[],
  context: C,
  options: ServerOptions,
  gate: Gate = (request, _reply, shape) => admit(request, shape.access, options.authenticate),
): void {
  for (const route of routes) {
    const check = options.checkAnswers && route.answer ? answerChecker(route) : undefined
    void app.register(async (scope) => {
      if (route.raw) {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      }
      scope.route({
        method: route.method,
        url: route.path,
        schema: schemaOf(route),
        config: { priority: route.priority ?? 'cart' },
        ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
        onRequest: (request, reply) => gate(request, reply, route),
        ...(mayBeAbsent(route.body)
          ? {
              preValidation: (request, _reply, done) => {
                request.body ??= {}
                done()
              },
            }
          : {}),
        handler: async (request, reply) => {
          const handled = route.handle(
            {
              params: request.params as never,
              query: request.query as never,
              body: request.body as never,
              headers: request.headers,
              actor: request.actor as never,
              address: request.clientAddress ?? request.ip,
              reply,
            },
            context,
          )
          // Whatever hangs below, somebody who waits hears of it in time.
          const answer = await byDeadline(route.path, handled)
          if (reply.sent) return reply
          if (answer === reply) return reply
          check?.(answer)
          const status = route.status ?? 200
          if (reply.statusCode === 200) reply.status(status)
          if (status === 204) return reply.send()
          return reply.send(answer)
        },
      })
    })
  }
}

// One each for the whole process: every further one would compile the rules for schemas again.
const bodies = new Ajv({ strict: false, useDefaults: true })
const others = new Ajv({ strict: false, useDefaults: true, coerceTypes: 'array' })
const answers = new Ajv({ strict: false })
for (const each of [bodies, others, answers]) addFormats.default(each)

const closedOnes = new WeakMap<object, object>()
/** The same for a schema each time: what is compiled is kept by it. */
function closed(schema: object): object {
  const made = closedOnes.get(schema) ?? { ...schema, additionalProperties: false }
  closedOnes.set(schema, made)
  return made
}

/** Compiled at the first answer: a process that starts need not wait for hundreds of schemas. */
function answerChecker(shape: RouteShape): (answer: unknown) => void {
  let validate: ValidateFunction | undefined
  return (answer) => {
    validate ??= answers.compile(shape.answer as object)
    if (!validate(JSON.parse(JSON.stringify(answer))))
      throw new Error(
        `${shape.method} ${shape.path} answered against its schema: ${answers.errorsText(validate.errors)}`,
      )
  }
}
