import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { engineUrl } from '../engines/testing.ts'
import { serviceNames } from '../services/index.ts'
import { expect } from './api.ts'
import type { Row } from './degradation/cell.ts'
import { providerRow, proxiedRow, serviceRow } from './degradation/rows.ts'
import { openStage, report, type Stage, tellCell } from './degradation/stage.ts'
import { type Fault, type FaultProxy, faults, openFaultProxy } from './faults/proxy.ts'

/** Only rows whose name is in TOKRI_ROWS, separated by commas, such as `TOKRI_ROWS=redis,stores`; all when it is absent. */
const wanted = process.env.TOKRI_ROWS?.split(',')
const isWanted = (name: string): boolean => !wanted || wanted.includes(name)
const cellsOf = (rows: readonly Row[]): [Row, Fault][] =>
  rows.filter((row) => isWanted(row.name)).flatMap((row) => faults.map((fault): [Row, Fault] => [row, fault]))
const together = [['gateway', ...serviceNames]]

test('what goes on without each service', { timeout: 1_800_000, skip: !serviceNames.some(isWanted) }, async (t) => {
  await using stage = await openStage({ proxied: [...serviceNames] })
  const rows = serviceNames.map((name) => serviceRow(stage.tokri, name))
  report(t, await stage.check(cellsOf(rows), { onCell: tellCell(t) }))
})

/** A card order while the provider is away stands, can be paid later, and is answered soon. */
async function cardOrderStands({ shop, tokri }: Stage): Promise<void> {
  const who = await shop.customer()
  await shop.fill(who, shop.products[1]!)
  const order = expect(await shop.order(who, { method: 'card' }), 201)
  assert.equal(order.status, 'pending_payment')
  const [row] = await tokri.sql`select status from orders.orders where id = ${order.id}`
  assert.equal(row?.status, 'pending_payment')
  await shop.credit(who.userId, 100_000)
  await shop.fill(who, shop.products[1]!)
  assert.equal(expect(await shop.order(who, { method: 'wallet' }), 201).status, 'confirmed')
}

const providers = ['stripe', 'fcm', 'twilio', 'sendgrid'] as const
test('what goes on without PostgreSQL and each provider', {
  timeout: 1_800_000,
  skip: !['postgres', ...providers].some(isWanted),
}, async (t) => {
  await using stage = await openStage({ groups: together, proxied: ['postgres'] })
  const rows = [
    // What is in memory is shown; nothing is promised of the rest but that it says so.
    proxiedRow('postgres', stage.tokri.proxy('postgres'), ['browse', 'search'], { worksWhen: { slow: [] } }),
    ...providers.map((name) =>
      providerRow(stage.provider, name, name === 'stripe' ? () => cardOrderStands(stage) : undefined),
    ),
  ]
  report(t, await stage.check(cellsOf(rows), { onCell: tellCell(t) }))
})

/** Engines of one run, each behind a proxy. */
const engineTest = (broker: 'kafka' | 'rabbitmq', names: readonly string[]) =>
  test(`what goes on without ${names.join(', ')}`, { timeout: 1_800_000, skip: !names.some(isWanted) }, async (t) => {
    await using stack = new AsyncDisposableStack()
    const run = `matrix-${randomBytes(4).toString('hex')}`
    const proxies = new Map<string, FaultProxy>()
    const through = async (name: string, url: string, port?: number): Promise<string> => {
      const proxy = stack.use(await openFaultProxy(url, port === undefined ? {} : { port }))
      proxies.set(name, proxy)
      return proxy.url
    }
    // Kafka tells its clients where it is: it has a listener that tells them the port of this proxy.
    const kafka = async () => {
      const { port } = new URL(engineUrl('kafka'))
      return through('kafka', `kafka://127.0.0.1:${Number(port) + 5}`, Number(port) + 6)
    }
    const documents = new URL(engineUrl('ferretdb'))
    documents.pathname = `/${run}`
    const stage = stack.use(
      await openStage({
        groups: together,
        env: {
          TOKRI_REDIS_URL: await through('redis', engineUrl('redis')),
          TOKRI_BROKER_URL: await (broker === 'kafka' ? kafka() : through('rabbitmq', engineUrl('rabbitmq'))),
          TOKRI_BROKER_PREFIX: run,
          TOKRI_BROKER_PARTITIONS: '4',
          TOKRI_DOCUMENTS_URL: await through('mongodb', documents.href),
          TOKRI_SEARCH_URL: await through('elasticsearch', engineUrl('elasticsearch')),
          TOKRI_SEARCH_PREFIX: run,
        },
      }),
    )
    const rows = names.map((name) => proxiedRow(name, proxies.get(name)!))
    report(t, await stage.check(cellsOf(rows), { broker: true, onCell: tellCell(t) }))
  })

engineTest('rabbitmq', ['redis', 'rabbitmq', 'mongodb', 'elasticsearch'])
engineTest('kafka', ['kafka'])
