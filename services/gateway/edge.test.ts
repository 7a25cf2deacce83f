import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { newId } from '../../contracts/ids.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'

let house: TestHouse
let webDir: string
let token: string
const page = '<!doctype html><title>Shop</title>'
const script = `console.log(${JSON.stringify('milk '.repeat(1_000))})`

const get = (url: string, headers: Record<string, string> = {}) => house.gateway!.inject({ url, headers })

before(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'tokri-web-'))
  await mkdir(join(webDir, 'assets'))
  await mkdir(join(webDir, 'console'))
  await writeFile(join(webDir, 'index.html'), page)
  await writeFile(join(webDir, 'console/index.html'), page.replace('Shop', 'Console'))
  await writeFile(join(webDir, 'assets/main-abc123.js'), script)
  house = await testHouse({
    listen: true,
    webDir,
    env: { TOKRI_METRICS_TOKEN: 'a-metrics-token', TOKRI_CORS_ORIGINS: 'https://partner.example' },
  })
  const registered = await house.gateway!.inject({
    method: 'POST',
    url: '/v1/auth/register',
    payload: { email: 'edge@example.com', password: 'correct horse battery', name: 'Edge' },
  })
  token = registered.json().accessToken
})
after(async () => {
  await house[Symbol.asyncDispose]()
  await rm(webDir, { recursive: true, force: true })
})

/** Sends bytes as they are and reads what comes until the other side closes. */
const sendRaw = async (bytes: string): Promise<string> => {
  const socket = connect({ port: Number(new URL(house.url!).port), host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write(bytes)
  return text(socket)
}

describe('what cannot be understood', () => {
  const post = (payload: string, headers: Record<string, string> = {}) =>
    house.gateway!.inject({
      method: 'POST',
      url: '/v1/auth/login',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    })

  test('broken JSON, a wrong content type, a huge body and unknown fields each get their own problem', async () => {
    const cases = [
      [await post('{"email":'), 400, 'request/malformed'],
      [await post(''), 400, 'request/malformed'],
      [await post('{"__proto__":{"admin":true}}'), 400, 'request/malformed'],
      [await post('email=a', { 'content-type': 'text/plain' }), 415, 'request/unsupported-type'],
      [await post('<a/>', { 'content-type': 'application/xml' }), 415, 'request/unsupported-type'],
      [await post(JSON.stringify({ email: 'x'.repeat(70_000) })), 413, 'request/too-large'],
      [await post('{"email":"a@example.com","password":"x","admin":true}'), 400, 'request/invalid'],
      [await post('[]'), 400, 'request/invalid'],
    ] as const
    for (const [answer, status, code] of cases) {
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(answer.json().code, code)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      assert.equal(answer.json().traceId, answer.headers['x-request-id'])
    }
    assert.match(cases[6][0].json().detail, /admin/)
  })

  test('addresses that climb, lie or do not decode are refused without a look at the disk', async () => {
    for (const path of ['/%', '/v1/%zz', '/assets/%00', '/..%2f..%2fetc/passwd', '/assets/..%5c..%5cx']) {
      const answer = await sendRaw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /, path)
      assert.match(answer, /"code":"request\/malformed-url"/, path)
    }
    const climbing = await sendRaw('GET /../../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    assert.match(climbing, /^HTTP\/1\.1 400 /)
    const long = await get(`/v1/orders/${'a'.repeat(2_000)}`, { authorization: `Bearer ${token}` })
    assert.equal(long.statusCode, 404)
  })

  test('the character NUL is refused in bodies and addresses, and what only looks like it is not', async () => {
    const name = (written: string) =>
      house.gateway!.inject({
        method: 'PATCH',
        url: '/v1/me',
        payload: `{"name":"${written}"}`,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      })
    for (const nul of ['\\u0000', 'a\\u0000b', '\\\\\\u0000']) {
      const answer = await name(nul)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.json().code, 'request/invalid')
      assert.equal(answer.json().traceId, answer.headers['x-request-id'])
    }
    const told = await name('\\\\u0000')
    assert.equal(told.json().name, '\\u0000')
    const address = await get('/v1/products?q=%00')
    assert.deepEqual([address.statusCode, address.json().code], [400, 'request/malformed-url'])
  })

  test('cursors that we did not make are refused, whatever is in them', async () => {
    const cursors = [['x'], [1e308], [-1.5], ['a\0b'], {}, ['1', '2']].map((keys) =>
      Buffer.from(JSON.stringify(keys)).toString('base64url'),
    )
    for (const cursor of ['%25', 'AAAA', ...cursors]) {
      const answer = await get(`/v1/wallet?cursor=${cursor}`, { authorization: `Bearer ${token}` })
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'request/bad-cursor'], cursor)
    }
  })

  test('what is not HTTP, has too many headers or two lengths is answered and cut off', async () => {
    assert.match(await sendRaw('hello\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*request\/malformed-http/)
    const wide = await sendRaw(`GET / HTTP/1.1\r\nhost: x\r\nx-wide: ${'a'.repeat(40_000)}\r\n\r\n`)
    assert.match(wide, /^HTTP\/1\.1 431 [\s\S]*request\/headers-too-large/)
    const twice = 'POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'
    assert.match(await sendRaw(twice), /^HTTP\/1\.1 400 /)
  })

  test('forged, foreign and missing tokens are refused, each with its code', async () => {
    const [head, , signature] = token.split('.') as [string, string, string]
    const claims = { sub: newId('user'), iss: 'tokri', aud: 'tokri-api', roles: ['admin'], exp: 4e9 }
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const forged of [`${head}.${body}.${signature}`, `${unsigned}.${body}.`, 'x', 'a.b.c', 'é'.repeat(10)]) {
      const answer = await get('/v1/me', { authorization: `Bearer ${forged}` })
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.json().code, 'auth/invalid-token')
    }
    assert.equal((await get('/v1/me')).json().code, 'auth/required')
    assert.equal((await get('/v1/me', { authorization: 'Basic YTpi' })).json().code, 'auth/invalid-token')
    const forbidden = await get('/v1/admin/orders', { authorization: `Bearer ${token}` })
    assert.equal(forbidden.json().code, 'auth/forbidden')
  })

  test('a wrong id and an unknown one are told apart from a broken request', async () => {
    const unknown = await get(`/v1/orders/${newId('order')}`, { authorization: `Bearer ${token}` })
    assert.equal(unknown.statusCode, 404)
    const wrong = await get('/v1/orders/17', { authorization: `Bearer ${token}` })
    assert.equal(wrong.statusCode, 400)
    assert.equal(wrong.json().code, 'request/invalid')
  })
})

describe('methods and addresses', () => {
  test('another method on a known address is 405 and says which go', async () => {
    const answer = await house.gateway!.inject({ method: 'DELETE', url: '/v1/auth/login' })
    assert.equal(answer.statusCode, 405)
    assert.equal(answer.json().code, 'request/method-not-allowed')
    assert.equal(answer.headers.allow, 'POST, OPTIONS')
    const read = await get('/v1/auth/login')
    assert.equal(read.statusCode, 405)
    const options = await house.gateway!.inject({ method: 'OPTIONS', url: '/v1/me/' })
    assert.equal(options.statusCode, 204)
    assert.match(String(options.headers.allow), /GET, HEAD/)
  })

  test('a slash at the end does not matter, and HEAD answers like GET without a body', async () => {
    assert.equal((await get('/healthz/')).statusCode, 200)
    const head = await house.gateway!.inject({ method: 'HEAD', url: '/openapi.json' })
    assert.equal(head.statusCode, 200)
    assert.equal(head.body, '')
    assert.ok(Number(head.headers['content-length']) > 1_000)
  })

  test('an unknown API address is a problem even for a browser', async () => {
    const answer = await get('/v1/nowhere', { accept: 'text/html' })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.json().code, 'request/not-found')
  })
})

describe('headers', () => {
  test('browsers are told to run our own scripts only', async () => {
    const { headers } = await get('/')
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /script-src 'self'(;| [^;]*;)/)
    assert.match(policy, /style-src 'self';/)
    assert.match(policy, /worker-src 'self';/)
    assert.ok(!/unsafe-|\*/.test(policy), policy)
    assert.match(policy, /object-src 'none'/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['strict-transport-security'], undefined)
    assert.equal(headers['x-powered-by'], undefined)
  })

  test('what is no page is sent without what only speaks of pages', async () => {
    const style = await get('/docs/docs.css')
    assert.equal(style.statusCode, 200)
    for (const name of ['content-security-policy', 'x-frame-options', 'cross-origin-opener-policy'])
      assert.equal(style.headers[name], undefined, name)
    assert.equal(style.headers['x-content-type-options'], 'nosniff')
    for (const path of ['/v1/city', '/v1/nowhere'])
      assert.match(String((await get(path)).headers['content-security-policy']), /^default-src 'none'; frame-ancestors/)
    // A script that works by itself is bound by what it is sent with, and a drawing may hold scripts.
    const worker = await get('/service-worker.js')
    if (worker.statusCode === 200) assert.match(String(worker.headers['content-security-policy']), /connect-src 'self'/)
    const drawing = await get('/favicon.svg')
    if (drawing.statusCode === 200) assert.match(String(drawing.headers['content-security-policy']), /sandbox$/)
  })

  test('pages of a configured origin may call, others may not', async () => {
    const friend = await get('/healthz', { origin: 'https://partner.example' })
    assert.equal(friend.headers['access-control-allow-origin'], 'https://partner.example')
    const asked = await house.gateway!.inject({
      method: 'OPTIONS',
      url: '/v1/orders',
      headers: { origin: 'https://partner.example', 'access-control-request-method': 'POST' },
    })
    assert.equal(asked.statusCode, 204)
    assert.match(String(asked.headers['access-control-allow-headers']), /idempotency-key/)
    const stranger = await get('/healthz', { origin: 'https://evil.example' })
    assert.notEqual(stranger.headers['access-control-allow-origin'], 'https://evil.example')
    assert.notEqual(stranger.headers['access-control-allow-origin'], '*')
  })

  test('a trace that comes in is kept, a broken one is replaced', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const kept = await get('/healthz', { traceparent: `00-${trace}-00f067aa0ba902b7-01` })
    assert.equal(kept.headers['x-request-id'], trace)
    const broken = await get('/healthz', { traceparent: 'x' })
    assert.match(String(broken.headers['x-request-id']), /^[0-9a-f]{32}$/)
  })

  test('large answers are compressed once, small ones not at all', async () => {
    const large = await get('/openapi.json', { 'accept-encoding': 'br' })
    assert.equal(large.headers['content-encoding'], 'br')
    assert.equal(JSON.parse(brotliDecompressSync(large.rawPayload).toString()).openapi, '3.1.0')
    const small = await get('/healthz', { 'accept-encoding': 'br' })
    assert.equal(small.headers['content-encoding'], undefined)
  })
})

describe('metrics', () => {
  const read = (remoteAddress: string, headers = {}) =>
    house.gateway!.inject({ url: '/metrics', remoteAddress, headers })
  test('are shown to neighbours and to who has the token, and never through an untrusted proxy', async () => {
    assert.equal((await read('127.0.0.1')).statusCode, 200)
    assert.equal((await read('203.0.113.5')).statusCode, 401)
    assert.equal((await read('203.0.113.5', { authorization: 'Bearer a-metrics-token' })).statusCode, 200)
    assert.equal((await read('203.0.113.5', { authorization: 'Bearer another-token!' })).statusCode, 403)
    assert.equal((await read('10.0.0.1', { 'x-forwarded-for': '203.0.113.5' })).statusCode, 401)
  })
})

describe('the stand-ins', () => {
  test('show what they received, and nothing else of theirs passes through here', async () => {
    const outbox = await get('/sandbox')
    assert.equal(outbox.statusCode, 200)
    assert.match(String(outbox.headers['content-type']), /^text\/html/)
    assert.match(String(outbox.headers['content-security-policy']), /default-src 'none'/)
    assert.equal((await get('/sandbox?asset=css')).headers['content-type'], 'text/css; charset=utf-8')
    assert.ok(Array.isArray((await get('/sandbox/outbox.json?limit=1')).json().items))
    for (const path of ['/sandbox/js/v3/', '/sandbox/v1/payment_intents', '/sandbox/_faults'])
      assert.equal((await get(path)).statusCode, 404, path)
    for (const path of ['/sandbox', '/sandbox/outbox.json'])
      assert.equal((await house.gateway!.inject({ method: 'POST', url: path })).statusCode, 405, path)
  })

  test('give pages the one foreign script that they need, for card payments', async () => {
    const policy = String((await get('/')).headers['content-security-policy'])
    const { port } = new URL(house.sandboxUrl!)
    for (const directive of ['script-src', 'frame-src', 'connect-src'])
      assert.match(policy, new RegExp(`${directive} 'self' http://[\\w.]+:${port}`))
  })
})

describe('web apps', () => {
  test('addresses that only the browser knows get the page of their app', async () => {
    for (const path of ['/', '/orders/some-order', '/search?q=milk', '/rider-unknown/x'])
      assert.equal((await get(path, { accept: 'text/html' })).body, page, path)
    for (const path of ['/console', '/console/', '/console/orders/17'])
      assert.match((await get(path, { accept: 'text/html' })).body, /Console/, path)
    assert.equal((await get('/', { accept: 'text/html' })).headers['cache-control'], 'no-cache')
  })

  test('named files are kept for a year, missing ones are not pages', async () => {
    const file = await get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, br' })
    assert.equal(file.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(file.headers['content-encoding'], 'br')
    assert.equal(brotliDecompressSync(file.rawPayload).toString(), script)
    const missing = await get('/assets/gone.js')
    assert.equal(missing.statusCode, 404)
    assert.equal((await get('/logo.png', { accept: 'image/*' })).json().code, 'request/not-found')
    const again = await get('/assets/main-abc123.js', { 'if-none-match': String(file.headers.etag) })
    assert.equal(again.statusCode, 304)
  })

  test('without a build the front page says how to make one', async () => {
    await rm(join(webDir, 'index.html'))
    try {
      const answer = await get('/', { accept: 'text/html' })
      assert.equal(answer.statusCode, 200)
      assert.match(answer.body, /npm run build/)
    } finally {
      await writeFile(join(webDir, 'index.html'), page)
    }
  })
})
