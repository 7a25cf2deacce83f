import { money } from '../contracts/money.ts'
import type { Order } from '../contracts/orders.ts'
import type { Call } from '../kit/calls.ts'
import { expect, type Send } from './api.ts'
import { openProvider } from './provider.ts'
import { openShop, type Shop } from './shop.ts'

export interface Bought {
  readonly shop: Shop
  readonly order: Order
  /** Of the request that placed the order: 32 hex digits. */
  readonly traceId: string
}

/** One order from the cart to the door: paid by card, picked, ridden, handed over, rated. */
export async function buy(
  place: { send: Send; call: Call; sandboxUrl: string; home: string },
  known?: Shop,
): Promise<Bought> {
  const { send, call } = place
  const shop = known ?? (await openShop({ call, send }))
  const provider = openProvider({ url: place.sandboxUrl, home: place.home, send })
  const customer = await shop.customer()
  await shop.fill(customer, [shop.products[0]!, 2], shop.products[2]!)
  const placed = await shop.order(customer, { method: 'card', tip: money(1_000) })
  const order: Order = expect(placed, 201)
  await provider.pay(order)
  await shop.reaches(customer, order.id, 'confirmed')
  const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
  await shop.ready(rider)
  await shop.pick(picker, order.id)
  const task = await shop.ride(rider, order)
  await shop.reaches(customer, order.id, 'arriving')
  expect(await shop.handOver(rider, task, order), 200)
  const delivered = await shop.reaches(customer, order.id, 'delivered')
  expect(await send('POST', `/v1/orders/${order.id}/rating`, { token: customer.token, body: { stars: 5 } }), 200)
  // Home, so that the next order is offered to the next rider.
  expect(await send('POST', '/v1/rider/shift', { token: rider.token, body: { state: 'off' } }), 200)
  return { shop, order: delivered, traceId: placed.headers['x-request-id']! }
}
