import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type { AdminProduct, ProductDetail } from '../../contracts/catalogue.ts'
import { money } from '../../contracts/money.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type Product, type ShopHouse, type Staff, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { heading, openConsole, withoutMap } from './console.ts'
import { livesAt } from './customer.ts'

const picture = (name: string) => fileURLToPath(new URL(`../../web/public/icons/${name}.png`, import.meta.url))

describe('a product at the console and in an open storefront, in real browsers', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  let admin: Staff
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
    admin = await stage.shop.staff('admin')
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  const enter = (path: string, title: string) => openConsole(browser, stage.house.url!, admin.email, path, title)
  /** Somebody near the store looks at a page of the storefront, and leaves it open. */
  async function shopper(path: string) {
    const opened = await openPage(browser, 'desktop')
    await livesAt(opened.page, storePoint)
    const asked = opened.page.waitForResponse((answer) => answer.url().includes('/v1/shelf-changes'))
    await opened.page.goto(stage.house.url! + path)
    await asked
    return opened
  }
  const asShopper = async (id: string): Promise<ProductDetail> =>
    expect(await stage.send('GET', `/v1/products/${id}?store=${stage.shop.storeId}`), 200)
  const asStaff = async (id: string): Promise<AdminProduct> =>
    expect(await stage.send('GET', `/v1/admin/products/${id}`, { token: admin.token }), 200)
  async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
    const form = page.getByRole('form', { name: 'Details' })
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value)
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).last().waitFor()
  }

  test('name, price, text, facts, category and pictures are changed; who has the product open sees it', async () => {
    const { shop } = stage
    const [ghee] = (await shop.stocked([{ name: 'Cow ghee', pack: '500 ml', price: money(40_000) }], 12)) as [Product]
    const looking = await shopper(`/product/${ghee.id}`)
    await heading(looking.page, 'Cow ghee').waitFor()

    const { page, context, faults } = await enter(`/merchandising/products/${ghee.id}`, 'Cow ghee')
    await fillIn(page, {
      Name: 'Cow ghee, hand-churned',
      'Name in Hindi': 'गाय का घी',
      Price: '379.50',
      MRP: '420',
      Category: 'Dairy > Ghee',
      Description: 'Slowly made from curd.\nKeeps for months.',
      Attributes: 'Fat: 99.7 %\nFrom: Gir cows',
    })
    await heading(page, 'Cow ghee, hand-churned').waitFor()
    await heading(looking.page, 'Cow ghee, hand-churned').waitFor()
    const offer = looking.page.getByRole('region', { name: 'Price and quantity' })
    await offer.getByText('₹379.50').first().waitFor()
    const about = looking.page.getByRole('region', { name: 'About this product' })
    await about.getByText('Slowly made from curd.').waitFor()
    await about.getByRole('term').filter({ hasText: 'From' }).waitFor()
    await looking.page.getByRole('navigation').getByRole('link', { name: 'Ghee', exact: true }).waitFor()

    const pictures = page.getByRole('region', { name: 'Pictures' })
    for (const [at, name] of ['512', '180'].entries()) {
      await pictures.locator('input[type=file]').setInputFiles(picture(name))
      await pictures.getByRole('img', { name: `Picture ${at + 1}` }).waitFor()
    }
    const [first, second] = (await asStaff(ghee.id)).images!
    await pictures.getByRole('button', { name: 'Picture 2 earlier' }).click()
    await eventually('the second is the first', async () => (await asStaff(ghee.id)).images![0] === second)
    const shown = looking.page
      .getByRole('region', { name: /pictures/i })
      .getByRole('img')
      .first()
    await eventually('it is seen first', async () => (await shown.getAttribute('src'))?.includes(second!))
    const widthPx = () => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
    await eventually('it can be drawn', async () => (await widthPx()) === 180)
    await pictures.getByRole('button', { name: 'Remove picture 2' }).click()
    await eventually('one is left', async () => (await asStaff(ghee.id)).images!.length === 1)
    assert.ok(!(await asShopper(ghee.id)).images.includes(first!))

    const inLake = page.getByRole('textbox', { name: 'Price of Cow ghee, hand-churned in Tokri lake' })
    const stock = page.getByRole('region', { name: 'Prices and stock by store' })
    await stock.getByText('12 in stock', { exact: true }).waitFor()
    await inLake.fill('365')
    await inLake.press('Enter')
    await page.getByText('Cow ghee, hand-churned: new price in Tokri lake').waitFor()
    await offer.getByText('₹365').first().waitFor()
    await shop.bought(await shop.customer(), [[ghee, 8]])
    await eventually('the catalogue has heard of it', async () => (await asShopper(ghee.id)).left === 4)
    await page.reload()
    await stock.getByText('4 in stock', { exact: true }).waitFor()
    // At most the MRP: what is above is said, and not kept.
    await inLake.fill('500')
    assert.equal(await inLake.getAttribute('aria-invalid'), 'true')
    await inLake.press('Enter')
    assert.equal((await asShopper(ghee.id)).price.amount, 36_500)
    noFaults(withoutMap([...faults, ...looking.faults]))
    await Promise.all([context.close(), looking.context.close()])
  })

  test('a new product is found in the shop once it has stock', async () => {
    const { shop, send } = stage
    const { page, context, faults } = await enter('/merchandising/products', 'Products')
    await page.getByRole('link', { name: 'Add a product' }).click()
    await heading(page, 'Add a product').waitFor()
    const fields = { Name: 'Jackfruit chips', SKU: 'JACK-1', Pack: '150 g', Category: 'Snacks > Chips', MRP: '90' }
    await page.getByLabel('Price', { exact: true }).fill('99')
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').first().waitFor()
    await fillIn(page, { ...fields, Price: '80' })
    await heading(page, 'Jackfruit chips').waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    assert.deepEqual((await asStaff(id)).categoryPath, ['Snacks', 'Chips'])
    const looking = await shopper(`/product/${id}`)
    const offer = looking.page.getByRole('region', { name: 'Price and quantity' })
    await offer.getByText('Sold out').waitFor()
    await shop.receive([id], 3)
    await offer.getByRole('button', { name: 'Add Jackfruit chips' }).waitFor()
    await eventually('it can be found', async () => {
      const { items } = expect(await send('GET', `/v1/products?store=${shop.storeId}&q=jackfruit`), 200)
      return items.length === 1
    })
    await looking.page.goto(`${stage.house.url}/search?q=jackfruit`)
    await looking.page.getByRole('article').getByText('Jackfruit chips').waitFor()
    noFaults(withoutMap([...faults, ...looking.faults]).filter((fault) => !/status of 4(00|22)/.test(fault)))
    await Promise.all([context.close(), looking.context.close()])
  })

  test('a product is withdrawn once that is confirmed: who has it open is told what is like it; and comes back', async () => {
    const { shop, send } = stage
    const categoryPath = ['Toys', 'Tops']
    const toys = [
      { name: 'Wooden top', nameHi: 'लकड़ी का लट्टू', categoryPath },
      { name: 'Tin top', categoryPath },
    ]
    const [toy] = (await shop.stocked(toys, 5)) as [Product]
    const looking = await shopper(`/product/${toy.id}`)
    const offer = looking.page.getByRole('region', { name: 'Price and quantity' })
    await offer.getByRole('button', { name: 'Add Wooden top' }).waitFor()

    const { page, context, faults } = await enter(`/merchandising/products/${toy.id}`, 'Wooden top')
    const ask = page.getByRole('button', { name: 'Take off the shelf' })
    const asked = page.getByRole('dialog', { name: 'Take Wooden top off the shelf?' })
    await ask.click()
    await asked.getByText(/it can be put back/).waitFor()
    await asked.getByRole('button', { name: 'Cancel' }).click()
    await asked.waitFor({ state: 'hidden' })
    assert.equal((await asStaff(toy.id)).active, true, 'nothing happens before it is confirmed')
    await ask.click()
    await asked.getByRole('button', { name: 'Take off the shelf' }).click()
    await page.getByText('Off the shelf', { exact: true }).waitFor()
    await heading(looking.page, 'Wooden top is no longer sold').waitFor()
    await offer.waitFor({ state: 'hidden' })
    const like = looking.page.getByRole('region', { name: 'Similar products' })
    await like.getByText('Tin top').waitFor()
    await looking.page.getByRole('main').getByRole('link', { name: 'To Tops' }).click()
    await heading(looking.page, 'Tops').waitFor()
    await looking.page.goBack()
    await heading(looking.page, 'Wooden top is no longer sold').waitFor()
    const who = await shop.customer()
    await shop.fill(who)
    const put = await send('PUT', `/v1/cart/items/${toy.id}`, { token: who.token, body: { quantity: 1 } })
    assert.equal(put.status, 404)

    await page.getByRole('button', { name: 'Put on the shelf' }).click()
    await page
      .getByRole('dialog', { name: 'Put Wooden top on the shelf?' })
      .getByRole('button', { name: 'Put on the shelf' })
      .click()
    await page.getByText('On the shelf', { exact: true }).waitFor()
    // Where it is open it comes back by itself.
    await offer.getByRole('button', { name: 'Add Wooden top' }).click()
    await looking.page
      .getByRole('button', { name: /^Cart: / })
      .first()
      .waitFor()
    noFaults(withoutMap([...faults, ...looking.faults]).filter((fault) => !/status of 404/.test(fault)))
    await Promise.all([context.close(), looking.context.close()])
  })
})
