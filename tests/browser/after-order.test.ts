import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { RiderTask } from '../../contracts/deliveries.ts'
import { money } from '../../contracts/money.ts'
import type { Order } from '../../contracts/orders.ts'
import { jpegWithPosition } from '../../kit/testing/pictures.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type Person, type Product, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { withoutMap } from './console.ts'
import { customerOn } from './customer.ts'

describe('what happens to an order, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  let picker: Person
  let rider: Person
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
    picker = await stage.shop.staff('picker')
    rider = await stage.shop.rider()
    await stage.shop.ready(rider)
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  test('on a phone: the picker proposes another product, and the customer approves it', async () => {
    const { shop, send } = stage
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(stage, page)
    const [first, second] = (await shop.stocked(
      [
        { name: 'Rare tea', price: money(9_000) },
        { name: 'Common tea', price: money(8_000) },
      ],
      10,
    )) as [Product, Product]
    const order = await shop.bought(who, [first, shop.products[0]!], { substitutions: 'ask' })
    await page.goto(`${stage.house.url}/orders/${order.id}`)
    await page.getByRole('heading', { level: 1, name: 'Order received' }).waitFor()
    const pick = await eventually('it is to be picked', async () => {
      const { items } = expect(await send('GET', '/v1/store/picks', { token: picker.token }), 200)
      return (items as { id: string; orderId: string }[]).find((each) => each.orderId === order.id)
    })
    const step = async (deed: string, body?: object) =>
      send('POST', `/v1/store/picks/${pick.id}/${deed}`, { token: picker.token, ...(body ? { body } : {}) })
    expect(await step('start'), 200)
    await page.getByRole('heading', { level: 1, name: 'Being picked' }).waitFor()
    expect(await step('line', { productId: first.id, picked: 0 }), 200)
    expect(await step('line', { productId: shop.products[0]!.id, picked: 1 }), 200)
    expect(await step('substitute', { productId: first.id, byProductId: second.id, quantity: 1 }), 200)
    const question = page.getByRole('region', { name: 'Rare tea is sold out' })
    await question.getByRole('timer', { name: 'Time to answer' }).waitFor()
    await question.getByText('1 × Common tea').waitFor()
    await question.getByRole('button', { name: 'Yes, take it' }).click()
    await page.getByText('Common tea comes instead.').waitFor()
    await eventually('the bags may be closed', async () => (await step('complete', { bags: 1 })).status === 200)
    await page.getByText('Replaced by 1 × Common tea').waitFor()
    const packed: Order = await shop.read(who, order.id)
    assert.equal(packed.refunded.amount, 1_000)
    const cancel = { token: (await shop.staff('support')).token, body: { reason: 'The test is over' } }
    expect(await send('POST', `/v1/admin/orders/${order.id}/cancel`, cancel), 200)
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('on a desktop: messages with the rider, then something is damaged: a photo, and the money is back', async () => {
    const { shop, send } = stage
    const { page, context, faults } = await openPage(browser, 'desktop')
    const who = await customerOn(stage, page)
    const order = await shop.bought(who, [[shop.products[0]!, 2], shop.products[1]!])
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    const task = await eventually('an offer', async () => {
      const { items } = expect(await send('GET', '/v1/rider/tasks', { token: rider.token }), 200)
      return (items as RiderTask[]).find((each) => each.orderId === order.id && each.readyAt === undefined)
    })
    for (const deed of ['accept', 'arrive', 'pickup', 'arrive'])
      expect(await send('POST', `/v1/rider/tasks/${task.id}/${deed}`, { token: rider.token }), 200)
    await page.goto(`${stage.house.url}/orders/${order.id}`)
    await page.getByRole('button', { name: 'Message your rider' }).click()
    const talk = page.getByRole('dialog', { name: 'Your rider' })
    await talk.getByRole('textbox', { name: 'Message' }).fill('The blue gate, please')
    await talk.getByRole('button', { name: 'Send' }).click()
    await talk.getByText('The blue gate, please').waitFor()
    const answer = { token: rider.token, body: { quick: 'at-the-gate' } }
    expect(await send('POST', `/v1/orders/${order.id}/messages`, answer), 201)
    await talk.getByText('I am at the gate').waitFor()
    await talk.getByRole('button', { name: 'Close' }).click()

    const handed = { code: order.doorCode, cashCollected: task.cashDue }
    expect(await send('POST', `/v1/rider/tasks/${task.id}/deliver`, { token: rider.token, body: handed }), 200)
    await page.getByRole('heading', { level: 1, name: 'Delivered' }).waitFor()
    await page.getByRole('button', { name: 'Report a problem' }).click()
    const report = page.getByRole('dialog', { name: 'Report a problem' })
    await report.getByRole('radio', { name: 'Something is damaged or spoiled' }).click()
    await report.getByRole('combobox', { name: `Packs of ${shop.products[0]!.name}` }).selectOption('1')
    await report
      .getByLabel('Take or choose a photo')
      .setInputFiles({ name: 'milk.jpg', mimeType: 'image/jpeg', buffer: jpegWithPosition(6) })
    await report.getByRole('img', { name: 'Your photo' }).waitFor()
    await report.getByRole('button', { name: 'Send the report' }).click()
    await report.getByText(/₹[\d.]+ is back in your wallet/).waitFor()
    await report.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('region', { name: 'What you reported' }).waitFor()
    await eventually('the wallet has it', async () => {
      const { balance } = expect(await send('GET', '/v1/wallet', { token: who.token }), 200)
      return balance.amount === shop.products[0]!.price
    })
    noFaults(withoutMap(faults))
    await context.close()
  })
})
