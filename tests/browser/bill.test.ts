import { after, before, describe, test } from 'node:test'
import type { Browser, Locator } from 'playwright-core'
import { money } from '../../contracts/money.ts'
import type { SurgeSettings } from '../../contracts/surge.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { withoutMap } from './console.ts'
import { customerOn } from './customer.ts'

describe('what a bill is made of, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  before(async () => {
    stage = await openShopHouse({ env: { TOKRI_CARTS_NEAR_M: '200' } })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  const says = async (bill: Locator, ...sentences: (string | RegExp)[]) => {
    for (const sentence of sentences) await bill.getByText(sentence).first().waitFor()
  }

  test('each part of the fee has its reason in the cart, at the checkout, with the order and on the receipt', async () => {
    const { shop, send, house } = stage
    const { page, context, faults } = await openPage(browser, 'phone')
    const manager = await shop.staff('manager')
    const set = async (settings: Partial<SurgeSettings>) => {
      const usual = { mode: 'off', ordersPerPicker: 4, ordersPerRider: 100, cap: money(3_000), manualFee: money(0) }
      const path = `/v1/admin/stores/${shop.storeId}/surge`
      const body = { ...usual, refuseAbove: 0, ...settings }
      return expect(await send('PUT', path, { token: manager.token, body }), 200)
    }
    // One order waits and nobody picks: a third beyond what one picker carries is a third of the cap.
    const other = await shop.customer()
    await shop.bought(other, [shop.products[0]!])
    await eventually('the store is busy', async () => {
      const { surge } = await set({ mode: 'auto', ordersPerPicker: 0.75 })
      return surge?.fee.amount === 1_000
    })
    const who = await customerOn(stage, page)
    await shop.fill(who, shop.products[0]!)

    const parts = [
      'Ride to your door',
      'Distance',
      /km beyond the first 200 m, at ₹6 per km begun/,
      'Busy-time charge',
      'Many orders at once in the store. It falls as they get fewer. The store caps it: never more than ₹30.',
      /^For items below ₹99: a small order/,
    ]
    await page.goto(`${house.url}/cart`)
    await says(page.getByRole('region', { name: 'Bill' }), ...parts, 'Free from ₹299')
    await page.goto(`${house.url}/checkout`)
    await says(page.getByRole('region', { name: 'Bill' }), ...parts)

    const order = expect(await shop.order(who), 201)
    // What an order has cost stays explained as it was.
    await set({ mode: 'manual', manualFee: money(700) })
    await page.goto(`${house.url}/orders/${order.id}`)
    await says(page.getByRole('region', { name: 'What you ordered' }), ...parts)

    await shop.pick(await shop.staff('picker'), order.id)
    const rider = await shop.rider()
    await shop.ready(rider)
    expect(await shop.handOver(rider, await shop.ride(rider, order), order), 200)
    await shop.reaches(who, order.id, 'delivered')
    await page.goto(`${house.url}/orders/${order.id}/receipt`)
    await says(page.getByRole('article'), ...parts)

    // What the page has kept of the cart is good for half a minute, and the cart is filled elsewhere here.
    await page.evaluate(`localStorage.setItem('tokri.language', '"hi"'); localStorage.removeItem('tokri.kept')`)
    await shop.fill(who, [shop.products[2]!, 2], shop.products[0]!)
    await page.goto(`${house.url}/cart`)
    await says(
      page.getByRole('region', { name: 'बिल' }),
      'दरवाज़े तक लाना मुफ़्त है; यह उसके ऊपर का शुल्क है।',
      'भीड़ के समय का शुल्क',
      'दुकान ने कुछ समय के लिए लगाया है, सबके लिए बराबर।',
    )
    noFaults(withoutMap(faults))
    await context.close()
  })
})
