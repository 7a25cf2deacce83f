import type { FastifyInstance } from 'fastify'
import type { ServiceTokens } from './auth.ts'
import { type Calls, withCaller } from './calls.ts'
import { readTraceparent } from './context.ts'
import { addRoutes, type ServerOptions } from './http.ts'
import type { OpenService } from './service.ts'

const callBodyLimitBytes = 8 * 1024 * 1024

/** What a process offers to the others: its operations, to callers with a service token, and its routes, to the gateway. */
export function addInternalRoutes(
  app: FastifyInstance,
  parts: { open: ReadonlyMap<string, OpenService>; calls: Calls; tokens: ServiceTokens; options: ServerOptions },
): void {
  app.post<{ Params: { operation: string } }>(
    '/_call/:operation',
    { bodyLimit: callBodyLimitBytes, onRequest: (request) => parts.tokens.check(request.headers.authorization) },
    async (request) => {
      const trace = readTraceparent(request.headers.traceparent as string | undefined)
      const deadline = request.headers['x-deadline-ms'] as string | undefined
      return withCaller(trace, deadline, () => parts.calls.answer(request.params.operation, request.body))
    },
  )
  for (const open of parts.open.values()) addRoutes(app, open.routes, open.context, parts.options)
}
