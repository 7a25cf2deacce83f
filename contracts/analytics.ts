import Type, { type Static } from 'typebox'
import { StoreId } from './ids.ts'
import { Price } from './money.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

export const analytics = defineProblems({
  'analytics/bad-range': [422, 'The days are in the wrong order, or too many'],
} as const)

/** What is measured of orders that were placed in a stretch of time. Shares are from 0 to 1; null where there is nothing to divide. */
export const Figures = Type.Object(
  {
    orders: Type.Integer(),
    /** Of orders that were neither cancelled nor failed, as they were charged. */
    revenue: Price,
    /** Revenue by such orders. */
    basket: Type.Union([Price, Type.Null()]),
    delivered: Type.Integer(),
    /** Of delivered orders, those that came by the promised time. */
    promiseKept: Type.Union([Type.Number(), Type.Null()]),
    /** From the picker's start to the packed bags, on average, seconds. */
    pickS: Type.Union([Type.Number(), Type.Null()]),
    /** From the order to the door, on average, seconds. */
    deliveryS: Type.Union([Type.Number(), Type.Null()]),
    /** Packs picked by packs ordered. */
    fillRate: Type.Union([Type.Number(), Type.Null()]),
    /**
     * Shift time of riders in that stretch that was spent with orders. What riders wait counts for the store whose order
     * they had last, before the first for that of the first; who had none counts in the figures of all stores only.
     */
    riderUse: Type.Union([Type.Number(), Type.Null()]),
    cancelled: Type.Integer(),
    newCustomers: Type.Integer(),
  },
  { title: 'Figures' },
)
export type Figures = Static<typeof Figures>

/** The figures of a stretch of days, with those of as many whole weeks before. */
export const MetricsReport = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    timeZone: Type.String(),
    by: Type.Enum(['hour', 'day']),
    total: Figures,
    before: Figures,
    /** The same as in `total` and `before`. */
    riderUse: Type.Union([Type.Number(), Type.Null()]),
    riderUseBefore: Type.Union([Type.Number(), Type.Null()]),
    /** `at` is local: `2026-11-22` or `2026-11-22T14`; none is left out. `before` is the same place in the stretch before. */
    series: Type.Array(Type.Object({ at: Type.String(), now: Figures, before: Figures })),
    stores: Type.Array(Type.Object({ storeId: StoreId, now: Figures, before: Figures })),
    /** Orders by day of the week (0 is Sunday) and hour; what is left out is none. */
    heat: Type.Array(Type.Object({ weekday: Type.Integer(), hour: Type.Integer(), orders: Type.Integer() })),
    /** When the last event was taken in; absent before the first. */
    asOf: Type.Optional(Timestamp),
  },
  { title: 'MetricsReport' },
)
export type MetricsReport = Static<typeof MetricsReport>
