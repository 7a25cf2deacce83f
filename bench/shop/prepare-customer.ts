import { randomUUID } from 'node:crypto'
import type { BrowserContext } from 'playwright-core'
import { demoAccounts, demoPassword } from '../../city/people/accounts.ts'
import type { Home } from '../../contracts/catalogue.ts'
import type { RiderTask } from '../../contracts/deliveries.ts'
import { distanceM } from '../../contracts/geo.ts'
import type { Role } from '../../contracts/identity.ts'
import type { Pick } from '../../contracts/stores.ts'
import type { Address } from '../../contracts/users.ts'
import { asking } from '../../tests/browser/places.ts'
import type { Demo } from '../../tests/demo.ts'
import { eventually } from '../../tests/eventually.ts'

type Ask = ReturnType<typeof asking>
/**
 * Logs the demo customer in, in this browser, with goods in the cart, an order that waits and, if wanted, one whose rider is
 * on the way.
 */
export async function prepareCustomer(demo: Demo, browser: BrowserContext, { onTheWay }: { onTheWay: boolean }) {
  const ask = asking(demo.url)
  const token = await logIn(ask, 'customer@demo.tokri')
  const { items } = await ask<{ items: Address[] }>('GET', '/v1/me/addresses', { token })
  const address = items[0]!
  const { store } = await ask<{ store: { id: string } }>(
    'GET',
    `/v1/serviceability?lat=${address.lat}&lng=${address.lng}`,
  )
  const home = await ask<Home>('GET', `/v1/home?store=${store.id}`)
  const shelf = home.rails.findLast(({ kind }) => kind === 'category')!
  const goods = shelf.items
  const fill = async () => {
    await ask('PUT', '/v1/cart/store', { token, body: { storeId: store.id } })
    for (const { id } of goods.slice(0, 4)) await ask('PUT', `/v1/cart/items/${id}`, { token, body: { quantity: 2 } })
  }
  const order = async (): Promise<string> => {
    await fill()
    const body = { addressId: address.id, payment: { method: 'cash' } }
    const headers = { 'idempotency-key': randomUUID() }
    return (await ask<{ id: string }>('POST', '/v1/orders', { token, body, headers })).id
  }
  const liveOrderId = onTheWay ? await order() : undefined
  if (liveOrderId) await rideOut(demo, ask, { orderId: liveOrderId, storeId: store.id, door: address })
  const orderId = await order()
  await fill()

  const page = await browser.newPage()
  await page.goto(demo.url)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Enter as demo customer' }).click()
  await page.getByRole('link', { name: /^Account/ }).waitFor()
  await page.close()
  return { categoryId: shelf.category!.id, productId: goods[0]!.id, orderId, liveOrderId, ...staffOf(demo, store.id) }
}

/** Who picks and who rides for a store of the demo city: their addresses. */
function staffOf({ seeded: { stores } }: Demo, storeId: string): { picker: string; rider: string } {
  const place = stores.findIndex(({ id }) => id === storeId)
  const accounts = demoAccounts({ stores: stores.length })
  const someone = (role: Role) =>
    accounts.find((each) => each.roles.includes(role) && each.stores.includes(place))!.email
  return { picker: someone('picker'), rider: someone('rider') }
}

const logIn = async (ask: Ask, email: string): Promise<string> =>
  (await ask<{ accessToken: string }>('POST', '/v1/auth/login', { body: { email, password: demoPassword } }))
    .accessToken

/** So far a rider is believed to have come in a moment. */
const riddenM = 100

/** An order is picked and fetched, and its rider has set out for the door. */
async function rideOut(
  demo: Demo,
  ask: Ask,
  { orderId, storeId, door }: { orderId: string; storeId: string; door: { lat: number; lng: number } },
): Promise<void> {
  const staff = staffOf(demo, storeId)
  const [picker, rider] = [await logIn(ask, staff.picker), await logIn(ask, staff.rider)]
  const at = ({ lat, lng }: { lat: number; lng: number }) =>
    ask('POST', '/v1/rider/positions', { token: rider, body: [{ lat, lng, at: new Date().toISOString() }] })
  await ask('POST', '/v1/rider/shift', { token: rider, body: { state: 'on' } })
  const { point } = demo.seeded.stores.find(({ id }) => id === storeId)!
  await at(point)

  const pick = await eventually('the pick is queued', async () => {
    const { items } = await ask<{ items: Pick[] }>('GET', '/v1/store/picks?limit=100', { token: picker })
    return items.find((each) => each.orderId === orderId)
  })
  const picks = (deed: string, body?: object) =>
    ask('POST', `/v1/store/picks/${pick.id}/${deed}`, { token: picker, body })
  await picks('start')
  for (const { productId, ordered } of pick.lines) await picks('line', { productId, picked: ordered })
  await picks('complete', { bags: 1 })

  const task = await eventually(
    'the rider is asked, and the bags are packed',
    async () => {
      const { items } = await ask<{ items: RiderTask[] }>('GET', '/v1/rider/tasks', { token: rider })
      return items.find((each) => each.orderId === orderId && each.readyAt === undefined)
    },
    { withinMs: 60_000 },
  )
  for (const deed of ['accept', 'arrive', 'pickup'])
    await ask('POST', `/v1/rider/tasks/${task.id}/${deed}`, { token: rider })
  const share = Math.min(0.5, riddenM / distanceM(point, door))
  await at({
    lat: point.lat + share * (door.lat - point.lat),
    lng: point.lng + share * (door.lng - point.lng),
  })
}
