import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { StoreId } from '../../contracts/ids.ts'
import { LocalDate, SlotDayChange, SlotDayState, slots } from '../../contracts/slots.ts'
import { stores } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message, type SqlOrTx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { localDate } from './domain/slots.ts'
import { datesAhead } from './slots.ts'
import { bookedOn, closeDay, closedDaysOf, lockDay, openDay } from './store/closed-days.ts'

const route = routesOf<StoresContext>()
const dayMs = 86_400_000

/** @throws stores/not-your-store, stores/not-found */
async function datesOf({ directory, clock, config }: StoresContext, actor: Actor, storeId: string): Promise<string[]> {
  if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
  const { timeZone } = await directory.get(storeId)
  return datesAhead(localDate(clock.now(), timeZone), config.slotDays)
}

async function statesOf(
  { clock }: StoresContext,
  sql: SqlOrTx,
  storeId: string,
  dates: readonly string[],
): Promise<SlotDayState[]> {
  const [closed, booked] = await Promise.all([
    closedDaysOf(sql, storeId, dates[0]!),
    bookedOn(sql, storeId, dates, new Date(clock.now() - 2 * dayMs)),
  ])
  return dates.map((date) => {
    const day = closed.find((each) => each.date === date)
    return {
      date,
      closed: day !== undefined,
      ...(day?.reason ? { reason: day.reason } : {}),
      booked: booked.get(date) ?? 0,
    }
  })
}

export const slotDayRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/slot-days',
      summary: 'The days ahead of a store: whether its windows are closed, and how many orders have one',
      access: ['manager', 'support', 'admin'],
      query: Type.Object({ store: StoreId }),
      answer: Type.Object({ items: Type.Array(SlotDayState) }),
      problems: ['stores/not-found', 'stores/not-your-store'],
    },
    async ({ query: { store }, actor }, context) => {
      const dates = await datesOf(context, actor, store)
      return { items: await statesOf(context, context.db.sql, store, dates) }
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/admin/slot-days/:date',
      summary: 'Close all windows of a day, or open them again; orders that have one keep it, and are counted',
      access: ['manager', 'admin'],
      params: Type.Object({ date: LocalDate }),
      body: SlotDayChange,
      answer: SlotDayState,
      problems: ['stores/not-found', 'stores/not-your-store', 'stores/slot-bad-date'],
      rateLimit: { requests: 60, perS: 60 },
    },
    async ({ params: { date }, body: { storeId, closed, reason }, actor }, context) => {
      const { db, clock } = context
      const dates = await datesOf(context, actor, storeId)
      if (!dates.includes(date)) throw slots('stores/slot-bad-date', { details: { from: dates[0], to: dates.at(-1) } })
      return db.begin(async (tx) => {
        await lockDay(tx, storeId, date)
        const day = { storeId, date, reason: reason?.trim() || null, by: actor.userId, nowMs: clock.now() }
        const changed = closed ? await closeDay(tx, day) : await openDay(tx, storeId, date)
        const [state] = await statesOf(context, tx, storeId, [date])
        if (changed)
          await db.publish(
            tx,
            message(StaffActed, storeId, {
              actor: actor.userId,
              action: closed ? 'stores.slot_day_closed' : 'stores.slot_day_opened',
              subject: storeId,
              ...(day.reason ? { reason: day.reason } : {}),
              details: { date, booked: state!.booked },
            }),
          )
        return state!
      })
    },
  ),
]
