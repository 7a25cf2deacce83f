import type { Figures, MetricsReport } from '../../api-client/analytics.ts'
import type { Formats } from '../../shared/formats.ts'
import { csvCell } from '../csv.ts'

export const measures = [
  'orders',
  'revenue',
  'basket',
  'promiseKept',
  'pickS',
  'deliveryS',
  'fillRate',
  'riderUse',
  'cancelled',
  'newCustomers',
] as const
export type Measure = (typeof measures)[number]

/** Which way is welcome; undefined where it is neither. */
export const welcome: Readonly<Record<Measure, 'up' | 'down' | undefined>> = {
  orders: 'up',
  revenue: 'up',
  basket: 'up',
  promiseKept: 'up',
  pickS: 'down',
  deliveryS: 'down',
  fillRate: 'up',
  riderUse: undefined,
  cancelled: 'down',
  newCustomers: 'up',
}

/** Counts and sums begin at nothing; of shares and means there may be none. */
export const isSum = (measure: Measure): boolean =>
  measure === 'orders' || measure === 'revenue' || measure === 'cancelled' || measure === 'newCustomers'

export const isShare = (measure: Measure): boolean =>
  measure === 'promiseKept' || measure === 'fillRate' || measure === 'riderUse'

/** A figure as a number: paise, seconds, shares from 0 to 1. */
export function amountOf(figures: Figures, measure: Measure): number | null {
  // A copy of the release before has no rider use in its figures.
  const value = figures[measure] ?? null
  return typeof value === 'object' ? (value?.amount ?? null) : value
}

export function show(value: number | null, measure: Measure, format: Formats): string {
  if (value === null) return '–'
  if (measure === 'revenue' || measure === 'basket')
    return format.money({ amount: Math.round(value / 100) * 100, currency: 'INR' })
  if (isShare(measure)) return format.percent(value, 1)
  if (measure === 'pickS' || measure === 'deliveryS') return format.duration(Math.round(value))
  return format.number(value)
}

/** The same on an axis, where there is little room. */
export function showShort(value: number, measure: Measure, format: Formats): string {
  if (measure === 'revenue' || measure === 'basket') return `₹${format.compact(value / 100)}`
  if (isShare(measure)) return format.percent(value, 0)
  if (measure === 'pickS' || measure === 'deliveryS') return format.clock(Math.round(value))
  return format.compact(value)
}

/**
 * The series as a spreadsheet reads it, and below it each store over the whole stretch; money in rupees, times in
 * seconds, shares from 0 to 1.
 */
export function toCsv({ series, stores, from, to }: MetricsReport, names: ReadonlyMap<string, string>): string {
  const plain = (figures: Figures, measure: Measure) => {
    const value = amountOf(figures, measure)
    if (value === null) return ''
    return measure === 'revenue' || measure === 'basket' ? (value / 100).toFixed(2) : String(value)
  }
  const header = ['time', 'store', ...measures, ...measures.map((measure) => `${measure}_before`)]
  const cells = ({ now, before }: { now: Figures; before: Figures }) =>
    [now, before].flatMap((figures) => measures.map((measure) => plain(figures, measure)))
  const lines = [
    header,
    ...series.map((each) => [each.at, '', ...cells(each)]),
    ...stores.map((each) => [`${from}/${to}`, csvCell(names.get(each.storeId) ?? each.storeId), ...cells(each)]),
  ]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}
