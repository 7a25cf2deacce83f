import {
  DeliveryArriving,
  DeliveryAssigned,
  DeliveryDelivered,
  DeliveryFailed,
  DeliveryPickedUp,
  DeliveryRecovered,
} from '../../contracts/deliveries.ts'
import type { DataOf } from '../../contracts/event.ts'
import { money } from '../../contracts/money.ts'
import { OrderDelivered, OrderFailed, OrderLineSubstituted, OrderPacked, OrderPicking } from '../../contracts/orders.ts'
import { PaymentCaptured, PaymentFailed, PaymentRefunded } from '../../contracts/payments.ts'
import { PickCompleted, PickStarted } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { reactionsOf } from '../../kit/reactions.ts'
import { message } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { customerDelayS } from './domain/delay.ts'
import { settlePick } from './domain/settle.ts'
import { confirmedMessage } from './place.ts'
import { type StoredOrder, saveOrder } from './store/orders.ts'
import { askedOf, withdrawProposals } from './store/proposals.ts'
import { aboutOrder, cancel, follow, lockKnown, move } from './transitions.ts'

type PickDone = DataOf<typeof PickCompleted>

const on = reactionsOf<OrdersContext>()

const paid = on(PaymentCaptured, ({ at, data }, tx, context) =>
  follow(context, tx, data.orderId, { to: 'confirmed', at, actor: 'system:payments' }, (order) => ({
    messages: [confirmedMessage(order)],
  })),
)

/** The customer may try another card until the time is over; only a final refusal ends the order. */
const refused = on(PaymentFailed, async ({ at, data }, tx, context) => {
  if (!data.final) return
  const order = await lockKnown(context, tx, data.orderId, 'payment.failed')
  // An order that is paid another way by now has nothing to do with it any more.
  if (order?.status === 'pending_payment')
    await cancel(context, tx, order, {
      at,
      actor: 'system:payments',
      reason: data.message,
      reasonCode: 'payment-ended',
    })
})

/** Where to and until when, for whoever brings it. */
const rideOf = (order: StoredOrder) => ({
  storePoint: order.store.point,
  dropOff: order.dropOff,
  ...(order.instructions ? { instructions: order.instructions } : {}),
  leaveAtDoor: order.leaveAtDoor,
  method: order.method,
  total: money(order.totals.total.amount - order.refundedPaise),
  tip: order.totals.tip,
  promisedAt: toTimestamp(order.promisedAtMs),
  placedAt: toTimestamp(order.placedAtMs),
  ...(order.window ? { window: order.window } : {}),
})

/** A rider may set out before the bags are closed. Where the store's program is older it tells no time, and nobody does. */
const picking = on(PickStarted, ({ at, data }, tx, context) =>
  follow(context, tx, data.orderId, { to: 'picking', at, actor: data.pickerId }, (order) => {
    const { expectedAt, expectedBags } = data
    if (expectedAt === undefined || expectedBags === undefined) return {}
    return {
      messages: [message(OrderPicking, order.id, { ...aboutOrder(order), ...rideOf(order), expectedAt, expectedBags })],
    }
  }),
)

const packedMessage = (
  order: StoredOrder,
  { bags, handover, zoneBags, refundPaise }: Pick<PickDone, 'bags' | 'handover' | 'zoneBags'> & { refundPaise: number },
) =>
  message(OrderPacked, order.id, {
    ...aboutOrder(order),
    ...rideOf(order),
    doorCode: order.doorCode,
    bags,
    ...(handover ? { handover } : {}),
    ...(zoneBags ? { zoneBags } : {}),
    refund: money(refundPaise),
  })

/** What is in the bags decides what is paid. With nothing in them there is nothing to deliver. */
const packed = on(PickCompleted, async ({ at, data }, tx, context) => {
  const before = await lockKnown(context, tx, data.orderId, 'pick.completed')
  if (!before) return
  await withdrawProposals(tx, data.orderId, context.clock.now())
  const { lines, refund, anything } = settlePick(before.lines, data.lines)
  if (!anything) {
    await cancel(context, tx, before, {
      at,
      actor: 'system:stores',
      reason: 'Nothing that was ordered was on the shelf',
      reasonCode: 'nothing-found',
    })
    return
  }
  await move(context, tx, before, { to: 'packed', at, actor: data.pickerId }, (stepped) => {
    const order = {
      ...stepped,
      lines,
      refundedPaise: Math.min(stepped.totals.total.amount, stepped.refundedPaise + refund.amount),
    }
    const substituted = lines.flatMap((line) =>
      line.substitute
        ? message(OrderLineSubstituted, order.id, {
            ...aboutOrder(order),
            productId: line.productId,
            byProductId: line.substitute.productId,
            byName: line.substitute.name,
            quantity: line.substitute.quantity,
          })
        : [],
    )
    const refundPaise = order.refundedPaise - stepped.refundedPaise
    return { order, messages: [...substituted, packedMessage(order, { ...data, refundPaise })] }
  })
})

/** Another rider for an order that is assigned already changes the rider, not the status. */
const assigned = on(DeliveryAssigned, async ({ at, data }, tx, context) => {
  const before = await lockKnown(context, tx, data.orderId, 'delivery.assigned')
  if (!before) return
  const rider = { userId: data.riderId, name: data.riderName }
  if (before.status === 'assigned') await saveOrder(tx, { ...before, rider })
  else
    await move(context, tx, before, { to: 'assigned', at, actor: data.riderId }, (order) => ({
      order: { ...order, rider },
    }))
})

const pickedUp = on(DeliveryPickedUp, ({ at, data }, tx, context) =>
  follow(context, tx, data.orderId, { to: 'picked_up', at, actor: data.riderId }),
)
const arriving = on(DeliveryArriving, ({ at, data }, tx, context) =>
  follow(context, tx, data.orderId, { to: 'arriving', at, actor: data.riderId }),
)

const delivered = on(DeliveryDelivered, async ({ data }, tx, context) => {
  const asked = await askedOf(tx, data.orderId)
  await follow(context, tx, data.orderId, { to: 'delivered', at: data.at, actor: data.riderId }, (stepped) => {
    const deliveredAtMs = fromTimestamp(data.at)
    const order = { ...stepped, deliveredAtMs }
    const told = message(OrderDelivered, order.id, {
      ...aboutOrder(order),
      riderId: data.riderId,
      method: order.method,
      total: money(order.totals.total.amount - order.refundedPaise),
      tip: order.totals.tip,
      promisedAt: toTimestamp(order.promisedAtMs),
      deliveredAt: data.at,
      customerDelayS: customerDelayS(stepped.history, stepped.placedAtMs, deliveredAtMs, asked),
    })
    return { order, messages: [told] }
  })
})

/** Told twice: when the door did not open, and when the goods are back in the store. */
const failed = on(DeliveryFailed, async ({ at, data }, tx, context) => {
  const by = {
    at,
    actor: data.actor ?? data.riderId,
    reason: data.reason,
    ...(data.code ? { reasonCode: data.code } : {}),
  }
  if (data.returned) {
    await follow(context, tx, data.orderId, { ...by, to: 'returned' })
    return
  }
  await follow(context, tx, data.orderId, { ...by, to: 'failed' }, (order) => ({
    messages: [
      message(OrderFailed, order.id, {
        ...aboutOrder(order),
        reason: data.reason,
        method: order.method,
        total: money(order.totals.total.amount - order.refundedPaise),
      }),
    ],
  }))
})

/** The bags are in the store again, and wait for another rider. Nothing was given back, so nothing is paid anew. */
const recovered = on(DeliveryRecovered, ({ at, data: { orderId, actor, reason } }, tx, context) =>
  follow(context, tx, orderId, { to: 'packed', at, actor, reason }, (order) => ({ order: { ...order, rider: null } })),
)

/** What support gives back lowers what was paid. For short lines it was lowered at the packing; cancelled orders owe nothing. */
const refunded = on(PaymentRefunded, async ({ data }, tx, context) => {
  if (data.cause !== 'support') return
  const order = await lockKnown(context, tx, data.orderId, 'payment.refunded')
  if (!order) return
  const refundedPaise = Math.min(order.totals.total.amount, order.refundedPaise + data.amount.amount)
  await saveOrder(tx, { ...order, refundedPaise })
})

export const reactions = [
  refunded,
  paid,
  refused,
  picking,
  packed,
  assigned,
  pickedUp,
  arriving,
  delivered,
  failed,
  recovered,
]
