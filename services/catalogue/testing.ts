import { setTimeout as pause } from 'node:timers/promises'
import type { LightMyRequestResponse } from 'fastify'
import type { ProductInput } from '../../contracts/catalogue.ts'
import type { Role } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { MoveStock, PutStores, type StoreInput } from '../../contracts/stores.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'

/** Looks again until it holds, for what other copies and the index come to know a moment later. @throws the last fault */
export async function eventually(check: () => Promise<void> | void, withinMs = 10_000): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > until) throw error
    }
    await pause(20)
  }
}

/** A product with all that must be; the rest as told. Prices in paise. */
export const product = (
  sku: string,
  more: Partial<Omit<ProductInput, 'price' | 'mrp'>> & { price?: number; mrp?: number } = {},
): ProductInput => {
  const { price = 4_900, mrp = 5_000, ...rest } = more
  return {
    sku,
    name: sku,
    brand: 'Gopal',
    pack: '500 ml',
    categoryPath: ['Dairy', 'Milk'],
    gstBasisPoints: 500,
    ...rest,
    price: money(price),
    mrp: money(mrp),
  }
}

export const storeInput = (code: string): StoreInput => ({
  code,
  name: code,
  address: '1 Lake Road',
  point: { lat: 22.57, lng: 88.4 },
  area: [
    [88.3, 22.5],
    [88.5, 22.5],
    [88.5, 22.6],
    [88.3, 22.6],
  ],
  timeZone: 'Asia/Kolkata',
  hours: [],
})

/** A house with a catalogue, two stores, and ways to ask it as different people. */
export interface Shop extends AsyncDisposable {
  readonly house: TestHouse
  /** Of the first store, and of the second. */
  readonly storeIds: readonly [string, string]
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  as(role: Role | null, method: Method, url: string, body?: unknown): Promise<LightMyRequestResponse>
  receive(storeId: string, productId: string, quantity: number): Promise<void>
  /** What is on the shelf is exactly this. */
  count(storeId: string, productId: string, quantity: number): Promise<void>
}

type Method = 'GET' | 'POST' | 'PATCH'
export async function openShop(env: Record<string, string> = {}): Promise<Shop> {
  const house = await testHouse({ targets: ['gateway', 'users', 'stores', 'catalogue'], env })
  const { stores } = await house.call(PutStores, { stores: [storeInput('north'), storeInput('south')] })
  const storeIds = [stores[0]!.storeId, stores[1]!.storeId] as const
  const tokens = new Map<Role, string>()
  const gateway = house.gateway!

  const tokenOf = async (role: Role) => {
    const known = tokens.get(role)
    if (known) return known
    const email = `${role}@example.com`
    const password = 'correct horse battery'
    await house.call(PutAccounts, {
      accounts: [{ email, password, name: role, roles: [role], storeIds: role === 'manager' ? [storeIds[0]] : [] }],
    })
    const login = await gateway.inject({ method: 'POST', url: '/v1/auth/login', payload: { email, password } })
    const token = login.json().accessToken as string
    tokens.set(role, token)
    return token
  }
  const move = async (kind: 'receive' | 'count', storeId: string, productId: string, quantity: number) => {
    const moves = [{ storeId, productId, kind, quantity }]
    await house.call(MoveStock, { batchId: newId('event'), actor: 'system:test', moves })
  }
  return {
    house,
    storeIds,
    get: (url, headers = {}) => gateway.inject({ url, headers }),
    async as(role, method, url, body) {
      const headers = role ? { authorization: `Bearer ${await tokenOf(role)}` } : {}
      return gateway.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) })
    },
    receive: (...args) => move('receive', ...args),
    count: (...args) => move('count', ...args),
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  }
}
