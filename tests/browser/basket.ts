import type { Page } from 'playwright-core'
import { fillCard } from './browser.ts'

/** Finds milk by typing, and puts two packs and something else into the basket. */
export async function fillBasket(page: Page): Promise<void> {
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

/** As a guest with a basket: logs in on the way, and the basket comes along. Ends after the button of the checkout. */
export async function checkOut(page: Page, method: 'Card' | 'Cash'): Promise<void> {
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

/** Types a card on the payment page and pays with it. */
export async function payWith(page: Page, number: string): Promise<void> {
  await page.getByRole('heading', { name: 'Pay', exact: true }).waitFor()
  await fillCard(page, number)
  await page
    .getByRole('button', { name: /^Pay ₹|^Try again$/ })
    .last()
    .click()
}

/** After a refusal: the same order, paid at the door. */
export async function payInCashInstead(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pay another way' }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay another way' })
  await dialog.getByRole('radio', { name: /^Cash/ }).click()
  await dialog.getByRole('button', { name: /^Place order/ }).click()
}

/** On the payment page: a card that is declined, and then the same order in cash. */
export async function payInCashAfterDecline(page: Page): Promise<void> {
  await payWith(page, '4000000000000002')
  await page
    .getByText(/declined/i)
    .first()
    .waitFor()
  await payInCashInstead(page)
}
