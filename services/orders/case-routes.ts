import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { DescribeDelivery, OrderCase, OrderNote } from '../../contracts/care.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { newId, OrderId } from '../../contracts/ids.ts'
import { orders } from '../../contracts/orders.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { GetContacts } from '../../contracts/users.ts'
import { runWithin } from '../../kit/context.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { showWithPhotos } from './report.ts'
import { issuesOfOrder } from './store/issues.ts'
import { addNote, notesOf, type StoredNote } from './store/notes.ts'
import { getOrder, lockOrder, type StoredOrder } from './store/orders.ts'

const route = routesOf<OrdersContext>()
const staff = ['manager', 'support', 'admin'] as const
const notesMax = 100
const ofOrder = Type.Object({ id: OrderId })

async function staffOrder({ db }: OrdersContext, actor: Actor, id: string): Promise<StoredOrder> {
  const order = await getOrder(db.sql, id)
  if (!order || !hasRole(actor, ...staff) || !worksAt(actor, order.storeId)) throw orders('orders/not-found')
  return order
}

const showNote = ({ at, ...note }: StoredNote): OrderNote => ({ ...note, at: toTimestamp(at.getTime()) })

/** What orders know themselves does not wait longer for what others tell: a service that hangs would take all of it along. */
const askForMs = 2_000

/** A part of the answer that another service tells: null when it cannot be asked. */
const orNull = <T>(ask: () => Promise<T>, log: OrdersContext['log'], part: string): Promise<T | null> =>
  runWithin(askForMs, ask).catch((error) => {
    log.warn({ error, part }, 'a part of an order cannot be shown')
    return null
  })

export const caseRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/orders/:id/case',
      summary: 'What belongs to an order: who acted, what its customer reported, its delivery',
      access: staff,
      params: ofOrder,
      answer: OrderCase,
      problems: ['orders/not-found'],
    },
    async ({ params, actor }, context) => {
      const { call, db, log } = context
      const order = await staffOrder(context, actor, params.id)
      const [issues, notes, described] = await Promise.all([
        issuesOfOrder(db.sql, order.id).then((found) => Promise.all(found.map((each) => showWithPhotos(db.sql, each)))),
        notesOf(db.sql, order.id),
        orNull(() => call(DescribeDelivery, { orderId: order.id }), log, 'delivery'),
      ])
      const delivery = described?.delivery ?? null
      const actors = [...order.history, ...(delivery?.history ?? [])].map((each) => each.actor)
      const named = [order.userId, ...actors, ...notes.map((note) => note.userId)]
      const userIds = [...new Set(named)].filter((id) => id.startsWith('usr_'))
      const contacts = await orNull(() => call(GetContacts, { userIds }), log, 'people')
      return {
        orderId: order.id,
        people: (contacts?.contacts ?? []).map(({ userId, name }) => ({ userId, name })),
        issues,
        notes: notes.map(showNote),
        delivery,
        missing: [...(contacts ? [] : ['people' as const]), ...(described ? [] : ['delivery' as const])],
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/orders/:id/notes',
      summary: 'Note something about an order for other staff; its customer never sees it',
      access: staff,
      params: ofOrder,
      body: Type.Object(
        { text: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
        { additionalProperties: false },
      ),
      answer: OrderNote,
      status: 201,
      problems: ['orders/not-found', 'orders/too-many-notes'],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ params, body, actor }, context) => {
      const { db, clock } = context
      const { id } = await staffOrder(context, actor, params.id)
      const note = { id: newId('note'), userId: actor.userId, text: body.text.trim(), at: new Date(clock.now()) }
      await db.begin(async (tx) => {
        await lockOrder(tx, id)
        if ((await notesOf(tx, id)).length >= notesMax) throw orders('orders/too-many-notes')
        await addNote(tx, id, note)
        const audit = { actor: actor.userId, action: 'orders.noted', subject: id, details: { note: note.id } }
        await db.publish(tx, message(StaffActed, id, audit))
      })
      return showNote(note)
    },
  ),
]
