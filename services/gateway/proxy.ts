import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { common } from '../../contracts/problem.ts'
import type { Address } from '../../kit/addresses.ts'
import type { Calls, Remote } from '../../kit/calls.ts'
import { timeLeftMs, writeTraceparent } from '../../kit/context.ts'
import type { Gate } from '../../kit/http.ts'
import type { Verdict } from '../../kit/instances.ts'
import { passedOn } from '../../kit/internal.ts'
import type { Log } from '../../kit/log.ts'
import { isUnsent, openNeighbours, saysClosing, targetOf } from '../../kit/neighbours.ts'
import { policy, TransientError } from '../../kit/resilience.ts'
import type { RouteShape } from '../../kit/routes.ts'
import { refusedHeader } from '../../kit/shedding.ts'
import type { Certificates } from '../../kit/tls.ts'
import { traced } from '../../kit/trace.ts'
import { answerHeaders, requestHeaders } from './proxy-headers.ts'

/** Longer than any request may take: what ends those is `waitingOf`. */
const longMs = 2 * policy.requestMs
/** Answers up to this size are read whole before they are passed on, so that a copy that dies half-way can be replaced. */
const wholeBytes = 1024 * 1024
const answerLimitBytes = 64 * 1024 * 1024

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer | NodeJS.ReadableStream
}

interface Forwarding {
  readonly service: string
  readonly remote: Remote
  readonly request: FastifyRequest
  readonly shape: RouteShape
  /** Aborted when nobody waits any more. */
  readonly waiting: AbortSignal
}

/** A copy that is full: its answer, in case that nobody else is there. */
class Overloaded extends TransientError {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('a copy is full', { kind: 'busy' })
    this.answer = answer
  }
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
  options: { calls: Calls; callerToken: (service: string) => Promise<string>; certificates?: Certificates; log: Log },
): Proxy {
  const neighbours = openNeighbours(options.certificates, {
    connections: 256,
    bodyTimeout: longMs,
    maxResponseSize: answerLimitBytes,
  })
  app.addHook('onClose', () => neighbours[Symbol.asyncDispose]())

  /** @throws TransientError when the copy could not answer */
  const send = async (
    { service, remote, request, shape, waiting }: Forwarding,
    { url, host }: Address,
    patienceMs: number,
  ): Promise<Answer> => {
    const body = request.body as Buffer | undefined
    const leftMs = timeLeftMs(policy.requestMs)
    const caller = await options.callerToken(service)
    try {
      const answer = await neighbours.agent.request({
        ...targetOf(url, pathOf(request.raw.url ?? '/')),
        // HEAD is asked as GET: the server leaves the body out on the way back.
        method: request.method === 'HEAD' ? 'GET' : (request.method as 'GET'),
        headers: {
          ...requestHeaders(request.headers, { cookies: shape.cookies ?? false }),
          host,
          traceparent: writeTraceparent(),
          [passedOn.caller]: caller,
          [passedOn.address]: request.ip,
          [passedOn.host]: request.host,
          [passedOn.deadline]: String(Date.now() + timeLeftMs(policy.requestMs)),
        },
        ...(body && body.length > 0 ? { body } : {}),
        headersTimeout: patienceMs,
        signal: waiting,
      })
      if (saysClosing(answer)) remote.instances.leave(url)
      const length = Number(answer.headers['content-length'] ?? Number.NaN)
      const whole = length <= wholeBytes || answer.statusCode === 204 || answer.statusCode === 304
      const received = whole ? Buffer.from(await answer.body.arrayBuffer()) : answer.body
      return { status: answer.statusCode, headers: answer.headers, body: received }
    } catch (cause) {
      if (waiting.aborted) {
        // Who has been given hardly any time is not to blame.
        if (waiting.reason === tooLate)
          throw new TransientError(`${url} gave no answer`, { cause, kind: leftMs < 1_000 ? 'late' : 'failed' })
        throw cause
      }
      // The client's doing, and nothing that speaks against the copy.
      if ((cause as { code?: string }).code === 'UND_ERR_INVALID_ARG') throw common('request/malformed-http')
      throw new TransientError(`${url} failed`, { cause, kind: isUnsent(cause) ? 'unsent' : 'failed' })
    }
  }

  const forward = async (forwarding: Forwarding): Promise<Answer> => {
    const { service, remote, request, shape, waiting } = forwarding
    const { instances, guard } = remote
    const repeatable = isRepeatable(request, shape)
    const tried = new Set<string>()
    let last: Answer | undefined
    // A connection that was kept may have been closed by the other side: a read is asked again even of an only copy.
    for (let tries = 1; ; tries += 1) {
      if (waiting.aborted || timeLeftMs(1) <= 0) throw common('service/deadline', { detail: service })
      const more = tries < Math.max(instances.size, 2)
      const patienceMs = repeatable && more ? policy.patienceMs : isSafe(request.method) ? policy.readMs : longMs
      try {
        const answer = await instances.use(
          async (address) => {
            tried.add(address.url)
            const answer = await send(forwarding, address, patienceMs)
            if (answer.status === 503 && isOverloaded(answer)) throw new Overloaded(answer)
            return answer
          },
          verdictOf,
          { avoid: tried, unknown: () => new TransientError(`no copy of ${service} is known`, { kind: 'unsent' }) },
        )
        if (answer.status !== 503 || !isSafe(request.method) || tried.size >= instances.size) return answer
        // Cut off from something that it needs: another copy may do better.
        if (!(answer.body instanceof Buffer) || !guard.mayRepeat()) return answer
        last = answer
      } catch (error) {
        if (!(error instanceof TransientError) || waiting.aborted) throw error
        if (error instanceof Overloaded) {
          // It was refused at the door, so any request may be asked elsewhere; but only where somebody is left.
          if (tried.size < instances.size && guard.mayRepeat()) continue
          return error.answer
        }
        options.log.warn({ error, service }, 'a copy of a service failed')
        const again = error.kind === 'unsent' ? tried.size < instances.size : repeatable && more
        if (again && guard.mayRepeat()) continue
        if (last) return last
        throw error
      }
    }
  }

  const guarded = async (forwarding: Forwarding): Promise<Answer> => {
    const { service, remote, waiting } = forwarding
    try {
      return await remote.guard.run(() => forward(forwarding), { repeatable: false })
    } catch (error) {
      throw waiting.aborted ? common('service/deadline', { detail: service }) : error
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
            config: { priority: shape.priority ?? 'cart' },
            ...(shape.bodyLimit ? { bodyLimit: shape.bodyLimit } : {}),
            onRequest: (request, reply) => gate(request, reply, shape),
            handler: async (request, reply) => {
              const remote = options.calls.remoteOf(service)
              if (!remote)
                throw common('service/unavailable', {
                  detail: `${service} does not run here and no copy of it is known`,
                  headers: { 'retry-after': '5' },
                })
              const waiting = waitingOf(request, reply)
              const answer = await traced('client', service, undefined, () =>
                guarded({ service, remote, request, shape, waiting }),
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
  const timer = setTimeout(() => waiting.abort(tooLate), Math.max(1, timeLeftMs(policy.requestMs)))
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

/** Refused at the door, before anything of it was begun; a handler that found no room half-way says the same without the mark. */
const isOverloaded = ({ body, headers }: Answer): boolean =>
  body instanceof Buffer && headers[refusedHeader] !== undefined

const verdictOf = (error: unknown): Verdict => {
  if (!(error instanceof TransientError) || error.kind === 'late') return undefined
  return error.kind === 'busy' ? 'busy' : 'failed'
}

/** Clients may name the whole address in the request line; only its path goes on. */
const pathOf = (url: string): string => (url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/]*/i, '') || '/')
