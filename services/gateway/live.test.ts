import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, mock, test } from 'node:test'
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import { WebSocket } from 'ws'
import { TrackForActor } from '../../contracts/deliveries.ts'
import type { Role } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { algorithm, audience, issuer, tokenVerifier } from '../../kit/auth.ts'
import { Calls, handle } from '../../kit/calls.ts'
import { readConfig } from '../../kit/config.ts'
import { type Live, localLive } from '../../kit/live.ts'
import { silentLog } from '../../kit/log.ts'
import { openMetrics } from '../../kit/metrics.ts'
import { gatewayConfig } from './config.ts'
import { openGateway } from './gateway.ts'

interface Heard {
  topic: string
  type: string
  data?: unknown
}

/** A browser's side: what came, in order, and what it was closed with. */
class Listener {
  readonly heard: Heard[] = []
  readonly socket: WebSocket
  closed?: number
  #wake: (() => void)[] = []
  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers })
    const wake = () => {
      const waiting = this.#wake
      this.#wake = []
      for (const each of waiting) each()
    }
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()))
      wake()
    })
    this.socket.on('close', (code) => {
      this.closed = code
      wake()
    })
    this.socket.on('error', () => {})
  }
  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((done) => this.#wake.push(done))
  }
  /** Sends and waits for the next message. */
  async ask(message: unknown): Promise<Heard> {
    const { length } = this.heard
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    await this.until(() => this.heard.length > length || this.closed !== undefined)
    return this.heard[length]!
  }
}

const customer = newId('user')
const orderId = newId('order')
const storeId = newId('store')
const point = { lat: 22, lng: 88 }
const tracking = (sequence: number) => ({
  orderId,
  status: 'picked_up' as const,
  store: { name: 'Lake', point },
  dropOff: point,
  promisedAt: '2026-11-22T10:00:00.000Z',
  sequence,
})

let live: Live
let gateway: Awaited<ReturnType<typeof openGateway>>
let base: string
let sign: (claims: {
  sub: string
  roles?: Role[]
  stores?: string[]
  lifeS?: number
  scope?: string
}) => Promise<string>
/** Runs while somebody asks for the picture of an order. */
let whileAsked: () => void = () => {}

before(async () => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm)
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm }] } as JSONWebKeySet
  sign = ({ sub, roles = ['customer'], stores = [], lifeS = 600, scope }) =>
    new SignJWT({ sid: newId('session'), roles, stores, ...(scope === undefined ? {} : { scope }) })
      .setProtectedHeader({ alg: algorithm, kid: 'k1' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifeS)
      .sign(privateKey)
  live = localLive()
  const metrics = openMetrics()
  const calls = new Calls({ metrics, log: silentLog, token: async () => 'none', addresses: {} })
  // Stands where the orders service stands: it owns the rule who may see an order.
  calls.offer(
    [
      handle<null>()(TrackForActor, async (input) => {
        whileAsked()
        return input.orderId === orderId && input.actor.userId === customer ? tracking(1) : null
      }),
    ],
    null,
  )
  // Heartbeats come when a test says so.
  mock.timers.enable({ apis: ['setInterval'] })
  gateway = await openGateway({
    log: silentLog,
    metrics,
    authenticate: tokenVerifier(async () => keys),
    ready: async () => {},
    services: [],
    open: new Map(),
    calls,
    live,
    config: { ...readConfig(gatewayConfig, {}), livePerUser: 3, corsOrigins: 'https://partner.example' },
    callerToken: async () => 'none',
    rateLimits: 'off',
    publicUrl: 'http://localhost',
    webDir: '/nonexistent',
  })
  await gateway.listen({ port: 0, host: '127.0.0.1' })
  base = `127.0.0.1:${(gateway.server.address() as { port: number }).port}`
})
after(async () => {
  await gateway.close()
  mock.timers.reset()
})

const join = async (
  who: Parameters<typeof sign>[0],
  headers: Record<string, string> = {},
  more = '',
): Promise<Listener & AsyncDisposable> => {
  const listener = new Listener(`ws://${base}/v1/live?token=${await sign(who)}${more}`, headers)
  await once(listener.socket, 'open')
  return Object.assign(listener, {
    async [Symbol.asyncDispose]() {
      listener.socket.close()
      await listener.until(() => listener.closed !== undefined)
    },
  })
}
/** The status with which a connection is refused. */
const refusal = async (url: string, headers: Record<string, string> = {}): Promise<number> => {
  const socket = new WebSocket(url, { headers })
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  response.resume()
  return response.statusCode
}
const status = (at: string): LiveMessage => ({ type: 'status', data: { status: 'arriving', at } })

describe('who may connect', () => {
  test('nobody without a valid token, and no page of another origin', async () => {
    const token = await sign({ sub: customer })
    assert.equal(await refusal(`ws://${base}/v1/live`), 401)
    assert.equal(await refusal(`ws://${base}/v1/live?token=x`), 401)
    assert.equal(await refusal(`ws://${base}/v1/live?token=a&token=b`), 401)
    assert.equal(await refusal(`ws://${base}/v1/live?token=${await sign({ sub: customer, lifeS: -60 })}`), 401)
    assert.equal(await refusal(`ws://${base}/v1/live?token=${token}`, { origin: 'https://evil.example' }), 403)
    assert.equal(await refusal(`ws://${base}/v1/other?token=${token}`), 404)
    for (const origin of [`http://${base}`, 'https://partner.example']) {
      await using one = await join({ sub: customer }, { origin })
      assert.equal(one.closed, undefined)
    }
  })

  test('no API client whose scopes do not name it', async () => {
    const token = await sign({ sub: customer, roles: ['partner'], scope: 'profile:read' })
    assert.equal(await refusal(`ws://${base}/v1/live?token=${token}`), 403)
  })

  test('a plain request is told to upgrade', async () => {
    const answer = await fetch(`http://${base}/v1/live`)
    assert.equal(answer.status, 426)
  })

  test('one user holds only so many connections, and gets a new one for each that ends', async () => {
    const sub = newId('user')
    const [first] = await Promise.all([join({ sub }), join({ sub }), join({ sub })])
    assert.equal(await refusal(`ws://${base}/v1/live?token=${await sign({ sub })}`), 429)
    await first[Symbol.asyncDispose]()
    await using _again = await join({ sub })
  })
})

describe('a heartbeat', () => {
  test('is told in words to who asks for it, and ends a connection that does not answer', async () => {
    await using page = await join({ sub: newId('user') }, {}, '&beats=1')
    await using other = await join({ sub: newId('user') })
    const beat = async () => {
      const pings = [page, other].map(({ socket }) => once(socket, 'ping'))
      mock.timers.tick(25_000)
      await Promise.all(pings)
    }
    await beat()
    await page.until(() => page.heard.length === 1)
    assert.deepEqual(page.heard, [{ type: 'beat' }])
    // Their pongs have come before these words, which are answered one way or another.
    for (const each of [page, other]) await each.ask({ unsubscribe: 'city' })
    assert.ok(other.heard.every(({ type }) => type !== 'beat'))

    other.socket.pong = () => {}
    await beat()
    await page.until(() => page.heard.filter(({ type }) => type === 'beat').length === 2)
    await page.ask({ unsubscribe: 'city' })
    mock.timers.tick(25_000)
    await other.until(() => other.closed !== undefined)
    assert.equal(page.closed, undefined)
  })
})

describe('an order', () => {
  test('shows its picture at once and every change from then on, none missed in between', async () => {
    await using one = await join({ sub: customer })
    whileAsked = () => live.publish(topics.order(orderId), { type: 'tracking', data: tracking(2) })
    one.socket.send(JSON.stringify({ subscribe: `order:${orderId}` }))
    await one.until(() => one.heard.length >= 3)
    whileAsked = () => {}
    live.publish(topics.order(orderId), status('2026-11-22T10:00:00.000Z'))
    await one.until(() => one.heard.length >= 4)
    assert.deepEqual(
      one.heard.map(({ topic, type, data }) => [topic, type, (data as { sequence?: number })?.sequence]),
      [
        [`order:${orderId}`, 'subscribed', undefined],
        [`order:${orderId}`, 'tracking', 1],
        [`order:${orderId}`, 'tracking', 2],
        [`order:${orderId}`, 'status', undefined],
      ],
    )
    await one.ask({ unsubscribe: `order:${orderId}` })
    live.publish(topics.order(orderId), status('2026-11-22T10:01:00.000Z'))
    assert.equal((await one.ask({ subscribe: 'rider' })).topic, 'rider')
  })

  test("somebody else's looks exactly like one that does not exist, and nothing of it is heard", async () => {
    await using stranger = await join({ sub: newId('user') })
    whileAsked = () => live.publish(topics.order(orderId), { type: 'tracking', data: tracking(9) })
    const foreign = await stranger.ask({ subscribe: `order:${orderId}` })
    whileAsked = () => {}
    const unknown = await stranger.ask({ subscribe: `order:${newId('order')}` })
    for (const answer of [foreign, unknown]) {
      assert.equal(answer.type, 'problem')
      assert.equal((answer.data as { code: string }).code, 'orders/not-found')
    }
    live.publish(topics.order(orderId), { type: 'tracking', data: tracking(10) })
    await stranger.ask({ subscribe: 'rider' })
    assert.ok(stranger.heard.every(({ type }) => type !== 'tracking'))
  })
})

describe('topics of staff', () => {
  test('are for those whose work they are', async () => {
    const codeOf = async (who: Parameters<typeof sign>[0], topic: string) => {
      await using one = await join(who)
      const answer = await one.ask({ subscribe: topic })
      return answer.type === 'problem' ? (answer.data as { code: string }).code : answer.type
    }
    const someone = { sub: newId('user') }
    assert.equal(await codeOf({ ...someone, roles: ['customer'] }, 'city'), 'auth/forbidden')
    assert.equal(await codeOf({ ...someone, roles: ['manager'] }, 'city'), 'subscribed')
    assert.equal(await codeOf({ ...someone, roles: ['picker'], stores: [storeId] }, `picks:${storeId}`), 'subscribed')
    assert.equal(await codeOf({ ...someone, roles: ['picker'] }, `picks:${storeId}`), 'auth/forbidden')
    assert.equal(await codeOf({ ...someone, roles: ['admin'] }, 'nowhere'), 'request/invalid')
  })

  test("riders hear of their own tasks under `rider`, and never of another's", async () => {
    const rider = newId('user')
    await using one = await join({ sub: rider, roles: ['rider'] })
    await one.ask({ subscribe: 'rider' })
    live.publish(topics.rider(newId('user')), { type: 'changed', data: { id: 'not mine' } })
    live.publish(topics.rider(rider), { type: 'changed', data: { id: 'mine' } })
    await one.until(() => one.heard.length >= 2)
    assert.deepEqual(one.heard[1], { topic: 'rider', type: 'changed', data: { id: 'mine' } })
  })
})

describe('bad input', () => {
  test('is answered with a problem, and the connection goes on', async () => {
    await using one = await join({ sub: customer })
    const code = async (message: unknown) => ((await one.ask(message)).data as { code: string }).code
    assert.equal(await code('{"subscribe":'), 'request/malformed')
    assert.equal(await code('[]'), 'request/invalid')
    assert.equal(await code('null'), 'request/invalid')
    assert.equal(await code({ subscribe: 'rider', extra: true }), 'request/invalid')
    assert.equal(await code({ subscribe: 'order:1' }), 'request/invalid')
    assert.equal(await code({ subscribe: 'x'.repeat(100) }), 'request/invalid')
    assert.equal((await one.ask({ subscribe: 'rider' })).type, 'subscribed')
  })

  test('binary, huge and broken frames close the connection with their code', async () => {
    const closedBy = async (deed: (socket: WebSocket) => void) => {
      const one = await join({ sub: customer })
      deed(one.socket)
      await one.until(() => one.closed !== undefined)
      return one.closed
    }
    assert.equal(await closedBy((socket) => socket.send(Buffer.from([1, 2, 3]))), 1003)
    assert.equal(await closedBy((socket) => socket.send('x'.repeat(2_000))), 1009)
    const raw = (socket: WebSocket) => (socket as unknown as { _socket: import('node:net').Socket })._socket
    // A frame that is not masked, and one of an opcode that does not exist.
    assert.equal(await closedBy((socket) => raw(socket).write(Buffer.from([0x81, 0x01, 0x61]))), 1002)
    assert.equal(await closedBy((socket) => raw(socket).write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]))), 1002)
    await using next = await join({ sub: customer })
    assert.equal(next.closed, undefined)
  })

  test('more than twenty topics, or a flood of requests, is refused and then cut off', async () => {
    await using one = await join({ sub: newId('user'), roles: ['admin'] })
    for (let count = 0; count < 20; count++)
      assert.equal((await one.ask({ subscribe: `picks:${newId('store')}` })).type, 'subscribed')
    const refused = await one.ask({ subscribe: `picks:${newId('store')}` })
    assert.equal((refused.data as { code: string }).code, 'request/rate-limited')
    for (let count = 0; count < 200; count++) one.socket.send('{}')
    await one.until(() => one.closed !== undefined)
    assert.equal(one.closed, 1008)
  })
})

describe('endings', () => {
  test('a connection ends with 4401 when its token expires', async () => {
    const one = await join({ sub: customer, lifeS: 1 })
    await one.until(() => one.closed !== undefined)
    assert.equal(one.closed, 4401)
  })

  test('a slow reader gets the newest picture instead of all of them', async () => {
    await using one = await join({ sub: customer })
    await one.ask({ subscribe: `order:${orderId}` })
    one.socket.pause()
    const route = Array.from({ length: 200 }, () => [88.123456, 22.123456] as [number, number])
    const last = 20_000
    for (let sequence = 3; sequence <= last; sequence++) {
      live.publish(topics.order(orderId), { type: 'tracking', data: { ...tracking(sequence), route } })
      if (sequence % 500 === 0) await new Promise((done) => setImmediate(done))
    }
    one.socket.resume()
    const newest = () => (one.heard.at(-1)?.data as { sequence?: number } | undefined)?.sequence
    await one.until(() => newest() === last || one.closed !== undefined)
    assert.equal(one.closed, undefined)
    assert.ok(one.heard.length < 15_000, `${one.heard.length} of ${last}`)
  })

  test('when the gateway stops, all are told to come again', async () => {
    const listeners = await Promise.all([join({ sub: newId('user') }), join({ sub: newId('user') })])
    await gateway.close()
    for (const each of listeners) {
      await each.until(() => each.closed !== undefined)
      assert.equal(each.closed, 1012)
    }
  })
})
