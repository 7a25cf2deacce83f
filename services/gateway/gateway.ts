import type { FastifyInstance } from 'fastify'
import type { Calls } from '../../kit/calls.ts'
import type { Config } from '../../kit/config.ts'
import { addRoutes, openServer, type ServerOptions } from '../../kit/http.ts'
import type { Live } from '../../kit/live.ts'
import type { OpenService, Service } from '../../kit/service.ts'
import type { Certificates } from '../../kit/tls.ts'
import type { gatewayConfig } from './config.ts'
import { addDocs } from './docs/routes.ts'
import { knownPaths } from './known-paths.ts'
import { memoryLimiter, type OpenLimiter } from './limiter.ts'
import { rateLimitingGate } from './limits.ts'
import { addLiveSockets, type OnSessionsEnded } from './live/sockets.ts'
import { guardMetrics } from './metrics-access.ts'
import { openProxy } from './proxy.ts'
import { addSandbox } from './sandbox.ts'
import { addSecurity, type PageSources } from './security.ts'
import { addWebApps, answerUnrouted } from './web-apps.ts'

export interface GatewayOptions extends ServerOptions {
  /** All services of Tokri, whether they run in this process or not: their routes are what the gateway offers. */
  readonly services: readonly Service<never>[]
  /** Those that run in this process: their routes are function calls. The others are reached through `calls`. */
  readonly open: ReadonlyMap<string, OpenService>
  readonly calls: Calls
  readonly live: Live
  readonly config: Config<typeof gatewayConfig>
  /** Proves to services in other processes that a request comes through a gateway of ours. */
  readonly callerToken: (service: string) => Promise<string>
  /** Shown to the services where they ask for certificates. */
  readonly certificates?: Certificates
  readonly rateLimits: 'on' | 'off'
  /** Where requests are counted; in memory when absent. */
  readonly openLimiter?: OpenLimiter
  readonly onSessionsEnded?: OnSessionsEnded
  readonly publicUrl: string
  /** Where the built web apps lie. */
  readonly webDir: string
  /** What pages need from the payment provider; absent while payments cannot be taken. */
  readonly pageSources?: PageSources
  /** Where the provider stand-ins can be looked at, if they run and may be. */
  readonly sandboxUrl?: string
}

/** The one entry for browsers, apps and partners. */
export async function openGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { config, authenticate, calls } = options
  const paths = knownPaths()
  const app = openServer({ ...options, notFound: answerUnrouted(paths) })
  paths.follow(app)
  const corsOrigins = config.corsOrigins.split(',').flatMap((each) => each.trim() || [])
  await addSecurity(app, { publicUrl: options.publicUrl, pageSources: options.pageSources, corsOrigins })
  guardMetrics(app, { token: config.metricsToken, trustsProxy: (options.trustProxy ?? []).length > 0 })

  const gate = rateLimitingGate({
    config,
    openLimiter: options.openLimiter ?? memoryLimiter,
    authenticate,
    enabled: options.rateLimits === 'on',
  })
  const proxy = openProxy(app, {
    calls,
    callerToken: options.callerToken,
    certificates: options.certificates,
    log: options.log,
  })
  for (const { name, routes } of options.services) {
    const here = options.open.get(name)
    if (here) addRoutes(app, here.routes, here.context, options, gate)
    else proxy.addRoutes(name, routes, gate)
  }

  await addLiveSockets(app, {
    live: options.live,
    call: calls.call,
    authenticate,
    ...(options.onSessionsEnded ? { onSessionsEnded: options.onSessionsEnded } : {}),
    gate,
    log: options.log,
    metrics: options.metrics,
    connectionsMax: config.liveConnections,
    connectionsPerUser: config.livePerUser,
    origins: [...corsOrigins, new URL(options.publicUrl).origin],
  })
  addDocs(app, options.services)
  if (options.sandboxUrl) addSandbox(app, options.sandboxUrl)
  await addWebApps(app, { webDir: options.webDir, paths })
  return app
}
