import { randomUUID } from 'node:crypto'
import type { RiderTask } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import type { Pick } from '../../contracts/stores.ts'
import type { Demo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import type { Places } from './pages.ts'

/** What `findPlaces` knows beside the places, for what a page is to show. */
export interface Ground {
  readonly places: Places
  /** The demo customer's own address near the store, as the storefront keeps a place. */
  readonly place: { readonly addressId: string; readonly label: string; readonly line1: string; readonly point: Point }
  /** Where the store of the demo picker and the demo rider is. */
  readonly storePoint: Point
  /** Products of that store of which there are plenty. */
  readonly plenty: readonly string[]
}

/**
 * Finds things of a demo city that stands still, and places orders to look at: one that waits, one that is not paid, one in
 * hand, one packed, and one delivered and rated, so that there is money to see, too.
 */
export async function findPlaces({ url }: Demo): Promise<Ground> {
  const ask = asking(url)
  const session = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'customer@demo.tokri', password: 'tokri-demo' },
  })
  const token = session.accessToken
  const picker = await pickerOf(url)
  const atStore = await picker.storePoint()
  // At the door of the store that the demo picker works in.
  const named = { label: 'Near the store', line1: '1 Store Lane' }
  const address = await ask<{ id: string; lat: number; lng: number }>('POST', '/v1/me/addresses', {
    token,
    body: { ...named, ...atStore },
  })
  const { store } = await ask<{ store: { id: string } }>(
    'GET',
    `/v1/serviceability?lat=${address.lat}&lng=${address.lng}`,
    {},
  )
  const categories = await ask<{ items: { id: string }[] }>('GET', `/v1/categories?store=${store.id}`, {})
  const products = await ask<{ items: { id: string; inStock: boolean; left?: number }[] }>(
    'GET',
    `/v1/products?store=${store.id}&q=milk&limit=20`,
    {},
  )
  const productId = products.items[0]!.id
  const withdrawnId = await withdraws(url, store.id)
  const plenty = products.items.filter(({ inStock, left }) => inStock && left === undefined)
  const place = async (more: object = {}) => {
    await ask('PUT', '/v1/cart/store', { token, body: { storeId: store.id } })
    for (const { id } of plenty.slice(0, 2)) await ask('PUT', `/v1/cart/items/${id}`, { token, body: { quantity: 1 } })
    return ask<{ id: string; doorCode: string }>('POST', '/v1/orders', {
      token,
      body: { addressId: address.id, payment: { method: 'cash' }, ...more },
      headers: { 'idempotency-key': randomUUID() },
    })
  }
  const delivered = await place()
  await picker.packs(await picker.takes())
  await deliver(url, delivered, atStore)
  await eventually('orders have heard of the delivery', async () => {
    const { status } = await ask<{ status: string }>('GET', `/v1/orders/${delivered.id}`, { token })
    return status === 'delivered'
  })
  await ask('POST', `/v1/orders/${delivered.id}/rating`, { token, body: { stars: 4, riderStars: 5 } })
  await place()
  const packed = await picker.takes()
  await picker.packs(packed)
  await place({ substitutions: 'ask' })
  const pick = await picker.takes()
  const order = await place()
  const unpaid = await place({ payment: { method: 'card' } })
  return {
    places: {
      productId,
      withdrawnId,
      categoryId: categories.items[0]!.id,
      orderId: order.id,
      unpaidId: unpaid.id,
      pickedId: pick.orderId,
      deliveredId: delivered.id,
      pickId: pick.id,
      packedId: packed.id,
      packedOrderId: packed.orderId,
    },
    place: { ...named, addressId: address.id, point: atStore },
    storePoint: atStore,
    plenty: plenty.map(({ id }) => id),
  }
}

/** The demo admin takes a product off the shelf that nothing else here is about. */
async function withdraws(url: string, storeId: string): Promise<string> {
  const ask = asking(url)
  const { accessToken: token } = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'admin@demo.tokri', password: 'tokri-demo' },
  })
  const { items } = await ask<{ items: { id: string }[] }>('GET', `/v1/products?store=${storeId}&q=bread&limit=1`, {})
  const { id } = items[0]!
  await ask('PATCH', `/v1/admin/products/${id}`, { token, body: { active: false } })
  return id
}

/** By the demo rider, who then goes home. */
async function deliver(url: string, { id, doorCode }: { id: string; doorCode: string }, atStore: Point): Promise<void> {
  const ask = asking(url)
  const { accessToken: token } = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'rider@demo.tokri', password: 'tokri-demo' },
  })
  const shift = (state: 'on' | 'off') => ask('POST', '/v1/rider/shift', { token, body: { state } })
  await shift('on')
  const here = { ...atStore, at: new Date().toISOString() }
  await ask('POST', '/v1/rider/positions', { token, body: [here] })
  const task = await eventually(
    'the rider is asked',
    async () => {
      const { items } = await ask<{ items: RiderTask[] }>('GET', '/v1/rider/tasks', { token })
      return items.find((each) => each.orderId === id && each.readyAt === undefined)
    },
    { withinMs: 30_000 },
  )
  const does = (deed: string, body?: object) => ask('POST', `/v1/rider/tasks/${task.id}/${deed}`, { token, body })
  for (const deed of ['accept', 'arrive', 'pickup', 'arrive']) await does(deed)
  await does('deliver', { code: doorCode, cashCollected: task.cashDue })
  await shift('off')
}

/** The demo picker. */
async function pickerOf(url: string) {
  const ask = asking(url)
  const { accessToken: token } = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'picker@demo.tokri', password: 'tokri-demo' },
  })
  const does = (pick: Pick, deed: string, body?: object) =>
    ask<Pick>('POST', `/v1/store/picks/${pick.id}/${deed}`, { token, body })
  return {
    async storePoint(): Promise<Point> {
      const { storeIds } = await ask<{ storeIds: string[] }>('GET', '/v1/me', { token })
      const admin = await ask<{ accessToken: string }>('POST', '/v1/auth/login', {
        body: { email: 'admin@demo.tokri', password: 'tokri-demo' },
      })
      const { items } = await ask<{ items: { id: string; point: Point }[] }>('GET', '/v1/admin/stores', {
        token: admin.accessToken,
      })
      return items.find(({ id }) => id === storeIds[0])!.point
    },
    takes: () =>
      eventually(
        'an order is taken',
        async () => {
          const { items } = await ask<{ items: Pick[] }>('GET', '/v1/store/picks?limit=100', { token })
          for (const pick of items.filter((each) => each.state === 'queued').reverse()) {
            const taken = await does(pick, 'start').catch(() => undefined)
            if (taken) return taken
          }
          return undefined
        },
        { withinMs: 30_000 },
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

/** Asks the API of a demo city. */
export const asking =
  (url: string) =>
  async <T>(method: string, path: string, { token, body, headers }: Given = {}): Promise<T> => {
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
