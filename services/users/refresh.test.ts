import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { manualClock } from '../../kit/clock.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

const clock = manualClock(Date.now())
const dayMs = 86_400_000
let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging({ clock })
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

const refresh = (refreshToken: string, device = 'phone') =>
  client.post('/v1/auth/refresh', { refreshToken }, { device })

test('each refresh gives a new pair, with the rights of that moment', async () => {
  const first = await client.somebody()
  const second = (await refresh(first.refreshToken)).json()
  assert.notEqual(second.refreshToken, first.refreshToken)
  assert.equal(second.user.id, first.user.id)
  assert.equal((await client.get('/v1/me', second.accessToken)).statusCode, 200)
  await house.sql`update users.accounts set roles = '{customer,picker}' where id = ${first.user.id}`
  const third = (await refresh(second.refreshToken)).json()
  assert.deepEqual(third.user.roles, ['customer', 'picker'])
})

test('twenty refreshes with one token at once get one successor, and nobody is logged out', async () => {
  const { refreshToken } = await client.somebody()
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)))
  assert.deepEqual([...new Set(answers.map((each) => each.statusCode))], [200])
  const successors = [...new Set(answers.map((each) => each.json().refreshToken))]
  assert.equal(successors.length, 1)
  assert.equal((await refresh(successors[0])).statusCode, 200)
})

test('a device that did not hear the answer asks again within ten seconds and gets the same', async () => {
  const { refreshToken } = await client.somebody()
  const heard = (await refresh(refreshToken)).json().refreshToken
  clock.advance(10_000)
  assert.equal((await refresh(refreshToken)).json().refreshToken, heard)
  assert.equal((await refresh(heard)).statusCode, 200)
})

test('a used token that comes later is a theft: the family ends, for thief and owner, and no other', async () => {
  const first = await client.somebody()
  const body = { email: first.user.email, password: client.password }
  const elsewhere = (await client.post('/v1/auth/login', body, { device: 'tablet' })).json()
  const second = (await refresh(first.refreshToken)).json()
  clock.advance(10_001)
  const thief = await refresh(first.refreshToken)
  assert.equal(thief.statusCode, 401)
  assert.equal(thief.json().code, 'users/refresh-token-reused')
  const owner = await refresh(second.refreshToken)
  assert.equal(owner.json().code, 'users/refresh-token-reused')
  assert.equal((await refresh(elsewhere.refreshToken, 'tablet')).statusCode, 200)
})

test('another device with a used token is a thief at once', async () => {
  const first = await client.somebody()
  const second = (await refresh(first.refreshToken)).json()
  assert.equal((await refresh(first.refreshToken, 'another')).json().code, 'users/refresh-token-reused')
  assert.equal((await refresh(second.refreshToken)).statusCode, 401)
})

test('of twenty tries with a stolen token after the theft was noticed, none succeeds', async () => {
  const first = await client.somebody()
  await refresh(first.refreshToken)
  clock.advance(11_000)
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(first.refreshToken)))
  assert.deepEqual([...new Set(answers.map((each) => each.statusCode))], [401])
})

test('tokens expire without use, and sessions in the end with it', async () => {
  const idle = await client.somebody()
  clock.advance(30 * dayMs)
  assert.equal((await refresh(idle.refreshToken)).json().code, 'users/invalid-refresh-token')

  let token = (await client.somebody()).refreshToken
  for (let day = 0; day < 175; day += 25) {
    clock.advance(25 * dayMs)
    token = (await refresh(token)).json().refreshToken
  }
  clock.advance(5 * dayMs)
  assert.equal((await refresh(token)).json().code, 'users/invalid-refresh-token')
})

test('what is not a token of ours is refused', async () => {
  assert.equal((await refresh('a'.repeat(43))).json().code, 'users/invalid-refresh-token')
  assert.equal((await refresh('short')).json().code, 'request/invalid')
})

test('logging out ends the session, by either token, and twice does no harm', async () => {
  const byRefresh = await client.somebody()
  const { refreshToken } = byRefresh
  assert.equal((await client.post('/v1/auth/logout', { refreshToken })).statusCode, 204)
  assert.equal((await client.post('/v1/auth/logout', { refreshToken })).statusCode, 204)
  assert.equal((await refresh(refreshToken)).json().code, 'users/invalid-refresh-token')
  const byAccess = await client.somebody()
  assert.equal((await client.post('/v1/auth/logout', {}, { token: byAccess.accessToken })).statusCode, 204)
  assert.equal((await refresh(byAccess.refreshToken)).statusCode, 401)
})

test('the tokens themselves are nowhere in the database', async () => {
  const first = await client.somebody()
  const second = (await refresh(first.refreshToken)).json()
  const [row] = await house.sql`
    select string_agg(row_to_json(t)::text || encode(coalesce(sealed_successor, ''), 'escape'), ' ') as text
    from users.refresh_tokens t`
  for (const token of [first.refreshToken, second.refreshToken]) assert.ok(!row!.text.includes(token))
})

test('an account keeps fifty devices; the one that was used longest ago makes room', async () => {
  const first = await client.somebody()
  const body = { email: first.user.email, password: client.password }
  for (let i = 0; i < 50; i++) {
    clock.advance(1_000)
    assert.equal((await client.post('/v1/auth/login', body)).statusCode, 200)
  }
  assert.equal((await refresh(first.refreshToken)).statusCode, 401)
})

/** The same rules once more, said another way: what a model of one family expects of each use. */
function familyModel(first: string) {
  const tokens = [{ token: first, usedAt: undefined as number | undefined, usedBy: '' }]
  let over = false
  return {
    tokens,
    expect(index: number, device: string, now: number): number | 'refused' {
      const used = tokens[index]!
      if (over) return 'refused'
      if (used.usedAt === undefined) {
        Object.assign(used, { usedAt: now, usedBy: device })
        return index + 1
      }
      if (used.usedBy === device && now <= used.usedAt + 10_000) return index + 1
      over = true
      return 'refused'
    },
  }
}

test('any order of uses, repeats, pauses and thefts ends as the rules say', async () => {
  const step = fc.record({
    /** How many tokens back from the newest. */
    back: fc.nat({ max: 3 }),
    device: fc.constantFrom('phone', 'phone', 'phone', 'thief'),
    pauseMs: fc.constantFrom(0, 0, 5_000, 10_000, 10_001, 60_000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const model = familyModel((await client.somebody()).refreshToken)
      for (const { back, device, pauseMs } of steps) {
        clock.advance(pauseMs)
        const index = Math.max(0, model.tokens.length - 1 - back)
        const expected = model.expect(index, device, clock.now())
        const answer = await refresh(model.tokens[index]!.token, device)
        if (expected === 'refused') assert.equal(answer.statusCode, 401)
        else if (expected < model.tokens.length) assert.equal(answer.json().refreshToken, model.tokens[expected]!.token)
        else model.tokens.push({ token: answer.json().refreshToken, usedAt: undefined, usedBy: '' })
      }
    }),
    { numRuns: 40 },
  )
})
