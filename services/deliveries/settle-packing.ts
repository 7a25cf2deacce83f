import { GetOrderStates, type OrderStatus } from '../../contracts/orders.ts'
import { eachApart } from '../../kit/jobs.ts'
import type { DeliveriesContext } from './context.ts'
import { recall } from './recall.ts'
import { type Overdue, overduePacking } from './store/deliveries.ts'

/** So long after an order should have been packed its fate is asked for. */
const overdueMs = 10 * 60_000
const lookMax = 100
/** Pages that one round looks through. */
const pagesMost = 10
const gone: readonly OrderStatus[] = ['cancelled', 'failed', 'returned']

/**
 * Nobody rides for an order that has ended without a word to here: while programs of before run beside this one they hear
 * of a cancelled order and know of no delivery that is `packing`. Those that have not ended stay where they are: each
 * round goes on behind the last one, so that however many there are, they hide none that has.
 */
export class PackingSettler {
  #after: Overdue | undefined

  async settle(context: DeliveriesContext): Promise<undefined> {
    const overdueSince = new Date(context.clock.now() - overdueMs)
    for (let page = 0; page < pagesMost; page++) {
      const overdue = await overduePacking(context.db.sql, overdueSince, lookMax, this.#after)
      await endOver(context, overdue)
      this.#after = overdue.length < lookMax ? undefined : overdue.at(-1)
      if (!this.#after) return
    }
  }
}

async function endOver(context: DeliveriesContext, overdue: readonly Overdue[]): Promise<void> {
  if (overdue.length === 0) return
  const { db, call, log } = context
  const { orders } = await call(GetOrderStates, { orderIds: overdue.map((each) => each.orderId) })
  const alive = new Set(orders.filter((order) => !gone.includes(order.status)).map((order) => order.orderId))
  const over = overdue.filter(({ orderId }) => !alive.has(orderId))
  await eachApart(over, log, ({ orderId }) =>
    db.begin((tx) => recall(context, tx, { orderId, reason: 'The order has ended' })),
  )
}
