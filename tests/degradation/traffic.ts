import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Order } from '../../contracts/orders.ts'
import type { Send, Sent } from '../api.ts'
import type { Answered } from '../invariants.ts'
import type { Customer, Product, Shop } from '../shop.ts'

/** What customers do all day: looking at the shelf, looking for something, filling the cart, ordering by cash, looking at an order. */
export const kinds = ['browse', 'search', 'cart', 'checkout', 'status'] as const
export type Kind = (typeof kinds)[number]

export interface Outcome {
  readonly kind: Kind
  /** When it was asked and for how long, milliseconds of `performance.now`. */
  readonly atMs: number
  readonly tookMs: number
  readonly ok: boolean
  /** Status and code, or what broke. */
  readonly answer: string
  /** A failure that says what it is: 503 or 504 of ours. */
  readonly clear: boolean
}

export interface Traffic {
  readonly outcomes: readonly Outcome[]
  /** Orders that were acknowledged. */
  readonly answered: readonly Answered[]
  /** Asks once for each kind, beside the steady traffic. */
  askAll(): Promise<Outcome[]>
  /** Waits until everything that was asked has been answered. */
  stop(): Promise<void>
}

const clearCodes = new Set(['service/unavailable', 'service/overloaded', 'service/deadline'])

/** Steady traffic: each kind of request begins so many times a second, whether the ones before have been answered or not. */
export function startTraffic({
  send,
  shop,
  customers,
  perS = 2,
}: {
  send: Send
  shop: Shop
  customers: readonly Customer[]
  perS?: number
}): Traffic {
  const outcomes: Outcome[] = []
  const answered: Answered[] = []
  const under = new Set<Promise<unknown>>()
  const shelf: readonly Product[] = shop.products
  const carts = new Map<Customer, Promise<unknown>>()
  let stopped = false
  let turn = 0
  let lastOrder: { who: Customer; id: string } | undefined

  /** One thing at a time with a customer's cart. */
  const filled = Promise.all(customers.map((who) => shop.fill(who, shelf[0]!)))
  const alone = async <T>(who: Customer, deed: () => Promise<T>): Promise<T> => {
    const before = carts.get(who)
    const mine = (async () => {
      await filled
      await before?.catch(() => {})
      return deed()
    })()
    carts.set(who, mine)
    return mine
  }
  const put = (who: Customer, product: Product): Promise<Sent> =>
    send('PUT', `/v1/cart/items/${product.id}`, { token: who.token, body: { quantity: 1 } })

  const deeds: Record<Kind, (who: Customer, product: Product) => Promise<Sent>> = {
    browse: () => send('GET', `/v1/products?store=${shop.storeId}&limit=20`),
    search: (_, { name }) => send('GET', `/v1/products?store=${shop.storeId}&q=${encodeURIComponent(name)}`),
    cart: (who, product) => put(who, product),
    async checkout(who, product) {
      const ready = await put(who, product)
      if (ready.status !== 200) return ready
      const key = randomUUID()
      const sent = await shop.order(who, { key })
      if (sent.status === 201) {
        const order: Order = sent.body
        answered.push({ userId: who.userId, key, orderId: order.id, total: order.total.amount })
        lastOrder = { who, id: order.id }
      }
      return sent
    },
    status: async (who) => {
      if (!lastOrder) return deeds.checkout(who, shelf[0]!)
      const of = lastOrder
      return send('GET', `/v1/orders/${of.id}`, { token: of.who.token })
    },
  }

  const ask = async (kind: Kind): Promise<Outcome> => {
    turn += 1
    const product = shelf[turn % shelf.length]!
    // Those who fill carts are others than those who order, so that neither waits for the other.
    const half = Math.floor(customers.length / 2)
    const who = kind === 'checkout' ? customers[turn % half]! : customers[half + (turn % half)]!
    const run = () => deeds[kind](who, product)
    let atMs = performance.now()
    const told = (ok: boolean, answer: string, clear: boolean): Outcome => {
      const outcome = { kind, atMs, tookMs: performance.now() - atMs, ok, answer, clear }
      outcomes.push(outcome)
      return outcome
    }
    const timed = () => {
      atMs = performance.now()
      return run()
    }
    try {
      const sent = await (kind === 'cart' || kind === 'checkout' ? alone(who, timed) : timed())
      const code = String(sent.body?.code ?? '')
      return told(sent.status < 300, `${sent.status} ${code}`.trim(), clearCodes.has(code))
    } catch (error) {
      return told(false, error instanceof Error ? error.message : String(error), false)
    }
  }

  const loops = kinds.map(async (kind, index) => {
    await pause((index * 1_000) / perS / kinds.length)
    while (!stopped) {
      const asked = ask(kind)
      under.add(asked)
      void asked.finally(() => under.delete(asked))
      await pause(1_000 / perS)
    }
  })

  return {
    outcomes,
    answered,
    askAll: () => Promise.all(kinds.map(ask)),
    async stop() {
      stopped = true
      await Promise.all(loops)
      await Promise.all(under)
    },
  }
}
