import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Errand, type OrderEnd, percentile, reportOf, stagesOf } from './report.ts'

const run = { ratePerMinute: 60, speed: 10, seed: 1, wallSeconds: 12.34, paymentsDeclined: 2, troubles: [] as string[] }
const minute = 60_000

const ordered = (end: OrderEnd, more: Partial<Extract<Errand, { kind: 'ordered' }>> = {}): Errand => ({
  kind: 'ordered',
  orderId: 'ord_1',
  end,
  answeredMs: 20,
  promisedMs: 10 * minute,
  ...more,
})

test('percentiles are values that occurred', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  assert.equal(percentile(hundred, 0.5), 50)
  assert.equal(percentile(hundred, 0.99), 99)
  assert.equal(percentile([7], 0.01), 7)
  assert.ok(Number.isNaN(percentile([], 0.5)))
})

test('a promise is kept in the time of the city: real time multiplied by the speed', () => {
  const report = reportOf(
    [
      ordered('delivered', { tookMs: minute }),
      ordered('delivered', { tookMs: minute + 1 }),
      ordered('delivered', { tookMs: 0.8 * minute }),
      ordered('delivered', { tookMs: 1.5 * minute, promisedMs: 15 * minute }),
    ],
    run,
  )
  assert.equal(report.promiseKept, 0.75)
  assert.deepEqual(report.clickToDoorMinutes, { p50: 10, p90: 15, p99: 15 })
  assert.equal(reportOf([ordered('delivered', { tookMs: minute + 1 })], { ...run, speed: 1 }).promiseKept, 1)
})

test('every customer and every order is counted once', () => {
  const report = reportOf(
    [
      ordered('delivered', { tookMs: 1 }),
      ordered('cancelled', { byCustomer: true }),
      ordered('cancelled'),
      ordered('failed'),
      ordered('lost'),
      { kind: 'refused', code: 'orders/out-of-stock' },
      { kind: 'refused', code: 'orders/out-of-stock' },
      { kind: 'failed-to-order', code: 'service/internal' },
    ],
    { ...run, troubles: ['service/internal', 'client/timeout'] },
  )
  assert.equal(report.orders, 8)
  assert.equal(report.placed + report.refused + report.failedToOrder, report.orders)
  assert.equal(report.delivered + report.cancelled + report.failed + report.lost, report.placed)
  assert.equal(report.cancelledByCustomer, 1)
  assert.deepEqual(report.refusals, { 'orders/out-of-stock': 2 })
  assert.deepEqual(report.errors, { 'service/internal': 2, 'client/timeout': 1 })
  assert.equal(report.wallSeconds, 12.3)
})

test('where nothing was delivered, nothing is claimed', () => {
  const report = reportOf([ordered('lost')], run)
  assert.equal(report.promiseKept, null)
  assert.equal(report.clickToDoorMinutes, null)
  assert.equal(report.stageMinutes, null)
})

test('the parts of the way are read from the history', () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString()
  const history = [
    { status: 'confirmed', at: at(0) },
    { status: 'picking', at: at(1) },
    { status: 'packed', at: at(10) },
    { status: 'picked_up', at: at(25) },
    { status: 'delivered', at: at(60) },
  ]
  assert.deepEqual(stagesOf(history), { toPacked: 10_000, toPickedUp: 15_000, toDoor: 35_000 })
  assert.equal(stagesOf(history.slice(0, 3)), undefined)
})
