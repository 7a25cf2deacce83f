import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OrderMessages } from '../contracts/order-messages.ts'
import { serviceNames } from '../services/index.ts'
import { expect } from './api.ts'
import { eventually } from './eventually.ts'
import { openProcesses } from './processes.ts'
import { openShop } from './shop.ts'

const near = ['gateway', 'orders', 'carts', 'catalogue']
const groups = [near, ['users'], serviceNames.filter((each) => each !== 'users' && !near.includes(each))]

test('nobody tells names and numbers: an order, what is written about it and who writes go on', {
  timeout: 120_000,
}, async () => {
  await using tokri = await openProcesses({ groups, proxied: ['users'] })
  const shop = await openShop({ call: tokri.call, send: tokri.send })
  const [who, picker, rider, support] = [
    await shop.customer(),
    await shop.staff('picker'),
    await shop.rider(),
    await shop.staff('support'),
  ]
  const order = await eventually('it is bought', () => shop.bought(who, [shop.products[0]!]).catch(() => null))
  const path = `/v1/orders/${order.id}`
  const read = async ({ token }: { token: string }): Promise<OrderMessages> =>
    expect(await tokri.send('GET', `${path}/messages`, { token }), 200)
  const write = async ({ token }: { token: string }, text: string, status = 201) =>
    expect(await tokri.send('POST', `${path}/messages`, { token, body: { text } }), status)
  const caseOf = async () =>
    expect(await tokri.send('GET', `/v1/admin/orders/${order.id}/case`, { token: support.token }), 200)
  await shop.pick(picker, order.id)
  await shop.ready(rider)
  await shop.ride(rider, order)
  assert.equal((await read(who)).callable, false, 'neither has left a number')
  await shop.reaches(who, order.id, 'arriving')
  assert.deepEqual((await caseOf()).missing, [])

  for (const fault of ['frozen', 'gone', 'reset'] as const) {
    await tokri.proxy('users').apply(fault)
    const [asked, answered] = [`Where are you? (${fault})`, `At the gate (${fault})`]
    await write(who, asked)
    const heard = await read(rider)
    assert.equal(heard.items.at(-1)!.text, asked)
    assert.equal(heard.items.at(-1)!.name, 'Asha', 'the order knows the name')
    // While it is not known whether both have a number, a call says itself what is missing.
    assert.equal(heard.callable, true)
    const upTo = heard.items.at(-1)!.id
    const seen = await tokri.send('POST', `${path}/messages/read`, { token: rider.token, body: { upTo } })
    assert.ok(seen.status < 300, `${seen.status}`)
    await write(rider, answered)
    const { items, unread } = await read(who)
    assert.deepEqual(
      items.slice(-2).map(({ text, seen = false }) => [text, seen]),
      [
        [asked, true],
        [answered, false],
      ],
    )
    assert.ok(unread > 0)
    assert.equal((await shop.read(who, order.id)).status, 'arriving')
    // Staff see the order and who wrote to whom, without the names that only users know.
    const shown = await caseOf()
    assert.deepEqual([shown.people, shown.missing], [[], ['people']])
    await write(support, `We look after it (${fault})`)
    const called = await tokri.send('POST', `${path}/call`, { token: who.token })
    assert.ok(called.status >= 500 && typeof called.body.code === 'string', `${called.status} ${called.body?.code}`)

    await tokri.proxy('users').pass()
    await eventually('the names are back', async () => (await caseOf()).missing.length === 0)
    await eventually('it is known that there is no number', async () => !(await read(who)).callable)
  }
})
