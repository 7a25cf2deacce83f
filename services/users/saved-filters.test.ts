import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { SavedFilter } from '../../contracts/users.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging()
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

const url = '/v1/me/saved-filters'
const late = { page: 'orders', name: 'Late today', filters: { late: 'yes', status: 'picking' } }
const listed = async (token: string, page?: string): Promise<SavedFilter[]> =>
  (await client.get(page ? `${url}?page=${page}` : url, token)).json().items

test('filters are kept by name for each page, replaced and forgotten, by their owner only', async () => {
  const [{ accessToken: token }, stranger] = [await client.somebody(), await client.somebody()]
  const kept = await client.put(url, late, token)
  assert.equal(kept.statusCode, 200)
  await client.put(url, { page: 'riders', name: 'Late today', filters: { shift: 'on' } }, token)
  const again = await client.put(url, { ...late, name: ' Late today ', filters: { late: 'yes', q: 'आशा' } }, token)
  assert.equal(again.json().id, kept.json().id)
  assert.deepEqual(await listed(token, 'orders'), [again.json()])
  assert.deepEqual(again.json().filters, { late: 'yes', q: 'आशा' })
  assert.deepEqual(
    (await listed(token)).map(({ page }) => page),
    ['orders', 'riders'],
  )
  assert.deepEqual(await listed(stranger.accessToken), [])
  const theirs = await client.remove(`${url}/${kept.json().id}`, stranger.accessToken)
  assert.deepEqual([theirs.statusCode, theirs.json().code], [404, 'users/saved-filter-not-found'])
  assert.equal((await client.remove(`${url}/${kept.json().id}`, token)).statusCode, 204)
  assert.deepEqual(await listed(token, 'orders'), [])
  assert.equal((await client.get(url)).json().code, 'auth/required')
})

test('a page keeps twenty, however many come at once, and an account two hundred; a known name still changes', async () => {
  const { accessToken: token } = await client.somebody()
  const keep = (page: string, name: string) => client.put(url, { page, name, filters: { q: name } }, token)
  const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => keep('orders', `View ${index}`)))
  assert.equal(answers.filter((each) => each.statusCode === 200).length, 20)
  const refused = answers.find((each) => each.statusCode !== 200)!
  assert.deepEqual([refused.statusCode, refused.json().code], [409, 'users/too-many-saved-filters'])
  const [known] = await listed(token, 'orders')
  assert.equal((await keep('orders', known!.name)).statusCode, 200)
  for (let page = 0; page < 9; page++)
    await Promise.all(Array.from({ length: 20 }, (_, index) => keep(`page-${'abcdefghi'[page]}`, `View ${index}`)))
  assert.equal((await keep('one-more', 'View')).json().code, 'users/too-many-saved-filters')
})

test('what is no filter is refused', async () => {
  const { accessToken: token } = await client.somebody()
  for (const wrong of [
    { name: ' ' },
    { name: 'x'.repeat(41) },
    { page: 'Orders!' },
    { filters: { q: 'x'.repeat(201) } },
    { filters: { q: 7 } },
    { filters: { 'a b': 'x' } },
    { filters: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`q${index}`, 'x'])) },
    { more: 'x' },
  ]) {
    const refused = await client.put(url, { ...late, ...wrong }, token)
    assert.deepEqual([refused.statusCode, refused.json().code], [400, 'request/invalid'], JSON.stringify(wrong))
  }
})

test('they go with the account', async () => {
  const { accessToken: token, user } = await client.somebody()
  await client.put(url, late, token)
  assert.equal((await client.remove('/v1/me', token)).statusCode, 204)
  assert.equal((await client.put(url, late, token)).json().code, 'auth/invalid-token')
  const [row] = await house.sql`select count(*)::int as left from users.saved_filters where user_id = ${user.id}`
  assert.equal(row!.left, 0)
})
