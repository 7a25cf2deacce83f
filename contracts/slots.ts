import Type, { type Static } from 'typebox'
import { StoreId } from './ids.ts'
import { Price } from './money.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

export const slots = defineProblems({
  'stores/slot-not-found': [404, 'There is no such delivery window'],
  'stores/slot-exists': [409, 'The store has this delivery window already'],
  'stores/slot-booked': [409, 'Orders have this delivery window'],
  'stores/too-many-slots': [422, 'A weekday has 48 delivery windows at most'],
  'stores/slot-bad-date': [422, 'This is no day for which windows are offered'],
  'stores/slot-bad-time': [422, 'A window begins before it ends, and is at most a day long'],
} as const)

/** A template and a day of it: `slt_….2026-11-22`. */
export const SlotId = Type.String({ maxLength: 60, pattern: '^slt_[0-9a-f]{32}\\.\\d{4}-\\d{2}-\\d{2}$' })
export const SlotTemplateId = Type.String({ maxLength: 40, pattern: '^slt_[0-9a-f]{32}$' })

/** A day in the store's time zone. */
export const LocalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', maxLength: 10 })

export const slotRefusals = ['full', 'too-late', 'unknown', 'closed'] as const
/** Why a window cannot be taken: all places are, its cut-off is over, there is none, or the store is paused or has closed the day. */
export const SlotRefusal = Type.Enum([...slotRefusals], { title: 'SlotRefusal' })
export type SlotRefusal = (typeof slotRefusals)[number]

/** A window of time in which an order may be delivered. */
export const Slot = Type.Object(
  {
    id: SlotId,
    start: Timestamp,
    end: Timestamp,
    /** Orders that are taken for it. */
    capacity: Type.Integer(),
    /** How many more may be. */
    left: Type.Integer(),
    /** Added to the delivery fee. */
    fee: Price,
    /** Until when it can be chosen. */
    orderBy: Timestamp,
    available: Type.Boolean(),
    /** Why it is not available. */
    reason: Type.Optional(SlotRefusal),
  },
  { title: 'Slot' },
)
export type Slot = Static<typeof Slot>

/** The slots of one day. */
export const SlotDay = Type.Object(
  {
    storeId: StoreId,
    date: LocalDate,
    timeZone: Type.String(),
    /** The days that may be asked for, today first. */
    dates: Type.Array(LocalDate),
    items: Type.Array(Slot),
  },
  { title: 'SlotDay' },
)
export type SlotDay = Static<typeof SlotDay>

/** A day of a store's windows: closed as a whole or not, and how many orders have a window then. Closing takes none away. */
export const SlotDayState = Type.Object(
  {
    date: LocalDate,
    closed: Type.Boolean(),
    reason: Type.Optional(Type.String()),
    booked: Type.Integer(),
  },
  { title: 'SlotDayState' },
)
export type SlotDayState = Static<typeof SlotDayState>

export const SlotDayChange = Type.Object(
  {
    storeId: StoreId,
    closed: Type.Boolean(),
    /** For staff. */
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false, title: 'SlotDayChange' },
)

const rules = {
  /** Orders in one window. 0 closes it. */
  capacity: Type.Integer({ minimum: 0, maximum: 10_000 }),
  fee: Price,
  /** Minutes before its start after which it cannot be chosen any more. */
  cutoffMinutes: Type.Integer({ minimum: 0, maximum: 2_880 }),
}

const weekday = Type.Integer({ minimum: 0, maximum: 6 })
/** Minutes after local midnight; `end` may lie after the next midnight. */
const time = { start: Type.Integer({ minimum: 0, maximum: 1_439 }), end: Type.Integer({ minimum: 1, maximum: 2_160 }) }

/** A window that comes again each week. */
export const SlotTemplateInput = Type.Object(
  {
    storeId: StoreId,
    /** 0 is Sunday. Several at once make several windows. */
    weekdays: Type.Array(weekday, { minItems: 1, maxItems: 7, uniqueItems: true }),
    ...time,
    ...rules,
  },
  { additionalProperties: false, title: 'SlotTemplateInput' },
)
export type SlotTemplateInput = Static<typeof SlotTemplateInput>

/** What is absent stays. Another day or time is possible only while no order has the window. */
export const SlotTemplateChange = Type.Partial(Type.Object({ weekday, ...time, ...rules }), {
  additionalProperties: false,
  title: 'SlotTemplateChange',
})
export type SlotTemplateChange = Static<typeof SlotTemplateChange>

export const SlotTemplate = Type.Object(
  {
    id: SlotTemplateId,
    storeId: StoreId,
    weekday: Type.Integer({ minimum: 0, maximum: 6 }),
    start: Type.Integer(),
    end: Type.Integer(),
    ...rules,
  },
  { title: 'SlotTemplate' },
)
export type SlotTemplate = Static<typeof SlotTemplate>

/** The window that an order was placed for. */
export const OrderWindow = Type.Object({ slotId: SlotId, start: Timestamp, end: Timestamp }, { title: 'OrderWindow' })
export type OrderWindow = Static<typeof OrderWindow>

/** One slot as it is now; null when the store has none of that id. */
export const GetSlot = operation('stores.getSlot', {
  read: true,
  input: Type.Object({ storeId: StoreId, slotId: Type.String({ maxLength: 60 }) }),
  output: Type.Object({ slot: Type.Union([Slot, Type.Null()]) }),
})

/** Adds windows, for the demo. Those that the store has are left as they are. */
export const PutSlotTemplates = operation('stores.putSlotTemplates', {
  idempotentBy: 'templates',
  input: Type.Object({ templates: Type.Array(SlotTemplateInput, { minItems: 1, maxItems: 500 }) }),
  output: Type.Object({ added: Type.Integer() }),
})
