import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allTargets } from '../bin/house.ts'
import { PutAccounts } from '../contracts/users.ts'
import { eventually } from './eventually.ts'
import { openProcesses } from './processes.ts'

const password = 'correct horse battery'

test('with users in a process of its own: the cookie passes the gateway both ways, and only where it is read; every service tells how it is', {
  timeout: 120_000,
}, async () => {
  const others = allTargets.filter((each) => each !== 'gateway' && each !== 'users')
  await using tokri = await openProcesses({ groups: [['gateway'], ['users'], others] })
  const { url } = tokri
  const own = {
    'content-type': 'application/json',
    origin: new URL(url).origin,
    'sec-fetch-site': 'same-origin',
    'tokri-app': 'console',
  }
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) })
  const account = { email: 'admin@example.com', password, name: 'Admin', roles: ['admin' as const] }
  await tokri.call(PutAccounts, { accounts: [account] })

  const login = await post('/v1/auth/login', { email: account.email, password })
  assert.equal(login.status, 200)
  const session = (await login.json()) as { accessToken: string; refreshToken?: string }
  assert.equal(session.refreshToken, undefined)
  const [set] = login.headers.getSetCookie()
  assert.match(set!, /tokri-console=[\w-]{43}; Path=\/v1\/auth; .*HttpOnly; SameSite=Strict/)
  const cookie = set!.split(';')[0]!

  const refresh = await post('/v1/auth/refresh', {}, { cookie })
  assert.equal(refresh.status, 200)
  const { accessToken } = (await refresh.json()) as { accessToken: string }
  const [rotated] = refresh.headers.getSetCookie()
  assert.ok(rotated && !rotated.startsWith(cookie))
  // A page of somebody else may send what it likes: the gateway tells users where the request came from.
  const foreign = { cookie: rotated.split(';')[0]!, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  assert.equal(
    ((await (await post('/v1/auth/refresh', {}, foreign)).json()) as { code: string }).code,
    'users/foreign-origin',
  )

  const authorization = `Bearer ${accessToken}`
  const health = async () => {
    const answer = await fetch(`${url}/v1/admin/health`, { headers: { authorization } })
    assert.equal(answer.status, 200)
    return (await answer.json()) as { services: { service: string; ok: boolean; why?: string }[] }
  }
  await eventually('all services are well', async () => (await health()).services.every(({ ok }) => ok))

  const out = await post('/v1/auth/logout', {}, { cookie: rotated.split(';')[0]!, authorization })
  assert.equal(out.status, 204)
  assert.match(out.headers.getSetCookie()[0] ?? '', /tokri-console=; .*Max-Age=0/)
})
