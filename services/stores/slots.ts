import { type Slot, type SlotDay, slots } from '../../contracts/slots.ts'
import type { StoresContext } from './context.ts'
import { dateAfter, isDate, localDate, namedBy, slotId, slotOf, weekdayOf } from './domain/slots.ts'
import { closedDaysOf, isClosed, lockDayShared } from './store/closed-days.ts'
import { getTemplate, takenOf, takeSlot, templatesOf } from './store/slots.ts'
import { reserve } from './store/stock.ts'
import type { OutputOfReserve } from './store/types.ts'

/** The days for which windows are offered, today first. */
export const datesAhead = (today: string, days: number): string[] =>
  Array.from({ length: days }, (_, day) => dateAfter(today, day))

/**
 * The windows of a day that a store offers; unless told, of the first day on which one can still be chosen, today where
 * there is none. @throws stores/slot-bad-date
 */
export async function slotsOfDay(context: StoresContext, storeId: string, date?: string): Promise<SlotDay> {
  const { db, clock, config, directory } = context
  const { timeZone, paused } = await directory.get(storeId)
  const nowMs = clock.now()
  const today = localDate(nowMs, timeZone)
  const dates = datesAhead(today, config.slotDays)
  const day = date ?? (await firstFreeDay(context, storeId, nowMs)) ?? today
  if (!isDate(day) || !dates.includes(day))
    throw slots('stores/slot-bad-date', { details: { from: today, to: dates.at(-1) } })
  const [templates, dayClosed] = await Promise.all([
    templatesOf(db.sql, storeId, weekdayOf(day)),
    isClosed(db.sql, storeId, day),
  ])
  const closed = paused || dayClosed
  const ids = templates.map(({ id }) => slotId(id, day))
  const taken = ids.length > 0 ? await takenOf(db.sql, ids) : new Map<string, number>()
  const items = templates.map((template, index) =>
    slotOf(template, day, { nowMs, timeZone, closed, taken: taken.get(ids[index]!) ?? 0 }),
  )
  return { storeId, date: day, timeZone, dates, items }
}

/** The first window of a store that can still be chosen. */
export async function firstFreeSlot(
  context: StoresContext,
  storeId: string,
  nowMs = context.clock.now(),
): Promise<Slot | undefined> {
  const { db, config, directory } = context
  const { timeZone, paused } = await directory.get(storeId)
  if (paused) return
  const today = localDate(nowMs, timeZone)
  const [templates, closedDays] = await Promise.all([
    templatesOf(db.sql, storeId),
    closedDaysOf(db.sql, storeId, today),
  ])
  const closed = new Set(closedDays.map(({ date }) => date))
  const windows = datesAhead(today, config.slotDays)
    .filter((date) => !closed.has(date))
    .flatMap((date) => templates.filter(({ weekday }) => weekday === weekdayOf(date)).map((of) => ({ of, date })))
  if (windows.length === 0) return
  const ids = windows.map(({ of, date }) => slotId(of.id, date))
  const taken = await takenOf(db.sql, ids)
  for (const [place, { of, date }] of windows.entries()) {
    const slot = slotOf(of, date, { nowMs, timeZone, closed: false, taken: taken.get(ids[place]!) ?? 0 })
    if (slot.available) return slot
  }
}

async function firstFreeDay(context: StoresContext, storeId: string, nowMs: number): Promise<string | undefined> {
  const slot = await firstFreeSlot(context, storeId, nowMs)
  return slot && namedBy(slot.id)?.date
}

/** A window as it is now; null when the store offers none of that id. */
export async function slotNow(context: StoresContext, storeId: string, id: string): Promise<Slot | null> {
  const { db, clock, config, directory } = context
  const named = namedBy(id)
  if (!named) return null
  const template = await getTemplate(db.sql, named.templateId)
  const { timeZone, paused } = await directory.get(storeId)
  const nowMs = clock.now()
  const last = dateAfter(localDate(nowMs, timeZone), config.slotDays - 1)
  if (template?.storeId !== storeId || template.weekday !== weekdayOf(named.date) || named.date > last) return null
  const [taken, dayClosed] = await Promise.all([takenOf(db.sql, [id]), isClosed(db.sql, storeId, named.date)])
  return slotOf(template, named.date, { nowMs, timeZone, closed: paused || dayClosed, taken: taken.get(id) ?? 0 })
}

/** Leaves the transaction without anything written: no place is left, or the window was moved or removed meanwhile. */
class NoPlace extends Error {}
class DayClosed extends Error {}

/**
 * Keeps stock and a place in a window for an order: both in one commit, or neither. A repeat finds the place that it
 * took, even when the window has filled up or its cut-off is over since.
 */
export async function reserveWithin(
  context: StoresContext,
  wish: Parameters<typeof reserve>[1],
  id: string,
): Promise<OutputOfReserve | { kind: 'other' }> {
  const slot = await slotNow(context, wish.storeId, id)
  if (!slot) return { kind: 'slot-unavailable', reason: 'unknown' }
  if (slot.reason && slot.reason !== 'full') return { kind: 'slot-unavailable', reason: slot.reason }
  try {
    return await context.db.begin(async (tx) => {
      // Whoever closes the day waits for this order, or this one sees that it is closed.
      const { date } = namedBy(id)!
      await lockDayShared(tx, wish.storeId, date)
      if (await isClosed(tx, wish.storeId, date)) throw new DayClosed()
      const answer = await reserve(tx, wish)
      if (answer.kind !== 'reserved') return answer
      const place = { id, templateId: namedBy(id)!.templateId, start: slot.start, end: slot.end }
      if (!(await takeSlot(tx, wish.orderId, place))) throw new NoPlace()
      return answer
    })
  } catch (error) {
    if (error instanceof DayClosed) return { kind: 'slot-unavailable', reason: 'closed' }
    if (error instanceof NoPlace) {
      const offered = await getTemplate(context.db.sql, namedBy(id)!.templateId)
      return { kind: 'slot-unavailable', reason: offered ? 'full' : 'unknown' }
    }
    throw error
  }
}
