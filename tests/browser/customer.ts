import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { Point } from '../../contracts/geo.ts'
import { expect } from '../api.ts'
import { type Customer, password, type ShopHouse, storePoint } from '../shop.ts'

/** Logs somebody in on a page, where `url` is any page of ours. */
export async function logInOn(
  page: Page,
  url: string,
  email: string,
  app: 'storefront' | 'rider' | 'console' = 'storefront',
  secret = password,
): Promise<void> {
  await page.goto(url)
  await page.evaluate(
    async ([app, email, password]) => {
      const answer = await fetch('/v1/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'tokri-app': app },
        body: JSON.stringify({ email, password }),
      })
      const { user } = (await answer.json()) as { user: unknown }
      localStorage.setItem(`tokri.${app}.session`, JSON.stringify({ user }))
    },
    [app, email, secret] as const,
  )
}

/** Where somebody wants it brought, before the page is opened: the store is that of the place. */
export const livesAt = (page: Page, point: Point) =>
  page.addInitScript((place) => localStorage.setItem('tokri.place', JSON.stringify(place)), {
    point,
    label: 'Home',
    line1: '4 Park Street',
  })

/** A new customer of the API with an address near the store, who is also logged in on a page of their own. */
export async function customerOn({ house, send }: ShopHouse, page: Page, url = house.url!): Promise<Customer> {
  const email = `${randomUUID()}@example.com`
  const session = expect(await send('POST', '/v1/auth/register', { body: { email, password, name: 'Asha Rao' } }), 201)
  const token: string = session.accessToken
  const address = { label: 'Home', line1: '4 Park Street', lat: storePoint.lat + 0.004, lng: storePoint.lng + 0.003 }
  const { id } = expect(await send('POST', '/v1/me/addresses', { token, body: address }), 201)
  await logInOn(page, url, email)
  return { userId: session.user.id, token, addressId: id }
}
