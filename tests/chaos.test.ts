import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { allTargets } from '../bin/house.ts'
import type { Order } from '../contracts/orders.ts'
import { CheckLedger } from '../contracts/payments.ts'
import type { Method, Send, Sending, Sent } from './api.ts'
import { expect } from './api.ts'
import { eventually } from './eventually.ts'
import { type Answered, checkInvariants } from './invariants.ts'
import { openProcesses } from './processes.ts'
import { openProvider } from './provider.ts'
import { type Customer, openShop, type Product } from './shop.ts'

const buyers = 12
const kills = 6
const seed = Number(process.env.TOKRI_CHAOS_SEED ?? Date.now() % 1_000_000)

/** Mulberry32: the same seed gives the same numbers, so that a failure can be looked for again. */
function dice(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** As a phone sends: again and again under the same key, until somebody answers. */
const patient =
  (send: Send, failed: AbortSignal): Send =>
  async (method: Method, path: string, options?: Sending): Promise<Sent> => {
    const giveUpAt = Date.now() + 60_000
    for (;;) {
      try {
        const answer = await send(method, path, options)
        if (answer.status < 500) return answer
      } catch {}
      failed.throwIfAborted()
      if (Date.now() > giveUpAt) throw new Error(`${method} ${path} was never answered`)
      await pause(100)
    }
  }

test(`kill -9 in the middle of checkouts loses and doubles nothing (TOKRI_CHAOS_SEED=${seed})`, {
  timeout: 240_000,
}, async (t) => {
  await using tokri = await openProcesses({ groups: [allTargets] })
  const { sql } = tokri
  const failure = new AbortController()
  const send = patient(tokri.send, failure.signal)
  const shop = await openShop({ call: tokri.call, send }, { stock: 400 })
  const provider = openProvider({ url: tokri.sandboxUrl, home: tokri.home, send })
  const people = await shop.customers(buyers)
  for (const { userId } of people) await shop.credit(userId, 5_000_000)
  // Some of it is scarce, so that some orders are refused.
  const scarce = await shop.stocked([{}, {}], 40)
  const shelf = [...shop.products.slice(0, 6), ...scarce]

  let over = false
  const answered: Answered[] = []
  const refused = new Map<string, number>()

  /** One customer, who buys until it is over. Whatever is asked is asked until there is an answer. */
  async function buy(who: Customer, random: () => number): Promise<void> {
    const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
    while (!over) {
      const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, (): [Product, number] => [
        oneOf(shelf),
        1 + Math.floor(random() * 2),
      ])
      await shop.fill(who, ...lines)
      const key = randomUUID()
      const method = oneOf(['cash', 'cash', 'wallet', 'card'])
      const answer = await shop.order(who, { key, method })
      if (answer.status !== 201) {
        refused.set(answer.body.code, (refused.get(answer.body.code) ?? 0) + 1)
        expect(await send('DELETE', `/v1/cart/items/${lines[0]![0].id}`, { token: who.token }), 200)
        continue
      }
      const order: Order = answer.body
      answered.push({ userId: who.userId, key, orderId: order.id, total: order.total.amount })
      const again: Order = expect(await shop.order(who, { key, method }), 201)
      assert.equal(again.id, order.id)
      if (method === 'card' && random() < 0.8) await pay(who, order)
      if (random() < 0.25) await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} })
    }
  }

  /** The provider's stand-in runs beside the gateway, so it dies with it as well. */
  async function pay(who: Customer, order: Order): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      const now = await shop.read(who, order.id)
      if (now.status !== 'pending_payment') return
      try {
        if (now.payment.handle) return void (await provider.pay(now))
      } catch {}
      await pause(200)
    }
  }

  /** So many more orders: a slow machine has fewer in the same time, and each life of a process is to have some. */
  async function more(count: number): Promise<void> {
    const until = answered.length + count
    const giveUpAt = Date.now() + 60_000
    while (answered.length < until && !over) {
      if (Date.now() > giveUpAt) throw new Error(`no orders any more, but ${JSON.stringify([...refused])} refused`)
      await pause(10)
    }
  }

  async function killAgainAndAgain(): Promise<void> {
    const random = dice(seed)
    for (let turn = 0; turn < kills; turn += 1) {
      await more(5 + Math.floor(random() * 15))
      await pause(random() * 500)
      await tokri.kill('orders')
      await tokri.start('orders')
    }
    await more(10)
    over = true
  }
  const all = [killAgainAndAgain(), ...people.map((who, index) => buy(who, dice(seed + index + 1)))]
  await Promise.all(all).catch(async (error) => {
    over = true
    failure.abort(error)
    await Promise.allSettled(all)
    throw error
  })

  await eventually('everything has come to rest', () => checkInvariants(sql, answered).then(() => true), {
    withinMs: 60_000,
  })
  const report = await eventually(
    'the books are right',
    async () => {
      const now = await tokri.call(CheckLedger, {})
      assert.deepEqual(now.faults, [])
      return now
    },
    { withinMs: 60_000 },
  )
  const [count] = await sql<{ orders: number; cancelled: number }[]>`
    select count(*)::int as orders, (count(*) filter (where status = 'cancelled'))::int as cancelled from orders.orders`
  t.diagnostic(
    `${kills} kills, ${answered.length} answered of ${count!.orders} orders, ${count!.cancelled} cancelled, ` +
      `refused ${JSON.stringify(Object.fromEntries(refused))}, ${report.postings} postings`,
  )
})
