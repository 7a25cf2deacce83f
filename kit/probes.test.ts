import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMetrics } from './metrics.ts'

const figureOf = (text: string, name: string): string | undefined => new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]

test('what cannot be looked up is left out, whether it fails or hangs, and the rest is told', async () => {
  const metrics = openMetrics()
  const { outboxAge, deliveriesWaiting, liveConnections } = metrics
  liveConnections.set(3)
  let away = false
  metrics.probe(
    'outbox',
    async () => {
      if (away) throw new Error('PostgreSQL is away')
      outboxAge.set({ service: 'orders' }, 7)
    },
    () => outboxAge.remove({ service: 'orders' }),
  )
  let looks = 0
  const hanging = Promise.withResolvers<void>()
  metrics.probe(
    'waiting',
    () => {
      looks += 1
      return hanging.promise
    },
    () => deliveriesWaiting.remove(),
  )

  const first = await metrics.render()
  assert.equal(figureOf(first, 'tokri_outbox_age_seconds{service="orders"}'), '7')
  assert.equal(figureOf(first, 'tokri_live_connections'), '3')
  assert.equal(figureOf(first, 'tokri_probe_failures_total{probe="waiting"}'), '1')
  assert.equal(figureOf(first, 'tokri_probe_failures_total{probe="outbox"}'), '0')
  await metrics.render()
  assert.equal(looks, 1, 'looks that hang do not pile up')
  hanging.resolve()

  away = true
  const end = metrics.probe(
    'another',
    async () => Promise.reject(new Error('PostgreSQL is away')),
    () => outboxAge.reset(),
  )
  const later = await metrics.render()
  assert.equal(figureOf(later, 'tokri_outbox_age_seconds{service="orders"}'), undefined, 'nothing old is told')
  assert.equal(figureOf(later, 'tokri_probe_failures_total{probe="another"}'), '1')
  end()
})
