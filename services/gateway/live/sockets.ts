import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import type { Actor } from '../../../contracts/identity.ts'
import { common } from '../../../contracts/problem.ts'
import { isWithin } from '../../../contracts/scopes.ts'
import type { Authenticate } from '../../../kit/auth.ts'
import type { Call } from '../../../kit/calls.ts'
import { currentContext, newTraceId } from '../../../kit/context.ts'
import type { Gate } from '../../../kit/http.ts'
import type { Live } from '../../../kit/live.ts'
import type { Log } from '../../../kit/log.ts'
import type { Metrics } from '../../../kit/metrics.ts'
import type { RouteShape } from '../../../kit/routes.ts'
import { Connection, closeCodes } from './connection.ts'
import { sharedTopics } from './topics.ts'

const heartbeatMs = 25_000
const messageBytesMax = 1024
const closeGraceMs = 1_000

/** How attempts to connect are counted. The token is in the query, since browsers send no headers with it. */
const shape: RouteShape = {
  method: 'GET',
  path: '/v1/live',
  summary: 'The live connection',
  access: 'public',
  rateLimit: { requests: 120, perS: 60, by: 'address' },
}

/** @returns how to stop hearing */
export type OnSessionsEnded = (hear: (sessionIds: readonly string[]) => void) => () => void

export interface LiveSocketsOptions {
  readonly live: Live
  readonly call: Call
  readonly authenticate: Authenticate
  /** Tells of sessions that have ended: their connections are closed. */
  readonly onSessionsEnded?: OnSessionsEnded
  readonly gate: Gate
  readonly log: Log
  readonly connectionsMax: number
  readonly connectionsPerUser: number
  /** Origins whose pages may connect, beside our own. */
  readonly origins: readonly string[]
  readonly metrics: Metrics
}

interface Visitor {
  readonly actor: Actor
  readonly hearsBeats: boolean
  readonly expiresAtMs: number
}

/** `/v1/live?token=…[&beats=1]`: a WebSocket per browser, closed with 4401 when its token expires or its session ends, and 1012 when we stop. */
export async function addLiveSockets(app: FastifyInstance, options: LiveSocketsOptions): Promise<void> {
  const topics = sharedTopics(options.live)
  const connections = new Set<Connection>()
  const perUser = new Map<string, number>()
  const visitors = new WeakMap<FastifyRequest, Visitor>()

  await app.register(websocket, {
    options: { maxPayload: messageBytesMax, perMessageDeflate: false },
    preClose: (done) => {
      for (const each of connections) each.close(closeCodes.restarting, 'restarting')
      setTimeout(() => {
        for (const each of connections) each.socket.terminate()
      }, closeGraceMs).unref()
      done()
    },
  })
  app.addHook('onRequest', async (request) => {
    if (request.ws && request.routeOptions.url !== shape.path) throw common('request/not-found')
  })
  const heartbeat = setInterval(() => {
    for (const each of connections) each.beat()
  }, heartbeatMs).unref()
  const stopHearing = options.onSessionsEnded?.((sessionIds) => {
    const ended = new Set(sessionIds)
    for (const each of connections)
      if (ended.has(each.sessionId)) each.close(closeCodes.expired, 'the session has ended')
  })
  app.addHook('onClose', async () => {
    clearInterval(heartbeat)
    stopHearing?.()
  })

  const admitVisitor = async (request: FastifyRequest): Promise<Visitor> => {
    const { origin, host, authorization } = request.headers
    if (origin !== undefined && !options.origins.includes(origin) && hostOf(origin) !== host)
      throw common('request/origin-refused')
    const query = request.query as { token?: unknown; beats?: unknown }
    const given = query.token ?? authorization?.replace(/^Bearer /, '')
    if (given === undefined || given === '') throw common('auth/required')
    if (typeof given !== 'string' || given.length > 4_096) throw common('auth/invalid-token')
    const actor = await options.authenticate(given)
    // The token of an API client is good for what its scopes name, here as well.
    if (actor.scopes && !isWithin(actor.scopes, shape.method, shape.path))
      throw common('auth/scope', { detail: `${shape.method} ${shape.path}` })
    if (connections.size >= options.connectionsMax)
      throw common('service/overloaded', { headers: { 'retry-after': '5' } })
    if ((perUser.get(actor.userId) ?? 0) >= options.connectionsPerUser)
      throw common('request/rate-limited', {
        detail: `At most ${options.connectionsPerUser} live connections at once`,
        headers: { 'retry-after': '10' },
      })
    return { actor, hearsBeats: query.beats === '1', expiresAtMs: (decodeJwt(given).exp ?? 0) * 1000 }
  }

  app.route({
    method: 'GET',
    url: shape.path,
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      await options.gate(request, reply, shape)
      if (request.ws) visitors.set(request, await admitVisitor(request))
    },
    handler: async () => {
      throw common('request/upgrade-required', { headers: { upgrade: 'websocket', connection: 'upgrade' } })
    },
    wsHandler: (socket, request) => {
      const { actor, hearsBeats, expiresAtMs } = visitors.get(request)!
      const connection = new Connection(socket, {
        actor,
        hearsBeats,
        topics,
        call: options.call,
        log: options.log,
        traceId: currentContext()?.traceId ?? newTraceId(),
      })
      connections.add(connection)
      options.metrics.liveConnections.set(connections.size)
      perUser.set(actor.userId, (perUser.get(actor.userId) ?? 0) + 1)
      const expiry = setTimeout(
        () => connection.close(closeCodes.expired, 'the access token has expired'),
        Math.max(0, expiresAtMs - Date.now()),
      ).unref()
      socket.on('close', () => {
        clearTimeout(expiry)
        connections.delete(connection)
        options.metrics.liveConnections.set(connections.size)
        const left = (perUser.get(actor.userId) ?? 1) - 1
        if (left > 0) perUser.set(actor.userId, left)
        else perUser.delete(actor.userId)
      })
    },
  })
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)
