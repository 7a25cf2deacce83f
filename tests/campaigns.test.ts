import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Campaign } from '../contracts/campaigns.ts'
import { newId } from '../contracts/ids.ts'
import { OrderPlaced } from '../contracts/orders.ts'
import { PutAccounts } from '../contracts/users.ts'
import { message } from '../kit/sql.ts'
import { expect } from './api.ts'
import { eventually } from './eventually.ts'
import { openProcesses } from './processes.ts'

const password = 'a long enough password'
const people = 80

test('a campaign whose process is killed in the middle reaches nobody twice, and everybody else', {
  timeout: 180_000,
}, async () => {
  await using tokri = await openProcesses({
    groups: [['gateway', 'users'], ['notifications']],
    env: { TOKRI_QUIET_HOURS: 'none' },
  })
  const { call, send, sql, sandboxUrl } = tokri
  const accounts = Array.from({ length: people }, (_, index) => ({
    email: `buyer${index}@example.com`,
    password,
    name: `Buyer ${index}`,
    roles: ['customer' as const],
  }))
  const admin = { email: 'admin@example.com', password, name: 'Admin', roles: ['admin' as const] }
  const { users } = await call(PutAccounts, { accounts: [...accounts, admin] })
  const { accessToken: token } = expect(
    await send('POST', '/v1/auth/login', { body: { email: admin.email, password } }),
    200,
  )
  const storeId = newId('store')
  const total = { amount: 20_000, currency: 'INR' as const }
  const placed = users.slice(0, people).map(({ userId }, index) => {
    const orderId = newId('order')
    const promisedAt = new Date().toISOString()
    const about = { orderId, number: `K-${index}`, userId, storeId, method: 'card' as const, total }
    return message(OrderPlaced, orderId, { ...about, itemCount: 1, coupon: null, lines: [], promisedAt })
  })
  await sql`select users.publish(${sql.json(placed as never)})`
  // They are told by email when somebody asked for that.
  await sql`
    insert into notifications.preferences (user_id, order_updates, offers, language)
    select id, '{}', '{email}', 'en' from unnest(${users.map(({ userId }) => userId)}::text[]) id`
  const audience = { storeId }
  await eventually('all are known', async () => {
    const body = { audience, channels: ['email'] }
    return expect(await send('POST', '/v1/admin/campaigns/audience', { token, body }), 200).email === people
  })
  const words = { title: 'Mangoes', body: 'They are here.' }
  const body = { name: 'Mangoes', audience, channels: ['email'], message: { en: words, hi: words } }
  const { id } = expect(await send('POST', '/v1/admin/campaigns', { token, body }), 201) as Campaign
  const mails = async (): Promise<string[]> => {
    const answer = await fetch(`${sandboxUrl}/outbox.json?channel=email&limit=500`)
    return ((await answer.json()) as { items: { to: string }[] }).items.map((each) => each.to)
  }
  expect(await send('POST', `/v1/admin/campaigns/${id}/schedule`, { token, body: {} }), 200)
  await eventually('some have it', async () => (await mails()).length > 0)
  await tokri.kill('notifications')
  const before = await mails()
  // Leases run out: a minute, which nobody waits for here.
  await sql`update notifications.messages set leased_until = now() - interval '1 second' where leased_until is not null`
  await sql`
    update notifications.campaign_recipients set leased_until = now() - interval '1 second' where leased_until is not null`
  await tokri.start('notifications')
  const { results } = await eventually('it is sent', async () => {
    const found = expect(await send('GET', `/v1/admin/campaigns/${id}`, { token }), 200) as Campaign
    return found.state === 'sent' && found
  })
  const after = await mails()
  assert.equal(new Set(after).size, after.length, 'nobody has it twice')
  assert.ok(before.every((each) => after.includes(each)))
  assert.equal(results.sent + results.unknown, people)
  assert.ok(after.length >= results.sent, 'what is called sent was sent')
})
