import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { JSONWebKeySet } from 'jose'
import { GetJwks } from '../contracts/users.ts'
import { openBus } from '../engines/bus/index.ts'
import { openSendgrid } from '../engines/email/sendgrid.ts'
import { openFcm } from '../engines/push/fcm.ts'
import { vapidKeysOf } from '../engines/push/vapid.ts'
import { openWebPush } from '../engines/push/webpush.ts'
import { openTwilio } from '../engines/sms/twilio.ts'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { tokenVerifier } from '../kit/auth.ts'
import { type Call, Calls } from '../kit/calls.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import { addRoutes, openServer } from '../kit/http.ts'
import { localLive } from '../kit/live.ts'
import { openLog } from '../kit/log.ts'
import { openMetrics } from '../kit/metrics.ts'
import { openPool, type Sql } from '../kit/sql.ts'
import { startServices } from '../kit/start.ts'
import { openSandboxForTest } from '../sandbox/for-test.ts'
import type { Engines } from '../services/engines.ts'
import { loadServices } from '../services/index.ts'

export interface Messaging extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly call: Call
  readonly sql: Sql
  /** Where the stand-ins of the providers are. */
  readonly sandboxUrl: string
  /** What reached the providers. */
  readonly outbox: Awaited<ReturnType<typeof openSandboxForTest>>['outbox']
  readonly faults: Awaited<ReturnType<typeof openSandboxForTest>>['faults']
  /** Stops the services and starts them again on what they left; with another secret key if one is given. */
  restart(secretKey?: Buffer): Promise<void>
}

const absent = async (): Promise<never> => {
  throw new Error('not in this test')
}

/**
 * Users and notifications with the real clients of push, SMS and email on stand-ins whose faults the test chooses, and
 * on a database that outlives a restart.
 */
export async function openMessaging({
  clock = systemClock,
  env = {},
}: {
  clock?: Clock
  env?: Record<string, string>
} = {}): Promise<Messaging> {
  const stack = new AsyncDisposableStack()
  const provider = await openSandboxForTest()
  stack.defer(() => provider.close())
  const database = stack.use(await testDatabase())
  const secretKey = randomBytes(32)
  let running = await start({ database, provider, clock, env, secretKey })
  stack.defer(() => running.stop())
  return {
    get app() {
      return running.app
    },
    get call() {
      return running.call
    },
    sql: database.sql as unknown as Sql,
    sandboxUrl: provider.sandbox.url,
    outbox: provider.outbox,
    faults: provider.faults,
    async restart(otherKey) {
      await running.stop()
      running = await start({ database, provider, clock, env, secretKey: otherKey ?? secretKey })
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function start(parts: {
  database: TestDatabase
  provider: Awaited<ReturnType<typeof openSandboxForTest>>
  clock: Clock
  env: Record<string, string>
  secretKey: Buffer
}) {
  const { database, provider, clock } = parts
  const stack = new AsyncDisposableStack()
  const log = openLog({ level: process.env.TOKRI_LOG_LEVEL ?? 'silent', service: 'test' })
  const metrics = openMetrics()
  const sql = openPool(database.options as never, 10)
  stack.defer(() => sql.end({ timeout: 5 }))
  const bus = stack.use(await openBus({ url: undefined, sql, address: database.options, log }))
  const live = stack.use(localLive())
  const calls = new Calls({ metrics, log, addresses: {}, token: absent })
  const { url, credentials } = provider.sandbox
  const push = await openFcm({ ...credentials.fcm, apiUrl: url, tokenUrl: `${url}/token` })
  const vapid = vapidKeysOf(randomBytes(32).toString('base64url'))
  const webPush = stack.use(await openWebPush({ ...vapid, subject: 'mailto:shop@tokri.example', standIn: url }))
  const sms = await openTwilio({ ...credentials.twilio, apiUrl: url })
  const email = await openSendgrid({ ...credentials.sendgrid, apiUrl: url })
  // The only ones that these two services ask for.
  const engines = {
    push: async () => push,
    webPush: async () => webPush,
    sms: async () => sms,
    email: async () => email,
  } as Engines
  const services = stack.use(
    await startServices({
      services: await loadServices(['users', 'notifications']),
      env: parts.env,
      engines,
      bus,
      live,
      calls,
      clock,
      log,
      metrics,
      installation: {
        production: false,
        cacheDir: '',
        secretKey: parts.secretKey,
        publicUrl: 'https://tokri.example',
      },
      sqlOf: () => ({ sql, besideLog: true }),
    }),
  )
  const authenticate = tokenVerifier(async () => (await calls.call(GetJwks, {})) as unknown as JSONWebKeySet)
  const options = { log, metrics, authenticate, ready: async () => {}, checkAnswers: true }
  const app = openServer(options)
  for (const open of services.open.values()) addRoutes(app, open.routes, open.context, options)
  await app.ready()
  stack.defer(() => app.close())
  return { app, call: calls.call, stop: () => stack.disposeAsync() }
}
