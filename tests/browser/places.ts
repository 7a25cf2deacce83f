import { randomUUID } from 'node:crypto'
import type { Pick } from '../../contracts/stores.ts'
import type { Demo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import type { Places } from './pages.ts'

/**
 * Finds things of the demo city to look at, and places orders of the demo customer: one that has come, one under way, one that waits
 * for its card; and leaves something in the cart.
 */
export async function findPlaces({ url }: Demo): Promise<Places> {
  const ask = asking(url)
  const session = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'customer@demo.tokri', password: 'tokri-demo' },
  })
  const token = session.accessToken
  const { items: addresses } = await ask<{ items: { id: string; lat: number; lng: number }[] }>(
    'GET',
    '/v1/me/addresses',
    {
      token,
    },
  )
  const address = addresses[0]
  if (!address) throw new Error('the demo customer has no address')
  const { store } = await ask<{ store: { id: string } }>(
    'GET',
    `/v1/serviceability?lat=${address.lat}&lng=${address.lng}`,
    {},
  )
  const categories = await ask<{ items: { id: string }[] }>('GET', `/v1/categories?store=${store.id}`, {})
  const products = await ask<{ items: { id: string; name: string }[] }>(
    'GET',
    `/v1/products?store=${store.id}&q=milk&limit=3`,
    {},
  )
  const productId = products.items[0]!.id
  await ask('PUT', '/v1/cart/store', { token, body: { storeId: store.id } })
  const fill = async (quantity: number) => {
    for (const { id } of products.items.slice(0, 2))
      await ask('PUT', `/v1/cart/items/${id}`, { token, body: { quantity } })
  }
  const order = async (method: 'cash' | 'card') => {
    const placed = await ask<{ id: string }>('POST', '/v1/orders', {
      token,
      body: { addressId: address.id, payment: { method } },
      headers: { 'idempotency-key': randomUUID() },
    })
    await eventually('the cart is empty', async () => {
      const { lines } = await ask<{ lines: unknown[] }>('GET', '/v1/cart', { token })
      return lines.length === 0
    })
    return placed.id
  }
  await fill(2)
  const deliveredId = await order('cash')
  const picker = await pickerOf(url)
  const packed = await picker.takes()
  await picker.packs(packed)
  const pick = await picker.takes()
  await eventually(
    'an order has come',
    async () => (await ask<{ status: string }>('GET', `/v1/orders/${deliveredId}`, { token })).status === 'delivered',
    { withinMs: 150_000 },
  )
  await fill(1)
  const orderId = await order('cash')
  await fill(1)
  const waitingId = await order('card')
  await fill(1)
  const [pickId, packedId, categoryId] = [pick.id, packed.id, categories.items[0]!.id]
  return { productId, categoryId, orderId, waitingId, deliveredId, pickId, packedId }
}

/** The demo picker, who takes orders from under the hands of the city's own pickers. */
async function pickerOf(url: string) {
  const ask = asking(url)
  const { accessToken: token } = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'picker@demo.tokri', password: 'tokri-demo' },
  })
  const does = (pick: Pick, deed: string, body?: object) =>
    ask<Pick>('POST', `/v1/store/picks/${pick.id}/${deed}`, { token, body })
  return {
    takes: () =>
      eventually(
        'an order is taken',
        async () => {
          const { items } = await ask<{ items: Pick[] }>('GET', '/v1/store/picks?limit=100', { token })
          for (const pick of items.filter((each) => each.state === 'queued').reverse()) {
            // A colleague may have been quicker.
            const taken = await does(pick, 'start').catch(() => undefined)
            if (taken) return taken
          }
          return undefined
        },
        { withinMs: 90_000 },
      ),
    async packs(pick: Pick): Promise<void> {
      for (const { productId, ordered } of pick.lines) await does(pick, 'line', { productId, picked: ordered })
      await does(pick, 'complete', { bags: 1 })
    },
  }
}

interface Given {
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

const asking =
  (url: string) =>
  async <T>(method: string, path: string, { token, body, headers }: Given): Promise<T> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
