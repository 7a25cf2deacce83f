import { OrderCancelled, OrderPlaced } from '../../contracts/orders.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { CartsContext } from './context.ts'
import { emptyCarts, giveCouponBack, noteCouponUses } from './store.ts'

/** What was ordered leaves the cart; a coupon counts as used from the order on. */
const ordered = batchReactionsOf<CartsContext>()(OrderPlaced, async (events, tx) => {
  const latest = new Map(events.map((event) => [event.data.userId, fromTimestamp(event.at)]))
  await emptyCarts(
    tx,
    [...latest].map(([owner, placedAtMs]) => ({ owner, placedAtMs })),
  )
  const uses = events.flatMap(({ data: { orderId, coupon, userId } }) =>
    coupon ? [{ orderId, code: coupon, userId }] : [],
  )
  if (uses.length > 0) await noteCouponUses(tx, uses)
})

const cancelled = reactionsOf<CartsContext>()(OrderCancelled, ({ data }, tx) => giveCouponBack(tx, data.orderId))

export const reactions = [ordered, cancelled]
