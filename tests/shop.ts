import { randomUUID } from 'node:crypto'
import type { Cart, OfferInput } from '../contracts/carts.ts'
import { PutOffers } from '../contracts/carts.ts'
import type { ProductInput } from '../contracts/catalogue.ts'
import { PutProducts } from '../contracts/catalogue.ts'
import { PutRiders, type RiderTask } from '../contracts/deliveries.ts'
import type { Role } from '../contracts/identity.ts'
import { money } from '../contracts/money.ts'
import type { Order, OrderStatus } from '../contracts/orders.ts'
import { CreditWallet } from '../contracts/payments.ts'
import { GetLevels, type Level, MoveStock, type Pick, PutStores, type StoreInput } from '../contracts/stores.ts'
import { PutAccounts } from '../contracts/users.ts'
import { sqlOptions } from '../engines/sql/index.ts'
import type { Call } from '../kit/calls.ts'
import { openPool } from '../kit/sql.ts'
import { expect, injecting, type Send, type Sent } from './api.ts'
import { eventually } from './eventually.ts'
import { testHouse } from './house.ts'
import { openProvider } from './provider.ts'

/** Of everybody in it. */
export const password = 'a long enough password'

export const storePoint = { lat: 22.5726, lng: 88.4143 }
const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, open: 0, close: 1440 }))
const areaAround = ({ lat, lng }: { lat: number; lng: number }, half: number) =>
  [
    [lng - half, lat - half],
    [lng + half, lat - half],
    [lng + half, lat + half],
    [lng - half, lat + half],
  ] as [number, number][]

export const storeNamed = (code: string, more: Partial<StoreInput> = {}): StoreInput => ({
  code,
  name: `Tokri ${code}`,
  address: '12 Lake Road',
  point: storePoint,
  area: areaAround(storePoint, 0.03),
  timeZone: 'Asia/Kolkata',
  hours: always,
  ...more,
})

/** Paise, tax included. */
const shelf: [name: string, pack: string, price: number, gstBasisPoints: number][] = [
  ['Toned milk', '500 ml', 2_800, 0],
  ['Brown bread', '400 g', 4_500, 0],
  ['Basmati rice', '1 kg', 14_900, 500],
  ['Toor dal', '1 kg', 16_500, 500],
  ['Sunflower oil', '1 l', 15_500, 500],
  ['Bananas', '6 pieces', 4_800, 0],
  ['Curd', '400 g', 3_900, 500],
  ['Masala tea', '250 g', 13_900, 500],
  ['Dark chocolate', '100 g', 9_900, 1_800],
  ['Washing powder', '1 kg', 11_100, 1_800],
  ['Eggs', '6 pieces', 5_900, 0],
  ['Cola', '750 ml', 4_000, 2_800],
]

export interface Product {
  readonly id: string
  readonly name: string
  /** Paise. */
  readonly price: number
}

export interface Customer {
  readonly userId: string
  readonly token: string
  readonly addressId: string
}

export interface Person {
  readonly userId: string
  readonly token: string
}

/** Who can also log in on a page. */
export interface Staff extends Person {
  readonly email: string
}

export type Shop = Awaited<ReturnType<typeof openShop>>
export type ShopHouse = Awaited<ReturnType<typeof openShopHouse>>

/**
 * A house with a shop in it, its database and its payment provider. Listens, so that webhooks come in; `send` goes
 * straight into the gateway.
 */
export async function openShopHouse({ stock, ...options }: Parameters<typeof testHouse>[0] & { stock?: number } = {}) {
  const house = await testHouse({ listen: true, ...options })
  const sql = openPool(sqlOptions(house.databaseUrl, 'the test database'), 5)
  const close = async () => {
    await sql.end({ timeout: 1 })
    await house[Symbol.asyncDispose]()
  }
  try {
    const send = injecting(house.gateway!)
    const shop = await openShop({ call: house.call, send }, stock === undefined ? {} : { stock })
    const provider = openProvider({ url: house.sandboxUrl!, home: house.config.home, send })
    return { house, sql, send, shop, provider, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * A small shop for tests: one store that is always open, a dozen products with stock, and people who buy, pick and ride.
 * Everything is made through operations and the public API.
 */
export async function openShop({ call, send }: { call: Call; send: Send }, { stock = 1_000 }: { stock?: number } = {}) {
  const { stores } = await call(PutStores, { stores: [storeNamed('lake')] })
  const storeId = stores[0]!.storeId
  let made = 0

  /** More products, in stock. */
  async function stocked(inputs: Partial<ProductInput>[], quantity: number): Promise<Product[]> {
    const products = inputs.map((input): ProductInput => {
      made += 1
      const price = input.price ?? money(5_000)
      return {
        sku: `SKU-${made}-${randomUUID()}`,
        name: `Product ${made}`,
        brand: 'Tokri',
        pack: '1 piece',
        categoryPath: ['Food'],
        price,
        mrp: money(price.amount + 500),
        gstBasisPoints: 500,
        maxPerOrder: 100,
        ...input,
      }
    })
    const put = await call(PutProducts, { products })
    const ids = new Map(put.products.map((each) => [each.sku, each.productId]))
    const listed = products.map(({ sku, name, price }) => ({ id: ids.get(sku)!, name, price: price.amount }))
    if (quantity > 0)
      await receive(
        listed.map(({ id }) => id),
        quantity,
      )
    return listed
  }

  const receive = (productIds: string[], quantity: number) =>
    call(MoveStock, {
      batchId: randomUUID(),
      actor: 'system:test',
      moves: productIds.map((productId) => ({ storeId, productId, kind: 'receive' as const, quantity })),
    })

  const products = await stocked(
    shelf.map(([name, pack, price, gstBasisPoints]) => ({ name, pack, price: money(price), gstBasisPoints })),
    stock,
  )

  /** Somebody new with an address near the store, logged in. */
  async function customer(more: { name?: string } = {}): Promise<Customer> {
    made += 1
    const body = { email: `c${made}-${randomUUID()}@example.com`, password, name: more.name ?? 'Asha Rao' }
    const session = expect(await send('POST', '/v1/auth/register', { body }), 201)
    const token: string = session.accessToken
    const address = { label: 'Home', line1: '4 Park Street', lat: storePoint.lat + 0.004, lng: storePoint.lng + 0.003 }
    const { id } = expect(await send('POST', '/v1/me/addresses', { token, body: address }), 201)
    return { userId: session.user.id, token, addressId: id }
  }

  /** Several at a time: hashing their passwords is what takes long. */
  async function customers(count: number): Promise<Customer[]> {
    const all: Customer[] = []
    while (all.length < count)
      all.push(...(await Promise.all(Array.from({ length: Math.min(20, count - all.length) }, () => customer()))))
    return all
  }

  async function staff(role: Role): Promise<Staff> {
    made += 1
    const email = `${role}${made}-${randomUUID()}@example.com`
    const { users } = await call(PutAccounts, {
      accounts: [{ email, password, name: `Staff ${role}`, roles: [role], storeIds: [storeId] }],
    })
    const session = expect(await send('POST', '/v1/auth/login', { body: { email, password } }), 200)
    return { userId: users[0]!.userId, token: session.accessToken, email }
  }

  async function rider(): Promise<Staff> {
    const person = await staff('rider')
    await call(PutRiders, {
      riders: [{ userId: person.userId, name: 'Ravi Das', phone: '+919812345678', vehicle: 'scooter', storeId }],
    })
    return person
  }

  /** Puts into the cart. A line may be a product, for one pack. */
  async function fill(
    { token }: { token: string },
    ...lines: (Product | [product: Product, quantity: number])[]
  ): Promise<Cart> {
    let cart = expect(await send('PUT', '/v1/cart/store', { token, body: { storeId } }), 200)
    for (const line of lines) {
      const [product, quantity] = Array.isArray(line) ? line : [line, 1]
      cart = expect(await send('PUT', `/v1/cart/items/${product.id}`, { token, body: { quantity } }), 200)
    }
    return cart
  }

  const order = (
    { token, addressId }: Customer,
    { key = randomUUID(), ...wish }: { key?: string; method?: string; [field: string]: unknown } = {},
  ): Promise<Sent> => {
    const { method = 'cash', ...rest } = wish
    return send('POST', '/v1/orders', {
      token,
      headers: { 'idempotency-key': key },
      body: { addressId, payment: { method }, ...rest },
    })
  }

  return {
    storeId,
    products,
    call,
    send,
    stocked,
    receive,
    customer,
    customers,
    staff,
    rider,
    fill,
    order,
    /** Picks an order to its end. What is found of a product, all unless told; and what is put in instead. */
    async pick(
      picker: Person,
      orderId: string,
      {
        found = new Map(),
        instead = [],
      }: { found?: Map<string, number>; instead?: [short: string, by: string, quantity: number][] } = {},
    ): Promise<void> {
      const pick = await eventually('the pick is queued', async () => {
        const { items } = expect(
          await send('GET', `/v1/store/picks?store=${storeId}&limit=100`, { token: picker.token }),
          200,
        )
        return (items as Pick[]).find((each) => each.orderId === orderId)
      })
      const step = async (deed: string, body?: object) =>
        expect(
          await send('POST', `/v1/store/picks/${pick.id}/${deed}`, { token: picker.token, ...(body ? { body } : {}) }),
          200,
        )
      await step('start')
      for (const { productId, ordered } of pick.lines)
        await step('line', { productId, picked: found.get(productId) ?? ordered })
      for (const [productId, byProductId, quantity] of instead)
        await step('substitute', { productId, byProductId, quantity })
      await step('complete', { bags: 1 })
    },
    /** Goes on shift at the store, or says again that the rider is there. */
    async ready({ token }: Person, nowMs: number = Date.now()): Promise<void> {
      expect(await send('POST', '/v1/rider/shift', { token, body: { state: 'on' } }), 200)
      const here = { ...storePoint, at: new Date(nowMs).toISOString() }
      expect(await send('POST', '/v1/rider/positions', { token, body: [here] }), 200)
    },
    /** Takes an order that is packed to the door, as far as the door. */
    async ride({ token }: Person, order: Order): Promise<RiderTask> {
      const task = await eventually('an offer', async () => {
        const { items } = expect(await send('GET', '/v1/rider/tasks', { token }), 200)
        // A rider may be asked a moment before deliveries have heard that it is packed.
        return (items as RiderTask[]).find((each) => each.orderId === order.id && each.readyAt === undefined)
      })
      for (const deed of ['accept', 'arrive', 'pickup', 'arrive'])
        expect(await send('POST', `/v1/rider/tasks/${task.id}/${deed}`, { token }), 200)
      return task
    },
    handOver: (rider: Person, task: RiderTask, order: Order): Promise<Sent> =>
      send('POST', `/v1/rider/tasks/${task.id}/deliver`, {
        token: rider.token,
        body: { code: order.doorCode, ...(task.cashDue.amount > 0 ? { cashCollected: task.cashDue } : {}) },
      }),
    reaches: (who: { token: string }, orderId: string, status: OrderStatus): Promise<Order> =>
      eventually(`${orderId} is ${status}`, async () => {
        const now: Order = expect(await send('GET', `/v1/orders/${orderId}`, { token: who.token }), 200)
        return now.status === status ? now : null
      }),
    /** Fills the cart and orders it. */
    async bought(
      who: Customer,
      lines: (Product | [Product, number])[],
      wish: Parameters<typeof order>[1] = {},
    ): Promise<Order> {
      await fill(who, ...lines)
      return expect(await order(who, wish), 201)
    },
    async level(product: Product): Promise<Level> {
      const { levels } = await call(GetLevels, { storeId, productIds: [product.id] })
      return levels[0]!
    },
    credit: (userId: string, paise: number) =>
      call(CreditWallet, { reference: randomUUID(), userId, amount: money(paise), reason: 'For a test' }),
    offers: (...offers: OfferInput[]) => call(PutOffers, { offers }),
    read: async (who: { token: string }, orderId: string): Promise<Order> =>
      expect(await send('GET', `/v1/orders/${orderId}`, { token: who.token }), 200),
  }
}
