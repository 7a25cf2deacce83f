import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { serviceNames } from '../services/index.ts'
import type { Send } from './api.ts'
import { eventually } from './eventually.ts'
import { checkInvariants } from './invariants.ts'
import { knownByAll } from './known-by-all.ts'
import { openProcesses, type Processes } from './processes.ts'
import { type Customer, openShop, type Shop } from './shop.ts'

/** What is asked again and again while copies come and go: reads, and orders under a key. */
async function openCrowd(tokri: Processes, send: Send = tokri.send) {
  const shop = await openShop({ call: tokri.call, send: tokri.send }, { stock: 100_000 })
  await knownByAll(send, shop)
  const customers = await shop.customers(4)
  for (const who of customers)
    await eventually('the cart is filled', () => shop.fill(who, shop.products[0]!).catch(() => null))
  const failures: { at: number; what: string }[] = []
  const answered: { userId: string; key: string; orderId: string; total: number }[] = []
  let count = 0
  let over = false

  const tell = (what: string) => failures.push({ at: performance.now(), what })
  const once = async (what: string, ask: () => ReturnType<Send>, status: number) => {
    count += 1
    try {
      const sent = await ask()
      if (sent.status === status) return sent
      tell(`${what}: ${sent.status} ${sent.body?.code}`)
    } catch (error) {
      tell(`${what}: ${error}`)
    }
    return undefined
  }
  const walk = async (who: Customer, shop: Shop) => {
    while (!over) {
      await once('browse', () => send('GET', `/v1/products?store=${shop.storeId}&limit=5`), 200)
      await once('orders', () => send('GET', '/v1/orders?limit=1', { token: who.token }), 200)
      await once('me', () => send('GET', '/v1/me', { token: who.token }), 200)
      const key = randomUUID()
      const sent = await once('order', () => shop.order(who, { key }), 201)
      if (sent) {
        answered.push({ userId: who.userId, key, orderId: sent.body.id, total: sent.body.total.amount })
        // The cart is emptied when its order has been heard of. It is filled by who has patience.
        await eventually('the cart is filled', () => shop.fill(who, shop.products[0]!).catch(() => null))
      }
    }
  }
  return {
    shop,
    failures,
    answered,
    get count() {
      return count
    },
    async during(deed: () => Promise<void>): Promise<void> {
      over = false
      const walks = customers.map((who) => walk(who, shop))
      try {
        await deed()
      } finally {
        over = true
        await Promise.all(walks)
      }
    },
  }
}

const half = ['orders', 'carts', 'users', 'notifications']
const groups = [['gateway'], half, serviceNames.filter((each) => !half.includes(each))]

test('two copies of every service: one is killed, one is stopped, and no request fails', {
  timeout: 240_000,
}, async (t) => {
  await using tokri = await openProcesses({ groups, copies: 2, env: { TOKRI_DRAIN_S: '1' } })
  const crowd = await openCrowd(tokri)
  await crowd.during(async () => {
    await pause(1_000)
    const killed = performance.now()
    await tokri.kill('orders', 0)
    await tokri.kill('stores', 1)
    await pause(4_000)
    const last = crowd.failures.findLast((each) => each.at >= killed)
    t.diagnostic(
      `from kill -9 to the last failed request: ${last ? `${Math.round(last.at - killed)} ms` : 'none failed'}`,
    )
    await Promise.all([tokri.start('orders', 0), tokri.start('stores', 1)])
    // Those that were alone until now are stopped as a release would, once the new ones are taken.
    await pause(3_000)
    await tokri.stop('orders', 1)
    await tokri.stop('stores', 0)
    await pause(1_000)
    await Promise.all([tokri.start('orders', 1), tokri.start('stores', 0)])
  })
  t.diagnostic(`${crowd.failures.length} of ${crowd.count} requests failed, ${crowd.answered.length} orders`)
  assert.deepEqual(
    crowd.failures.map((each) => each.what),
    [],
  )
  await eventually('everything has come to rest', () => checkInvariants(tokri.sql, crowd.answered).then(() => true), {
    withinMs: 60_000,
  })

  // A gateway that is stopped says so first, then lets its sockets go, which then find the other one.
  const who = await crowd.shop.customer()
  const socket = new WebSocket(`${tokri.urls[1]!.replace('http', 'ws')}/v1/live?token=${who.token}`)
  await once(socket, 'open')
  const closed = once(socket, 'close') as Promise<[CloseEvent]>
  const stopped = tokri.stop('gateway', 1)
  const draining = await eventually('it is not ready', async () => {
    const answer = await fetch(`${tokri.urls[1]}/readyz`)
    return answer.status === 503 && answer
  })
  assert.equal(draining.headers.get('connection'), 'close')
  assert.equal((await fetch(`${tokri.urls[1]}/v1/categories`)).status, 200, 'what comes meanwhile is served')
  const [{ code }] = await closed
  assert.equal(code, 1012)
  await stopped
})
