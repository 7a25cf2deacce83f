import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { CheckLedger } from '../../contracts/payments.ts'
import { openDemo } from '../demo.ts'
import { checkOut, fillBasket, payInCashAfterDecline, payWith } from './basket.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { fixtures } from './fixtures.ts'

/** Placed and paid for as `method` says; nobody picks in this city. */
async function untilReceived(page: Page, method: RegExp): Promise<void> {
  await page.waitForURL(/\/orders\/ord_/)
  await page.getByRole('heading', { level: 1, name: 'Order received' }).waitFor()
  await page.getByRole('region', { name: 'What you ordered' }).getByText(method).waitFor()
}

/** The bank's page, in a frame of the provider. */
const completeAtBank = (page: Page) =>
  page
    .frameLocator('iframe')
    .last()
    .getByRole('button', { name: /complete/i })
    .click()

describe('ways to pay, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })

  for (const screen of ['phone', 'desktop'] as const) {
    const journey = (name: string, go: (page: Page) => Promise<void>) =>
      test(`on a ${screen}: ${name}`, async () => {
        const { page, context, faults } = await openPage(on.browser, screen)
        await page.goto(on.demo.url)
        await fillBasket(page)
        await checkOut(page, 'Card')
        await go(page)
        noFaults(faults)
        await context.close()
      })

    journey('a card', async (page) => {
      await payWith(page, '4242424242424242')
      await untilReceived(page, /card/i)
    })

    journey('a card whose bank asks who pays', async (page) => {
      await payWith(page, '4000002500003155')
      await completeAtBank(page)
      await untilReceived(page, /card/i)
    })

    journey('a card that is declined, then cash for the same order', async (page) => {
      await page.getByRole('heading', { name: 'Pay', exact: true }).waitFor()
      const order = page.url()
      await payInCashAfterDecline(page)
      await untilReceived(page, /cash/i)
      assert.equal(page.url(), order)
    })
  }

  test('and the books balance', async () => {
    const report = await on.demo.house.call(CheckLedger, {})
    assert.deepEqual(report.faults, [])
    assert.ok(report.ok && report.captured.amount > 0)
  })
})
