import { tmpdir } from 'node:os'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Role } from '../../../contracts/identity.ts'
import { newId } from '../../../contracts/ids.ts'
import { openBus } from '../../../engines/bus/index.ts'
import { openPostgresLive } from '../../../engines/live/postgres.ts'
import type { Roads } from '../../../engines/roads/index.ts'
import { testDatabase } from '../../../engines/sql/testing.ts'
import { algorithm, audience, issuer, tokenVerifier } from '../../../kit/auth.ts'
import type { Bus } from '../../../kit/bus.ts'
import { type Call, Calls } from '../../../kit/calls.ts'
import { type Clock, manualClock } from '../../../kit/clock.ts'
import { addRoutes, openServer } from '../../../kit/http.ts'
import { type Live, localLive } from '../../../kit/live.ts'
import { silentLog } from '../../../kit/log.ts'
import { openMetrics } from '../../../kit/metrics.ts'
import { openPool, type Sql } from '../../../kit/sql.ts'
import { startServices } from '../../../kit/start.ts'
import type { Engines } from '../../engines.ts'
import { loadServices } from '../../index.ts'
import type { DeliveriesContext } from '../context.ts'

/** One running copy of stores and deliveries on a shared database. */
export interface Copy extends AsyncDisposable {
  readonly call: Call
  readonly bus: Bus
  readonly live: Live
  readonly app: ReturnType<typeof openServer>
  /** What the rooms of deliveries are handed in this copy. */
  readonly context: DeliveriesContext
}

type Opens = () => Promise<Roads | null>

/** Deliveries beside real stores, on a PostgreSQL database of its own, with a clock that tests move. */
export interface TestDeliveries extends AsyncDisposable {
  readonly clock: Clock & { advance(ms: number): void }
  readonly sql: Sql
  /** Where other programs find the database. */
  readonly databaseUrl: string
  /** Starts one more copy on the same database; with a street map of its own, if one is given. */
  copy(own?: { roads?: Opens }): Promise<Copy>
  /** A token as users would sign it. */
  token(userId: string, roles: readonly Role[], storeIds?: readonly string[]): Promise<string>
}

export async function testDeliveries(
  options: {
    roads?: Opens
    env?: Record<string, string>
    /** Live messages go from copy to copy, as between processes. */
    apart?: boolean
  } = {},
): Promise<TestDeliveries> {
  const stack = new AsyncDisposableStack()
  const database = await testDatabase()
  stack.defer(() => database.dispose())
  const clock = manualClock(Date.now())
  const sql = openPool(database.options, 5)
  stack.defer(() => sql.end({ timeout: 1 }))
  const { publicKey, privateKey } = await generateKeyPair(algorithm)
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'test', alg: algorithm }
  const authenticate = tokenVerifier(async () => ({ keys: [jwk] }))

  const copy = async (own: { roads?: Opens } = {}): Promise<Copy> => {
    // Neither of the two services asks for another engine.
    const engines = { roads: own.roads ?? options.roads ?? (async () => null) } as Partial<Engines> as Engines
    const mine = new AsyncDisposableStack()
    const metrics = openMetrics()
    const pool = openPool(database.options, 10)
    mine.defer(() => pool.end({ timeout: 1 }))
    const bus = mine.use(await openBus({ url: undefined, sql: pool, address: database.options, log: silentLog }))
    const between = { sql: pool, address: database.options, log: silentLog }
    const live = mine.use(options.apart ? await openPostgresLive(between) : localLive())
    const calls = new Calls({ metrics, log: silentLog, addresses: {}, token: async () => '' })
    const running = mine.use(
      await startServices({
        services: await loadServices(['stores', 'deliveries']),
        env: options.env ?? {},
        engines,
        bus,
        live,
        calls,
        clock,
        log: silentLog,
        metrics,
        installation: {
          production: false,
          cacheDir: tmpdir(),
          secretKey: Buffer.alloc(32),
          publicUrl: 'http://localhost:8080',
        },
        sqlOf: () => ({ sql: pool, besideLog: true }),
      }),
    )
    const server = { log: silentLog, metrics, authenticate, ready: async () => {}, checkAnswers: true }
    const app = openServer(server)
    mine.defer(() => app.close())
    for (const open of running.open.values()) addRoutes(app, open.routes, open.context, server)
    await app.ready()
    const stop = () => mine.disposeAsync()
    stack.defer(stop)
    const context = running.open.get('deliveries')!.context as DeliveriesContext
    return { call: calls.call, bus, live, app, context, [Symbol.asyncDispose]: stop }
  }

  return {
    clock,
    sql,
    databaseUrl: database.url,
    copy,
    token: (userId, roles, storeIds = []) =>
      new SignJWT({ sid: newId('session'), roles, stores: storeIds })
        .setProtectedHeader({ alg: algorithm, kid: 'test' })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime('1h')
        .sign(privateKey),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
