import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { CheckLedger } from '../../contracts/payments.ts'
import { openDemo } from '../demo.ts'
import { checkOut, fillBasket, payInCashAfterDecline } from './basket.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { fixtures } from './fixtures.ts'

const deliveredWithinMs = 120_000

async function untilDelivered(page: Page): Promise<void> {
  await page.waitForURL(/\/orders\/ord_/)
  await page.getByRole('heading', { level: 1, name: /Delivered/ }).waitFor({ timeout: deliveredWithinMs })
}

describe('a purchase in a real browser, up to the door', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 40 }), browser: openBrowser })

  test('on a phone: milk, a card that is declined, cash instead, the rider at the door, and the same once more', async () => {
    const { page, context, faults } = await openPage(on.browser, 'phone')
    await page.goto(on.demo.url)
    await fillBasket(page)
    await checkOut(page, 'Card')
    await payInCashAfterDecline(page)
    await untilDelivered(page)
    await page.getByRole('region', { name: 'What you ordered' }).getByText(/cash/i).waitFor()

    await page.getByRole('button', { name: /^Order again/ }).click()
    // In a living city something may be sold out by now: then it says so first.
    await page
      .getByRole('dialog', { name: /^Your cart|Something is different today/ })
      .first()
      .waitFor()
    noFaults(faults)
    await context.close()
  })

  test('on a desktop: cash, with the map on the way', async () => {
    const { page, context, faults } = await openPage(on.browser, 'desktop')
    await page.goto(on.demo.url)
    await fillBasket(page)
    await checkOut(page, 'Cash')
    await page.waitForURL(/\/orders\/ord_/)
    await page.getByRole('region', { name: 'Map with your rider' }).getByRole('button', { name: 'Zoom in' }).click()
    await page.locator('canvas.maplibregl-canvas').waitFor()
    await untilDelivered(page)
    noFaults(faults)
    await context.close()
  })

  test('staff see the city live', async () => {
    const { page, context, faults } = await openPage(on.browser, 'desktop')
    await page.goto(`${on.demo.url}/console`)
    await page.getByLabel(/email/i).fill('admin@demo.tokri')
    await page.getByLabel(/password/i).fill('tokri-demo')
    await page.getByRole('button', { name: /log in/i }).click()
    await page.locator('canvas.maplibregl-canvas').waitFor()
    noFaults(faults)
    await context.close()
  })

  test('and the books balance', async () => {
    const report = await on.demo.house.call(CheckLedger, {})
    assert.deepEqual(report.faults, [])
    assert.ok(report.ok)
  })
})
