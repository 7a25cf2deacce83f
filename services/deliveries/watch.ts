import type { DeliveriesContext } from './context.ts'
import { countWaiting } from './store/offers.ts'

/** Gauges about all deliveries of the installation, whichever copy is asked. */
export function watchDeliveries({ db, metrics, clock, config }: DeliveriesContext): void {
  const { deliveriesWaiting, ridersOnShift } = metrics
  metrics.probe(
    'deliveries.waiting',
    async () => {
      const { waiting, riders } = await countWaiting(db.sql, new Date(clock.now() - config.silentS * 1000))
      deliveriesWaiting.set(waiting)
      ridersOnShift.set(riders)
    },
    () => {
      deliveriesWaiting.remove()
      ridersOnShift.remove()
    },
  )
}
