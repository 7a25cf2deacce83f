import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { deleteStreams } from '../engines/bus/rabbitmq/testing/members.ts'
import { engineUrl } from '../engines/testing.ts'
import { eventually } from './eventually.ts'
import { openFaultProxy } from './faults/proxy.ts'
import { journey } from './journey/journey.ts'
import { manyProcesses, oneProcess } from './journey/places.ts'
import { openShopHouse } from './shop.ts'

const url = engineUrl('rabbitmq')
const partitions = 4
let run: string
const names = ['one', 'two', 'gone']
before(() => {
  run = `test-orders-${randomBytes(4).toString('hex')}`
})
after(async () => {
  for (const name of names) await deleteStreams(url, `${run}.${name}`, partitions)
})

const onRabbitmq = (name: string) => ({
  TOKRI_BROKER_URL: url,
  TOKRI_BROKER_PREFIX: `${run}.${name}`,
  TOKRI_BROKER_PARTITIONS: String(partitions),
})

test('from the first visit to the rating, all services in one process', { timeout: 180_000 }, async () => {
  await using place = await oneProcess(onRabbitmq('one'))
  await journey(place)
})

test('from the first visit to the rating, every service in two copies', { timeout: 300_000 }, async () => {
  const groups = [
    ['gateway', 'users', 'catalogue', 'carts'],
    ['stores', 'orders', 'payments'],
    ['deliveries', 'notifications'],
  ]
  await using place = await manyProcesses(onRabbitmq('two'), { groups, copies: 2 })
  await journey(place)
})

test('away at the start and gone in between: orders are placed, and what follows is done when it is there', {
  timeout: 180_000,
}, async () => {
  await using proxy = await openFaultProxy(url)
  await proxy.refuse()
  await using stage = await openShopHouse({ env: { ...onRabbitmq('gone'), TOKRI_BROKER_URL: proxy.url } })
  const { shop, sql, house } = stage
  const asha = await shop.customer()
  const waiting = async () =>
    (await sql<{ count: number }[]>`select count(*)::int from orders.outbox where name = 'order.placed'`)[0]!.count
  const early = await shop.bought(asha, [shop.products[0]!])
  assert.equal(await waiting(), 1)
  assert.equal((await house.gateway!.inject({ url: '/readyz' })).statusCode, 200)
  const events = (await house.check()).find((each) => each.name === 'events')
  assert.equal(events?.ok, false)

  const picker = await shop.staff('picker')
  await proxy.pass()
  await shop.pick(picker, early.id)
  await shop.reaches(asha, early.id, 'packed')
  await eventually('an empty outbox', async () => (await waiting()) === 0)

  await proxy.refuse()
  const late = await shop.bought(asha, [shop.products[1]!])
  assert.equal(await waiting(), 1)
  await proxy.pass()
  await shop.pick(picker, late.id)
  await shop.reaches(asha, late.id, 'packed')
})
