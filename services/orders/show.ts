import type { Static } from 'typebox'
import { money } from '../../contracts/money.ts'
import type { Order, OrderBrief, PaymentHandle, Receipt } from '../../contracts/orders.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { mayCancel } from './domain/machine.ts'
import { receiptLines, taxesByRate } from './domain/receipt.ts'
import type { StoredOrder } from './store/orders.ts'

/** An order as its customer sees it; staff see it without the door code. */
export function showOrder(
  order: StoredOrder,
  view: { as: 'customer' | 'staff'; handle?: Static<typeof PaymentHandle> } = { as: 'customer' },
): Order {
  return {
    id: order.id,
    number: order.number,
    userId: order.userId,
    storeId: order.storeId,
    storeName: order.store.name,
    status: order.status,
    history: order.history,
    lines: order.lines,
    coupon: order.coupon,
    totals: order.totals,
    total: order.totals.total,
    refunded: money(order.refundedPaise),
    payment: { method: order.method, ...(view.handle ? { handle: view.handle } : {}) },
    dropOff: order.dropOff,
    ...(order.instructions ? { instructions: order.instructions } : {}),
    leaveAtDoor: order.leaveAtDoor,
    ...(order.giftNote ? { giftNote: order.giftNote } : {}),
    substitutions: order.substitutions,
    unanswered: order.unanswered,
    promisedAt: toTimestamp(order.promisedAtMs),
    ...(order.window ? { window: order.window } : {}),
    placedAt: toTimestamp(order.placedAtMs),
    ...(order.deliveredAtMs === null ? {} : { deliveredAt: toTimestamp(order.deliveredAtMs) }),
    ...(view.as === 'customer' ? { doorCode: order.doorCode } : {}),
    ...(order.rating ? { rating: order.rating } : {}),
    cancellable: mayCancel(order.status, view.as),
  }
}

/** The order as it was answered when it was placed: a repeat of the request gets this, whatever has happened since. */
export const asPlaced = (order: StoredOrder): StoredOrder => ({
  ...order,
  status: order.history[0]!.status,
  history: order.history.slice(0, 1),
  lines: order.lines.map(({ substitute: _, ...line }) => ({ ...line, picked: null })),
  refundedPaise: 0,
  deliveredAtMs: null,
  rating: null,
})

const imagesMax = 4

export function showBrief(order: StoredOrder): OrderBrief {
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    storeId: order.storeId,
    storeName: order.store.name,
    itemCount: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    images: order.lines.slice(0, imagesMax).map((line) => line.image),
    total: order.totals.total,
    placedAt: toTimestamp(order.placedAtMs),
    promisedAt: toTimestamp(order.promisedAtMs),
    ...(order.window ? { window: order.window } : {}),
    ...(order.deliveredAtMs === null ? {} : { deliveredAt: toTimestamp(order.deliveredAtMs) }),
  }
}

export function showReceipt(order: StoredOrder, seller: Receipt['seller']): Receipt {
  const lines = receiptLines(order.lines)
  const { name, line1, line2 } = order.dropOff
  return {
    orderId: order.id,
    number: order.number,
    issuedAt: toTimestamp(order.deliveredAtMs ?? order.placedAtMs),
    seller,
    buyer: { name, line1, ...(line2 ? { line2 } : {}) },
    lines,
    taxes: taxesByRate(lines),
    totals: order.totals,
    refunded: money(order.refundedPaise),
    paid: money(order.totals.total.amount - order.refundedPaise),
    method: order.method,
  }
}
