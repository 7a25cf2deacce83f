import type { EventOf } from '../../contracts/event.ts'
import { OrderCancelled, OrderPlaced } from '../../contracts/orders.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { CartsContext } from './context.ts'
import { forget } from './kept.ts'
import { dropOtherHolds, giveCouponBack, noteCouponUses } from './store/coupons.ts'
import { countOrders, type Ordered, takeOrdered } from './store.ts'

type Placed = EventOf<typeof OrderPlaced>

/** Two orders of one customer in a batch are taken out together, since a statement changes a row once. */
function addUp([owner, events]: [string, Placed[]]): Ordered {
  const taken: Record<string, number> = {}
  for (const { productId, quantity } of events.flatMap((event) => event.data.lines ?? []))
    taken[productId] = (taken[productId] ?? 0) + quantity
  const last = events.at(-1)!
  const told = events.every((event) => event.data.lines)
  return { owner, placedAtMs: fromTimestamp(last.at), coupon: last.data.coupon, taken: told ? taken : null }
}

/** What was ordered leaves the cart; a coupon counts as used from the order on. */
const ordered = batchReactionsOf<CartsContext>()(OrderPlaced, async (events, tx, context) => {
  const taken = await takeOrdered(tx, [...Map.groupBy(events, (event) => event.data.userId)].map(addUp))
  context.db.afterCommit(tx, () => {
    for (const { owner, revision } of taken) void forget(context, owner, revision)
  })
  await countOrders(
    tx,
    events.map((event) => event.data.userId),
    1,
  )
  await dropOtherHolds(
    tx,
    events.map(({ data: { orderId, coupon } }) => ({ orderId, coupon })),
  )
  const uses = events.flatMap(({ at, data: { orderId, coupon, userId, discount } }) =>
    coupon ? [{ orderId, code: coupon, userId, discount: discount?.amount ?? 0, at }] : [],
  )
  if (uses.length > 0) await noteCouponUses(tx, uses)
})

const cancelled = reactionsOf<CartsContext>()(OrderCancelled, async ({ data }, tx) => {
  await giveCouponBack(tx, data.orderId)
  await countOrders(tx, [data.userId], -1)
})

export const reactions = [ordered, cancelled]
