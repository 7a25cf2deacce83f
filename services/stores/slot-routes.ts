import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { worksAt } from '../../contracts/identity.ts'
import { StoreId } from '../../contracts/ids.ts'
import {
  LocalDate,
  SlotDay,
  SlotTemplate,
  SlotTemplateChange,
  SlotTemplateId,
  SlotTemplateInput,
  slots,
} from '../../contracts/slots.ts'
import { stores } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { slotsOfDay } from './slots.ts'
import { addTemplates, changeTemplate, getTemplate, lockTemplates, removeTemplate, templatesOf } from './store/slots.ts'

const route = routesOf<StoresContext>()
const ofTemplate = Type.Object({ id: SlotTemplateId })
const dayMinutes = 1_440
/** Shoppers are shown all windows of a day at once. */
const windowsMax = 48

export const slotRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/slots',
      summary: 'Windows in which a store delivers on a day, with the places that are left',
      priority: 'browse',
      access: 'public',
      query: Type.Object({ store: StoreId, date: Type.Optional(LocalDate) }),
      answer: SlotDay,
      problems: ['stores/not-found', 'stores/slot-bad-date'],
    },
    ({ query }, context) => slotsOfDay(context, query.store, query.date),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/slots',
      summary: "A store's delivery windows through the week",
      access: ['manager', 'support', 'admin'],
      query: Type.Object({ store: StoreId }),
      answer: Type.Object({ items: Type.Array(SlotTemplate) }),
      problems: ['stores/not-found', 'stores/not-your-store'],
    },
    async ({ query, actor }, { db, directory }) => {
      if (!worksAt(actor, query.store)) throw stores('stores/not-your-store')
      await directory.get(query.store)
      return { items: await templatesOf(db.sql, query.store) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/slots',
      summary: 'Add a delivery window on one or more weekdays',
      access: ['manager', 'admin'],
      body: SlotTemplateInput,
      answer: Type.Object({ items: Type.Array(SlotTemplate) }),
      status: 201,
      problems: [
        'stores/not-found',
        'stores/not-your-store',
        'stores/slot-exists',
        'stores/too-many-slots',
        'stores/slot-bad-time',
      ],
    },
    async ({ body, actor }, { db, directory }) => {
      if (!worksAt(actor, body.storeId)) throw stores('stores/not-your-store')
      await directory.get(body.storeId)
      if (body.end <= body.start || body.end > body.start + dayMinutes) throw slots('stores/slot-bad-time')
      const items = await db.begin(async (tx) => {
        await lockTemplates(tx, body.storeId)
        const added = await addTemplates(tx, body)
        const perDay = Map.groupBy(await templatesOf(tx, body.storeId), ({ weekday }) => weekday)
        if (body.weekdays.some((day) => (perDay.get(day)?.length ?? 0) > windowsMax))
          throw slots('stores/too-many-slots')
        if (added.length < body.weekdays.length) {
          const there = body.weekdays.filter((day) => !added.some((each) => each.weekday === day))
          throw slots('stores/slot-exists', { details: { weekdays: there } })
        }
        const audit = message(StaffActed, body.storeId, {
          actor: actor.userId,
          action: 'stores.slot_added',
          subject: body.storeId,
          details: body,
        })
        await db.publish(tx, audit)
        return added
      })
      return { items }
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/slots/:id',
      summary: 'Change how many orders a window takes, its fee, or its cut-off',
      access: ['manager', 'admin'],
      params: ofTemplate,
      body: SlotTemplateChange,
      answer: SlotTemplate,
      problems: ['stores/slot-not-found'],
    },
    async ({ params, body, actor }, { db }) => {
      const before = await getTemplate(db.sql, params.id)
      if (!before || !worksAt(actor, before.storeId)) throw slots('stores/slot-not-found')
      return db.begin(async (tx) => {
        const changed = await changeTemplate(tx, params.id, body)
        if (!changed) throw slots('stores/slot-not-found')
        const audit = message(StaffActed, before.storeId, {
          actor: actor.userId,
          action: 'stores.slot_changed',
          subject: before.storeId,
          details: { slot: params.id, ...body },
        })
        await db.publish(tx, audit)
        return changed
      })
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/admin/slots/:id',
      summary: 'Offer a window no longer; orders that have it keep it',
      access: ['manager', 'admin'],
      params: ofTemplate,
      status: 204,
      problems: ['stores/slot-not-found'],
    },
    async ({ params, actor }, { db }) => {
      const before = await getTemplate(db.sql, params.id)
      if (!before || !worksAt(actor, before.storeId)) throw slots('stores/slot-not-found')
      await db.begin(async (tx) => {
        if (!(await removeTemplate(tx, params.id))) throw slots('stores/slot-not-found')
        const audit = message(StaffActed, before.storeId, {
          actor: actor.userId,
          action: 'stores.slot_removed',
          subject: before.storeId,
          details: before,
        })
        await db.publish(tx, audit)
      })
    },
  ),
]
