import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import type { Slot, SlotDay, SlotTemplate } from '../../contracts/slots.ts'
import { ReleaseStock, ReserveStock } from '../../contracts/stores.ts'
import { expect, type Sent } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type Product, type ShopHouse } from '../../tests/shop.ts'
import { dateAfter, localDate, weekdayOf } from './domain/slots.ts'

let stage: ShopHouse
let manager: Person
let goods: Product
const date = dateAfter(localDate(Date.now(), 'Asia/Kolkata'), 2)
const weekday = weekdayOf(date)

before(async () => {
  stage = await openShopHouse({ listen: false })
  manager = await stage.shop.staff('manager')
  ;[goods] = (await stage.shop.stocked([{}], 10_000)) as [Product]
})
after(() => stage?.[Symbol.asyncDispose]())

let used = 0
/** A window of its own for a test, in two days. */
async function offered(more: object = {}): Promise<SlotTemplate> {
  used += 1
  const time = { weekdays: [weekday], start: used * 10, end: used * 10 + 10 }
  const rules = { capacity: 5, fee: money(900), cutoffMinutes: 60 }
  const body = { storeId: stage.shop.storeId, ...time, ...rules, ...more }
  return expect(await stage.send('POST', '/v1/admin/slots', { token: manager.token, body }), 201).items[0]
}
const change = ({ id }: { id: string }, body: object): Promise<Sent> =>
  stage.send('PATCH', `/v1/admin/slots/${id}`, { token: manager.token, body })
const slotsOn = async (day: string): Promise<Slot[]> =>
  ((await stage.send('GET', `/v1/slots?store=${stage.shop.storeId}&date=${day}`)).body as SlotDay).items
const slotIdOf = ({ id }: SlotTemplate) => `${id}.${date}`
const take = (template: SlotTemplate, orderId = newId('order')) =>
  stage.shop.call(ReserveStock, {
    orderId,
    storeId: stage.shop.storeId,
    lines: [{ productId: goods.id, quantity: 1 }],
    slotId: slotIdOf(template),
  })
const gone = { kind: 'slot-unavailable', reason: 'unknown' }
const placesIn = async (template: SlotTemplate) =>
  (await stage.sql`select from stores.slot_places where slot_id = ${slotIdOf(template)}`).length

describe('another day or time for a window', () => {
  test('is another window: the rest stays as it is, and the old one is offered no longer', async () => {
    const before = await offered()
    const moved: SlotTemplate = expect(await change(before, { start: 1_080, end: 1_140, capacity: 7 }), 200)
    assert.notEqual(moved.id, before.id)
    assert.deepEqual(moved, { ...before, id: moved.id, start: 1_080, end: 1_140, capacity: 7 })
    assert.deepEqual(await take(before), gone, 'nobody gets a time that they have not chosen')
    assert.equal((await take(moved)).kind, 'reserved')

    const onOther = expect(await change(await offered(), { weekday: (weekday + 1) % 7 }), 200)
    assert.ok((await slotsOn(dateAfter(date, 1))).some(({ id }) => id.startsWith(onOther.id)))
    assert.ok(!(await slotsOn(date)).some(({ id }) => id.startsWith(onOther.id)))

    const admin = await stage.shop.staff('admin')
    await eventually('the audit log has it', async () => {
      const { items } = expect(await stage.send('GET', '/v1/admin/audit?limit=100', { token: admin.token }), 200)
      const said = (items as { action: string; details?: { from?: SlotTemplate; to?: SlotTemplate } }[]).find(
        ({ action, details }) => action === 'stores.slot_moved' && details?.from?.id === before.id,
      )
      return said?.details?.to?.id === moved.id
    })
  })

  test('that it has already changes it as before', async () => {
    const before = await offered()
    assert.equal((await take(before)).kind, 'reserved')
    const { start, end } = before
    const changed = expect(await change(before, { weekday, start, end, fee: money(100) }), 200)
    assert.deepEqual(changed, { ...before, fee: money(100) })
  })

  test('is refused while orders have it, with how many and until when, and possible once they are gone', async () => {
    const template = await offered()
    const orders = [newId('order'), newId('order')]
    for (const orderId of orders) assert.equal((await take(template, orderId)).kind, 'reserved')
    const refused = await change(template, { start: 1_200, end: 1_260, capacity: 1 })
    assert.equal(refused.status, 409)
    assert.equal(refused.body.code, 'stores/slot-booked')
    assert.deepEqual(refused.body.details, { orders: 2, last: date })
    const { items } = expect(
      await stage.send('GET', `/v1/admin/slots?store=${stage.shop.storeId}`, { token: manager.token }),
      200,
    )
    assert.deepEqual(
      (items as SlotTemplate[]).find(({ id }) => id === template.id),
      template,
      'nothing of it is done',
    )
    for (const orderId of orders) await stage.shop.call(ReleaseStock, { orderId })
    expect(await change(template, { start: 1_200, end: 1_260 }), 200)
    assert.deepEqual(await take(template), gone, 'a day that was once booked has no places left either')
    assert.equal(await placesIn(template), 0)
  })

  test('counts orders of days that are over no longer', async () => {
    const template = await offered()
    assert.equal((await take(template)).kind, 'reserved')
    await stage.sql`update stores.slots set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour'
      where id = ${slotIdOf(template)}`
    expect(await change(template, { end: template.end + 1 }), 200)
  })

  test('is refused where it is no time, where there is such a window, and to those whom it is not for', async () => {
    const [template, other] = [await offered(), await offered()]
    assert.equal((await change(template, { end: template.start })).body.code, 'stores/slot-bad-time')
    assert.equal((await change(template, { start: 0, end: 1_441 })).body.code, 'stores/slot-bad-time')
    const { start, end } = other
    assert.equal((await change(template, { start, end })).body.code, 'stores/slot-exists')
    assert.equal((await change(template, { weekday: 7 })).status, 400)
    assert.equal((await take(template)).kind, 'reserved', 'it is there as before')
    const path = `/v1/admin/slots/${other.id}`
    const body = { weekday: (weekday + 2) % 7 }
    for (const role of ['support', 'picker'] as const)
      assert.equal((await stage.send('PATCH', path, { token: (await stage.shop.staff(role)).token, body })).status, 403)
    const twice = await Promise.all([change(other, body), change(other, body)])
    assert.deepEqual(twice.map(({ status }) => status).sort(), [200, 404], 'two at once move it once')
  })
})

describe('a place that is taken while its window moves', () => {
  /** Starts one deed after the other while the window's row is locked, so that they come to it in this order. */
  async function inOrder(template: SlotTemplate, deeds: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
    const started: Promise<unknown>[] = []
    await stage.sql.begin(async (tx) => {
      await tx`select from stores.slot_templates where id = ${template.id} for update`
      for (const deed of deeds) {
        started.push(deed())
        await eventually(`${started.length} wait`, async () => {
          const [row] = await stage.sql<{ n: number }[]>`
            select count(*)::int as n from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()
              and (query like '%stores.take_slot%' or query like '%stores.slot_templates%')`
          return row!.n >= started.length
        })
      }
    })
    return Promise.all(started)
  }
  const away = { start: 1_300, end: 1_310 }

  for (const once of [false, true])
    test(`one of both wins, whoever comes first${once ? ', also where a place was given back before' : ''}`, async () => {
      const withRow = async () => {
        const template = await offered()
        if (!once) return template
        const orderId = newId('order')
        await take(template, orderId)
        await stage.shop.call(ReleaseStock, { orderId })
        return template
      }
      const taken = await withRow()
      const [got, refused] = await inOrder(taken, [() => take(taken), () => change(taken, away)])
      assert.equal((got as { kind: string }).kind, 'reserved')
      assert.equal((refused as Sent).body.code, 'stores/slot-booked')
      assert.equal(await placesIn(taken), 1)

      const moved = await withRow()
      const { reserved } = await stage.shop.level(goods)
      const [done, late] = await inOrder(moved, [() => change(moved, away), () => take(moved)])
      assert.equal((done as Sent).status, 200)
      assert.deepEqual(late, gone)
      assert.equal(await placesIn(moved), 0)
      assert.equal((await stage.shop.level(goods)).reserved, reserved, 'and no stock is kept for it')
      expect(await stage.send('DELETE', `/v1/admin/slots/${(done as Sent).body.id}`, { token: manager.token }), 204)
    })

  test('nor is one taken in a window that is removed meanwhile', async () => {
    const template = await offered()
    const remove = () => stage.send('DELETE', `/v1/admin/slots/${template.id}`, { token: manager.token })
    const [removed, late] = await inOrder(template, [remove, () => take(template)])
    assert.equal((removed as Sent).status, 204)
    assert.deepEqual(late, gone)
  })

  test('many buyers and a manager at once: all have a place and it stays, or none has and it is moved', async () => {
    for (let round = 0; round < 8; round += 1) {
      const template = await offered({ capacity: 30 })
      const buying = Array.from({ length: 10 }, () => take(template))
      const [answer, ...answers] = await Promise.all([change(template, { weekday: (weekday + 3) % 7 }), ...buying])
      const got = answers.filter(({ kind }) => kind === 'reserved').length
      assert.equal(await placesIn(template), got)
      if (answer.status === 200) assert.equal(got, 0)
      else assert.equal(answer.body.code, 'stores/slot-booked')
    }
  })
})
