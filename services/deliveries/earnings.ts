import type { Static } from 'typebox'
import type { Earnings } from '../../contracts/deliveries.ts'
import { decodeCursor, encodeCursor } from '../../contracts/list.ts'
import { add, money } from '../../contracts/money.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { earningDays, earningTrips } from './store/earnings.ts'

/** Days of earnings that are shown at once. */
const daysShown = 31

/** What a rider has earned: each of the last days, and a page of trips. A trip that ended back in the store is paid, without its tip. */
export async function earningsOf(
  { db, clock, config }: DeliveriesContext,
  riderId: string,
  { limit = 20, cursor }: { limit?: number; cursor?: string },
): Promise<Static<typeof Earnings>> {
  const after = cursor ? decodeCursor(cursor, ['instant', 'text']) : undefined
  const [days, trips] = await Promise.all([
    earningDays(db.sql, riderId, { since: new Date(clock.now() - daysShown * 86_400_000), timeZone: config.timeZone }),
    earningTrips(db.sql, riderId, {
      ...(after ? { before: [new Date(String(after[0])), String(after[1])] } : {}),
      limit: limit + 1,
    }),
  ])
  const page = trips.slice(0, limit)
  const last = page.at(-1)
  return {
    today: new Intl.DateTimeFormat('en-CA', { timeZone: config.timeZone }).format(clock.now()),
    days: days.map(({ date, deliveries, pay, tips, cash }) => ({
      date,
      deliveries,
      pay: money(pay),
      tips: money(tips),
      total: money(pay + tips),
      cashCollected: money(cash),
    })),
    items: page.map((trip) => {
      const [pay, tip] = [money(trip.pay), money(trip.tip)]
      const { id, orderId, number, state, distanceM } = trip
      const endedAt = toTimestamp(trip.endedAt.getTime())
      return {
        id,
        orderId,
        number,
        state,
        endedAt,
        distanceM,
        pay,
        tip,
        total: add(pay, tip),
        cashCollected: money(trip.cash),
      }
    }),
    next: trips.length > limit && last ? encodeCursor([last.endedAt.toISOString(), last.id]) : null,
  }
}
