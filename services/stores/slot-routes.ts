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
import { addWindows, changeWindow } from './slot-changes.ts'
import { slotsOfDay } from './slots.ts'
import { getTemplate, removeTemplate, templatesOf } from './store/slots.ts'

const route = routesOf<StoresContext>()
const ofTemplate = Type.Object({ id: SlotTemplateId })

export const slotRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/slots',
      summary:
        'Windows in which a store delivers on a day, with the places that are left: unless told, the first day with one to be had',
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
    async ({ body, actor }, context) => {
      if (!worksAt(actor, body.storeId)) throw stores('stores/not-your-store')
      await context.directory.get(body.storeId)
      return { items: await addWindows(context, actor.userId, body) }
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/slots/:id',
      summary:
        'Change how many orders a window takes, its fee, its cut-off, or, while no order has it, its day and time: it has another `id` then',
      access: ['manager', 'admin'],
      params: ofTemplate,
      body: SlotTemplateChange,
      answer: SlotTemplate,
      problems: [
        'stores/slot-not-found',
        'stores/slot-booked',
        'stores/slot-exists',
        'stores/too-many-slots',
        'stores/slot-bad-time',
      ],
    },
    async ({ params, body, actor }, context) => {
      const before = await getTemplate(context.db.sql, params.id)
      if (!before || !worksAt(actor, before.storeId)) throw slots('stores/slot-not-found')
      return changeWindow(context, actor.userId, before, body)
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
