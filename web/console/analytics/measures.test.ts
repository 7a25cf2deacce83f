import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Figures, MetricsReport } from '../../api-client/analytics.ts'
import { measures, toCsv } from './measures.ts'

const paise = (amount: number) => ({ amount, currency: 'INR' as const })
const figures = (orders: number, riderUse: number | null): Figures => ({
  orders,
  revenue: paise(orders * 12_345),
  basket: orders === 0 ? null : paise(12_345),
  delivered: orders,
  promiseKept: null,
  pickS: 90,
  deliveryS: null,
  fillRate: 1,
  riderUse,
  cancelled: 0,
  newCustomers: 0,
})

test('the file has a row for each time and for each store, with all measures of now and before', () => {
  const report: MetricsReport = {
    from: '2026-11-28',
    to: '2026-11-29',
    timeZone: 'Asia/Kolkata',
    by: 'day',
    total: figures(3, 0.5),
    before: figures(1, 0.25),
    riderUse: 0.5,
    riderUseBefore: 0.25,
    series: [
      { at: '2026-11-28', now: figures(2, 0.5), before: figures(1, 0.25) },
      { at: '2026-11-29', now: figures(1, null), before: figures(0, null) },
    ],
    stores: [
      { storeId: 'sto_1', now: figures(3, 0.625), before: figures(1, 0.125) },
      { storeId: 'sto_2', now: figures(0, null), before: figures(0, null) },
    ],
    heat: [],
  }
  const [header, ...rows] = toCsv(report, new Map([['sto_1', '=Market, "old"']]))
    .trimEnd()
    .split('\r\n')
  assert.equal(header, ['time', 'store', ...measures, ...measures.map((each) => `${each}_before`)].join(','))
  assert.deepEqual(rows, [
    '2026-11-28,,2,246.90,123.45,,90,,1,0.5,0,0,1,123.45,123.45,,90,,1,0.25,0,0',
    '2026-11-29,,1,123.45,123.45,,90,,1,,0,0,0,0.00,,,90,,1,,0,0',
    '2026-11-28/2026-11-29,"\'=Market, ""old""",3,370.35,123.45,,90,,1,0.625,0,0,1,123.45,123.45,,90,,1,0.125,0,0',
    '2026-11-28/2026-11-29,sto_2,0,0.00,,,90,,1,,0,0,0,0.00,,,90,,1,,0,0',
  ])
})
