import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Campaign, CampaignInput } from '../contracts/campaigns.ts'
import { money } from '../contracts/money.ts'
import type { InboxItem } from '../contracts/notifications.ts'
import { expect } from './api.ts'
import { eventually } from './eventually.ts'
import { type Customer, openShopHouse, type Person, type ShopHouse } from './shop.ts'

let stage: ShopHouse
let admin: Person

before(async () => {
  stage = await openShopHouse({ env: { TOKRI_QUIET_HOURS: 'none' } })
  admin = await stage.shop.staff('admin')
})
after(() => stage?.[Symbol.asyncDispose]())

const asAdmin = async (method: 'GET' | 'POST', path: string, status: number, body?: object) =>
  expect(await stage.send(method, path, { token: admin.token, ...(body ? { body } : {}) }), status)

/** Somebody who has ordered before, and says whether they want offers by email. */
async function shopper(offers: string[]): Promise<Customer> {
  const { shop, send } = stage
  const who = await shop.customer()
  const preferences = { orderUpdates: [], offers, language: 'en' }
  expect(await send('PUT', '/v1/me/notification-preferences', { token: who.token, body: preferences }), 200)
  await shop.bought(who, [shop.products[0]!])
  return who
}

const offersTo = async ({ token }: Customer): Promise<InboxItem[]> => {
  const { items } = expect(await stage.send('GET', '/v1/me/inbox', { token }), 200)
  return (items as InboxItem[]).filter(({ title }) => title === 'Mangoes')
}

test('a campaign’s coupon goes from the message into the cart and the order, and the order into its results', async () => {
  const { shop, send } = stage
  const [wants, other] = [await shopper(['email']), await shopper([])]
  const day = 86_400_000
  await asAdmin('POST', '/v1/admin/offers', 200, {
    code: 'MANGO25',
    title: 'A quarter off',
    kind: 'percent',
    value: 2_500,
    minimum: money(0),
    startsAt: new Date(Date.now() - day).toISOString(),
    endsAt: new Date(Date.now() + day).toISOString(),
  })
  const input: CampaignInput = {
    name: 'Mango week',
    audience: { storeId: shop.storeId },
    channels: ['email'],
    message: { en: { title: 'Mangoes', body: 'They are here.' }, hi: { title: 'आम', body: 'आ गए हैं।' } },
    coupon: 'MANGO25',
  }
  await eventually('both have been heard of', async () => {
    const { audience, channels } = input
    return (await asAdmin('POST', '/v1/admin/campaigns/audience', 200, { audience, channels })).people === 2
  })
  const { id }: Campaign = await asAdmin('POST', '/v1/admin/campaigns', 201, input)
  await asAdmin('POST', `/v1/admin/campaigns/${id}/schedule`, 200, {})
  const resultsAre = (what: string, is: (results: Campaign['results']) => boolean) =>
    eventually(what, async () => {
      const campaign: Campaign = await asAdmin('GET', `/v1/admin/campaigns/${id}`, 200)
      return campaign.state === 'sent' && is(campaign.results) && campaign.results
    })
  const sent = await resultsAre('it is sent', (results) => results.sent === 1)
  assert.deepEqual([sent.people, sent.skipped, sent.orders], [2, 1, 0])
  assert.equal((await offersTo(other)).length, 0)
  const [message] = await offersTo(wants)
  const code = /[A-Z]+\d+/.exec(message!.body)?.[0]
  assert.equal(code, 'MANGO25', 'the coupon stands in the message')

  const buyWith = async (who: Customer) => {
    await shop.fill(who, shop.products[2]!)
    expect(await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code } }), 200)
    const quote = expect(
      await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId } }),
      200,
    )
    assert.equal(quote.totals.discount.amount, shop.products[2]!.price / 4)
    const order = expect(await shop.order(who, { agreedTotal: quote.totals.total }), 201)
    assert.equal(order.coupon, code)
    return order
  }
  // Who found the code elsewhere may use it, and is not the campaign's.
  await buyWith(other)
  const order = await buyWith(wants)
  const counted = await resultsAre('the order is counted', (results) => results.orders === 1)
  assert.equal(counted.customers, 1)
  const usage = await eventually('the offer knows of both', async () => {
    const found = await asAdmin('GET', '/v1/admin/offers/MANGO25/usage', 200)
    return found.uses === 2 && found
  })
  assert.equal(usage.discount.amount, shop.products[2]!.price / 2)

  expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: wants.token, body: {} }), 200)
  await resultsAre('a cancelled order is none', (results) => results.orders === 0 && results.customers === 0)
})
