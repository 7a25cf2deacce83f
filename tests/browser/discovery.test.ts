import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ProductPage } from '../../contracts/catalogue.ts'
import { money } from '../../contracts/money.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import type { Person, Product } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn } from './customer.ts'
import { openTown, type Town } from './town.ts'

describe('finding what one wants, in a real browser on a phone', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  let picker: Person
  let rider: Person
  let small: Product
  let large: Product
  before(async () => {
    town = await openTown()
    const { shop } = town
    picker = await shop.staff('picker')
    rider = await shop.rider()
    // Pictures that there are: those of other products.
    const drawn = (await found('')).items.slice(0, 2).map(({ image }) => image)
    const tea = { name: 'Sona tea', brand: 'Sona', categoryPath: ['Tea'] }
    const put = await shop.stocked(
      [
        { name: 'Lemon napkins', brand: 'Vimal', categoryPath: ['Household'] },
        { name: 'Rose napkins', brand: 'Surya', categoryPath: ['Household'] },
        { name: 'Jasmine napkins', brand: 'Surya', categoryPath: ['Household'] },
        { ...tea, pack: '250 g', price: money(9_000), netQuantity: { value: 250, unit: 'g' }, images: drawn },
        { ...tea, pack: '500 g', price: money(16_000), netQuantity: { value: 500, unit: 'g' } },
        { name: 'Hill tea', brand: 'Pahar', pack: '250 g', categoryPath: ['Tea'] },
        { name: 'Valley tea', brand: 'Nadi', pack: '250 g', categoryPath: ['Tea'] },
      ],
      50,
    )
    ;[small, large] = put.slice(3, 5) as [Product, Product]
    await eventually('the search knows them', async () => {
      const [napkins, teas] = [await found('napkin'), await found('tea')]
      return napkins.total === 3 && teas.items.some(({ name }) => name === 'Valley tea')
    })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const found = async (q: string): Promise<ProductPage> => {
    const wish = new URLSearchParams({ store: town.shop.storeId, limit: '20', ...(q ? { q } : {}) })
    return expect(await town.send('GET', `/v1/products?${wish}`), 200)
  }
  const field = (page: Page) => page.getByRole('combobox', { name: 'Search products' })
  const searchFor = async (page: Page, text: string) => {
    await field(page).fill(text)
    await field(page).press('Enter')
  }
  const results = (page: Page, of: string) =>
    page.getByRole('heading', { level: 1, name: `Results for “${of}”`, exact: true }).waitFor()
  /** The names that the list has, once there are so many. */
  const listed = (page: Page, count: number) =>
    eventually(`${count} products are listed`, async () => {
      const names = await page.getByRole('main').getByRole('article').getByRole('heading').allTextContents()
      return names.length === count ? names : null
    })
  /** Logged in, on the home page of the store that brings it to their address. */
  async function atHome(page: Page) {
    const who = await customerOn(town, page)
    await page.goto(town.url)
    await page.getByRole('heading', { name: 'Shop by category' }).waitFor()
    await page
      .getByRole('button', { name: /Deliver to:/ })
      .filter({ hasText: '4 Park Street' })
      .waitFor()
    return who
  }

  test('a word with a slip of the fingers is understood; what was searched for is offered again; nothing found leads on', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    await atHome(page)
    await searchFor(page, 'nakpin')
    await results(page, 'napkin')
    await page.getByText('Showing results for “napkin”. There was nothing for “nakpin”.').waitFor()
    for (const name of await listed(page, 3)) assert.match(name, /napkins$/)

    await searchFor(page, 'qqqzzz')
    await page.getByText('Nothing found for “qqqzzz”').waitFor()
    const others = page.getByRole('region', { name: 'People look for' }).getByRole('link')
    const liked = ((await others.first().textContent()) ?? '').trim()
    await others.first().click()
    await results(page, liked)
    await page.getByRole('article').filter({ hasText: liked }).first().waitFor()

    // Both stand there again, the later first. One is forgotten, the other searched for with one tap.
    const before = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
    const clear = page.getByRole('button', { name: 'Clear the search' })
    await clear.click()
    await page.getByRole('list', { name: 'Recent searches' }).waitFor()
    assert.deepEqual(await before.allTextContents(), ['qqqzzz', 'nakpin'])
    await page.getByRole('button', { name: 'Forget “qqqzzz”' }).click()
    await before.filter({ hasText: 'qqqzzz' }).waitFor({ state: 'detached' })
    await before.filter({ hasText: 'nakpin' }).click()
    await results(page, 'napkin')
    await page.reload()
    await results(page, 'napkin')
    await clear.click()
    await before.filter({ hasText: 'nakpin' }).waitFor()
    assert.deepEqual(await before.allTextContents(), ['nakpin'], 'kept on the device')
    noFaults(faults)
    await context.close()
  })

  test('a brand narrows the list down, stands among the quick filters, and is taken away there', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    await atHome(page)
    await searchFor(page, 'napkin')
    await listed(page, 3)
    await page.getByRole('button', { name: 'Filters', exact: true }).click()
    const filters = page.getByRole('dialog', { name: 'Filters' })
    const brands = filters.getByRole('group', { name: 'Brand' })
    assert.match((await brands.textContent()) ?? '', /Surya2.*Vimal1|Vimal1.*Surya2/)
    await brands.getByRole('checkbox', { name: /^Surya/ }).check()
    await filters.getByRole('button', { name: 'Show 2 products' }).click()
    await filters.waitFor({ state: 'detached' })
    const surya = ['Jasmine napkins', 'Rose napkins']
    assert.deepEqual((await listed(page, 2)).sort(), surya)
    await page.getByText('2 products', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Filters (1)' }).waitFor()

    // It stands in the address too: the same list after a reload.
    await page.reload()
    assert.deepEqual((await listed(page, 2)).sort(), surya)
    const quick = page.getByRole('list', { name: 'Quick filters' })
    await quick.getByRole('button', { name: 'Without Surya' }).click()
    await listed(page, 3)
    await quick.getByRole('button', { name: 'Without Surya' }).waitFor({ state: 'detached' })
    assert.ok(!page.url().includes('Surya'), page.url())

    // The likeliest brands are one tap away.
    await quick.getByRole('button', { name: 'Vimal', exact: true }).click()
    assert.deepEqual(await listed(page, 1), ['Lemon napkins'])
    await quick.getByRole('button', { name: 'Without Vimal' }).click()
    await listed(page, 3)
    noFaults(faults)
    await context.close()
  })

  test('the page of a product: its pictures, another pack with its own prices, and what is like it', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await atHome(page)
    await page.goto(`${town.url}/product/${small.id}`)
    const buy = page.getByRole('region', { name: 'Price and quantity' })
    await buy.getByText('₹360 per kg').waitFor()
    await buy.getByText('₹90', { exact: true }).waitFor()

    const gallery = page.getByRole('region', { name: 'Pictures' })
    await gallery.getByRole('button', { name: 'Picture 1', pressed: true }).waitFor()
    await gallery.getByRole('button', { name: 'Picture 2' }).click()
    await gallery.getByRole('button', { name: 'Picture 2', pressed: true }).waitFor()
    const second = gallery.getByRole('img', { name: 'Picture 2 of Sona tea' })
    await eventually('the second is in sight', async () => {
      const [frame, picture] = [await gallery.boundingBox(), await second.boundingBox()]
      if (!frame || !picture) return false
      const middle = ({ x, width }: typeof frame) => x + width / 2
      return Math.abs(middle(frame) - middle(picture)) < 5
    })
    await eventually('it has loaded', () => second.evaluate((img: { naturalWidth: number }) => img.naturalWidth > 0))

    const packs = page.getByRole('region', { name: 'Pack size' }).getByRole('link')
    assert.deepEqual(await packs.allTextContents(), ['250 g₹90', '500 g₹160'])
    await packs.filter({ hasText: '500 g' }).click()
    await page.waitForURL(`**/product/${large.id}`)
    await buy.getByText('₹320 per kg').waitFor()
    await buy.getByText('₹160', { exact: true }).waitFor()
    await packs.and(page.locator('[aria-current]')).filter({ hasText: '500 g' }).waitFor()
    await buy.getByRole('button', { name: 'Add Sona tea' }).click()
    await eventually('the large pack is in the cart', async () => {
      const { lines } = expect(await town.send('GET', '/v1/cart', { token: who.token }), 200)
      return lines.length === 1 && lines[0].productId === large.id
    })

    const similar = page.getByRole('region', { name: 'Similar products' })
    assert.equal(await similar.getByRole('link', { name: 'Sona tea' }).count(), 0, 'a pack is no other product')
    await similar.getByRole('link', { name: 'Hill tea' }).click()
    await page.getByRole('heading', { level: 1, name: 'Hill tea', exact: true }).waitFor()
    await similar.getByRole('link', { name: 'Valley tea' }).waitFor()
    noFaults(faults)
    await context.close()
  })

  test('what was brought once is on the home page, to be bought again', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    const [milk, bread] = [shop.products[0]!, shop.products[1]!]
    const order = await shop.bought(who, [milk, bread])
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    await shop.reaches(who, order.id, 'delivered')

    await page.goto(town.url)
    const again = page.getByRole('region', { name: 'Buy again' })
    await again.getByRole('link', { name: milk.name }).waitFor()
    const names = await again.getByRole('article').getByRole('heading').allTextContents()
    assert.deepEqual(names.sort(), [bread.name, milk.name].sort())
    await again.getByRole('button', { name: `Add ${bread.name}` }).click()
    await page.getByRole('button', { name: /^Cart: 1 item/ }).waitFor()
    noFaults(faults)
    await context.close()
  })
})
