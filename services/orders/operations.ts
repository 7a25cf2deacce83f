import { TrackForActor } from '../../contracts/deliveries.ts'
import { hasRole, worksAt } from '../../contracts/identity.ts'
import { money } from '../../contracts/money.ts'
import { GetLinesWorth, GetOrderStates, orders, ScanOrders } from '../../contracts/orders.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import type { OrdersContext } from './context.ts'
import { packsOf, worthOfAsked } from './domain/issues.ts'
import { issuesOfOrder } from './store/issues.ts'
import { getOrder, type OrderState, scanStates, statesOf } from './store/orders.ts'
import { tracking } from './tracking.ts'

const handle = handleOf<OrdersContext>()

const show = (row: OrderState) => ({
  orderId: row.id,
  userId: row.user_id,
  storeId: row.store_id,
  status: row.status,
  total: money(row.total_paise),
  refunded: money(row.refunded_paise),
  method: row.method,
})

export const operations = [
  handle(GetOrderStates, async ({ orderIds }, { db }) => ({ orders: (await statesOf(db.sql, orderIds)).map(show) })),
  handle(GetLinesWorth, async ({ orderId, lines, given = [] }, { db }) => {
    const [order, issues] = await Promise.all([getOrder(db.sql, orderId), issuesOfOrder(db.sql, orderId)])
    if (!order) throw orders('orders/not-found')
    const reported = issues.filter((issue) => issue.refundedPaise > 0).flatMap((issue) => issue.lines)
    const worth = worthOfAsked(order.lines, lines, packsOf([...reported, ...given]))
    return { worth: worth === null ? null : money(worth) }
  }),
  handle(ScanOrders, async (page, { db }) => ({ orders: (await scanStates(db.sql, page)).map(show) })),
  handle(TrackForActor, async ({ orderId, actor }, context) => {
    const order = await getOrder(context.db.sql, orderId)
    const allowed =
      order &&
      (order.userId === actor.userId ||
        (hasRole(actor, 'manager', 'support', 'admin') && worksAt(actor, order.storeId)))
    return allowed ? tracking(context, order) : null
  }),
]
