import Type from 'typebox'
import { LiveSnapshot, type RiderBrief, RiderStanding } from '../../../contracts/deliveries.ts'
import { Point } from '../../../contracts/geo.ts'
import { type Actor, hasRole, worksAt } from '../../../contracts/identity.ts'
import { StoreId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { money } from '../../../contracts/money.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { DeliveriesContext } from '../context.ts'
import { riderActivity } from '../domain/states.ts'
import { averageRatings } from '../ratings.ts'
import { hoursOf, liveSnapshot, whereabouts } from '../snapshot.ts'
import { nextBreaks } from '../store/breaks.ts'
import { inHandOf } from '../store/cash.ts'
import { listRiders, type RiderRow } from '../store/riders.ts'

const route = routesOf<DeliveriesContext>()
const access = ['manager', 'support', 'admin'] as const

/** Managers see what concerns their stores; the others everything. */
const scopeOf = (actor: Actor): readonly string[] | undefined =>
  hasRole(actor, 'admin', 'support') ? undefined : actor.storeIds

const showRider = (row: RiderRow): RiderBrief => ({
  userId: row.userId,
  name: row.name,
  ...(row.phone === null ? {} : { phone: row.phone }),
  vehicle: row.vehicle,
  storeId: row.storeId,
  state: riderActivity(row.onShift, row.states),
  tasks: row.states.length,
  ...whereabouts(row),
})

export const adminRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/riders',
      summary: 'Riders by name, with what they do and where they are',
      access,
      query: Type.Object({
        ...Paging,
        store: Type.Optional(StoreId),
        shift: Type.Optional(Type.Enum(['on', 'off'])),
        q: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 80,
            description: 'A part of the name, or four digits of the phone number',
          }),
        ),
      }),
      answer: Page(RiderStanding),
      problems: ['request/bad-cursor'],
    },
    async ({ query, actor }, context) => {
      const { db } = context
      const { limit = 20, cursor, store, shift, q } = query
      const after = cursor ? decodeCursor(cursor, 2).map(String) : undefined
      const scope = scopeOf(actor)
      const storeIds = store ? [store].filter((each) => worksAt(actor, each)) : scope
      const rows = await listRiders(db.sql, {
        ...(storeIds ? { storeIds } : {}),
        ...(shift ? { onShift: shift === 'on' } : {}),
        ...(q ? { q } : {}),
        ...(after ? { after: [after[0]!, after[1]!] as [string, string] } : {}),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const ids = page.map((row) => row.userId)
      const [cash, ratings, breaks] = await Promise.all([
        inHandOf(db.sql, ids),
        averageRatings(context, ids),
        nextBreaks(db.sql, ids),
      ])
      return {
        items: page.map((row) => ({
          ...showRider(row),
          ...hoursOf(row, breaks.get(row.userId)),
          cashInHand: money(cash.get(row.userId) ?? 0),
          rating: ratings.get(row.userId) ?? null,
        })),
        next: rows.length > limit && last ? encodeCursor([last.name, last.userId]) : null,
      }
    },
  ),

  route(
    {
      method: 'GET',
      path: '/v1/admin/live',
      summary: 'The city as it is now: stores, riders on shift, orders on their way',
      access,
      answer: Type.Object({
        stores: Type.Array(Type.Object({ id: StoreId, name: Type.String(), point: Point, open: Type.Boolean() })),
        ...LiveSnapshot.output.properties,
      }),
    },
    async ({ actor }, context) => {
      const [stores, snapshot] = await Promise.all([context.stores.list(), liveSnapshot(context, scopeOf(actor))])
      const mine = stores.filter((store) => worksAt(actor, store.id))
      return { stores: mine.map(({ id, name, point, open }) => ({ id, name, point, open })), ...snapshot }
    },
  ),
]
