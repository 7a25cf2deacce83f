import { randomUUID } from 'node:crypto'
import type { BrowserContext } from 'playwright-core'
import type { Home } from '../../contracts/catalogue.ts'
import type { Address } from '../../contracts/users.ts'

/** Logs the demo customer in, in this browser, with goods in the cart and an order under way. */
export async function prepareCustomer(url: string, browser: BrowserContext) {
  async function ask<T>(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers: object = {},
  ): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const { accessToken: token } = await ask<{ accessToken: string }>('POST', '/v1/auth/login', undefined, {
    email: 'customer@demo.tokri',
    password: 'tokri-demo',
  })
  const { items } = await ask<{ items: Address[] }>('GET', '/v1/me/addresses', token)
  const address = items[0]!
  const served = await ask<{ store: { id: string } }>('GET', `/v1/serviceability?lat=${address.lat}&lng=${address.lng}`)
  const home = await ask<Home>('GET', `/v1/home?store=${served.store.id}`)
  const shelf = home.rails.findLast(({ kind }) => kind === 'category')!
  const goods = shelf.items
  const fill = async () => {
    await ask('PUT', '/v1/cart/store', token, { storeId: served.store.id })
    for (const { id } of goods.slice(0, 4)) await ask('PUT', `/v1/cart/items/${id}`, token, { quantity: 2 })
  }
  await fill()
  const wish = { addressId: address.id, payment: { method: 'cash' } }
  const order = await ask<{ id: string }>('POST', '/v1/orders', token, wish, { 'idempotency-key': randomUUID() })
  await fill()

  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Enter as demo customer' }).click()
  await page.getByRole('link', { name: /^Account/ }).waitFor()
  await page.close()
  return { categoryId: shelf.category!.id, productId: goods[0]!.id, orderId: order.id }
}
