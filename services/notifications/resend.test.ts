import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { OrderMessages } from '../../contracts/notifications.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse } from '../../tests/shop.ts'
import { resendPauseLeftMs } from './domain.ts'

let stage: ShopHouse
let support: Person

before(async () => {
  stage = await openShopHouse()
  support = await stage.shop.staff('support')
})
after(() => stage?.[Symbol.asyncDispose]())

const told = (orderId: string, who: Person = support) =>
  stage.send('GET', `/v1/admin/orders/${orderId}/notifications`, { token: who.token })
const resend = (orderId: string, channel: string, who: Person = support) =>
  stage.send('POST', `/v1/admin/orders/${orderId}/notifications/resend`, {
    token: who.token,
    body: { channel, reason: 'Says that nothing came' },
  })

test('support sees what a customer was told of an order, and sends the last of it again, with limits and a trace', async () => {
  const { shop, send, sql } = stage
  const order = await shop.bought(await shop.customer(), [shop.products[2]!])
  await eventually('it is told', async () => {
    const { items }: OrderMessages = expect(await told(order.id), 200)
    return items[0]?.state === 'sent'
  })
  const before: OrderMessages = expect(await told(order.id), 200)
  assert.deepEqual(before.channels, ['email'], 'there is no phone and no app')
  assert.deepEqual([before.items.length, before.items[0]!.channel, before.items[0]!.resent], [1, 'email', false])
  assert.equal((await resend(order.id, 'sms')).body.code, 'notifications/not-reachable')

  // Of many at once one goes out.
  const answers = await Promise.all(Array.from({ length: 6 }, () => resend(order.id, 'email')))
  assert.equal(answers.filter(({ status }) => status === 202).length, 1)
  for (const { status, body, headers } of answers) {
    if (status === 202) continue
    assert.equal(body.code, 'notifications/resent-enough')
    assert.ok(Number(headers['retry-after']) > 0)
  }
  await eventually('it is sent once more', async () => {
    const { items }: OrderMessages = expect(await told(order.id), 200)
    const [again] = items
    return again?.resent && again.state === 'sent' && again.channel === 'email' && again.title === items[1]!.title
  })
  const attempts = await sql`
    select from notifications.attempts a join notifications.messages m on m.id = a.message_id
    where m.link = ${`/orders/${order.id}`}`
  assert.equal(attempts.length, 2)
  const admin = await shop.staff('admin')
  await eventually('it is in the audit log', async () => {
    const { items } = expect(await send('GET', `/v1/admin/audit?subject=${order.id}`, { token: admin.token }), 200)
    const entry = (items as { action: string; reason?: string }[]).find(
      (each) => each.action === 'notifications.resent',
    )
    return entry?.reason === 'Says that nothing came'
  })
})

test('nobody else sends messages again, and nobody learns of a door code by it', async () => {
  const { shop } = stage
  const customer = await shop.customer()
  const order = await shop.bought(customer, [shop.products[2]!])
  for (const who of [customer, await shop.staff('picker'), await shop.staff('manager')]) {
    assert.equal((await told(order.id, who)).status, 403)
    assert.equal((await resend(order.id, 'email', who)).status, 403)
  }
  assert.equal((await told(`ord_${'0'.repeat(32)}`)).body.code, 'orders/not-found')
  const { doorCode } = await shop.read(customer, order.id)
  assert.ok(
    doorCode &&
      !JSON.stringify((await told(order.id)).body.items.map((each: { title: string }) => each.title)).includes(
        doorCode,
      ),
  )
})

test('an order’s message goes again once a minute and five times in a day', () => {
  const now = 1_000_000_000
  assert.equal(resendPauseLeftMs([], now), 0)
  assert.equal(resendPauseLeftMs([now - 59_000], now), 1_000)
  assert.equal(resendPauseLeftMs([now - 60_000], now), 0)
  const five = [1, 2, 3, 4, 5].map((hours) => now - hours * 3_600_000)
  assert.equal(resendPauseLeftMs(five, now), 19 * 3_600_000)
})
