import { GetOrderStates, type OrderStatus } from '../../contracts/orders.ts'
import { eachApart } from '../../kit/jobs.ts'
import type { DeliveriesContext } from './context.ts'
import { recall } from './recall.ts'
import { overduePacking } from './store/deliveries.ts'

/** So long after an order should have been packed its fate is asked for. */
const overdueMs = 10 * 60_000
const lookMax = 100
const gone: readonly OrderStatus[] = ['cancelled', 'failed', 'returned']

/**
 * Nobody rides for an order that has ended without a word to here: while programs of before run beside this one they hear
 * of a cancelled order and know of no delivery that is `packing`.
 */
export async function settlePacking(context: DeliveriesContext): Promise<void> {
  const { db, call, clock, log } = context
  const overdue = await overduePacking(db.sql, new Date(clock.now() - overdueMs), lookMax)
  if (overdue.length === 0) return
  const { orders } = await call(GetOrderStates, { orderIds: overdue.map((each) => each.orderId) })
  const alive = new Set(orders.filter((order) => !gone.includes(order.status)).map((order) => order.orderId))
  const over = overdue.filter(({ orderId }) => !alive.has(orderId))
  await eachApart(over, log, ({ orderId }) =>
    db.begin((tx) => recall(context, tx, { orderId, reason: 'The order has ended' })),
  )
}
