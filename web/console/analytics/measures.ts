import type { Figures, MetricsReport } from '../../api-client/analytics.ts'
import type { Formats } from '../../shared/formats.ts'

export const measures = [
  'orders',
  'revenue',
  'basket',
  'promiseKept',
  'pickS',
  'deliveryS',
  'fillRate',
  'cancelled',
  'newCustomers',
] as const
export type Measure = (typeof measures)[number]

/** Which way is welcome; undefined where it is neither. */
export const welcome: Readonly<Record<Measure | 'riderUse', 'up' | 'down' | undefined>> = {
  orders: 'up',
  revenue: 'up',
  basket: 'up',
  promiseKept: 'up',
  pickS: 'down',
  deliveryS: 'down',
  fillRate: 'up',
  cancelled: 'down',
  newCustomers: 'up',
  riderUse: undefined,
}

/** Counts and sums begin at nothing; of shares and means there may be none. */
export const isSum = (measure: Measure): boolean =>
  measure === 'orders' || measure === 'revenue' || measure === 'cancelled' || measure === 'newCustomers'

export const isShare = (measure: Measure | 'riderUse'): boolean =>
  measure === 'promiseKept' || measure === 'fillRate' || measure === 'riderUse'

/** A figure as a number: paise, seconds, shares from 0 to 1. */
export function amountOf(figures: Figures, measure: Measure): number | null {
  const value = figures[measure]
  return typeof value === 'object' ? (value?.amount ?? null) : value
}

export function show(value: number | null, measure: Measure | 'riderUse', format: Formats): string {
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

/** The series as a spreadsheet reads it; money in rupees, times in seconds, shares from 0 to 1. */
export function toCsv({ series }: MetricsReport): string {
  const plain = (figures: Figures, measure: Measure) => {
    const value = amountOf(figures, measure)
    if (value === null) return ''
    return measure === 'revenue' || measure === 'basket' ? (value / 100).toFixed(2) : String(value)
  }
  const header = ['time', ...measures, ...measures.map((measure) => `${measure}_before`)]
  const lines = series.map(({ at, now, before }) => [
    at,
    ...measures.map((measure) => plain(now, measure)),
    ...measures.map((measure) => plain(before, measure)),
  ])
  return `${[header, ...lines].map((cells) => cells.join(',')).join('\r\n')}\r\n`
}
