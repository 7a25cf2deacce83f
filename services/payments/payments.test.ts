import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { type Order, OrderCancelled, OrderConfirmed } from '../../contracts/orders.ts'
import { CheckLedger, CreditWallet, HoldWallet, StartPayment, SwitchPayment } from '../../contracts/payments.ts'
import { CashDeposited } from '../../contracts/rider.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message, openDatabase } from '../../kit/sql.ts'
import { expect, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import type { Provider } from '../../tests/provider.ts'
import { type Customer, openShopHouse, type Person, type Shop, type ShopHouse } from '../../tests/shop.ts'

let stage: ShopHouse
let house: ShopHouse['house']
let send: Send
let shop: Shop
let provider: Provider
let sql: ShopHouse['sql']
let support: Person
let picker: Person

before(async () => {
  stage = await openShopHouse({ env: { TOKRI_PAYMENTS_CHECK_AFTER_S: '1' } })
  ;({ house, send, shop, provider, sql } = stage)
  support = await shop.staff('support')
  picker = await shop.staff('picker')
})
after(() => stage?.[Symbol.asyncDispose]())

const rice = () => shop.products[2]!
const milk = () => shop.products[0]!
const status = (who: Customer, order: Order, wanted: string) =>
  eventually(`order is ${wanted}`, async () => {
    const now = await shop.read(who, order.id)
    return now.status === wanted ? now : null
  })
const paymentOf = async (orderId: string) =>
  (
    await sql<{ state: string; refunded_paise: number; provider_id: string | null }[]>`
    select state, refunded_paise, provider_id from payments.payments where order_id = ${orderId}`
  )[0]
const refundsOf = (orderId: string) => sql<
  { amount_paise: number; state: string; cause: string; destination: string }[]
>`
  select amount_paise, state, cause, destination from payments.refunds where order_id = ${orderId} order by id`
const refunded = (orderId: string, count = 1) =>
  eventually(`${count} refunds done`, async () => {
    const rows = await refundsOf(orderId)
    return rows.length === count && rows.every((row) => row.state === 'done') ? rows : null
  })
const balanceOf = async ({ token }: Person) =>
  expect(await send('GET', '/v1/wallet', { token }), 200).balance.amount as number
const cardOrder = (who: Customer, quantity = 2) => shop.bought(who, [[rice(), quantity]], { method: 'card' })
const paidOrder = async (who: Customer, quantity = 2, card?: string) => {
  const order = await cardOrder(who, quantity)
  assert.equal(await provider.pay(order, card), 'succeeded')
  return status(who, order, 'confirmed')
}
const cancel = async (who: Customer, order: Order) =>
  expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
const giveBack = (orderId: string, amount: number, more: { key?: string; to?: string } = {}) =>
  send('POST', '/v1/admin/refunds', {
    token: support.token,
    headers: { 'idempotency-key': more.key ?? randomUUID() },
    body: { orderId, amount: money(amount), reason: 'Bruised', ...(more.to ? { to: more.to } : {}) },
  })
/** The books are right now, or are once the events under way have been applied. */
const booksAreRight = () =>
  eventually('the books are right', async () => {
    const report = await house.call(CheckLedger, {})
    assert.deepEqual(report.faults, [])
    return report.ok
  })
const countOf = async (list: 'payment_intents' | 'refunds', field: string, value: string) => {
  const { data = [] } = await provider.read(`${list}?limit=100`)
  return data.filter(
    (each) => (field === 'order' ? (each.metadata as { order_id?: string }).order_id : each[field]) === value,
  )
}

describe('a card payment', () => {
  test('confirms the order once the provider has told of it, and is in the books', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    assert.equal(order.status, 'pending_payment')
    assert.equal(await provider.pay(order), 'succeeded')
    const paid = await status(who, order, 'confirmed')
    assert.equal(paid.payment.handle, undefined)
    await booksAreRight()
  })

  test('that is declined may be tried with another card', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    assert.equal(await provider.pay(order, 'pm_card_visa_chargeDeclined'), 'card_declined')
    await eventually('the failure is noted', async () => {
      const [row] =
        await sql`select failure from payments.payments where order_id = ${order.id} and failure is not null`
      return row
    })
    assert.equal((await shop.read(who, order.id)).status, 'pending_payment')
    assert.equal(await provider.pay(order), 'succeeded')
    await status(who, order, 'confirmed')
  })

  test('asked for several times at once is one payment at the provider', async () => {
    const wish = { orderId: newId('order'), userId: newId('user'), amount: money(12_300), method: 'card' as const }
    const handles = await Promise.all(Array.from({ length: 8 }, () => house.call(StartPayment, wish)))
    assert.equal(new Set(handles.map((each) => each.clientSecret)).size, 1)
    assert.equal((await countOf('payment_intents', 'order', wish.orderId)).length, 1)
  })

  test('is neither made nor given back twice when answers are lost', async () => {
    const who = await shop.customer()
    await provider.faults({ stripe: { loseAnswers: 0.5 } })
    const order = await cardOrder(who)
    const shown = await eventually('the order can be paid', async () => {
      const now = await shop.read(who, order.id)
      return now.payment.handle ? now : null
    })
    await provider.faults({ stripe: {} })
    assert.equal((await countOf('payment_intents', 'order', order.id)).length, 1)
    assert.equal(await provider.pay(shown), 'succeeded')
    await status(who, order, 'confirmed')
    await provider.faults({ stripe: { loseAnswers: 0.6 } })
    await cancel(who, order)
    await eventually('the refund was tried', async () => {
      const [row] = await sql`select from payments.refunds where order_id = ${order.id} and attempts > 0`
      return row
    })
    await provider.faults({ stripe: {} })
    await sql`update payments.refunds set next_at = now() where order_id = ${order.id} and state = 'due'`
    await refunded(order.id)
    assert.equal((await countOf('refunds', 'payment_intent', provider.idOf(shown))).length, 1)
  })

  test('whose webhook is lost is found by asking', async () => {
    const who = await shop.customer()
    await provider.faults({ stripe: { holdWebhooks: true } })
    const order = await cardOrder(who)
    assert.equal(await provider.pay(order), 'succeeded')
    await status(who, order, 'confirmed')
    await provider.faults({ stripe: {} })
    await booksAreRight()
  })

  test('whose webhooks come five times, in any order, is booked once', async () => {
    await provider.faults({ stripe: { duplicateWebhooks: 5, shuffleWebhooks: true } })
    const who = await shop.customer()
    const order = await cardOrder(who)
    await provider.pay(order, 'pm_card_visa_chargeDeclined')
    await provider.pay(order)
    await status(who, order, 'confirmed')
    await cancel(who, order)
    await refunded(order.id)
    await provider.faults({ stripe: {} })
    const postings = await sql<
      { kind: string }[]
    >`select kind from payments.postings where order_id = ${order.id} order by kind`
    assert.deepEqual(
      postings.map((row) => row.kind),
      ['capture', 'refund'],
    )
    await booksAreRight()
  })

  test('that arrives after the order was cancelled is given back once', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    await provider.faults({ stripe: { holdWebhooks: true } })
    assert.equal(await provider.pay(order), 'succeeded')
    await cancel(who, order)
    await refunded(order.id)
    const intent = await provider.read(`payment_intents/${provider.idOf(order)}`)
    await provider.faults({ stripe: {} })
    for (let turn = 0; turn < 3; turn += 1)
      assert.equal((await provider.webhook('payment_intent.succeeded', intent)).status, 200)
    assert.equal((await countOf('refunds', 'payment_intent', provider.idOf(order))).length, 1)
    assert.equal((await shop.read(who, order.id)).status, 'cancelled')
    await booksAreRight()
  })

  test('that arrives after the order was paid from the wallet takes nothing from what the wallet gets back', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    const total = order.total.amount
    await shop.credit(who.userId, total)
    await provider.faults({ stripe: { holdWebhooks: true } })
    assert.equal(await provider.pay(order), 'succeeded')
    const pay = { token: who.token, body: { method: 'wallet' } }
    assert.equal(expect(await send('POST', `/v1/orders/${order.id}/payment`, pay), 200).payment.method, 'wallet')
    // The card's money goes straight back.
    await refunded(order.id)
    await provider.faults({ stripe: {} })
    await eventually('the wallet has paid', async () => (await balanceOf(who)) === 0)
    await cancel(who, order)
    await refunded(order.id, 2)
    assert.deepEqual((await refundsOf(order.id)).map((each) => [each.destination, each.amount_paise]).sort(), [
      ['source', total],
      ['wallet', total],
    ])
    assert.equal(await balanceOf(who), total)
    await booksAreRight()
  })

  test('that was never made is cancelled at the provider with its order', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    await cancel(who, order)
    await eventually(
      'cancelled there',
      async () => (await provider.read(`payment_intents/${provider.idOf(order)}`)).status === 'canceled',
    )
    await eventually('and here', async () => (await paymentOf(order.id))?.state === 'cancelled')
    assert.equal((await refundsOf(order.id)).length, 0)
  })

  test('begun after its order had been cancelled cannot be paid', async () => {
    const orderId = newId('order')
    const db = openDatabase(sql, 'orders', () => {})
    const about = { orderId, number: 'X', userId: newId('user'), storeId: shop.storeId }
    await db.begin((tx) =>
      db.publish(
        tx,
        message(OrderCancelled, orderId, {
          ...about,
          from: 'pending_payment',
          actor: 'system:test',
          reason: 'Too late',
          method: 'card',
          total: money(9_900),
        }),
      ),
    )
    await eventually('heard of', async () => {
      const [row] =
        await sql`select from payments.inbox i join bus.events e on e.id = i.event_id where e.key = ${orderId}`
      return row
    })
    await assert.rejects(
      house.call(StartPayment, { orderId, userId: about.userId, amount: money(9_900), method: 'card' }),
      /has been made or was given up/,
    )
  })

  test('cannot be started while the provider is away: the order stands, and cash is still taken', async () => {
    const who = await shop.customer()
    await provider.faults({ stripe: { down: true } })
    const order = await cardOrder(who)
    assert.equal(order.status, 'pending_payment')
    assert.equal(order.payment.handle, undefined)
    const cash = await shop.bought(who, [milk()], { method: 'cash' })
    assert.equal(cash.status, 'confirmed')
    await provider.faults({ stripe: {} })
    const later = await eventually('it can be paid', async () => {
      const now = await shop.read(who, order.id)
      return now.payment.handle ? now : null
    })
    assert.equal(await provider.pay(later), 'succeeded')
    await status(who, order, 'confirmed')
  })
})

describe('a webhook', () => {
  const intent = { id: 'pi_unknown', object: 'payment_intent', status: 'succeeded', amount: 100, amount_received: 100 }
  const object = { ...intent, currency: 'inr', created: 1, metadata: {}, client_secret: 'x' }
  const refusal = async (forgery: Parameters<Provider['webhook']>[2]) => {
    const answer = await provider.webhook('payment_intent.succeeded', object, forgery)
    return [answer.status, answer.body.code]
  }

  test('that is forged, unsigned or stale is refused', async () => {
    assert.deepEqual(await refusal({ secret: 'whsec_guess' }), [400, 'payments/forged-webhook'])
    assert.deepEqual(await refusal({ signature: '' }), [400, 'payments/forged-webhook'])
    assert.deepEqual(await refusal({ signature: 't=1,v1=00' }), [400, 'payments/forged-webhook'])
    assert.deepEqual(await refusal({ ageS: 301 }), [400, 'payments/stale-webhook'])
    assert.equal((await send('POST', '/v1/webhooks/stripe', { body: {} })).status, 400)
    assert.equal((await provider.webhook('payment_intent.succeeded', object, { ageS: 290 })).status, 200)
  })

  test('about a payment that is not ours changes nothing', async () => {
    const before = await sql`select count(*)::int as count from payments.postings`
    assert.equal((await provider.webhook('payment_intent.succeeded', object)).status, 200)
    assert.deepEqual(await sql`select count(*)::int as count from payments.postings`, before)
  })

  test('whose amount is not what was asked for is not believed', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    const wrong = { ...object, id: provider.idOf(order), amount_received: 1 }
    assert.equal((await provider.webhook('payment_intent.succeeded', wrong)).status, 500)
    assert.equal((await paymentOf(order.id))!.state, 'created')
  })
})

describe('a refund', () => {
  test('in parts never exceeds what was paid, and its key makes it one', async () => {
    const who = await shop.customer()
    const order = await paidOrder(who)
    const total = order.total.amount
    const key = randomUUID()
    const first = expect(await giveBack(order.id, 1_000, { key }), 201)
    assert.equal(expect(await giveBack(order.id, 1_000, { key }), 201).id, first.id)
    assert.equal((await giveBack(order.id, 2_000, { key })).body.code, 'request/idempotency-key-reused')
    assert.equal((await giveBack(order.id, total)).body.code, 'payments/refund-above-capture')
    const both = await Promise.all([giveBack(order.id, total - 1_000), giveBack(order.id, total - 1_000)])
    assert.deepEqual(both.map((each) => each.status).sort(), [201, 422])
    await refunded(order.id, 2)
    assert.equal((await giveBack(order.id, 1)).status, 422)
    const given = await countOf('refunds', 'payment_intent', (await paymentOf(order.id))!.provider_id!)
    assert.equal(
      given.reduce((sum, each) => sum + Number(each.amount), 0),
      total,
    )
    await eventually('the order knows', async () => (await shop.read(who, order.id)).refunded.amount === total)
    await booksAreRight()
  })

  test('of an order that nobody paid is refused, into the wallet as well', async () => {
    const who = await shop.customer()
    const unpaid = await cardOrder(who)
    assert.equal((await giveBack(unpaid.id, 100)).body.code, 'payments/refund-above-capture')
    await cancel(who, unpaid)
    assert.equal((await giveBack(unpaid.id, 100, { to: 'wallet' })).body.code, 'payments/refund-above-capture')
    const cash = await shop.bought(who, [rice()])
    assert.equal((await giveBack(cash.id, 100)).body.code, 'payments/refund-above-capture')
    assert.equal(await balanceOf(who), 0)
  })

  test('that the bank turns down goes to the wallet', async () => {
    const who = await shop.customer()
    const order = await paidOrder(who, 2, 'pm_card_refundFail')
    await cancel(who, order)
    await eventually('the wallet has it', async () => (await balanceOf(who)) === order.total.amount)
    await booksAreRight()
  })

  test('whose bad end is heard of before its beginning goes to the wallet as well', async () => {
    const who = await shop.customer()
    const order = await paidOrder(who, 2, 'pm_card_refundFail')
    await provider.faults({ stripe: { loseAnswers: 1 } })
    await cancel(who, order)
    await eventually('the bank has turned it down', async () => {
      const [row] = await sql`
        select from payments.webhooks w where kind = 'refund.failed'
          and at > (select at from payments.refunds where order_id = ${order.id})`
      return row
    })
    assert.equal((await refundsOf(order.id))[0]!.state, 'due')
    await provider.faults({ stripe: {} })
    await sql`update payments.refunds set next_at = now() where order_id = ${order.id}`
    await eventually('the wallet has it', async () => (await balanceOf(who)) === order.total.amount)
    await booksAreRight()
  })

  test('is for staff only', async () => {
    const who = await shop.customer()
    const order = await paidOrder(who)
    for (const token of [undefined, who.token, picker.token]) {
      const answer = await send('POST', '/v1/admin/refunds', {
        ...(token ? { token } : {}),
        headers: { 'idempotency-key': 'x' },
        body: { orderId: order.id, amount: money(100), reason: 'x' },
      })
      assert.ok([401, 403].includes(answer.status))
    }
  })
})

describe('a wallet', () => {
  test('is never overdrawn by 50 orders at once', async () => {
    const userId = newId('user')
    await shop.credit(userId, 1_000)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => house.call(HoldWallet, { orderId: newId('order'), userId, amount: money(90) })),
    )
    assert.equal(answers.filter((each) => each.kind === 'held').length, 11)
    const [row] = await sql`select balance_paise, held_paise from payments.wallets where user_id = ${userId}`
    assert.deepEqual({ ...row }, { balance_paise: 1_000, held_paise: 990 })
  })

  test('holds once for an order, and not another amount under the same order', async () => {
    const userId = newId('user')
    await shop.credit(userId, 1_000)
    const orderId = newId('order')
    for (let turn = 0; turn < 3; turn += 1)
      assert.equal((await house.call(HoldWallet, { orderId, userId, amount: money(600) })).kind, 'held')
    assert.notEqual((await house.call(HoldWallet, { orderId, userId, amount: money(900) })).kind, 'held')
    const [row] = await sql`select held_paise from payments.wallets where user_id = ${userId}`
    assert.equal(row!.held_paise, 600)
  })

  test('pays an order at once, and gets its money back when the order is cancelled', async () => {
    const who = await shop.customer()
    await shop.credit(who.userId, 50_000)
    const order = await shop.bought(who, [[rice(), 2]], { method: 'wallet' })
    assert.equal(order.status, 'confirmed')
    assert.equal(await balanceOf(who), 50_000 - order.total.amount)
    await eventually('it is taken', async () => {
      const [row] = await sql`select from payments.holds where order_id = ${order.id} and state = 'taken'`
      return row
    })
    await cancel(who, order)
    await eventually('it is back', async () => (await balanceOf(who)) === 50_000)
    await booksAreRight()
  })

  test('that was to pay an order is free again when the order is paid in cash', async () => {
    const who = await shop.customer()
    const order = await cardOrder(who)
    const amount = order.total
    await shop.credit(who.userId, amount.amount)
    // As when the process dies between the hold and the order.
    const wish = { orderId: order.id, userId: who.userId, amount, from: 'card' as const, to: 'wallet' as const }
    assert.equal((await house.call(SwitchPayment, wish)).kind, 'switched')
    const pay = { token: who.token, body: { method: 'cash' } }
    assert.equal(expect(await send('POST', `/v1/orders/${order.id}/payment`, pay), 200).payment.method, 'cash')
    await eventually('nothing is held', async () => {
      const [row] = await sql`select state from payments.holds where order_id = ${order.id}`
      return row?.state === 'released'
    })
    assert.equal(await balanceOf(who), amount.amount)
  })

  test('that is short refuses the order and leaves nothing behind', async () => {
    const who = await shop.customer()
    await shop.credit(who.userId, 100)
    const before = await shop.level(rice())
    await shop.fill(who, rice())
    assert.equal((await shop.order(who, { method: 'wallet' })).body.code, 'orders/wallet-short')
    await eventually('stock is back', async () => (await shop.level(rice())).reserved <= before.reserved)
    assert.equal(await balanceOf(who), 100)
  })

  test('gives back what was held for an order that never came to be', async () => {
    const userId = newId('user')
    await shop.credit(userId, 1_000)
    const orderId = newId('order')
    await house.call(HoldWallet, { orderId, userId, amount: money(700) })
    await sql`update payments.holds set expires_at = now() - interval '1 second' where order_id = ${orderId}`
    await eventually('the hold is released', async () => {
      const [row] = await sql`select held_paise from payments.wallets where user_id = ${userId}`
      return row!.held_paise === 0
    })
    assert.notEqual((await house.call(HoldWallet, { orderId, userId, amount: money(700) })).kind, 'held')
  })

  test('is credited once per reference', async () => {
    const userId = newId('user')
    const wish = { reference: randomUUID(), userId, amount: money(500), reason: 'Sorry' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.call(CreditWallet, wish)))
    assert.ok(answers.every((each) => each.balance.amount === 500))
  })

  test('shows a cursor that is not its own as such', async () => {
    const who = await shop.customer()
    for (const keys of ['["abc"]', '[1.5]', '[1e300]', '["\\u0000"]', '{}'])
      assert.equal(
        (await send('GET', `/v1/wallet?cursor=${btoa(keys)}`, { token: who.token })).body.code,
        'request/bad-cursor',
        keys,
      )
  })
})

describe('the ledger', () => {
  test('takes no posting that does not balance, and is never edited', async () => {
    await assert.rejects(
      sql.begin(async (tx) => {
        await tx`insert into payments.postings (id, kind, reference) values ('p1', 'test', 'test:1')`
        await tx`insert into payments.entries (posting_id, account, amount_paise) values ('p1', 'sales', 100), ('p1', 'tips', -99)`
      }),
      /must balance/,
    )
    await shop.credit(newId('user'), 100)
    for (const statement of [
      'update payments.entries set amount_paise = amount_paise + 1',
      'delete from payments.entries',
      'update payments.postings set memo = null',
      'delete from payments.postings',
      'truncate payments.entries cascade',
    ])
      await assert.rejects(sql.unsafe(statement), /never edited/, statement)
  })

  test('moves a rider’s cash to the till once the store has counted it, however often that is told', async () => {
    const [depositId, riderId, storeId] = [newId('deposit'), newId('user'), newId('store')]
    const amount = money(39_000)
    const now = toTimestamp(Date.now())
    const told = () => message(CashDeposited, riderId, { depositId, riderId, storeId, amount, actor: riderId, at: now })
    for (const { id, name, version, key, at, data } of [told(), told()])
      await sql`insert into bus.events (id, name, version, key, at, data)
        values (${id}, ${name}, ${version}, ${key}, ${at}, ${sql.json(data as never)})`
    const booked = () => sql<{ account: string; amount: number }[]>`
      select account, sum(amount_paise)::bigint amount from payments.entries
      where account in (${`cash:${riderId}`}, ${`till:${storeId}`}) group by 1 order by 1`
    await eventually('both are applied', async () => {
      const [row] = await sql`select count(*)::int count from payments.inbox where event_id in (
        select id from bus.events where key = ${riderId} and name = ${CashDeposited.name})`
      return row?.count === 2 || null
    })
    assert.deepEqual(
      (await booked()).map((each) => ({ ...each })),
      [
        { account: `cash:${riderId}`, amount: -39_000 },
        { account: `till:${storeId}`, amount: 39_000 },
      ],
    )
  })

  test('is right after all of this, and finds what was planted', async () => {
    await booksAreRight()
    const userId = newId('user')
    await shop.credit(userId, 100)
    await sql`update payments.wallets set balance_paise = 150 where user_id = ${userId}`
    const planted = async () => (await house.call(CheckLedger, {})).faults.map((each) => [each.code, each.subject])
    assert.deepEqual(await planted(), [['ledger/wallet-differs', userId]])
    await sql`update payments.wallets set balance_paise = 100 where user_id = ${userId}`

    const who = await shop.customer()
    const order = await paidOrder(who)
    await sql`update orders.orders set total_paise = total_paise + 1 where id = ${order.id}`
    assert.deepEqual(await planted(), [['ledger/paid-differs', order.id]])
    await sql`update orders.orders set total_paise = total_paise - 1 where id = ${order.id}`

    const [payment] =
      await sql`update payments.payments set state = 'created' where order_id = ${order.id} returning provider_id`
    assert.deepEqual(await planted(), [['ledger/capture-unknown', payment!.provider_id]])
    await sql`update payments.payments set state = 'captured' where order_id = ${order.id}`
    await booksAreRight()
  })

  test('may be read by administrators only', async () => {
    assert.equal((await send('GET', '/v1/admin/ledger', { token: support.token })).status, 403)
    const admin = await shop.staff('admin')
    assert.equal(expect(await send('GET', '/v1/admin/ledger', { token: admin.token }), 200).ok, true)
  })
})

test('a confirmed order heard of twice takes the wallet’s money once', async () => {
  const who = await shop.customer()
  await shop.credit(who.userId, 50_000)
  const order = await shop.bought(who, [rice()], { method: 'wallet' })
  const again = await sql<{ id: string }[]>`
    insert into bus.events (id, name, version, key, at, data)
    select id, name, version, key, at, data from bus.events where key = ${order.id} and name = ${OrderConfirmed.name} returning id`
  assert.equal(again.length, 1)
  const marker = await shop.bought(who, [milk()], { method: 'wallet' })
  await eventually('later events are applied', async () => {
    const [row] = await sql`select from payments.holds where order_id = ${marker.id} and state = 'taken'`
    return row
  })
  assert.equal(await balanceOf(who), 50_000 - order.total.amount - marker.total.amount)
})
