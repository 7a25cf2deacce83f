import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { allTargets } from '../bin/house.ts'
import { newId } from '../contracts/ids.ts'
import { topics } from '../contracts/live.ts'
import { EndedSessions } from '../kit/ended-sessions.ts'
import { localLive } from '../kit/live.ts'
import { silentLog } from '../kit/log.ts'
import { expect, injecting, type Send } from './api.ts'
import { eventually } from './eventually.ts'
import { testHouse } from './house.ts'
import { openProcesses } from './processes.ts'

const password = 'a long enough password'
let people = 0
const somebody = async (send: Send) => {
  const body = { email: `ended${++people}-${process.pid}@example.com`, password, name: 'Asha Rao' }
  const session = expect(await send('POST', '/v1/auth/register', { body }), 201)
  return { email: body.email, token: session.accessToken as string, refreshToken: session.refreshToken as string }
}
const login = async (send: Send, email: string): Promise<string> =>
  expect(await send('POST', '/v1/auth/login', { body: { email, password } }), 200).accessToken
const me = async (send: Send, token: string) => (await send('GET', '/v1/me', { token })).status

test('whatever ends a session ends its access token at once', { timeout: 60_000 }, async () => {
  await using house = await testHouse()
  const send = injecting(house.gateway!)
  const who = await somebody(send)
  const other = await login(send, who.email)
  const third = await login(send, who.email)
  assert.deepEqual([await me(send, who.token), await me(send, other), await me(send, third)], [200, 200, 200])

  const sessions = expect(await send('GET', '/v1/me/sessions', { token: who.token }), 200).items
  const mine = sessions.find((each: { current: boolean }) => each.current)
  const thirds = sessions.find((each: { id: string }) => each.id !== mine.id)
  expect(await send('DELETE', `/v1/me/sessions/${thirds.id}`, { token: who.token }), 204)
  assert.deepEqual([await me(send, other), await me(send, third)].sort(), [200, 401])

  const fourth = await login(send, who.email)
  const change = { password: 'another long password', currentPassword: password }
  expect(await send('PATCH', '/v1/me', { token: who.token, body: change }), 200)
  assert.deepEqual([await me(send, fourth), await me(send, who.token)], [401, 200])

  expect(await send('POST', '/v1/auth/logout', { token: who.token, body: {} }), 204)
  const refused = await send('GET', '/v1/cart', { token: who.token })
  assert.deepEqual([refused.status, refused.body.code], [401, 'auth/invalid-token'])

  const reused = await somebody(send)
  const refresh = (token: string) => send('POST', '/v1/auth/refresh', { body: { refreshToken: token } })
  const renewed = expect(await refresh(reused.refreshToken), 200)
  await house.sql`update users.refresh_tokens set used_at = used_at - interval '1 hour' where used_at is not null`
  assert.equal((await refresh(reused.refreshToken)).body.code, 'users/refresh-token-reused')
  assert.deepEqual([await me(send, reused.token), await me(send, renewed.accessToken)], [401, 401])

  const gone = await somebody(send)
  expect(await send('DELETE', '/v1/me', { token: gone.token }), 204)
  assert.equal((await send('GET', '/v1/cart', { token: gone.token })).status, 401)
})

test('between processes: refused everywhere, its live connection closed, and not revived by a restart', {
  timeout: 120_000,
}, async () => {
  const others = allTargets.filter((each) => each !== 'gateway' && each !== 'carts')
  await using tokri = await openProcesses({ groups: [['gateway'], ['carts'], others] })
  const { send } = tokri
  const who = await somebody(send)
  const stays = await login(send, who.email)
  const socket = new WebSocket(`${tokri.url.replace('http', 'ws')}/v1/live?token=${who.token}`)
  await once(socket, 'open')
  const closed = once(socket, 'close')

  expect(await send('POST', '/v1/auth/logout', { token: who.token, body: {} }), 204)
  await eventually('the gateway refuses it', async () => (await me(send, who.token)) === 401)
  const [code, reason] = await closed
  assert.deepEqual([code, String(reason)], [4401, 'the session has ended'])
  assert.equal(await me(send, stays), 200)

  await tokri.kill('gateway')
  await tokri.start('gateway')
  await eventually('it has asked', async () => (await me(send, who.token)) === 401)
  assert.equal(await me(send, stays), 200)
})

describe('who has missed the message', () => {
  const none: string[] = []
  const nothing = { sessionIds: none, cursor: 'c', more: false, tokenLifeS: 600 }

  test('hears by asking, page by page, and once of each', { timeout: 60_000 }, async () => {
    const [one, two, three] = [newId('session'), newId('session'), newId('session')]
    const answers = [
      { ...nothing, sessionIds: [one], cursor: 'first', more: true },
      { ...nothing, sessionIds: [two], cursor: 'second' },
      { ...nothing, sessionIds: [two, three], cursor: 'third' },
    ]
    const asked: (string | undefined)[] = []
    const ask = async ({ cursor }: { cursor?: string }) => {
      asked.push(cursor)
      return answers.shift() ?? nothing
    }
    await using ended = new EndedSessions({ live: localLive(), log: silentLog, ask })
    const heard: string[] = []
    ended.onEnded((ids) => void heard.push(...ids))
    await ended.begin()
    assert.deepEqual(
      [one, two, three].map((each) => ended.has(each)),
      [true, true, false],
    )
    await eventually('the third', () => ended.has(three))
    assert.deepEqual(asked.slice(0, 3), [undefined, 'first', 'second'])
    assert.deepEqual(heard, [one, two, three])
  })

  test('goes on by what is known while nobody answers, and asks again', { timeout: 60_000 }, async () => {
    const [told, later] = [newId('session'), newId('session')]
    let away = true
    const ask = async () => {
      if (away) throw new Error('users is away')
      return { ...nothing, sessionIds: [later] }
    }
    const live = localLive()
    await using ended = new EndedSessions({ live, log: silentLog, ask })
    await ended.begin()
    live.publish(topics.sessions, { type: 'sessions-ended', data: { ids: [told] } })
    assert.deepEqual([ended.has(told), ended.has(later)], [true, false])
    away = false
    await eventually('it has asked again', () => ended.has(later))
    assert.ok(ended.has(told))
  })

  test('starts without an answer when there is none for long', { timeout: 60_000 }, async () => {
    const answer = Promise.withResolvers<typeof nothing>()
    await using ended = new EndedSessions({ live: localLive(), log: silentLog, ask: () => answer.promise })
    await ended.begin()
    answer.resolve({ ...nothing, sessionIds: [newId('session')] })
    await pause(0)
  })
})

test('nobody may listen to the topic of ended sessions', { timeout: 60_000 }, async () => {
  await using house = await testHouse({ listen: true })
  const { token } = await somebody(injecting(house.gateway!))
  const socket = new WebSocket(`${house.url!.replace('http', 'ws')}/v1/live?token=${token}`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ subscribe: topics.sessions }))
  const [data] = await once(socket, 'message')
  assert.equal(JSON.parse(String(data)).type, 'problem')
  socket.close()
})
