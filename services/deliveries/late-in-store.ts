import { Problem } from '../../contracts/problem.ts'
import { ListUnpacked } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { expectedFromStoreMs } from './eta/late.ts'
import { aheadMs, looksMax, ring } from './late-alarm.ts'
import { noteLateInStore, withoutDelivery } from './store/late-in-store.ts'

/** An order for which no rider can be asked yet, and when it is expected at its door. */
export interface InStore {
  orderId: string
  storeId: string
  promisedAtMs: number
  expectedAtMs: number
}

/** Orders of the next hour that wait for a picker or are with one, and have no delivery yet. @throws what the call throws */
export async function ordersInStore({ db, call, clock, city, config }: DeliveriesContext): Promise<InStore[]> {
  const nowMs = clock.now()
  const promisedBefore = toTimestamp(nowMs + aheadMs)
  const [{ orders }, { speed }] = await Promise.all([call(ListUnpacked, { promisedBefore, limit: looksMax }), city()])
  const alone = await withoutDelivery(
    db.sql,
    orders.map((order) => order.orderId),
  )
  const pace = { nowMs, handoverS: config.handoverS, speed }
  return orders
    .filter((order) => alone.has(order.orderId))
    .map(({ orderId, storeId, promisedAt, readyAt, rideS }) => ({
      orderId,
      storeId,
      promisedAtMs: fromTimestamp(promisedAt),
      expectedAtMs: expectedFromStoreMs({ readyAtMs: fromTimestamp(readyAt), rideS }, pace),
    }))
}

// Told once when it begins and once when it is over, not every few seconds.
const failing = new WeakSet<DeliveriesContext>()

/** Those orders, or none while the stores cannot be asked. */
async function knownInStore(context: DeliveriesContext): Promise<InStore[]> {
  const { log } = context
  try {
    const orders = await ordersInStore(context)
    if (failing.delete(context)) log.info('what waits for pickers is known again')
    return orders
  } catch (error) {
    // A copy of the release before, which has no such operation: the next one asked may be of this release.
    if (error instanceof Problem && error.code === 'request/not-found') return []
    if (!failing.has(context)) log.warn({ error }, 'no alarms of what waits for pickers: it is not known at the moment')
    failing.add(context)
    return []
  }
}

/** Late alarms of what nobody has picked: they ring once an order, and not again when it becomes a delivery. */
export async function raiseAlarmsInStore(context: DeliveriesContext): Promise<void> {
  const { db, clock } = context
  for (const order of await knownInStore(context)) {
    if (order.expectedAtMs <= order.promisedAtMs) continue
    await db.begin(async (tx) => {
      if (await noteLateInStore(tx, order.orderId, new Date(clock.now()))) ring(context, tx, order)
    })
  }
}
