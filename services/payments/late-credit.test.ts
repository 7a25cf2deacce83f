import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { newId } from '../../contracts/ids.ts'
import { GetLateCredits, type LateCreditPolicy } from '../../contracts/late-credit.ts'
import { money } from '../../contracts/money.ts'
import { OrderDelivered } from '../../contracts/orders.ts'
import { CheckLedger } from '../../contracts/payments.ts'
import { common } from '../../contracts/problem.ts'
import type { Call } from '../../kit/calls.ts'
import { openLog, silentLog } from '../../kit/log.ts'
import { type Message, message, openDatabase } from '../../kit/sql.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse } from '../../tests/shop.ts'
import { lateCredit } from './domain/late-credit.ts'
import { LatePolicies } from './late-policies.ts'
import { latePolicyOf } from './store/late-policies.ts'

const policy: LateCreditPolicy = {
  on: true,
  afterMinutes: 10,
  amount: money(2_000),
  percent: 10,
  cap: money(6_000),
}

describe('what is given for a late order', () => {
  const promisedAtMs = Date.UTC(2026, 10, 22, 12)
  const late = (minutes: number, more: Partial<Parameters<typeof lateCredit>[1]> = {}) =>
    lateCredit(policy, {
      promisedAtMs,
      deliveredAtMs: promisedAtMs + minutes * 60_000,
      customerDelayS: 0,
      totalPaise: 30_000,
      ...more,
    })

  test('is nothing below the threshold, and never more than the cap or the order', () => {
    assert.equal(late(9.99), null)
    assert.deepEqual(late(10), { paise: 5_000, lateMinutes: 10 })
    assert.deepEqual(late(40, { totalPaise: 900_000 }), { paise: 6_000, lateMinutes: 40 })
    assert.deepEqual(late(40, { totalPaise: 1_500 }), { paise: 1_500, lateMinutes: 40 })
    assert.equal(late(40, { totalPaise: 0 }), null)
    assert.equal(
      lateCredit(
        { ...policy, on: false },
        { promisedAtMs, deliveredAtMs: promisedAtMs + 1e9, customerDelayS: 0, totalPaise: 30_000 },
      ),
      null,
    )
  })

  test('does not count what the customer was waited for', () => {
    assert.equal(late(15, { customerDelayS: 301 }), null)
    assert.deepEqual(late(15, { customerDelayS: 300 }), { paise: 5_000, lateMinutes: 10 })
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 300 }), fc.nat(7_200), fc.nat(500_000), (minutes, delayS, totalPaise) => {
        const given = late(minutes, { customerDelayS: delayS, totalPaise })
        assert.ok((given !== null) === (minutes * 60 - delayS >= 600 && totalPaise > 0))
        if (given) assert.ok(given.paise <= policy.cap.amount && given.paise <= totalPaise)
      }),
    )
  })
})

describe('a broken promise', () => {
  let stage: ShopHouse
  let picker: Person
  let admin: Person

  before(async () => {
    stage = await openShopHouse({
      env: {
        TOKRI_PAYMENTS_LATE_CREDIT_AFTER_MINUTES: '10',
        TOKRI_PAYMENTS_LATE_CREDIT_PAISE: '2000',
        TOKRI_PAYMENTS_LATE_CREDIT_PERCENT: '10',
        TOKRI_PAYMENTS_LATE_CREDIT_CAP_PAISE: '6000',
      },
    })
    picker = await stage.shop.staff('picker')
    admin = await stage.shop.staff('admin')
  })
  after(() => stage?.[Symbol.asyncDispose]())

  const walletOf = async ({ token }: { token: string }) => {
    const wallet = expect(await stage.send('GET', '/v1/wallet', { token }), 200)
    return {
      balance: wallet.balance.amount as number,
      items: wallet.items as { reason: string; kind: string; orderId?: string }[],
    }
  }
  /** Tells of an order as orders would. */
  const publish = (...messages: Message[]) => {
    const db = openDatabase(stage.sql, 'orders', () => {})
    return db.begin((tx) => db.publish(tx, ...messages))
  }
  const deliveredEvent = (
    late: { minutes: number; customerDelayS?: number; storeId?: string },
    orderId = newId('order'),
  ) => {
    const userId = newId('user')
    const deliveredAt = new Date()
    return message(OrderDelivered, orderId, {
      orderId,
      number: 'T-77',
      userId,
      storeId: late.storeId ?? stage.shop.storeId,
      riderId: newId('user'),
      method: 'cash',
      total: money(20_000),
      tip: money(0),
      promisedAt: new Date(deliveredAt.getTime() - late.minutes * 60_000).toISOString(),
      deliveredAt: deliveredAt.toISOString(),
      ...(late.customerDelayS === undefined ? {} : { customerDelayS: late.customerDelayS }),
    })
  }
  const creditsOf = (orderId: string) => stage.sql<{ amount_paise: number }[]>`
    select amount_paise from payments.credits where order_id = ${orderId}`
  const postingsOf = (orderId: string) => stage.sql`
    select 1 from payments.postings p join payments.credits c on p.reference = 'credit:' || c.id
    where c.order_id = ${orderId}`
  const settled = (orderId: string) =>
    eventually('the order is settled', async () => {
      const rows = await stage.sql`select 1 from payments.postings where reference = ${`settle:${orderId}`}`
      return rows.length === 1
    })

  test('gives wallet money by itself, tells the customer why, and shows staff what was given', async () => {
    const { shop, send, sql } = stage
    const who = await shop.customer()
    const order = await shop.bought(who, [[shop.products[2]!, 2]])
    await sql`update orders.orders set promised_at = now() - interval '25 minutes' where id = ${order.id}`
    await shop.pick(picker, order.id)
    const rider = await shop.rider()
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    const given = await eventually('the credit is in the wallet', async () => {
      const wallet = await walletOf(who)
      return wallet.balance > 0 ? wallet : null
    })
    const wanted = Math.min(6_000, 2_000 + Math.floor(order.total.amount / 10))
    assert.equal(given.balance, wanted)
    assert.match(given.items[0]!.reason, /25 minutes after its promise/)
    assert.deepEqual([given.items[0]!.kind, given.items[0]!.orderId], ['late-credit', order.id])
    const books = expect(await send('GET', `/v1/admin/orders/${order.id}/money`, { token: admin.token }), 200)
    assert.equal(books.credits.length, 1)
    assert.equal(books.credits[0].actor, 'system:payments')
    await eventually('the customer is told', async () => {
      const { items } = expect(await send('GET', '/v1/me/inbox', { token: who.token }), 200)
      return (items as { title: string }[]).some(({ title }) => title.startsWith('Sorry'))
    })
    await eventually('it is in the audit log', async () => {
      const { items } = expect(await send('GET', `/v1/admin/audit?subject=${order.id}`, { token: admin.token }), 200)
      return (items as { action: string }[]).some(({ action }) => action === 'payments.late_credited')
    })
    assert.equal((await stage.house.call(CheckLedger, {})).ok, true)
  })

  test('is paid for once, however often and from however many places it is told', async () => {
    const event = deliveredEvent({ minutes: 30 })
    const orderId = event.key
    // The same event again, and others of the same order, all at once.
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => publish(index % 2 ? event : deliveredEvent({ minutes: 31 }, orderId))),
    )
    await settled(orderId)
    await eventually('all were heard', async () => {
      const [row] = await stage.sql<
        { count: number }[]
      >`select count(*)::int count from payments.credits where order_id = ${orderId}`
      return row!.count === 1
    })
    const more = deliveredEvent({ minutes: 45 }, orderId)
    await publish(more)
    const after = deliveredEvent({ minutes: 1 })
    await publish(after)
    await settled(after.key)
    assert.equal((await creditsOf(orderId)).length, 1)
    assert.equal((await postingsOf(orderId)).length, 1)
  })

  test('leaves nothing behind when its commit fails half way, and is paid for when it comes again', async () => {
    const { sql } = stage
    const event = deliveredEvent({ minutes: 30 })
    const userId = (event.data as { userId: string }).userId
    // The posting is refused as a full disk would refuse it.
    await sql.unsafe(`
      create function payments.refuse_once() returns trigger language plpgsql as $$
      begin
        if new.account = 'wallet:${userId}' then raise exception 'no space left'; end if;
        return new;
      end $$;
      create trigger refuse_once before insert on payments.entries for each row execute function payments.refuse_once()`)
    try {
      await publish(event)
      const other = deliveredEvent({ minutes: 1 })
      await publish(other)
      await settled(other.key)
      assert.equal((await creditsOf(event.key)).length, 0)
    } finally {
      await sql`drop trigger refuse_once on payments.entries`
      await sql`drop function payments.refuse_once`
    }
    await eventually('it is given after all', async () => (await creditsOf(event.key)).length === 1)
    assert.equal((await postingsOf(event.key)).length, 1)
  })

  test('gives what the store says, also while stores are away, and what the installation says without it', async () => {
    const { send, shop, sql } = stage
    const manager = await shop.staff('manager')
    const path = `/v1/admin/stores/${shop.storeId}/late-credit`
    const own: LateCreditPolicy = { on: true, afterMinutes: 3, amount: money(700), percent: 0, cap: money(700) }
    const set = async (body: LateCreditPolicy) =>
      assert.deepEqual(expect(await send('PUT', path, { token: manager.token, body }), 200), {
        storeId: shop.storeId,
        policy: body,
      })
    const learnt = (wanted: LateCreditPolicy | null) =>
      eventually('payments have learnt it', async () => {
        const rows = await sql<{ policy: LateCreditPolicy }[]>`
          select policy from payments.late_policies where store_id = ${shop.storeId}`
        return isDeepStrictEqual(rows[0]?.policy ?? null, wanted)
      })
    const givenFor = async (minutes: number, storeId?: string) => {
      const event = deliveredEvent({ minutes, ...(storeId ? { storeId } : {}) })
      await publish(event)
      await settled(event.key)
      return (await creditsOf(event.key))[0]?.amount_paise ?? null
    }
    const installation = expect(await send('GET', '/v1/admin/late-credit', { token: manager.token }), 200)
    assert.deepEqual(installation, policy)
    assert.equal(expect(await send('GET', path, { token: manager.token }), 200).policy, null)
    assert.equal(await givenFor(5), null)

    await set(own)
    await learnt(own)
    assert.equal(await givenFor(5), 700)
    assert.equal(await givenFor(30, newId('store')), 4_000, 'others go by the installation')
    // Stores cannot answer: what they said last holds.
    await sql`alter table stores.late_credits rename to late_credits_away`
    try {
      await assert.rejects(stage.house.call(GetLateCredits, {}))
      const db = openDatabase(sql, 'payments', () => {})
      await new LatePolicies().learn({ db, call: stage.house.call, log: silentLog })
      assert.equal(await givenFor(5), 700)
    } finally {
      await sql`alter table stores.late_credits_away rename to late_credits`
    }

    await set({ ...own, on: false })
    await learnt({ ...own, on: false })
    assert.equal(await givenFor(60), null)
    assert.equal(expect(await send('DELETE', path, { token: manager.token }), 200).policy, null)
    await learnt(null)
    assert.equal(await givenFor(30), 4_000)

    const details = await eventually('it is in the audit log', async () => {
      const { items } = expect(
        await send('GET', `/v1/admin/audit?subject=${shop.storeId}`, { token: admin.token }),
        200,
      )
      const acts = (items as { action: string; actor: string; details: { policy: LateCreditPolicy | null } }[]).filter(
        (each) => each.action === 'stores.late_credit_set',
      )
      return acts.length === 3 && acts.map((each) => each.details.policy?.on ?? null)
    })
    assert.deepEqual(details, [null, false, true])
  })

  test('goes by what stores said last: an answer that was long on its way does not win over a newer one', async () => {
    const db = openDatabase(stage.sql, 'payments', () => {})
    const storeId = newId('store')
    const given = (paise: number): LateCreditPolicy => ({ ...policy, amount: money(paise) })
    /** A copy that is answered when the test says so; then what it has written down is there. */
    const copyAsking = async () => {
      const asked = Promise.withResolvers<void>()
      const answer = Promise.withResolvers<{ stores: { storeId: string; policy: LateCreditPolicy }[] }>()
      const call = (() => {
        asked.resolve()
        return answer.promise
      }) as unknown as Call
      const done = new LatePolicies().learn({ db, call, log: silentLog })
      await asked.promise
      return (...stores: LateCreditPolicy[]) => {
        answer.resolve({ stores: stores.map((each) => ({ storeId, policy: each })) })
        return done
      }
    }
    const kept = async () => (await latePolicyOf(stage.sql, storeId))?.amount.amount ?? null
    // The service's own job writes too, of stores that have no policy.
    const [slow, quick] = [await copyAsking(), await copyAsking()]
    await quick(given(200))
    const afterQuick = await kept()
    await slow(given(100))
    assert.notEqual(await kept(), 100)
    assert.ok(afterQuick === 200 || afterQuick === null)
    const [late, gone] = [await copyAsking(), await copyAsking()]
    await gone()
    await late(given(300))
    assert.equal(await kept(), null)
  })

  test('copies of stores of the release before are no news for the log; stores that are away are told of once', async () => {
    const db = openDatabase(stage.sql, 'payments', () => {})
    const told: string[] = []
    const write = (line: string) => void told.push(JSON.parse(line)['log.level'])
    const log = openLog({ level: 'info', service: 'payments', destination: { write } })
    const policies = new LatePolicies()
    const learnBy = (answer: () => object) => policies.learn({ db, call: (async () => answer()) as never, log })
    const unknown = () => {
      throw common('request/not-found', { detail: GetLateCredits.name })
    }
    const away = () => {
      throw common('service/unavailable')
    }
    const answers = () => ({ stores: [] })
    for (const answer of [unknown, answers, unknown, answers, unknown]) await learnBy(answer)
    assert.deepEqual(told, [])
    for (const answer of [away, unknown, away, away, answers, answers]) await learnBy(answer)
    assert.deepEqual(told, ['warn', 'info'])
  })

  test('is set by those who run the store, within bounds', async () => {
    const { send, shop } = stage
    const path = `/v1/admin/stores/${shop.storeId}/late-credit`
    const asked = async (token: string, body: unknown) => (await send('PUT', path, { token, body })).status
    const support = await shop.staff('support')
    assert.equal(await asked(support.token, policy), 403)
    assert.equal((await send('GET', path, { token: picker.token })).status, 403)
    for (const wrong of [{ afterMinutes: 0 }, { percent: 101 }, { cap: money(-1) }, { amount: money(1_000_001) }])
      assert.equal(await asked(admin.token, { ...policy, ...wrong }), 400)
    const other = `/v1/admin/stores/${newId('store')}/late-credit`
    assert.equal((await send('PUT', other, { token: admin.token, body: policy })).status, 404)
  })

  test('is not paid for where the customer was waited for, nor where the order was cancelled', async () => {
    const waited = deliveredEvent({ minutes: 30, customerDelayS: 21 * 60 })
    await publish(waited)
    await settled(waited.key)
    assert.equal((await creditsOf(waited.key)).length, 0)

    const { shop, sql, send } = stage
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    await sql`update orders.orders set promised_at = now() - interval '40 minutes' where id = ${order.id}`
    expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
    await shop.reaches(who, order.id, 'cancelled')
    assert.equal((await creditsOf(order.id)).length, 0)
  })
})
