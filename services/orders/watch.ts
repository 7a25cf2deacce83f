import type { OrdersContext } from './context.ts'
import { countLive, countOverdue } from './store/orders.ts'

/** Gauges about all orders of the installation, whichever copy is asked. */
export function watchOrders({ db, metrics }: OrdersContext): void {
  const { ordersLive, ordersOverdue } = metrics
  metrics.probe(
    'orders.live',
    async () => {
      const [live, overdue] = await Promise.all([countLive(db.sql), countOverdue(db.sql)])
      ordersLive.reset()
      for (const { status, count } of live) ordersLive.set({ status }, count)
      ordersOverdue.set({ cause: 'status' }, overdue.status)
      ordersOverdue.set({ cause: 'promise' }, overdue.promise)
    },
    () => {
      ordersLive.reset()
      ordersOverdue.reset()
    },
  )
}
