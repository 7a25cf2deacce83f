import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ownerOf } from '../contracts/operation.ts'
import { common } from '../contracts/problem.ts'
import type { ServiceTokens } from './auth.ts'
import { type Calls, withCaller } from './calls.ts'
import { currentContext, enterContext, newTraceId } from './context.ts'
import { addRoutes, type ServerOptions } from './http.ts'
import type { OpenService } from './service.ts'

const callBodyLimitBytes = 8 * 1024 * 1024

/**
 * By what a gateway proves to a service that it is one of ours: a service token. Only then are the client's address and
 * the deadline believed that it passes on.
 */
export const passedOn = {
  caller: 'x-tokri-caller',
  address: 'x-forwarded-for',
  host: 'x-forwarded-host',
  deadline: 'x-deadline-ms',
} as const

/** What a process offers to the others: its operations, to callers with a service token, and its routes, to the gateway. */
export function addInternalRoutes(
  app: FastifyInstance,
  parts: { open: ReadonlyMap<string, OpenService>; calls: Calls; tokens: ServiceTokens; options: ServerOptions },
): void {
  const here = [...parts.open.keys()]
  app.post<{ Params: { operation: string } }>(
    '/_call/:operation',
    {
      bodyLimit: callBodyLimitBytes,
      config: { priority: 'caller' },
      onRequest: async (request) => {
        const { operation } = request.params as { operation: string }
        await parts.tokens.check(request.headers.authorization, [ownerOf(operation)])
      },
    },
    async (request) => {
      const deadline = request.headers['x-deadline-ms'] as string | undefined
      if (Number(deadline) < Date.now()) throw common('service/deadline', { detail: request.params.operation })
      return withCaller(deadline, () => parts.calls.answer(request.params.operation, request.body))
    },
  )
  app.addHook('onRequest', (request, _reply, done) => {
    const caller = request.headers[passedOn.caller]
    if (caller === undefined) return done()
    parts.tokens.check(`Bearer ${caller}`, here).then(
      () => {
        believeGateway(request)
        done()
      },
      // Not the user's own token: nobody is to log in again for it.
      () => done(common('service/unavailable', { detail: 'The gateway is not known: secrets and clocks must agree' })),
    )
  })
  for (const open of parts.open.values()) addRoutes(app, open.routes, open.context, parts.options)
}

/** Entered just before the hook is done, so that all that follows sees the deadline. */
function believeGateway(request: FastifyRequest): void {
  const address = request.headers[passedOn.address]
  if (typeof address === 'string') request.clientAddress = address
  // What the browser called us; the gateway calls us by the name of our service.
  const host = request.headers[passedOn.host]
  if (typeof host === 'string') request.headers.host = host
  const deadlineMs = Number(request.headers[passedOn.deadline])
  const context = currentContext() ?? { traceId: newTraceId() }
  if (Number.isFinite(deadlineMs) && deadlineMs > 0) enterContext({ ...context, deadlineMs })
}
