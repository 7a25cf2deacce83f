import type { Figures } from '../../contracts/analytics.ts'
import { money } from '../../contracts/money.ts'

/** What figures are made of. */
export interface Sums {
  readonly orders: number
  /** Neither cancelled nor failed. */
  readonly standing: number
  readonly revenuePaise: number
  readonly delivered: number
  readonly onTime: number
  readonly pickS: number | null
  readonly deliveryS: number | null
  readonly orderedUnits: number
  readonly pickedUnits: number
  readonly cancelled: number
  readonly newCustomers: number
}

/** Time of riders, seconds: on shift, and of this with an order in hand. */
export interface RiderTime {
  readonly shiftS: number
  readonly busyS: number
}

export const noSums: Sums = {
  orders: 0,
  standing: 0,
  revenuePaise: 0,
  delivered: 0,
  onTime: 0,
  pickS: null,
  deliveryS: null,
  orderedUnits: 0,
  pickedUnits: 0,
  cancelled: 0,
  newCustomers: 0,
}

const part = (of: number, whole: number): number | null => (whole === 0 ? null : of / whole)

export const toFigures = (sums: Sums, riders?: RiderTime): Figures => ({
  orders: sums.orders,
  revenue: money(sums.revenuePaise),
  basket: sums.standing === 0 ? null : money(Math.round(sums.revenuePaise / sums.standing)),
  delivered: sums.delivered,
  promiseKept: part(sums.onTime, sums.delivered),
  pickS: sums.pickS,
  deliveryS: sums.deliveryS,
  fillRate: part(sums.pickedUnits, sums.orderedUnits),
  riderUse: riders ? part(riders.busyS, riders.shiftS) : null,
  cancelled: sums.cancelled,
  newCustomers: sums.newCustomers,
})

const dayMs = 86_400_000
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: string, days: number): string =>
  new Date(utc(day) + days * dayMs).toISOString().slice(0, 10)

/** Whether there is such a day: February has no 30th. */
export const isDay = (day: string): boolean => !Number.isNaN(utc(day)) && addDays(day, 0) === day

/** Days from the first to the last, both counted. */
export const daysIn = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / dayMs) + 1

/** How many days back the stretch to compare with begins: whole weeks, so that a Monday stands beside a Monday. */
export const weeksBack = (days: number): number => Math.ceil(days / 7) * 7

/** The places of a series: every day, or every hour of every day. */
export function placesOf(from: string, to: string, by: 'hour' | 'day'): string[] {
  const days = Array.from({ length: daysIn(from, to) }, (_, index) => addDays(from, index))
  if (by === 'day') return days
  return days.flatMap((day) => Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}`))
}

/** The day of an instant in a time zone. */
export const dayAt = (atMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(atMs)
