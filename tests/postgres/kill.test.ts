import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CheckLedger } from '../../contracts/payments.ts'
import type { Send, Sent } from '../api.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type Answered, checkInvariants } from '../invariants.ts'
import { type Customer, openShop } from '../shop.ts'
import { houseOn } from './house.ts'

const buyers = 10
const kills = 3

test('kill -9 of PostgreSQL in the middle of checkouts loses no order that was answered, and doubles none', {
  timeout: 240_000,
}, async (t) => {
  // Its own PostgreSQL, which writes to the disk before it answers.
  await using house = await houseOn({})
  const statuses = new Map<number, number>()
  /** As a phone does: again, under the same key, until there is an answer that is one. */
  const patiently =
    (send: Send): Send =>
    async (...request): Promise<Sent> => {
      const giveUpAt = Date.now() + 60_000
      for (;;) {
        const answer = await send(...request)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        if (answer.status < 500) return answer
        if (Date.now() > giveUpAt) throw new Error(`${request[0]} ${request[1]} is still answered ${answer.status}`)
        await pause(100)
      }
    }
  const shop = await openShop({ call: house.call, send: patiently(house.send) }, { stock: 5_000 })
  const people = await shop.customers(buyers)
  for (const { userId } of people) await shop.credit(userId, 50_000_000)

  const answered: Answered[] = []
  let over = false
  async function buy(who: Customer, turn: number): Promise<void> {
    for (; !over; turn += 1) {
      await shop.fill(who, [shop.products[turn % 12]!, 1], [shop.products[(turn * 5 + 1) % 12]!, 2])
      const key = randomUUID()
      const order = expect(await shop.order(who, { key, method: turn % 3 === 0 ? 'wallet' : 'cash' }), 201)
      answered.push({ userId: who.userId, key, orderId: order.id, total: order.total.amount })
      if (turn % 5 === 0)
        await patiently(house.send)('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} })
    }
  }
  const buying = Promise.allSettled(people.map((who, index) => buy(who, index)))
  for (let turn = 0; turn < kills; turn += 1) {
    const before = answered.length
    await eventually('orders are placed', () => answered.length >= before + 2 * buyers, { withinMs: 60_000 })
    const { pid } = JSON.parse(readFileSync(join(house.config.home, 'postgres.json'), 'utf8'))
    process.kill(pid, 'SIGKILL')
  }
  const before = answered.length
  await eventually('orders are placed again', () => answered.length > before + buyers, { withinMs: 60_000 })
  over = true
  for (const each of await buying) if (each.status === 'rejected') throw each.reason

  await eventually('everything has come to rest', () => checkInvariants(house.sql, answered).then(() => true), {
    withinMs: 60_000,
  })
  assert.deepEqual((await house.call(CheckLedger, {})).faults, [])
  const others = [...statuses].filter(([status]) => status >= 500 && status !== 503 && status !== 504)
  assert.deepEqual(others, [])
  t.diagnostic(`${kills} kills, ${answered.length} orders, ${statuses.get(503) ?? 0} times 503`)
})
