import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buy } from './buying.ts'
import { type CollectedSpan, openCollector } from './collector.ts'
import { eventually } from './eventually.ts'
import { openProcesses } from './processes.ts'

/** Everything that hangs below a span. */
function below(spans: readonly CollectedSpan[], root: CollectedSpan): CollectedSpan[] {
  const children = spans.filter((each) => each.parentSpanId === root.spanId)
  return [root, ...children.flatMap((child) => below(spans, child))]
}

test('an order’s life is one tree of spans, over all processes that had to do with it', {
  timeout: 180_000,
}, async () => {
  await using collector = await openCollector()
  await using place = await openProcesses({
    groups: [
      ['gateway', 'users', 'catalogue'],
      ['orders', 'carts'],
      ['stores', 'payments'],
      ['deliveries', 'notifications'],
    ],
    env: {
      TOKRI_OTLP_URL: collector.url,
      TOKRI_OTLP_HEADERS: 'authorization=Bearer collectors-key',
      TOKRI_TRACE_JOBS_RATIO: '1',
    },
  })
  const { traceId } = await buy(place)
  const ofOrder = () => collector.spans.filter((each) => each.traceId === traceId)
  const spans = await eventually('the last step has been exported', () => {
    const found = ofOrder()
    const ids = new Set(found.map((each) => each.spanId))
    const whole = found.every((each) => each.parentSpanId === undefined || ids.has(each.parentSpanId))
    const names = found.map((each) => each.name)
    const told = names.includes('order delivered') && names.includes('order.delivered')
    return whole && told && new Set(found.map((each) => each.service)).size === 4 ? found : null
  })

  const roots = spans.filter((each) => each.parentSpanId === undefined)
  assert.deepEqual(
    roots.map((each) => each.name),
    ['POST /v1/orders'],
  )
  assert.equal(below(spans, roots[0]!).length, spans.length, 'every span hangs in the one tree')
  const names = new Set(spans.map((each) => each.name))
  for (const name of ['carts.quote', 'stores.reserve', 'payments.start', 'psp.createPayment', 'WITH orders.orders'])
    assert.ok(names.has(name), `${name} in ${[...names].join(', ')}`)
  for (const status of ['confirmed', 'picking', 'packed', 'assigned', 'picked_up', 'arriving', 'delivered'])
    assert.ok(names.has(`order ${status}`), status)
  for (const event of ['order.placed', 'order.confirmed', 'order.packed', 'order.delivered'])
    assert.ok(names.has(event), `${event} was heard in the trace`)
  assert.deepEqual(
    spans.filter((each) => each.failed).map((each) => each.name),
    [],
  )

  // Who picked and rode did so in requests of their own; the step points there, and they can be found from it.
  const picked = spans.find((each) => each.name === 'order packed')!
  const cause = collector.spans.find((each) => each.spanId === picked.links[0]?.spanId)
  assert.equal(cause?.traceId, picked.links[0]?.traceId)
  assert.notEqual(cause?.traceId, traceId)

  const jobs = collector.spans.filter((each) => each.name.startsWith('deliveries.') && each.parentSpanId === undefined)
  assert.ok(jobs.length > 0, 'runs of jobs are traces of their own')
  assert.ok(collector.headers.every((each) => each === 'Bearer collectors-key'))
})

test('a collector that is away costs no request', { timeout: 60_000 }, async () => {
  await using place = await openProcesses({
    groups: [['gateway', 'users', 'catalogue', 'stores', 'carts', 'orders', 'payments', 'deliveries', 'notifications']],
    env: { TOKRI_OTLP_URL: 'http://127.0.0.1:1' },
  })
  const answer = await place.send('GET', '/v1/categories?store=unknown')
  assert.ok(answer.status < 500)
})
