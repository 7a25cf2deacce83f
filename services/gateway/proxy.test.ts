import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { type TestDatabase, testDatabase } from '../../engines/sql/testing.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'

/** The network between the gateway and one process, which can be cut like a cable. */
interface Cable extends AsyncDisposable {
  readonly url: string
  /** Connections that came in. */
  count: number
  cut(): Promise<void>
  mend(): Promise<void>
}

const portOf = (server: Server) => (server.address() as { port: number }).port
const listen = (server: Server, port = 0) => new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()))

/** @param serve what to do with each connection; passes on to `to` when absent */
async function lay(to: string | undefined, serve?: (socket: Socket) => void): Promise<Cable> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    cable.count += 1
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => {}))
    if (serve) return serve(socket)
    const far = connect({ port: Number(new URL(to!).port), host: '127.0.0.1' })
    far.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => far.destroy())
    socket.pipe(far).pipe(socket)
  })
  await listen(server)
  const port = portOf(server)
  const cable = {
    url: `http://127.0.0.1:${port}`,
    count: 0,
    async cut() {
      for (const each of open) each.destroy()
      if (server.listening) await new Promise((done) => server.close(done))
    },
    mend: () => listen(server, port),
    async [Symbol.asyncDispose]() {
      await cable.cut()
    },
  }
  return cable
}

const secret = 'the services of this test know each other'
const password = 'correct horse battery'
let database: TestDatabase
let people: TestHouse
let copies: [TestHouse, TestHouse]
let cables: [Cable, Cable]
let gateway: TestHouse
let admin: string

const openPart = (targets: string[], env: Record<string, string> = {}) =>
  testHouse({
    targets,
    listen: true,
    env: { TOKRI_DATABASE_URL: database.url, TOKRI_INTERNAL_SECRET: secret, ...env },
  })

const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}, at = gateway) =>
  fetch(at.url + path, { ...init, headers: { authorization: `Bearer ${admin}`, ...init.headers } })
const login = async (at: TestHouse, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${at.url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email: 'admin@example.com', password }),
  })
  assert.equal(answer.status, 200)
  return ((await answer.json()) as { accessToken: string }).accessToken
}

before(async () => {
  database = await testDatabase()
  people = await openPart(['users'])
  const knows = { TOKRI_USERS_URL: people.internalUrl! }
  copies = [await openPart(['stores'], knows), await openPart(['stores'], knows)]
  cables = [await lay(copies[0].internalUrl!), await lay(copies[1].internalUrl!)]
  gateway = await openPart(['gateway'], {
    TOKRI_USERS_URL: people.internalUrl!,
    TOKRI_STORES_URL: cables.map((each) => each.url).join(','),
  })
  await people.call(PutAccounts, {
    accounts: [{ email: 'admin@example.com', password, name: 'Admin', roles: ['admin'] }],
  })
  admin = await login(gateway)
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  for (const each of [...(cables ?? []), ...(copies ?? []), people]) await each?.[Symbol.asyncDispose]()
  await database.dispose()
})

describe('services in other processes', () => {
  test('answer through the gateway as if they were here, and both copies get work', async () => {
    const counts = cables.map((each) => each.count)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/v1/admin/stores')))
    for (const answer of answers) {
      assert.equal(answer.status, 200)
      assert.deepEqual(await answer.json(), { items: [] })
    }
    for (const [index, cable] of cables.entries()) assert.ok(cable.count > counts[index]!, `copy ${index}`)
  })

  test('keep their trace, their checks and their problems', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await ask('/v1/admin/stores', {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: '{"code":',
    })
    assert.equal(answer.status, 400)
    const problem = (await answer.json()) as { code: string; traceId: string }
    assert.equal(problem.code, 'request/malformed')
    assert.equal(problem.traceId, trace)
    assert.equal(answer.headers.get('x-request-id'), trace)
    const huge = await ask('/v1/admin/stores', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'x'.repeat(500_000) }),
    })
    assert.equal(huge.status, 413)
    const head = await ask('/v1/admin/stores', { method: 'HEAD' })
    assert.equal(head.status, 200)
  })

  test('ask for the login again, behind the gateway too', async () => {
    assert.equal((await fetch(`${gateway.url}/v1/admin/stores`)).status, 401)
    assert.equal((await fetch(`${copies[0].internalUrl}/v1/admin/stores`)).status, 401)
  })

  test('see the address that the gateway saw, and not what a client or a stranger claims', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.99', 'x-tokri-caller': 'forged' }
    const token = await login(gateway, forwarded)
    const sessions = await ask('/v1/me/sessions', { headers: { authorization: `Bearer ${token}` } })
    const text = await sessions.text()
    assert.equal(sessions.status, 200)
    assert.ok(!text.includes('203.0.113.99'), text)
    const direct = await fetch(`${people.internalUrl}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...forwarded },
      body: JSON.stringify({ email: 'admin@example.com', password }),
    })
    assert.equal(direct.status, 503)
  })

  test('a trusted proxy in front tells the address of the client, all the way through', async () => {
    await using behind = await openPart(['gateway'], {
      TOKRI_USERS_URL: people.internalUrl!,
      TOKRI_TRUST_PROXY: '127.0.0.1',
    })
    const token = await login(behind, { 'x-forwarded-for': '203.0.113.77' })
    const sessions = await ask('/v1/me/sessions', { headers: { authorization: `Bearer ${token}` } }, behind)
    assert.match(await sessions.text(), /203\.0\.113\.77/)
  })

  test('a service that runs nowhere is unavailable, and says so', async () => {
    const answer = await ask('/v1/offers')
    assert.equal(answer.status, 503)
    assert.equal(((await answer.json()) as { code: string }).code, 'service/unavailable')
    assert.ok(Number(answer.headers.get('retry-after')) > 0)
  })
})

describe('when copies fail', () => {
  test('one is cut off amid many reads: no read fails, and it gets work again when it is back', async () => {
    const statuses: number[] = []
    const read = async () => {
      for (let turn = 0; turn < 25; turn++) statuses.push((await ask('/v1/admin/stores')).status)
    }
    const readers = Array.from({ length: 8 }, read)
    while (statuses.length < 40) await new Promise((done) => setImmediate(done))
    await cables[0].cut()
    await Promise.all(readers)
    assert.equal(statuses.length, 200)
    assert.deepEqual(new Set(statuses), new Set([200]))

    await cables[0].mend()
    const { count } = cables[0]
    while (cables[0].count < count + 2) assert.equal((await ask('/v1/admin/stores')).status, 200)
  })

  test('with no copy left the answer is 503 with a time to wait', async () => {
    await Promise.all(cables.map((each) => each.cut()))
    try {
      const answer = await ask('/v1/admin/stores')
      assert.equal(answer.status, 503)
      assert.equal(((await answer.json()) as { code: string }).code, 'service/unavailable')
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
    } finally {
      await Promise.all(cables.map((each) => each.mend()))
    }
  })

  /** A copy that reads a request and then behaves badly, beside a good one. */
  const beside = async (serve: (socket: Socket) => void, service = 'STORES', good = copies[1]) => {
    const stack = new AsyncDisposableStack()
    const bad = stack.use(await lay(undefined, serve))
    const house = stack.use(
      await openPart(['gateway'], {
        TOKRI_USERS_URL: people.internalUrl!,
        [`TOKRI_${service}_URL`]: `${bad.url},${good.internalUrl}`,
      }),
    )
    return { house, bad, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }
  const write = (at: TestHouse, path: string, key?: string) =>
    ask(
      path,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
        body: '{"unknown":true}',
      },
      at,
    )

  test('a write that may have been carried out is not repeated, unless its route knows repeats by a key', async () => {
    await using orders = await openPart(['orders'], { TOKRI_USERS_URL: people.internalUrl! })
    await using scene = await beside((socket) => socket.on('data', () => socket.destroy()), 'ORDERS', orders)
    const statuses: number[] = []
    while (scene.bad.count === 0) statuses.push((await write(scene.house, '/v1/orders')).status)
    assert.equal(statuses.at(-1), 503)
    const { count } = scene.bad
    // The good copy refuses the body: that it did shows who answered.
    while (scene.bad.count === count) {
      const keyed = await write(scene.house, '/v1/orders', newId('order'))
      assert.equal(keyed.status, 400, await keyed.text())
    }
  })

  test('a key that the route does not know makes no write repeatable', async () => {
    await using scene = await beside((socket) => socket.on('data', () => socket.destroy()))
    const statuses: number[] = []
    while (scene.bad.count === 0) statuses.push((await write(scene.house, '/v1/admin/stores', newId('order'))).status)
    assert.equal(statuses.at(-1), 503)
  })

  test('a copy that says nothing is passed over by reads', async () => {
    await using scene = await beside((socket) => void socket.resume())
    while (scene.bad.count === 0) assert.equal((await ask('/v1/admin/stores', {}, scene.house)).status, 200)
  })

  test('an answer that breaks off half-way is read again elsewhere', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"items":['
    await using scene = await beside((socket) => socket.once('data', () => socket.end(half)))
    while (scene.bad.count === 0) {
      const answer = await ask('/v1/admin/stores', {}, scene.house)
      assert.equal(answer.status, 200)
      assert.ok(Array.isArray(((await answer.json()) as { items: unknown[] }).items))
    }
  })
})
