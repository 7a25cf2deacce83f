import Type from 'typebox'
import { DescribeDelivery, OrderCase } from '../../contracts/care.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { OrderId } from '../../contracts/ids.ts'
import { orders } from '../../contracts/orders.ts'
import { GetContacts } from '../../contracts/users.ts'
import { routesOf } from '../../kit/routes.ts'
import type { OrdersContext } from './context.ts'
import { showWithPhotos } from './report.ts'
import { issuesOfOrder } from './store/issues.ts'
import { getOrder, type StoredOrder } from './store/orders.ts'

const route = routesOf<OrdersContext>()
const staff = ['manager', 'support', 'admin'] as const
const ofOrder = Type.Object({ id: OrderId })

async function staffOrder({ db }: OrdersContext, actor: Actor, id: string): Promise<StoredOrder> {
  const order = await getOrder(db.sql, id)
  if (!order || !hasRole(actor, ...staff) || !worksAt(actor, order.storeId)) throw orders('orders/not-found')
  return order
}

/** A part of the answer that another service tells: null when it cannot be asked. */
const orNull = <T>(asked: Promise<T>, log: OrdersContext['log'], part: string): Promise<T | null> =>
  asked.catch((error) => {
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
      const [issues, described] = await Promise.all([
        issuesOfOrder(db.sql, order.id).then((found) => Promise.all(found.map((each) => showWithPhotos(db.sql, each)))),
        orNull(call(DescribeDelivery, { orderId: order.id }), log, 'delivery'),
      ])
      const delivery = described?.delivery ?? null
      const named = [order.userId, ...[...order.history, ...(delivery?.history ?? [])].map((each) => each.actor)]
      const userIds = [...new Set(named)].filter((id) => id.startsWith('usr_'))
      const contacts = await orNull(call(GetContacts, { userIds }), log, 'people')
      return {
        orderId: order.id,
        people: (contacts?.contacts ?? []).map(({ userId, name }) => ({ userId, name })),
        issues,
        delivery,
        missing: [...(contacts ? [] : ['people' as const]), ...(described ? [] : ['delivery' as const])],
      }
    },
  ),
]
