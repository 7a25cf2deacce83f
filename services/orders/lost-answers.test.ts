import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { money } from '../../contracts/money.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
})
after(() => house[Symbol.asyncDispose]())

test('money that was held while the answer was lost pays for the repeat, and is not held twice', async () => {
  const who = await shop.customer()
  const [last] = await shop.stocked([{ price: money(20_000) }], 1)
  await shop.fill(who, last!)
  // Enough for one, whatever the delivery costs, but not for two.
  await shop.credit(who.userId, 30_000)
  const key = randomUUID()
  // The wallet is busy until nobody waits for the answer any more.
  await house.sql.begin(async (tx) => {
    await tx`select from payments.wallets where user_id = ${who.userId} for update`
    assert.ok((await shop.order(who, { key, method: 'wallet' })).status >= 500)
  })
  await eventually('it is held after all', async () => {
    const [row] = await house.sql`select from payments.wallets where user_id = ${who.userId} and held_paise > 0`
    return row
  })
  const order = expect(await shop.order(who, { key, method: 'wallet' }), 201)
  assert.equal(order.status, 'confirmed')
  assert.equal((await shop.level(last!)).reserved, 1)
})
