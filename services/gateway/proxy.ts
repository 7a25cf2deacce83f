import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Agent } from 'undici'
import { common } from '../../contracts/problem.ts'
import type { Calls } from '../../kit/calls.ts'
import { timeLeftMs, writeTraceparent } from '../../kit/context.ts'
import type { Gate } from '../../kit/http.ts'
import type { Instances } from '../../kit/instances.ts'
import { passedOn } from '../../kit/internal.ts'
import type { Log } from '../../kit/log.ts'
import type { RouteShape } from '../../kit/routes.ts'
import { traced } from '../../kit/trace.ts'
import { answerHeaders, requestHeaders } from './proxy-headers.ts'

const deadlineMs = 15_000
/** What may be repeated is asked of another copy, where there is one, when the first has not begun to answer for so long. */
const patienceMs = 4_000
/** Longer than any request may take: what ends those is `waitingOf`. */
const longMs = 2 * deadlineMs
/** Answers up to this size are read whole before they are passed on, so that a copy that dies half-way can be replaced. */
const wholeBytes = 1024 * 1024
const answerLimitBytes = 64 * 1024 * 1024

/** The copy could not answer. `sent`: it may have begun to carry the request out. */
class CopyFailed extends Error {
  readonly sent: boolean
  constructor(url: string, sent: boolean, options?: ErrorOptions) {
    super(`${url} failed`, options)
    this.name = 'CopyFailed'
    this.sent = sent
  }
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer | NodeJS.ReadableStream
}

export interface Proxy {
  /** Adds the routes of a service that runs elsewhere, or nowhere: then they answer `service/unavailable`. */
  addRoutes(service: string, routes: readonly RouteShape[], gate: Gate): void
}

/**
 * Passes requests on to the copies of services that run in other processes: to the least busy one, and to another when
 * that fails and a repeat does no harm.
 */
export function openProxy(
  app: FastifyInstance,
  options: { calls: Calls; callerToken: () => Promise<string>; log: Log },
): Proxy {
  const agent = new Agent({
    connections: 256,
    connect: { timeout: 1_000 },
    bodyTimeout: longMs,
    maxResponseSize: answerLimitBytes,
    keepAliveTimeout: 10_000,
  })
  app.addHook('onClose', () => agent.destroy())

  const send = async (url: string, request: FastifyRequest, patient: boolean, waiting: AbortSignal) => {
    const base = new URL(url)
    const body = request.body as Buffer | undefined
    const caller = await options.callerToken()
    try {
      const answer = await agent.request({
        origin: base.origin,
        path: base.pathname.replace(/\/$/, '') + pathOf(request.raw.url ?? '/'),
        // HEAD is asked as GET: the server leaves the body out on the way back.
        method: request.method === 'HEAD' ? 'GET' : (request.method as 'GET'),
        headers: {
          ...requestHeaders(request.headers),
          host: request.host,
          traceparent: writeTraceparent(),
          [passedOn.caller]: caller,
          [passedOn.address]: request.ip,
          [passedOn.deadline]: String(Date.now() + timeLeftMs(deadlineMs)),
        },
        ...(body && body.length > 0 ? { body } : {}),
        headersTimeout: patient ? longMs : patienceMs,
        signal: waiting,
      })
      const length = Number(answer.headers['content-length'] ?? Number.NaN)
      const whole = length <= wholeBytes || answer.statusCode === 204 || answer.statusCode === 304
      const received = whole ? Buffer.from(await answer.body.arrayBuffer()) : answer.body
      if (isClosing(answer)) throw new CopyFailed(url, false)
      return { status: answer.statusCode, headers: answer.headers, body: received }
    } catch (cause) {
      if (cause instanceof CopyFailed || waiting.aborted) throw cause
      // The client's doing, and nothing that speaks against the copy.
      if ((cause as { code?: string }).code === 'UND_ERR_INVALID_ARG') throw common('request/malformed-http')
      throw new CopyFailed(url, !isUnsent(cause), { cause })
    }
  }

  const forward = async (
    service: string,
    copies: Instances,
    { request, shape, waiting }: { request: FastifyRequest; shape: RouteShape; waiting: AbortSignal },
  ): Promise<Answer> => {
    const repeatable = isRepeatable(request, shape)
    const tried = new Set<string>()
    let last: Answer | undefined
    for (;;) {
      try {
        const answer = await copies.use(
          (url) => {
            tried.add(url)
            return send(url, request, !repeatable || tried.size >= copies.size, waiting)
          },
          (error) => error instanceof CopyFailed || waiting.reason === tooLate,
          tried,
        )
        if (answer.status !== 503 || !isSafe(request.method) || tried.size >= copies.size) return answer
        // Busy, or cut off from something that it needs: another copy may do better.
        if (answer.body instanceof Buffer) last = answer
        else return answer
      } catch (error) {
        if (waiting.aborted) throw common('service/deadline', { detail: service })
        if (!(error instanceof CopyFailed)) throw error
        options.log.warn({ error, service }, 'a copy of a service failed')
        if ((repeatable || !error.sent) && tried.size < copies.size) continue
        if (last) return last
        throw common('service/unavailable', { detail: service, headers: { 'retry-after': '1' } })
      }
    }
  }

  return {
    addRoutes(service, routes, gate) {
      for (const shape of routes)
        void app.register(async (scope) => {
          scope.removeAllContentTypeParsers()
          scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
          scope.route({
            method: shape.method,
            url: shape.path,
            ...(shape.bodyLimit ? { bodyLimit: shape.bodyLimit } : {}),
            onRequest: (request, reply) => gate(request, reply, shape),
            handler: async (request, reply) => {
              const copies = options.calls.instancesOf(service)
              if (!copies)
                throw common('service/unavailable', {
                  detail: `${service} does not run here and no copy of it is known`,
                  headers: { 'retry-after': '5' },
                })
              const waiting = waitingOf(request, reply)
              const answer = await traced('client', service, undefined, () =>
                forward(service, copies, { request, shape, waiting }),
              )
              return pass(answer, reply)
            },
          })
        })
    },
  }
}

function pass(answer: Answer, reply: FastifyReply): FastifyReply {
  reply.status(answer.status).headers(answerHeaders(answer.headers))
  if (answer.status === 204 || answer.status === 304) return reply.send()
  return reply.send(answer.body)
}

const tooLate = Symbol('too late')

/** Aborted when nobody waits any more: at the deadline, or when a reader has gone (a writer's deed is finished regardless). */
function waitingOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(tooLate), Math.max(1, timeLeftMs(deadlineMs)))
  reply.raw.once('close', () => {
    clearTimeout(timer)
    if (isSafe(request.method)) waiting.abort()
  })
  return waiting.signal
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

/** Reads, and what carries a key by which the service knows a repeat: only where the route says that it minds it. */
const isRepeatable = (request: FastifyRequest, shape: RouteShape): boolean =>
  isSafe(request.method) ||
  (request.headers['idempotency-key'] !== undefined && shape.headers?.properties['idempotency-key'] !== undefined)

/** A server that is stopping answers so before it looks at the request (Fastify's `return503OnClosing`). */
const isClosing = (answer: { statusCode: number; headers: Answer['headers'] }): boolean =>
  answer.statusCode === 503 &&
  answer.headers.connection === 'close' &&
  !String(answer.headers['content-type']).startsWith('application/problem')

const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const isUnsent = (error: unknown): boolean => {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] }
  return unsentCodes.has(code ?? '') || (errors?.every((each) => unsentCodes.has(each.code ?? '')) ?? false)
}

/** Clients may name the whole address in the request line; only its path goes on. */
const pathOf = (url: string): string => (url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/]*/i, '') || '/')
