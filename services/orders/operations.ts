import { TrackForActor } from '../../contracts/deliveries.ts'
import { hasRole, worksAt } from '../../contracts/identity.ts'
import { money } from '../../contracts/money.ts'
import { GetOrderStates, ScanOrders } from '../../contracts/orders.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import type { OrdersContext } from './context.ts'
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
