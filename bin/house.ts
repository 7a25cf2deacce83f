import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { JSONWebKeySet } from 'jose'
import { Problem } from '../contracts/problem.ts'
import { GetJwks, ListEndedSessions } from '../contracts/users.ts'
import { openBus } from '../engines/bus/index.ts'
import { openCache } from '../engines/cache/index.ts'
import { openLive } from '../engines/live/index.ts'
import { type Authenticate, serviceTokens, tokenVerifier } from '../kit/auth.ts'
import { countLooks } from '../kit/cache.ts'
import { type Call, Calls } from '../kit/calls.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import { ConfigError, readConfig } from '../kit/config.ts'
import { runWithin } from '../kit/context.ts'
import { EndedSessions } from '../kit/ended-sessions.ts'
import { openServer, type ServerOptions } from '../kit/http.ts'
import { addInternalRoutes } from '../kit/internal.ts'
import { type Log, openLog, version } from '../kit/log.ts'
import { type Metrics, openMetrics } from '../kit/metrics.ts'
import { openNeighbours } from '../kit/neighbours.ts'
import { policy, watchedBy } from '../kit/resilience.ts'
import type { Sql } from '../kit/sql.ts'
import { startServices } from '../kit/start.ts'
import { recordWith } from '../kit/trace.ts'
import type { Engines } from '../services/engines.ts'
import { gatewayConfig } from '../services/gateway/config.ts'
import { openGateway } from '../services/gateway/gateway.ts'
import { redisLimiter } from '../services/gateway/limiter.ts'
import { loadServices, serviceNames } from '../services/index.ts'
import { addressVariables, type ProcessConfig, processVariables } from './config.ts'
import { openDatabases } from './databases.ts'
import { openEngines } from './engines.ts'
import { keepSecret } from './secrets.ts'
import { vapidFaults } from './vapid.ts'
import { openWire } from './wire.ts'

export const gatewayTarget = 'gateway'
export const allTargets = [gatewayTarget, ...serviceNames]

export interface HouseOptions {
  /** Names of services and `gateway`; everything when absent. */
  readonly targets?: readonly string[]
  readonly env: Record<string, string | undefined>
  readonly clock?: Clock
  /** Hears a sentence at each long step. */
  readonly onProgress?: (text: string) => void
  /** Prepare and answer calls, but listen on no port: for commands and for tests that inject requests. */
  readonly listen?: boolean
  /** Where the built web apps lie, if not in `web/dist`. */
  readonly webDir?: string
}

export interface EngineCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** A running process of Tokri. */
export interface House extends AsyncDisposable {
  readonly config: ProcessConfig
  readonly targets: readonly string[]
  readonly call: Call
  /** Where browsers reach it, if the gateway runs here. */
  readonly url?: string
  readonly internalUrl?: string
  readonly sandboxUrl?: string
  readonly gateway?: FastifyInstance
  readonly databaseUrl: string
  /** Asks each engine whether it answers. */
  check(): Promise<EngineCheck[]>
  /** For commands that look after the whole installation: seeds, events, checks. Services have their own. */
  readonly sql: Sql
}

/** Everything wrong with the environment of this process, told at once. */
function readEnvironment(env: HouseOptions['env'], targets: readonly string[]) {
  const unknown = targets.filter((each) => !allTargets.includes(each))
  if (unknown.length > 0)
    throw new ConfigError([`There is no target ${unknown.join(', ')}. Targets: ${allTargets.join(', ')}.`])
  const config = readConfig(processVariables, env)
  const addresses = addressVariables(serviceNames)
  const urls = readConfig(addresses.urls, env)
  const databases = readConfig(addresses.databases, env)
  const replicas = readConfig(addresses.replicas, env)
  const gateway = readConfig(gatewayConfig, env)
  const faults: string[] = []
  if (config.env === 'production') {
    if (config.rateLimits === 'off') faults.push('TOKRI_RATE_LIMITS may not be off when TOKRI_ENV is production')
    if (!config.stripeKey)
      faults.push('TOKRI_STRIPE_KEY is needed when TOKRI_ENV is production: the stand-in takes no real money')
  }
  faults.push(...vapidFaults(config))
  if (config.secretKey && !/^[0-9a-f]{64}$/i.test(config.secretKey))
    faults.push('TOKRI_SECRET_KEY must be 64 hex digits')
  if (faults.length > 0) throw new ConfigError(faults)
  return { config, urls, databases, replicas, gateway }
}

/** What the payment provider's parts of our pages need. Without a provider the shop runs on cash. */
const pageSources = (engines: Engines, log: Log) =>
  engines.psp().then(
    (psp) => psp.browser.contentSecurity,
    (error) => {
      log.warn({ error }, 'card payments cannot be offered in pages')
      return undefined
    },
  )

/** The client of Redis is loaded only where there is one. */
async function openRedisOf(config: ProcessConfig, secret: string, log: Log, metrics: Metrics) {
  const { openRedis } = await import('../engines/redis/index.ts')
  return openRedis({
    urls: config.redisUrl,
    variable: 'TOKRI_REDIS_URL',
    secret,
    log,
    onBreaker: (open) => metrics.breakerOpen.set({ service: 'redis' }, open ? 1 : 0),
  })
}

/** Traces of this process go to a collector. OpenTelemetry is loaded only then. */
async function openTraces(config: ProcessConfig, log: Log, service: string): Promise<AsyncDisposable> {
  const { openRecorder } = await import('../kit/trace-export.ts')
  const recorder = openRecorder({
    url: config.otlpUrl!,
    headers: config.otlpHeaders,
    ratio: config.traceRatio,
    jobsRatio: config.traceJobsRatio,
    service,
    version,
    environment: config.env,
    log,
  })
  recordWith(recorder)
  return {
    async [Symbol.asyncDispose]() {
      recordWith(undefined)
      await recorder[Symbol.asyncDispose]()
    },
  }
}

/**
 * The composition root: opens the engines that the addresses choose, starts the targets on them, and listens. The only
 * code that knows what runs here.
 */
export async function openHouse(options: HouseOptions): Promise<House> {
  const targets = options.targets && options.targets.length > 0 ? options.targets : allTargets
  const {
    config,
    urls,
    databases: ownDatabases,
    replicas,
    gateway: gatewaySettings,
  } = readEnvironment(options.env, targets)
  const onProgress = options.onProgress ?? (() => {})
  const clock = options.clock ?? systemClock
  const home = resolve(config.home)
  mkdirSync(home, { recursive: true })
  const processName = targets.length === allTargets.length ? 'tokri' : targets.join('+')
  const log = openLog({ level: config.logLevel, service: processName })
  const metrics = openMetrics()
  const stack = new AsyncDisposableStack()
  const closing = new AbortController()

  try {
    const wire = stack.use(openWire(config, log, metrics))
    if (config.otlpUrl) stack.use(await openTraces(config, log, processName))
    const here = <T>(all: Readonly<Record<string, T | undefined>>) =>
      Object.fromEntries(Object.entries(all).filter(([name, url]) => url && targets.includes(name))) as Record<
        string,
        T
      >
    const databases = stack.use(
      await openDatabases({ config, home, onProgress, log, own: here(ownDatabases), replicas: here(replicas) }),
    )
    const { server, main } = databases

    // Nobody else can be on the embedded database; on a server there may be copies of everything.
    const alone = targets.length === allTargets.length && !config.databaseUrl
    const bus = stack.use(
      await openBus({
        url: config.brokerUrl,
        prefix: config.brokerPrefix,
        partitions: config.brokerPartitions,
        sql: main,
        address: server.direct,
        log,
        retentionDays: config.eventsDays,
        migrate: config.migrate,
        watch: watchedBy(metrics, 'event broker'),
      }),
    )
    const internalSecret = keepSecret(home, 'internal', config.internalSecret, 32)
    const redis =
      config.redisUrl.length > 0 ? stack.use(await openRedisOf(config, internalSecret, log, metrics)) : undefined
    const shared = redis ? { redis } : {}
    const live = stack.use(await openLive({ alone, ...shared, sql: main, address: server.direct, log }))
    const cache = countLooks('shared', stack.use(await openCache({ ...shared, onlyProcess: alone, log })), metrics)
    const neighbours = openNeighbours(wire.certificates)
    const caller = targets.join('+')
    const tokens = serviceTokens(internalSecret)
    const token = (service: string) => tokens.make(caller, service)
    const calls = stack.use(new Calls({ metrics, log, addresses: urls, token, neighbours }))
    const ended = stack.use(
      new EndedSessions({
        live,
        log,
        ask: (input) => runWithin(policy.timeoutMs, () => calls.call(ListEndedSessions, input)),
      }),
    )
    const verify = tokenVerifier(
      async () => (await calls.call(GetJwks, {})) as unknown as JSONWebKeySet,
      (sessionId) => ended.has(sessionId),
    )
    const authenticate: Authenticate = (token) =>
      verify(token).catch((error) => {
        metrics.tokensRefused.inc({ code: error instanceof Problem ? error.code : 'error' })
        throw error
      })

    const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
    const engines = await openEngines({
      config,
      home,
      onProgress,
      log,
      metrics,
      runsGateway: targets.includes(gatewayTarget),
    })
    stack.use(engines)
    const cacheDir = join(home, 'cache')
    mkdirSync(cacheDir, { recursive: true })

    const services = await loadServices(targets.filter((each) => each !== gatewayTarget))
    const checksHere = () => ({
      postgres: databases.check,
      events: async () => {
        await bus.check()
        return bus.kind === 'log' ? 'in PostgreSQL' : `at ${config.brokerUrl?.split(':')[0]}://`
      },
      ...(redis ? { redis: () => redis.check() } : {}),
      ...engines.checks,
    })
    const running = stack.use(
      await startServices({
        services,
        env: options.env,
        engines: engines.engines,
        bus,
        live,
        cache,
        calls,
        clock,
        log,
        metrics,
        installation: {
          production: config.env === 'production',
          cacheDir,
          secretKey: Buffer.from(keepSecret(home, 'key', config.secretKey, 32), 'hex'),
          publicUrl,
        },
        sqlOf: databases.of,
        migrate: config.migrate,
        checks: () => checkEngines(checksHere()),
      }),
    )

    await ended.begin()

    const serverOptions: ServerOptions = {
      log,
      metrics,
      authenticate,
      trustProxy: config.trustProxy.split(',').filter(Boolean),
      checkAnswers: config.env === 'test',
      shedder: wire.shedder,
      closing: closing.signal,
      // PostgreSQL only: without anything else there is much that this process still does.
      ready: databases.ping,
    }
    const listen = options.listen ?? true
    const portOf = (app: FastifyInstance) => (app.server.address() as { port: number }).port
    let gateway: FastifyInstance | undefined
    let url: string | undefined
    let internalUrl: string | undefined
    if (targets.includes(gatewayTarget)) {
      gateway = await openGateway({
        ...serverOptions,
        services: await loadServices(),
        open: running.open,
        calls,
        live,
        config: gatewaySettings,
        callerToken: token,
        ...(wire.certificates ? { certificates: wire.certificates } : {}),
        ...(wire.edge ? { tls: { certificates: wire.edge, clients: false } } : {}),
        rateLimits: config.rateLimits,
        ...(redis ? { openLimiter: redisLimiter(redis) } : {}),
        onSessionsEnded: (hear) => ended.onEnded(hear),
        publicUrl,
        webDir: options.webDir ?? fileURLToPath(new URL('../web/dist', import.meta.url)),
        pageSources: await pageSources(engines.engines, log),
        sandboxUrl: config.env === 'production' ? undefined : engines.sandboxUrl,
      })
      const app = gateway
      stack.defer(() => app.close())
      if (listen) {
        await app.listen({ port: config.port, host: config.host })
        url = `${wire.edge ? 'https' : 'http'}://localhost:${portOf(app)}`
        engines.webhookTo(`http://127.0.0.1:${portOf(app)}/v1/webhooks/stripe`)
      } else await app.ready()
    }
    if (listen && (!gateway || config.internalPort >= 0)) {
      const { certificates } = wire
      const app = openServer({
        ...serverOptions,
        internal: true,
        ...(certificates ? { tls: { certificates, clients: true } } : {}),
      })
      addInternalRoutes(app, { open: running.open, calls, tokens, options: serverOptions })
      stack.defer(() => app.close())
      await app.listen({ port: gateway ? config.internalPort : config.port, host: config.host })
      internalUrl = `${certificates ? 'https' : 'http'}://localhost:${portOf(app)}`
    }

    return {
      config,
      targets,
      call: calls.call,
      url,
      internalUrl,
      sandboxUrl: engines.sandboxUrl,
      gateway,
      databaseUrl: server.url,
      sql: main,
      check: () =>
        checkEngines({
          ...checksHere(),
          roads: async () => {
            const roads = await engines.engines.roads()
            if (!roads) return 'no map has been imported'
            return roads.check ? roads.check() : roads.attribution
          },
          payments: async () => (await engines.engines.psp()).name,
          push: async () => (await engines.engines.push()).name,
          sms: async () => (await engines.engines.sms()).name,
          email: async () => (await engines.engines.email()).name,
        }),
      async [Symbol.asyncDispose]() {
        // Load balancers notice that it is not ready; what comes meanwhile is served.
        closing.abort()
        if ((url ?? internalUrl) && config.drainS > 0) await pause(config.drainS * 1_000)
        await stack.disposeAsync()
      },
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function checkEngines(checks: Record<string, () => Promise<string>>): Promise<EngineCheck[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        return { name, ok: true, detail: await check() }
      } catch (error) {
        return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}
