import type { DeliveriesContext } from './context.ts'
import { countWaiting } from './store/offers.ts'

/** Gauges about all deliveries of the installation, whichever copy is asked. */
export function watchDeliveries({ db, metrics, clock, config }: DeliveriesContext): void {
  const { deliveriesWaiting, ridersBusy, ridersOnShift, unassignedOldest } = metrics
  metrics.probe(
    'deliveries.waiting',
    async () => {
      const nowMs = clock.now()
      const { waiting, riders, busy, oldestAt } = await countWaiting(db.sql, new Date(nowMs - config.silentS * 1000))
      deliveriesWaiting.set(waiting)
      ridersOnShift.set(riders)
      ridersBusy.set(busy)
      unassignedOldest.set(oldestAt ? Math.max(0, nowMs - oldestAt.getTime()) / 1000 : 0)
    },
    () => {
      deliveriesWaiting.remove()
      ridersOnShift.remove()
      ridersBusy.remove()
      unassignedOldest.remove()
    },
  )
}
