import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { manualClock } from '../../kit/clock.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'

const clock = manualClock(Date.now())
const password = 'correct horse battery'
let house: Messaging
let people = 0
before(async () => {
  house = await openMessaging({ clock })
})
after(() => house[Symbol.asyncDispose]())

type Headers = Record<string, string>

/** What a browser sends from a page of ours; nobody's script can set the first two. */
const own: Headers = { origin: 'https://tokri.example', 'sec-fetch-site': 'same-origin', 'tokri-app': 'storefront' }

const post = (url: string, payload: object | undefined, headers: Headers = own) =>
  house.app.inject({
    method: 'POST',
    url,
    headers: { 'user-agent': 'browser', ...headers },
    ...(payload && { payload }),
  })

/** The cookie that an answer sets, as `name=value`. */
const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';')[0]!

async function loggedIn(headers: Headers = own) {
  const body = { email: `browser${++people}@example.com`, password, name: 'Asha' }
  const answer = await post('/v1/auth/register', body, headers)
  assert.equal(answer.statusCode, 201, answer.body)
  return { cookie: cookieOf(answer), body, answer, token: answer.json().accessToken as string }
}

const refresh = (cookie: string, headers: Headers = own) => post('/v1/auth/refresh', {}, { ...headers, cookie })

test('a browser app gets its refresh token in a cookie that scripts cannot read, and nowhere else', async () => {
  const { answer } = await loggedIn()
  const set = String(answer.headers['set-cookie'])
  assert.match(
    set,
    /^__Secure-tokri-storefront=[\w-]{43}; Path=\/v1\/auth; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
  )
  assert.deepEqual(Object.keys(answer.json()).sort(), ['accessToken', 'expiresIn', 'user'])
  assert.ok(!answer.body.includes(cookieOf(answer).split('=')[1]!))
  assert.equal(answer.headers['cache-control'], 'no-store')
})

test('the cookie is rotated at each refresh, and clients without one go on as before', async () => {
  const { cookie, body } = await loggedIn()
  const answer = await refresh(cookie)
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal(answer.json().refreshToken, undefined)
  assert.notEqual(cookieOf(answer), cookie)
  assert.equal((await refresh(cookieOf(answer))).statusCode, 200)

  const api = await post('/v1/auth/login', { email: body.email, password }, {})
  assert.equal(api.headers['set-cookie'], undefined)
  assert.equal((await post('/v1/auth/refresh', { refreshToken: api.json().refreshToken }, {})).statusCode, 200)
})

test('each app has a session of its own', async () => {
  const { cookie, body } = await loggedIn()
  const desk = await post('/v1/auth/login', { email: body.email, password }, { ...own, 'tokri-app': 'console' })
  const both = `${cookie}; ${cookieOf(desk)}`
  assert.match(cookieOf(desk), /^__Secure-tokri-console=/)
  const left = await post('/v1/auth/logout', undefined, { ...own, 'tokri-app': 'console', cookie: both })
  assert.equal(left.statusCode, 204)
  assert.match(String(left.headers['set-cookie']), /^__Secure-tokri-console=; Path=\/v1\/auth; Max-Age=0/)
  assert.equal((await refresh(both, { ...own, 'tokri-app': 'console' })).statusCode, 401)
  assert.equal((await refresh(both)).statusCode, 200)
})

test('no page of another origin gets anything out of the cookie', async () => {
  const { cookie } = await loggedIn()
  const strangers: Headers[] = [
    { ...own, 'sec-fetch-site': 'cross-site' },
    { ...own, 'sec-fetch-site': 'same-site', origin: 'https://blog.tokri.example' },
    { ...own, 'sec-fetch-site': 'none' },
    { 'tokri-app': 'storefront', origin: 'https://evil.example' },
    { 'tokri-app': 'storefront', origin: 'null' },
    { 'tokri-app': 'storefront', origin: 'null', 'sec-fetch-site': 'same-origin' },
    { 'tokri-app': 'storefront' },
  ]
  for (const headers of strangers) {
    for (const path of ['/v1/auth/refresh', '/v1/auth/logout']) {
      const answer = await post(path, {}, { ...headers, cookie })
      assert.equal(answer.json().code, 'users/foreign-origin', `${path} ${JSON.stringify(headers)}`)
      assert.equal(answer.headers['set-cookie'], undefined)
    }
    // Nor is somebody logged in as somebody else.
    const body = { email: `browser${people}@example.com`, password }
    assert.equal((await post('/v1/auth/login', body, headers)).statusCode, 403)
  }
  assert.equal((await refresh(cookie)).statusCode, 200)
})

test('a form of another page is not even heard: it cannot name the app, nor send JSON', async () => {
  const { cookie, token } = await loggedIn()
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example', cookie }
  const send = (url: string, headers: Headers, payload: string) =>
    house.app.inject({ method: 'POST', url, headers, payload })
  assert.equal((await send('/v1/auth/refresh', form, 'refreshToken=')).statusCode, 415)
  const plain = { ...form, 'content-type': 'text/plain' }
  assert.equal((await send('/v1/auth/refresh', plain, '{}')).statusCode, 415)
  // Without the header the cookie is as if it were not there.
  const withoutHeader = await post('/v1/auth/refresh', {}, { origin: own.origin!, cookie })
  assert.equal(withoutHeader.json().code, 'request/invalid')
  assert.equal((await post('/v1/auth/logout', undefined, { cookie })).statusCode, 204)
  assert.equal((await refresh(cookie)).statusCode, 200)
  const me = await house.app.inject({ url: '/v1/me', headers: { cookie } })
  assert.equal(me.statusCode, 401, 'the cookie is no access')
  assert.equal(
    (await house.app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } })).statusCode,
    200,
  )
})

test('over plain HTTP on another machine, where browsers tell the origin only, the address that was asked counts', async () => {
  const far = { 'tokri-app': 'storefront', origin: 'http://192.0.2.7:8080', host: '192.0.2.7:8080' }
  const { cookie } = await loggedIn(far)
  assert.equal((await refresh(cookie, far)).statusCode, 200)
  assert.equal((await refresh(cookie, { ...far, host: '192.0.2.8:8080' })).statusCode, 403)
})

test('a stolen cookie that is used later ends the session for thief and owner', async () => {
  const { cookie } = await loggedIn()
  const next = cookieOf(await refresh(cookie))
  clock.advance(11_000)
  const thief = await refresh(cookie)
  assert.equal(thief.json().code, 'users/refresh-token-reused')
  assert.equal(thief.headers['set-cookie'], undefined)
  assert.equal((await refresh(next)).statusCode, 401)
})

test('tabs that refresh at the same moment all stay logged in', async () => {
  const { cookie } = await loggedIn()
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(cookie)))
  assert.deepEqual([...new Set(answers.map((each) => each.statusCode))], [200])
  assert.equal(new Set(answers.map(cookieOf)).size, 1)
  assert.equal((await refresh(cookieOf(answers[7]!))).statusCode, 200)
})

test('a token of the time before the cookie is exchanged once, and is worth nothing after', async () => {
  const body = { email: `browser${++people}@example.com`, password, name: 'Asha' }
  const { refreshToken } = (await post('/v1/auth/register', body, {})).json()
  const moved = await post('/v1/auth/refresh', { refreshToken })
  assert.equal(moved.statusCode, 200, moved.body)
  assert.equal(moved.json().refreshToken, undefined)
  assert.equal((await refresh(cookieOf(moved))).statusCode, 200)
  clock.advance(11_000)
  assert.equal((await post('/v1/auth/refresh', { refreshToken })).statusCode, 401)
})

test('an app that does not exist, and cookies that nobody made, are refused', async () => {
  const unknown = await post('/v1/auth/refresh', {}, { ...own, 'tokri-app': 'evil' })
  assert.equal(unknown.statusCode, 400)
  for (const value of ['', 'x', '"quoted"', 'a'.repeat(4_000)])
    assert.equal((await refresh(`__Secure-tokri-storefront=${value}`)).statusCode, 401)
  // A cookie of the unsafe name is not looked at where there is HTTPS.
  const { cookie } = await loggedIn()
  assert.equal((await refresh(cookie.replace('__Secure-', ''))).statusCode, 401)
})
