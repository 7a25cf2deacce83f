import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { Polygon } from '../../contracts/geo.ts'
import { Role, worksAt } from '../../contracts/identity.ts'
import { StoreId, UserId } from '../../contracts/ids.ts'
import { HoursException, OpeningHours, Store, stores } from '../../contracts/stores.ts'
import { Timestamp, toTimestamp } from '../../contracts/time.ts'
import { ListStaff } from '../../contracts/users.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import { mustBeArea } from './area-routes.ts'
import type { StoresContext } from './context.ts'
import { dayStartMs } from './domain/hours.ts'
import { onDuty, pickersToday, setDuty, today } from './store/desk.ts'
import { changeStore } from './store/stores.ts'

const route = routesOf<StoresContext>()
const staff = ['picker', 'manager', 'support', 'admin'] as const

const Day = Type.Object(
  {
    since: Timestamp,
    orders: Type.Integer(),
    waiting: Type.Integer(),
    picking: Type.Integer(),
    packed: Type.Integer(),
    cancelled: Type.Integer(),
    /** Packed after the promise, or not packed and the promise is over. */
    late: Type.Integer(),
    pickSecondsP50: Type.Union([Type.Number(), Type.Null()]),
    pickSecondsP90: Type.Union([Type.Number(), Type.Null()]),
    /** Packs found of packs ordered, 0 to 1. */
    fillRate: Type.Union([Type.Number(), Type.Null()]),
    pickers: Type.Array(
      Type.Object({
        userId: UserId,
        name: Type.Optional(Type.String()),
        packed: Type.Integer(),
        pickSecondsP50: Type.Number(),
      }),
    ),
  },
  { title: 'StoreDay' },
)

export const deskRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/store/stores',
      summary: 'The stores in which one works',
      access: staff,
      answer: Type.Object({ items: Type.Array(Store) }),
    },
    async ({ actor }, { directory }) => ({
      items: (await directory.list()).filter((store) => worksAt(actor, store.id)),
    }),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/store/today',
      summary: 'A store’s day so far: orders, pick times, what was found, what is late, who picked',
      priority: 'cart',
      access: ['manager', 'support', 'admin'],
      query: Type.Object({ store: StoreId }),
      answer: Day,
      problems: ['stores/not-your-store', 'stores/not-found'],
    },
    async ({ query: { store: storeId }, actor }, { db, clock, directory, names }) => {
      if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
      const { timeZone } = await directory.get(storeId)
      const since = new Date(dayStartMs(clock.now(), timeZone))
      const [day, pickers] = await Promise.all([
        today(db.sql, storeId, since, new Date(clock.now())),
        pickersToday(db.sql, storeId, since),
      ])
      const people = await names.of(pickers.map(({ userId }) => userId))
      return {
        since: toTimestamp(since.getTime()),
        ...day,
        pickers: pickers.map((each) => {
          const name = people.get(each.userId)
          return name ? { ...each, name } : each
        }),
      }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/store/staff',
      summary: 'Who works in a store, and who is on duty',
      access: ['manager', 'admin'],
      query: Type.Object({ store: StoreId }),
      answer: Type.Object({
        items: Type.Array(
          Type.Object({
            userId: UserId,
            name: Type.String(),
            roles: Type.Array(Role),
            onDutySince: Type.Optional(Timestamp),
          }),
        ),
      }),
      problems: ['stores/not-your-store'],
    },
    async ({ query: { store: storeId }, actor }, { db, call }) => {
      if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
      const [{ staff: people }, duty] = await Promise.all([call(ListStaff, { storeId }), onDuty(db.sql, storeId)])
      return {
        items: people.map((each) => {
          const since = duty.get(each.userId)
          return since ? { ...each, onDutySince: toTimestamp(since.getTime()) } : each
        }),
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/store/duty',
      summary: 'Come to work in a store, or go',
      access: ['picker', 'manager'],
      body: Type.Object({ storeId: StoreId, on: Type.Boolean() }, { additionalProperties: false }),
      answer: Type.Object({ onDuty: Type.Boolean() }),
      problems: ['stores/not-your-store'],
    },
    async ({ body: { storeId, on }, actor }, { db }) => {
      if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
      await db.begin((tx) => setDuty(tx, actor.userId, storeId, on))
      return { onDuty: on }
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/stores/:id',
      summary: 'Pause a store, until when if told, or change its name, hours or area',
      access: ['manager', 'admin'],
      params: Type.Object({ id: StoreId }),
      body: Type.Partial(
        Type.Object({
          paused: Type.Boolean(),
          pausedReason: Type.String({ minLength: 1, maxLength: 200 }),
          pausedUntil: Timestamp,
          name: Type.String({ minLength: 1, maxLength: 100 }),
          hours: OpeningHours,
          exceptions: Type.Array(HoursException, { maxItems: 100 }),
          area: Polygon,
        }),
        { additionalProperties: false },
      ),
      answer: Store,
      problems: ['stores/not-found', 'stores/not-your-store', 'stores/pause-in-the-past', 'stores/area-invalid'],
    },
    async ({ params, body, actor }, { db, directory, clock }) => {
      if (!worksAt(actor, params.id)) throw stores('stores/not-your-store')
      if (body.pausedUntil && Date.parse(body.pausedUntil) <= clock.now()) throw stores('stores/pause-in-the-past')
      if (body.area) mustBeArea(body.area, await directory.get(params.id))
      await db.begin(async (tx) => {
        if (!(await changeStore(tx, params.id, body))) throw stores('stores/not-found')
        const audit = message(StaffActed, params.id, {
          actor: actor.userId,
          action: body.paused === undefined ? 'stores.changed' : body.paused ? 'stores.paused' : 'stores.resumed',
          subject: params.id,
          ...(body.pausedReason ? { reason: body.pausedReason } : {}),
          details: Object.keys(body),
        })
        await db.publish(tx, audit)
      })
      directory.forget()
      return directory.get(params.id)
    },
  ),
]
