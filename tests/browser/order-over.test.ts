import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Order } from '../../contracts/orders.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import type { Customer, Person } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn } from './customer.ts'
import { openTown, type Town } from './town.ts'

describe('when an order is over, in a real browser on a phone', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  let picker: Person
  let rider: Person
  before(async () => {
    town = await openTown()
    browser = await openBrowser()
    picker = await town.shop.staff('picker')
    rider = await town.shop.rider()
  })
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const balanceOf = async ({ token }: Customer): Promise<number> =>
    expect(await town.send('GET', '/v1/wallet', { token }), 200).balance.amount
  const open = async (page: Page, order: Order, status: string) => {
    await page.goto(`${town.url}/orders/${order.id}`)
    await page.getByRole('heading', { level: 1, name: status }).waitFor()
  }
  /** Picked, carried to the door and handed over. */
  async function deliver(who: Customer, order: Order, found?: Map<string, number>): Promise<void> {
    const { shop } = town
    await shop.pick(picker, order.id, found ? { found } : {})
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    await shop.reaches(who, order.id, 'delivered')
  }

  test('cancelled before it is packed: the money is back where it came from', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    await shop.credit(who.userId, 100_000)
    const order = await shop.bought(who, [shop.products[2]!], { method: 'wallet' })
    assert.equal(await balanceOf(who), 100_000 - 17_400)
    await open(page, order, 'Order received')
    await page.getByRole('button', { name: 'Cancel the order' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel this order?' })
    await dialog.getByRole('radio', { name: 'The address is wrong' }).click()
    await dialog.getByRole('button', { name: 'Cancel order' }).click()
    const head = page.getByRole('region', { name: 'Cancelled' })
    await head.getByText('The address is wrong').waitFor()
    await page.getByText('₹174 comes back to you the same way you paid.').waitFor()
    await eventually('the wallet has it', async () => (await balanceOf(who)) === 100_000)
    noFaults(faults)
    await context.close()
  })

  test('stars for it, for the rider and for a product; the receipt; and once more with one tap', async () => {
    const { shop, send } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    const [rice, dal] = [shop.products[2]!, shop.products[3]!]
    const order = await shop.bought(who, [[rice, 2], dal], { tip: { amount: 2_000, currency: 'INR' } })
    await deliver(who, order, new Map([[rice.id, 1]]))
    await open(page, order, 'Delivered')
    await page.getByRole('radiogroup', { name: 'How was it?' }).getByRole('radio', { name: '4 stars' }).click()
    await page
      .getByRole('radiogroup', { name: 'And your rider?' })
      .getByRole('radio', { name: '5 stars for the rider' })
      .click()
    await page.getByText('Rate single products').click()
    await page.getByRole('radiogroup', { name: dal.name }).getByRole('radio', { name: '2 stars' }).click()
    await page.getByRole('textbox', { name: /Anything to tell us/ }).fill('The dal was broken')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('heading', { name: 'Thank you for rating' }).waitFor()
    assert.deepEqual((await shop.read(who, order.id)).rating, {
      stars: 4,
      riderStars: 5,
      lines: [{ productId: dal.id, stars: 2 }],
      comment: 'The dal was broken',
    })
    // One of two was there: what it came to is said, here and on the receipt.
    const bill = (place: Locator) =>
      place
        .filter({ hasText: /Total.*₹483/ })
        .filter({ hasText: 'Refunded−₹149' })
        .filter({ hasText: 'After the refund₹334' })
    await bill(page.getByRole('region', { name: 'What you ordered' })).waitFor()

    await page.getByRole('link', { name: 'Receipt' }).click()
    await page.getByRole('heading', { level: 1, name: `Receipt ${order.number}` }).waitFor()
    await bill(page.getByRole('article')).waitFor()
    await page.getByRole('link', { name: 'Back to the order' }).click()

    await page.getByRole('button', { name: `Order again: ${order.number}` }).click()
    const cart = page.getByRole('dialog', { name: 'Your cart: 3 items' })
    await cart.waitFor()
    assert.equal(expect(await send('GET', '/v1/cart', { token: who.token }), 200).lines.length, 2)
    noFaults(faults)
    await context.close()
  })

  test('something did not come: told, the money is in the wallet at once', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    const order = await shop.bought(who, [[shop.products[1]!, 2], shop.products[4]!])
    await deliver(who, order)
    await open(page, order, 'Delivered')
    await page.getByRole('button', { name: 'Report a problem' }).click()
    const report = page.getByRole('dialog', { name: 'Report a problem' })
    await report.getByRole('radio', { name: 'Something is missing' }).click()
    await report.getByRole('combobox', { name: `Packs of ${shop.products[1]!.name}` }).selectOption('2')
    await report.getByRole('button', { name: 'Send the report' }).click()
    await report.getByText(/₹90 is back in your wallet/).waitFor()
    await report.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('region', { name: 'What you reported' }).waitFor()
    await eventually('the wallet has it', async () => (await balanceOf(who)) === 9_000)
    await page.getByText('After the refund').waitFor()
    await page.goto(`${town.url}/account?tab=wallet`)
    await page.getByRole('main').getByText('₹90').first().waitFor()
    noFaults(faults)
    await context.close()
  })
})
