import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Quote } from '../../contracts/carts.ts'
import type { SurgeSettings } from '../../contracts/surge.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse, storePoint } from '../../tests/shop.ts'
import { refusalOf, surgeOff } from './domain/surge.ts'

let stage: ShopHouse
let manager: Person
let picker: Person
before(async () => {
  stage = await openShopHouse({ env: { TOKRI_DELIVERIES_SILENT_S: '180' } })
  manager = await stage.shop.staff('manager')
  picker = await stage.shop.staff('picker')
})
after(() => stage?.[Symbol.asyncDispose]())

const served = async () =>
  expect(await stage.send('GET', `/v1/serviceability?lat=${storePoint.lat + 0.004}&lng=${storePoint.lng + 0.003}`), 200)
/** What is known of riders and pickers may be some seconds old. */
const answers = (reason: string | undefined) =>
  eventually(`it answers ${reason ?? 'with a promise'}`, async () => {
    const now = await served()
    return (reason === undefined ? now.serviceable : now.reason === reason) && now
  })
const path = () => `/v1/admin/stores/${stage.shop.storeId}/surge`
const surge = async () => expect(await stage.send('GET', path(), { token: manager.token }), 200)
const set = async (more: Partial<SurgeSettings>) =>
  expect(await stage.send('PUT', path(), { token: manager.token, body: { ...surgeOff, ...more } }), 200)
const shift = async ({ token }: Person, state: 'on' | 'off' | 'break') =>
  expect(await stage.send('POST', '/v1/rider/shift', { token, body: { state } }), 200)
const duty = async ({ token }: Person, on: boolean) =>
  expect(await stage.send('POST', '/v1/store/duty', { token, body: { storeId: stage.shop.storeId, on } }), 200)

describe('no promise for now', () => {
  test('is made while it is known that no rider is at work; a store that never had one promises, and says so', async () => {
    const { shop, send } = stage
    const unknown = await answers(undefined)
    assert.ok(unknown.promise.reasons.includes('riders-unknown'))
    const rider = await shop.rider()
    assert.equal((await served()).serviceable, true, 'a rider who has not begun yet says nothing')
    await shop.ready(rider)
    await eventually('the rider is known', async () => !(await served()).promise.reasons.includes('riders-unknown'))

    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    await shift(rider, 'off')
    await answers('no-riders')
    assert.equal((await surge()).missing, 'riders')
    const quote = async (body: object = {}): Promise<Quote> =>
      expect(
        await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId, ...body } }),
        200,
      )
    assert.deepEqual(
      (await quote()).problems.map(({ code, blocking }) => [code, blocking]),
      [['no-riders', true]],
    )
    const refused = await shop.order(who)
    assert.deepEqual([refused.status, refused.body.code], [409, 'carts/not-orderable'])
    // A window is none of this: only that there is none of this id stands against it.
    const later = await quote({ slotId: `slt_${'0'.repeat(32)}.2099-01-01` })
    assert.deepEqual(
      later.problems.map(({ code }) => code),
      ['slot-unavailable'],
    )

    await shop.ready(rider)
    await answers(undefined)
    expect(await shop.order(who), 201)
  })

  test('is made on riders whose phones are silent', async () => {
    const { shop, sql } = stage
    const rider = await shop.rider()
    await shop.ready(rider)
    await answers(undefined)
    await sql`update deliveries.positions set at = now() - interval '10 minutes'`
    await sql`update deliveries.riders set shift_changed_at = now() - interval '1 hour' where on_shift`
    await answers('no-riders')
    assert.equal((await surge()).load.riders, 0)
    await shop.ready(rider)
    await answers(undefined)
    await sql`update deliveries.riders set shift_until = now() - interval '1 minute' where on_shift`
    await answers('no-riders')
    await sql`update deliveries.riders set shift_until = null`
    await answers(undefined)
  })

  test('is made where the operator wants none to be refused, and where a break is about to end', async () => {
    const { shop, sql } = stage
    await sql`update deliveries.riders set on_shift = false`
    await answers('no-riders')
    await set({ whenUnstaffed: 'promise' })
    await answers(undefined)
    await set({})
    await answers('no-riders')
    assert.equal(
      (await stage.send('PUT', path(), { token: manager.token, body: { ...surgeOff, whenUnstaffed: 'sing' } })).status,
      400,
    )
    const rider = await shop.rider()
    await sql`update deliveries.riders set on_break = true, shift_changed_at = now() where user_id = ${rider.userId}`
    await sql`
      insert into deliveries.breaks (id, rider_id, starts_at, minutes, state)
      values ('brk_1', ${rider.userId}, now() - interval '20 minutes', 25, 'running')`
    await answers(undefined)
    await sql`update deliveries.breaks set minutes = 60`
    await answers('no-riders')
    await shop.ready(rider)
    await answers(undefined)
  })

  test('is made once all who sign in for work have gone, and not where people pick without signing in', async () => {
    const { shop, sql } = stage
    await duty(picker, true)
    await answers(undefined)
    await duty(picker, false)
    await answers('no-pickers')
    assert.equal((await surge()).missing, 'pickers')
    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    const { problems } = expect(
      await stage.send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId } }),
      200,
    )
    assert.deepEqual(
      problems.map(({ code }: { code: string }) => code),
      ['no-pickers'],
    )
    await duty(picker, true)
    await answers(undefined)
    const order = await shop.bought(await shop.customer(), [shop.products[0]!])
    await duty(picker, false)
    await answers('no-pickers')
    // Somebody picks: who is there is not known by signing in.
    const other = await shop.staff('picker')
    await shop.pick(other, order.id)
    await answers(undefined)
    await sql`update stores.picks set completed_at = completed_at - interval '1 hour', touched_at = touched_at - interval '1 hour'`
    assert.equal(await eventually('the load is new', async () => (await surge()).load.pickers === 0), true)
    await answers(undefined)
    // As is somebody who signed in once, and works without it since.
    await sql`update stores.picks set completed_at = completed_at - interval '2 days', touched_at = touched_at - interval '2 days'`
    await answers('no-pickers')
    await set({ whenUnstaffed: 'promise' })
    const again = await shop.bought(await shop.customer(), [shop.products[0]!])
    await set({})
    await shop.pick(picker, again.id)
    await sql`update stores.picks set touched_at = touched_at - interval '1 hour'`
    await answers(undefined)
    await sql`delete from stores.duties`
  })
})

test('of several reasons against one store the first that nobody can change is told', () => {
  const fine = { reachable: true, missing: undefined, minutes: 12 }
  assert.equal(refusalOf(surgeOff, fine), undefined)
  assert.equal(refusalOf(surgeOff, { ...fine, reachable: false, missing: 'riders' }), 'no-way')
  assert.equal(refusalOf(surgeOff, { ...fine, missing: 'riders', minutes: 99 }), 'no-riders')
  assert.equal(refusalOf({ ...surgeOff, promiseMostMinutes: 10 }, fine), 'too-busy')
  const anyway = { ...surgeOff, whenUnstaffed: 'promise' as const, promiseMostMinutes: 10 }
  assert.equal(refusalOf(anyway, { ...fine, missing: 'pickers' }), 'too-busy')
})
