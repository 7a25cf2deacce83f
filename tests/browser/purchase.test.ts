import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { CheckLedger } from '../../contracts/payments.ts'
import { type Demo, openDemo } from '../demo.ts'
import { fillCard, noBrowser, noFaults, openBrowser, openPage } from './browser.ts'

const deliveredWithinMs = 120_000

/** Finds milk by typing, and puts two packs and something else into the basket. */
async function fillBasket(page: Page): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Search products' })
  await search.click()
  await search.fill('milk')
  await search.press('Enter')
  await page.getByRole('heading', { level: 1, name: /milk/ }).waitFor()
  const add = page.getByRole('main').getByRole('button', { name: /^Add / })
  await add.first().click()
  await page
    .getByRole('button', { name: /^One more / })
    .first()
    .click()
  await add.nth(1).click()
  await page
    .getByRole('button', { name: /^Cart: .*3/ })
    .first()
    .waitFor()
}

/** As a guest, up to the pay button. */
async function checkOut(page: Page, method: 'Card' | 'Cash'): Promise<void> {
  await page
    .getByRole('button', { name: /^Cart: / })
    .first()
    .click()
  await page.getByRole('button', { name: /Log in to order/ }).click()
  await page.getByRole('button', { name: 'Enter as demo customer' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  await page
    .getByRole('radio', { name: new RegExp(`^${method}`) })
    .first()
    .click()
  await page.getByRole('button', { name: /Continue to pay ₹|Place order/ }).click()
}

async function untilDelivered(page: Page): Promise<void> {
  await page.waitForURL(/\/orders\/ord_/)
  await page.getByRole('heading', { level: 1, name: /Delivered/ }).waitFor({ timeout: deliveredWithinMs })
}

describe('a purchase in a real browser', { skip: noBrowser }, () => {
  let demo: Demo
  let browser: Browser
  before(async () => {
    demo = await openDemo({ speed: 40 })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  test('on a phone: milk, a card that is declined, one that is taken, and the rider at the door', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    await page.goto(demo.url)
    await fillBasket(page)
    await checkOut(page, 'Card')
    await page.getByRole('heading', { name: 'Pay', exact: true }).waitFor()
    await fillCard(page, '4000000000000002')
    const pay = page.getByRole('button', { name: /^Pay ₹|^Try again$/ }).last()
    await pay.click()
    await page
      .getByText(/declined/i)
      .first()
      .waitFor()
    await fillCard(page, '4242424242424242')
    await pay.click()
    await untilDelivered(page)
    noFaults(faults)
    await context.close()
  })

  test('on a desktop: a card whose bank asks who pays', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.goto(demo.url)
    await fillBasket(page)
    await checkOut(page, 'Card')
    await page.getByRole('heading', { name: 'Pay', exact: true }).waitFor()
    await fillCard(page, '4000002500003155')
    await page
      .getByRole('button', { name: /^Pay ₹/ })
      .last()
      .click()
    await page
      .frameLocator('iframe')
      .last()
      .getByRole('button', { name: /complete/i })
      .click()
    await untilDelivered(page)
    noFaults(faults)
    await context.close()
  })

  test('on a desktop: cash, with the map on the way', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.goto(demo.url)
    await fillBasket(page)
    await checkOut(page, 'Cash')
    await page.waitForURL(/\/orders\/ord_/)
    await page.locator('canvas.maplibregl-canvas').waitFor()
    await untilDelivered(page)
    noFaults(faults)
    await context.close()
  })

  test('staff see the city live', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.goto(`${demo.url}/console`)
    await page.getByLabel(/email/i).fill('admin@demo.tokri')
    await page.getByLabel(/password/i).fill('tokri-demo')
    await page.getByRole('button', { name: /log in/i }).click()
    await page.locator('canvas.maplibregl-canvas').waitFor()
    noFaults(faults)
    await context.close()
  })

  test('and the books balance', async () => {
    const report = await demo.house.call(CheckLedger, {})
    assert.deepEqual(report.faults, [])
    assert.ok(report.ok && report.captured.amount > 0)
  })
})
