import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demoPassword } from '../../city/people/accounts.ts'
import type { ProductCard, ProductDetail } from '../../contracts/catalogue.ts'
import type { Store } from '../../contracts/stores.ts'
import { expect, fetching } from '../api.ts'
import { type Demo, openDemo } from '../demo.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { livesAt } from './customer.ts'

async function logIn(page: Page, url: string, who: 'Admin' | 'Store manager'): Promise<void> {
  await page.goto(`${url}/console`)
  await page.getByRole('button', { name: who, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Live orders' }).waitFor()
}

describe('merchandising in a real browser', { skip: noBrowser }, () => {
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

  test('prices are imported with a preview, and an open storefront shows them without being reloaded', async () => {
    const shopper = await openPage(browser, 'phone')
    await shopper.page.goto(demo.url)
    const card = shopper.page.getByRole('article').first()
    await card.waitFor()
    const link = card.getByRole('link').first()
    const path = new URL((await link.getAttribute('href'))!, demo.url).pathname
    const id = path.split('/').at(-1)!
    const asked = shopper.page.waitForResponse((answer) => answer.url().includes('/v1/shelf-changes'))
    await shopper.page.goto(`${demo.url}${path}`)
    const price = shopper.page.getByRole('region', { name: 'Price and quantity' })
    await price.waitFor()
    await asked
    const product = await shopper.page.evaluate(async (productId) => {
      const answer = await fetch(`/v1/products/${productId}`)
      return (await answer.json()) as { sku: string; mrp: { amount: number } }
    }, id)

    const staff = await openPage(browser, 'desktop')
    await logIn(staff.page, demo.url, 'Admin')
    await staff.page.goto(`${demo.url}/console/merchandising/imports`)
    await staff.page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor()
    const csv = `store,sku,price,mrp\n*,${product.sku},7.25,${product.mrp.amount / 100}\n*,NO-SUCH,1,1\n`
    await staff.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    const preview = staff.page.getByRole('region', { name: 'Preview of monday.csv' })
    const rows = preview.getByRole('table', { name: 'Rows of the file' })
    await rows.getByText('There is no product NO-SUCH').waitFor()
    await rows.getByText('7.25').waitFor()
    await preview.getByRole('button', { name: 'Apply 1 change' }).click()
    await preview.getByText('Applied', { exact: true }).waitFor()

    await price.getByText('₹7.25').first().waitFor({ timeout: 30_000 })
    await preview.getByRole('button', { name: 'Undo' }).click()
    await preview.getByText('Undone', { exact: true }).waitFor()
    await price.getByText('₹7.25').first().waitFor({ state: 'detached', timeout: 30_000 })
    noFaults([...shopper.faults, ...staff.faults])
    await Promise.all([shopper.context.close(), staff.context.close()])
  })

  test('a manager sets the prices of the own store by a file, and of no other; the open shop shows them', async () => {
    const send = fetching(demo.url)
    const login = async (role: string) =>
      expect(
        await send('POST', '/v1/auth/login', { body: { email: `${role}@demo.tokri`, password: demoPassword } }),
        200,
      ).accessToken as string
    const token = await login('manager')
    const [mine] = expect(await send('GET', '/v1/store/stores', { token }), 200).items as Store[]
    const stores = expect(await send('GET', '/v1/admin/stores', { token: await login('admin') }), 200).items as Store[]
    const other = stores.find(({ id }) => id !== mine!.id)!
    const found = expect(await send('GET', `/v1/products?store=${mine!.id}&q=rice&limit=1`), 200).items as ProductCard[]
    const { id } = found[0]!
    const { sku, mrp } = expect(await send('GET', `/v1/products/${id}`), 200) as ProductDetail

    const shopper = await openPage(browser, 'desktop')
    await livesAt(shopper.page, mine!.point)
    const asked = shopper.page.waitForResponse((answer) => answer.url().includes('/v1/shelf-changes'))
    await shopper.page.goto(`${demo.url}/product/${id}`)
    const price = shopper.page.getByRole('region', { name: 'Price and quantity' })
    await price.waitFor()
    await asked

    const staff = await openPage(browser, 'desktop')
    await logIn(staff.page, demo.url, 'Store manager')
    const nav = staff.page.getByRole('navigation', { name: 'Sections' })
    await nav.getByRole('link', { name: 'Imports' }).click()
    await staff.page.getByRole('radio', { name: 'Stock' }).waitFor()
    assert.equal(await staff.page.getByRole('radio', { name: 'Products' }).count(), 0)
    const rupees = mrp.amount / 100
    const rows = [mine!.code, other.code, '*'].map((store) => `${store},${sku},6.75,${rupees}\n`)
    await staff.page.locator('input[type=file]').setInputFiles({
      name: 'mine.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`store,sku,price,mrp\n${rows.join('')}`),
    })
    const preview = staff.page.getByRole('region', { name: 'Preview of mine.csv' })
    const table = preview.getByRole('table', { name: 'Rows of the file' })
    await table.getByText('6.75').waitFor()
    await table.getByText(`There is no store ${other.code}, or it is not yours`).waitFor()
    await table.getByText('Only an admin sets prices for all stores: name yours').waitFor()
    await preview.getByRole('button', { name: 'Apply 1 change' }).click()
    await preview.getByText('Applied', { exact: true }).waitFor()
    await price.getByText('₹6.75').first().waitFor({ timeout: 30_000 })
    const elsewhere = expect(await send('GET', `/v1/products/${id}?store=${other.id}`), 200)
    assert.notEqual(elsewhere.price.amount, 675)
    noFaults([...shopper.faults, ...staff.faults])
    await Promise.all([shopper.context.close(), staff.context.close()])
  })

  test('an offer is tried on a basket, kept, and used by a customer', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await logIn(page, demo.url, 'Admin')
    await page.goto(`${demo.url}/console/merchandising/offers/new`)
    const rules = page.getByRole('form', { name: 'Rules' })
    await rules.getByLabel('Code').fill('MONDAY')
    await rules.getByLabel('Title', { exact: true }).fill('A fifth off')
    await rules.getByLabel('Title in Hindi').fill('पाँचवाँ हिस्सा माफ़')
    await rules.getByLabel('Percent off').fill('20')
    const basket = page.getByRole('region', { name: 'Test basket' })
    const add = basket.getByRole('combobox', { name: 'Add a product to the basket' })
    await add.click()
    await add.fill('milk')
    await basket.getByRole('listbox').getByRole('option').first().click()
    await basket.getByText(/^Applies: ₹.* off$/).waitFor()
    await rules.getByLabel('Smallest basket, rupees').fill('90000')
    await basket.getByText('Does not apply: the basket is too small').waitFor()
    await rules.getByLabel('Smallest basket, rupees').fill('0')
    await rules.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'MONDAY' }).waitFor()
    await page.getByText('Running').waitFor()
    await page.goto(`${demo.url}/console/merchandising/offers`)
    await page.getByRole('main').getByText('A fifth off').waitFor()
    await page.evaluate("localStorage.setItem('tokri.language', '\"hi\"')")
    await page.reload()
    await page.getByRole('main').getByText('पाँचवाँ हिस्सा माफ़').waitFor()
    await page.evaluate("localStorage.setItem('tokri.language', '\"en\"')")

    const shopper = await openPage(browser, 'desktop')
    await shopper.page.goto(demo.url)
    const buy = shopper.page.getByRole('main').getByRole('button', { name: /^Add / })
    await buy.first().click()
    await shopper.page
      .getByRole('button', { name: /^Cart: .*1/ })
      .first()
      .click()
    await shopper.page.getByRole('button', { name: /Log in to order/ }).click()
    await shopper.page.getByRole('button', { name: 'Enter as demo customer' }).click()
    await shopper.page.getByRole('heading', { name: 'Checkout' }).waitFor()
    const used = await shopper.page.evaluate(async () => {
      const answer = await fetch('/v1/offers')
      return ((await answer.json()) as { items: { code: string }[] }).items.map(({ code }) => code)
    })
    assert.ok(used.includes('MONDAY'))
    await shopper.page.goto(`${demo.url}/cart`)
    const coupon = shopper.page.getByRole('region', { name: 'Coupon' })
    await coupon.getByRole('textbox', { name: 'Coupon code' }).fill('MONDAY')
    await coupon.getByRole('button', { name: 'Apply' }).click()
    await coupon
      .getByText(/MONDAY/)
      .first()
      .waitFor()
    noFaults([...faults, ...shopper.faults])
    await Promise.all([context.close(), shopper.context.close()])
  })
})
