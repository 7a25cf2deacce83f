import type { FastifyInstance } from 'fastify'
import type { Calls } from '../../kit/calls.ts'
import { addRoutes, openServer, type ServerOptions } from '../../kit/http.ts'
import type { Live } from '../../kit/live.ts'
import type { OpenService, Service } from '../../kit/service.ts'

export interface GatewayOptions extends ServerOptions {
  /** All services of Tokri, whether they run in this process or not: their routes are what the gateway offers. */
  readonly services: readonly Service<never>[]
  /** Those that run in this process: their routes are function calls. The others are reached through `calls`. */
  readonly open: ReadonlyMap<string, OpenService>
  readonly calls: Calls
  readonly live: Live
  readonly env: Record<string, string | undefined>
  /** Where the built web apps lie. */
  readonly webDir: string
  /** Where the provider stand-ins can be looked at, if they run. */
  readonly sandboxUrl?: string
}

/** The one entry for browsers, apps and partners. */
export async function openGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const app = openServer(options)
  for (const open of options.open.values()) addRoutes(app, open.routes, open.context, options)
  return app
}
