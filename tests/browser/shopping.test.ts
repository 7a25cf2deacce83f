import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Home } from '../../contracts/catalogue.ts'
import { MoveStock } from '../../contracts/stores.ts'
import type { Address } from '../../contracts/users.ts'
import { type Demo, openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'

let demo: Demo
let browser: Browser

const enter = async (page: Page) => {
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Enter as demo customer' }).click()
  await page.getByRole('link', { name: /^Account/ }).waitFor()
}

async function ask<T>(path: string, options: { token?: string; body?: unknown; method?: string } = {}): Promise<T> {
  const { token, body, method = body === undefined ? 'GET' : 'POST' } = options
  const response = await fetch(`${demo.url}${path}`, {
    method,
    headers: {
      'idempotency-key': randomUUID(),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  assert.ok(response.ok, `${path}: ${response.status}`)
  return (await response.json()) as T
}

/** Waits for a condition of the page. Asked from outside: its policy lets no text become code. */
const until = (page: Page, condition: string) =>
  eventually(condition, async () => (await page.evaluate(condition)) === true)

/** The store that serves the middle of the city, which a visitor without an address sees. */
async function shopOfVisitors(): Promise<{ storeId: string; home: Home }> {
  const { centre } = await ask<{ centre: { lat: number; lng: number } }>('/v1/city')
  const served = await ask<{ store: { id: string } }>(`/v1/serviceability?lat=${centre.lat}&lng=${centre.lng}`)
  return { storeId: served.store.id, home: await ask<Home>(`/v1/home?store=${served.store.id}`) }
}

/** An order of the demo customer, just placed. */
async function placeOrder(): Promise<string> {
  const body = { email: 'customer@demo.tokri', password: 'tokri-demo' }
  const { accessToken: token } = await ask<{ accessToken: string }>('/v1/auth/login', { body })
  const { items } = await ask<{ items: Address[] }>('/v1/me/addresses', { token })
  const { id: addressId, lat, lng } = items[0]!
  const { store } = await ask<{ store: { id: string } }>(`/v1/serviceability?lat=${lat}&lng=${lng}`)
  const { rails } = await ask<Home>(`/v1/home?store=${store.id}`)
  await ask('/v1/cart/store', { token, method: 'PUT', body: { storeId: store.id } })
  for (const { id } of rails.at(-1)!.items.slice(0, 3))
    await ask(`/v1/cart/items/${id}`, { token, method: 'PUT', body: { quantity: 2 } })
  const order = { addressId, payment: { method: 'cash' } }
  return (await ask<{ id: string }>('/v1/orders', { token, body: order })).id
}

describe('shopping in a real browser', { skip: noBrowser }, () => {
  before(async () => {
    demo = await openDemo({ speed: 1 })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  test('by keyboard only, from the search to the cart', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.goto(demo.url)
    await page.getByRole('heading', { name: 'Shop by category' }).waitFor()
    const focused = page.locator('*:focus')
    const tabTo = async (name: RegExp) => {
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press('Tab')
        const label = await focused.evaluate((element: { ariaLabel: string | null; textContent: string | null }) =>
          (element.ariaLabel ?? element.textContent ?? '').trim(),
        )
        if (name.test(label)) return
      }
      assert.fail(`nothing named ${name} comes by Tab`)
    }
    await tabTo(/^Search products$/)
    await page.keyboard.type('butter')
    const options = page.getByRole('listbox', { name: 'Suggestions' })
    await options.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await options.getByRole('option', { selected: true }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /butter/ }).waitFor()
    await page.getByRole('article').first().waitFor()

    await tabTo(/^Filters/)
    await page.keyboard.press('Enter')
    const filters = page.getByRole('dialog', { name: 'Filters' })
    await filters.waitFor()
    await page.keyboard.press('Escape')
    await filters.waitFor({ state: 'hidden' })

    await tabTo(/^Add /)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Cart: 1 item/ }).waitFor()
    await page.getByRole('link', { name: 'Tokri, home' }).focus()
    await tabTo(/^Cart: 1 item/)
    await page.keyboard.press('Enter')
    const cart = page.getByRole('dialog', { name: 'Your cart: 1 item' })
    await cart.waitFor()
    await tabTo(/^If sold out: /)
    await page.keyboard.type('Ask')
    const wish = cart.getByRole('combobox', { name: /^If sold out: / })
    await eventually('the wish is chosen', async () => (await wish.inputValue()) === 'ask')
    await tabTo(/Log in to order/)
    noFaults(faults)
    await context.close()
  })

  test('a stepper that asks for more than the shelf has is corrected, and says why', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    const { storeId, home } = await shopOfVisitors()
    const product = home.rails.at(-1)!.items[0]!
    await page.goto(`${demo.url}/product/${product.id}`)
    const buy = page.getByRole('region', { name: 'Price and quantity' })
    await buy.getByRole('button', { name: /^Add / }).click()
    await page.getByRole('button', { name: /^Cart: 1 item/ }).waitFor()
    await demo.house.call(MoveStock, {
      batchId: randomUUID(),
      actor: 'system:test',
      moves: [{ storeId, productId: product.id, kind: 'count', quantity: 2 }],
    })
    await buy.getByRole('button', { name: /^One more / }).click()
    await buy.getByRole('button', { name: /^One more / }).click()
    await page.getByText(`Only 2 of ${product.name} left: your cart has 2 now.`).waitFor()
    await buy.getByRole('group', { name: `2 of ${product.name} in the cart` }).waitFor()
    noFaults(faults)
    await context.close()
  })

  test('filters stand in the address, and back leads to the same place of the list', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    const { home } = await shopOfVisitors()
    const { id } = home.categories.find((category) => category.parentId === null && category.productCount > 60)!
    await page.goto(`${demo.url}/category/${id}`)
    await page.getByRole('article').first().waitFor()
    await page.getByRole('button', { name: 'Filters', exact: true }).click()
    const filters = page.getByRole('dialog', { name: 'Filters' })
    await filters.getByRole('checkbox', { name: '10% off or more' }).check()
    await page.waitForURL(/off=10/)
    await filters.getByRole('button', { name: 'Clear all' }).click()
    await page.waitForURL((url) => !url.search.includes('off'))
    await filters.getByRole('button', { name: /^Show \d+ products/ }).click()

    const far = page.getByRole('article').nth(40)
    await page.getByRole('article').nth(29).scrollIntoViewIfNeeded()
    await far.scrollIntoViewIfNeeded()
    const name = (await far.getByRole('heading').textContent()) ?? ''
    await far.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.goBack()
    await page.getByRole('article').nth(40).getByRole('heading').waitFor()
    const top = (await page.getByRole('article').nth(40).boundingBox())!.y
    assert.ok(top > -200 && top < 900, `the product stands at ${top}`)
    noFaults(faults)
    await context.close()
  })

  test('what the first screen shows is asked for early, and once', async () => {
    const { home } = await shopOfVisitors()
    const { category, items } = home.rails.at(-1)!
    const wanted = {
      '/': ['/v1/city', '/v1/serviceability', '/v1/home'],
      [`/category/${category!.id}`]: ['/v1/city', '/v1/serviceability', '/v1/categories', '/v1/products'],
      [`/product/${items[0]!.id}`]: ['/v1/city', '/v1/serviceability', `/v1/products/${items[0]!.id}`],
    }
    for (const [path, answers] of Object.entries(wanted)) {
      const { page, context, faults } = await openPage(browser, 'phone')
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      await page.goto(`${demo.url}${path}`)
      await page.getByRole('article').first().waitFor()
      for (const answer of answers)
        assert.equal(asked.filter((each) => each === answer).length, 1, `${answer} for ${path}`)
      noFaults(faults)
      await context.close()
    }
  })

  test('what is the person’s own is asked for early too, and once; the store of the last visit is not waited for', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    const orderId = await placeOrder()
    await page.goto(demo.url)
    await enter(page)
    await page.getByRole('article').first().waitFor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${demo.url}/orders/${orderId}`)
    await page.getByRole('region', { name: 'What you ordered' }).waitFor()
    const once = (answer: string) => assert.equal(asked.filter((each) => each === answer).length, 1, answer)
    once('/v1/auth/refresh')
    // The live connection may ask for the order once more; the cart is asked for after it, and not first.
    assert.ok(
      asked.includes(`/v1/orders/${orderId}`) && asked.indexOf(`/v1/orders/${orderId}`) < asked.indexOf('/v1/cart'),
    )
    // The goods, before it has been said again which store it is.
    asked.length = 0
    await page.goto(demo.url)
    await page.getByRole('article').first().waitFor()
    await eventually('the cart is asked for', () => asked.includes('/v1/cart'))
    once('/v1/cart')
    assert.ok(asked.indexOf('/v1/home') < asked.indexOf('/v1/serviceability'), asked.join(' '))
    noFaults(faults)
    await context.close()
  })

  test('offline: what was seen, and the current order; and back again', async () => {
    const { page, context, faults } = await openPage(browser, 'phone', { serviceWorkers: 'allow' })
    const { home } = await shopOfVisitors()
    const product = home.rails.at(-1)!.items[1]!
    const { category } = home.rails.at(-1)!
    const orderId = await placeOrder()
    await page.goto(demo.url)
    await enter(page)
    await until(page, 'navigator.serviceWorker.controller !== null')
    const seen = async () => {
      await page.goto(`${demo.url}/category/${category!.id}`)
      await page.getByRole('heading', { level: 1, name: category!.name }).waitFor()
      await page.getByRole('article').first().waitFor()
      await page.goto(`${demo.url}/product/${product.id}`)
      await page.getByRole('heading', { level: 1, name: product.name }).waitFor()
      await page.goto(`${demo.url}/orders/${orderId}`)
      await page.getByRole('region', { name: 'What you ordered' }).waitFor()
    }
    await seen()
    await until(page, `localStorage.getItem('tokri.kept')?.includes('${orderId}')`)

    await context.setOffline(true)
    await page.getByText(/You are offline. This is how things were at/).waitFor()
    await seen()
    await page.getByText(/You are offline. This is how things were at/).waitFor()
    await page.goto(`${demo.url}/category/${home.categories.at(-1)!.id}`)
    await page.getByRole('alert').waitFor()

    await context.setOffline(false)
    await page.getByText(/You are offline/).waitFor({ state: 'hidden' })
    await seen()
    // The order's map comes by itself, and may be cut off on its way.
    const known =
      /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket|Worker failed to load|module: .*still-map/
    noFaults(faults.filter((fault) => !known.test(fault)))
    await context.close()
  })
})
