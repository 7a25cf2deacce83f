import Type, { type Static } from 'typebox'
import { QuoteLine, Totals } from './carts.ts'
import { event } from './event.ts'
import { ActorName } from './identity.ts'
import { AddressId, OrderId, PhotoId, ProductId, StoreId, UserId } from './ids.ts'
import { Price, Tip } from './money.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { PromiseBasis } from './promise.ts'
import { failReasons } from './rider.ts'
import { OrderWindow } from './slots.ts'
import { ZoneBags } from './stores.ts'
import { Timestamp } from './time.ts'
import { DropOff } from './users.ts'

export const orders = defineProblems({
  'orders/not-found': [404, 'There is no such order'],
  'orders/illegal-transition': [409, 'The order is not in a state that allows this'],
  'orders/out-of-stock': [409, 'Some products are no longer in stock'],
  'orders/total-changed': [409, 'The order would cost more than was agreed'],
  'orders/slot-unavailable': [409, 'This delivery window can no longer be chosen'],
  'orders/store-closed': [409, 'The store is closed'],
  'orders/not-cancellable': [409, 'The order can no longer be cancelled'],
  'orders/not-delivered': [409, 'The order has not been delivered'],
  'orders/already-rated': [409, 'The order has been rated'],
  'orders/wallet-short': [409, 'There is not enough money in the wallet'],
  'orders/cart-ordered': [409, 'This cart has been ordered already'],
  'orders/not-waiting': [409, 'This order does not wait for a payment'],
  'orders/issue-not-possible': [409, 'Nothing of this order can be reported now'],
  'orders/issue-exceeds-line': [409, 'More packs than came, or that were reported before'],
  'orders/receipt-not-ready': [409, 'The receipt is made when the order has ended'],
  'orders/too-many-notes': [409, 'There are too many notes on this order already'],
} as const)

export const orderStatuses = [
  'pending_payment',
  'confirmed',
  'picking',
  'packed',
  'assigned',
  'picked_up',
  'arriving',
  'delivered',
  'cancelled',
  'failed',
  'returned',
] as const
export const OrderStatus = Type.Enum([...orderStatuses], { title: 'OrderStatus' })
export type OrderStatus = (typeof orderStatuses)[number]

export const paymentMethods = ['card', 'upi', 'wallet', 'cash'] as const
export const PaymentMethod = Type.Enum([...paymentMethods], { title: 'PaymentMethod' })
export type PaymentMethod = (typeof paymentMethods)[number]

/** `ask`: the picker proposes, and without an answer in time it is as `unanswered` says. */
export const Substitutions = Type.Enum(['allow', 'refund', 'ask'], { default: 'refund' })
/** What a question becomes that nobody answers in time: the proposed replacement is taken, or the line is refunded. */
export const Unanswered = Type.Enum(['allow', 'refund'], { default: 'refund' })

export const PlaceOrder = Type.Object(
  {
    addressId: AddressId,
    payment: Type.Object({ method: PaymentMethod }, { additionalProperties: false }),
    slotId: Type.Optional(Type.String({ maxLength: 60 })),
    tip: Type.Optional(Tip),
    /** The total of the quote that the customer has seen: an order that would cost more is refused. */
    agreedTotal: Type.Optional(Price),
    instructions: Type.Optional(Type.String({ maxLength: 500 })),
    /** The bags may be left at the door, with a photo; not for orders that are paid there. */
    leaveAtDoor: Type.Optional(Type.Boolean()),
    /** Put into the bags on a card. */
    giftNote: Type.Optional(Type.String({ maxLength: 300 })),
    substitutions: Type.Optional(Substitutions),
    unanswered: Type.Optional(Unanswered),
  },
  { additionalProperties: false, title: 'PlaceOrder' },
)
export type PlaceOrder = Static<typeof PlaceOrder>

export const OrderLine = Type.Object(
  {
    ...QuoteLine.properties,
    /** Null until packed. */
    picked: Type.Union([Type.Integer(), Type.Null()]),
    substitute: Type.Optional(
      Type.Object({
        productId: ProductId,
        name: Type.String(),
        nameHi: Type.Optional(Type.String()),
        quantity: Type.Integer(),
        price: Price,
      }),
    ),
  },
  { title: 'OrderLine' },
)
export type OrderLine = Static<typeof OrderLine>

/** Why an order ended otherwise than at the door, where Tokri itself has ended it or the rider could not hand it over. */
export const endReasons = [
  'not-paid',
  'payment-ended',
  'not-packed',
  'nothing-found',
  'no-rider',
  'by-customer',
  ...failReasons,
] as const
export const EndReason = Type.Enum([...endReasons], { title: 'EndReason' })
export type EndReason = (typeof endReasons)[number]

export const HistoryEntry = Type.Object({
  status: OrderStatus,
  at: Timestamp,
  actor: ActorName,
  /** For people, as it was written. */
  reason: Type.Optional(Type.String()),
  /** The same for programs, where it is one of ours. */
  reasonCode: Type.Optional(EndReason),
})
export type HistoryEntry = Static<typeof HistoryEntry>

/** What the browser needs to pay: handed to the provider's own script, never to us with a card number in it. */
export const PaymentHandle = Type.Object({
  clientSecret: Type.String(),
  publishableKey: Type.String(),
  scriptUrl: Type.String(),
})

const Stars = Type.Integer({ minimum: 1, maximum: 5 })
export const OrderRating = Type.Object(
  {
    stars: Stars,
    riderStars: Type.Optional(Stars),
    /** Of single lines, where the customer told them apart. */
    lines: Type.Optional(
      Type.Array(Type.Object({ productId: ProductId, stars: Stars }, { additionalProperties: false }), {
        maxItems: 60,
      }),
    ),
    comment: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  { additionalProperties: false, title: 'OrderRating' },
)
export type OrderRating = Static<typeof OrderRating>

export const Order = Type.Object(
  {
    id: OrderId,
    /** Short, for people: read out at the door. */
    number: Type.String(),
    userId: UserId,
    storeId: StoreId,
    storeName: Type.String(),
    status: OrderStatus,
    history: Type.Array(HistoryEntry),
    lines: Type.Array(OrderLine),
    coupon: Type.Union([Type.String(), Type.Null()]),
    totals: Totals,
    /** Equal to `totals.total`, as the design's clients read it. */
    total: Price,
    refunded: Price,
    payment: Type.Object({
      method: PaymentMethod,
      /** Only while the order waits for it. */
      handle: Type.Optional(PaymentHandle),
    }),
    dropOff: DropOff,
    instructions: Type.Optional(Type.String()),
    leaveAtDoor: Type.Boolean(),
    giftNote: Type.Optional(Type.String()),
    substitutions: Substitutions,
    unanswered: Unanswered,
    promisedAt: Timestamp,
    /** When it was ordered for later. */
    window: Type.Optional(OrderWindow),
    placedAt: Timestamp,
    deliveredAt: Type.Optional(Timestamp),
    /** Said to the rider at the door; shown to the customer only. */
    doorCode: Type.Optional(Type.String()),
    rating: Type.Optional(OrderRating),
    cancellable: Type.Boolean(),
  },
  { title: 'Order' },
)
export type Order = Static<typeof Order>

export const OrderBrief = Type.Object(
  {
    id: OrderId,
    number: Type.String(),
    status: OrderStatus,
    storeId: StoreId,
    storeName: Type.String(),
    itemCount: Type.Integer(),
    /** Pictures of the first lines. */
    images: Type.Array(Type.String()),
    total: Price,
    placedAt: Timestamp,
    promisedAt: Timestamp,
    window: Type.Optional(OrderWindow),
    deliveredAt: Type.Optional(Timestamp),
  },
  { title: 'OrderBrief' },
)
export type OrderBrief = Static<typeof OrderBrief>

/** Where orders stand, for other services. Unknown ids are left out. */
export const GetOrderStates = operation('orders.getStates', {
  read: true,
  input: Type.Object({ orderIds: Type.Array(OrderId, { maxItems: 500 }) }),
  output: Type.Object({
    orders: Type.Array(
      Type.Object({
        orderId: OrderId,
        userId: UserId,
        storeId: StoreId,
        status: OrderStatus,
        total: Price,
        refunded: Price,
        method: PaymentMethod,
      }),
    ),
  }),
})

/**
 * What packs of an order's lines were worth after the packing, discounts taken off; null when more is asked than came
 * and was not given back before, for reports or as `given` says.
 */
export const GetLinesWorth = operation('orders.getLinesWorth', {
  read: true,
  input: Type.Object({
    orderId: OrderId,
    lines: Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer({ minimum: 1 }) }), { maxItems: 100 }),
    /** Packs that others gave back: refunds by staff, which payments knows. */
    given: Type.Optional(Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer({ minimum: 1 }) }))),
  }),
  output: Type.Object({ worth: Type.Union([Price, Type.Null()]) }),
})

/** All orders since an instant with their money, for reconciliation. Pages by order id. */
export const ScanOrders = operation('orders.scan', {
  read: true,
  input: Type.Object({ after: Type.Optional(OrderId), limit: Type.Integer({ minimum: 1, maximum: 1_000 }) }),
  output: GetOrderStates.output,
})

const PlacedLine = Type.Object({
  productId: ProductId,
  name: Type.String(),
  pack: Type.String(),
  image: Type.String(),
  quantity: Type.Integer(),
  price: Price,
  /** Where the line has a wish of its own; else `substitutions` of the order holds. */
  substitution: Type.Optional(Type.Enum(['allow', 'refund', 'ask'])),
})
const About = { orderId: OrderId, number: Type.String(), userId: UserId, storeId: StoreId }

export const OrderPlaced = event(
  'order.placed',
  1,
  Type.Object({
    ...About,
    method: PaymentMethod,
    total: Price,
    itemCount: Type.Integer(),
    coupon: Type.Union([Type.String(), Type.Null()]),
    /** What the coupon took off. */
    discount: Type.Optional(Price),
    /** What leaves the cart; orders of before it was told name none. */
    lines: Type.Optional(Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer() }))),
    promisedAt: Timestamp,
    /** What the promise was made on; not for windows. */
    promise: Type.Optional(PromiseBasis),
  }),
)

/** Paid, or to be paid at the door: stores may pick. */
export const OrderConfirmed = event(
  'order.confirmed',
  1,
  Type.Object({
    ...About,
    method: PaymentMethod,
    total: Price,
    lines: Type.Array(PlacedLine),
    substitutions: Substitutions,
    promisedAt: Timestamp,
    /** For the packing screen. */
    giftNote: Type.Optional(Type.String()),
    /** When it was ordered for later: picking waits until shortly before it. */
    window: Type.Optional(OrderWindow),
  }),
)

/** `from` tells how far it had come, so that each service knows what there is to undo. */
export const OrderCancelled = event(
  'order.cancelled',
  1,
  Type.Object({
    ...About,
    from: OrderStatus,
    actor: ActorName,
    reason: Type.String(),
    method: PaymentMethod,
    total: Price,
  }),
)

export const OrderLineSubstituted = event(
  'order.line_substituted',
  1,
  Type.Object({
    ...About,
    productId: ProductId,
    byProductId: ProductId,
    byName: Type.String(),
    quantity: Type.Integer(),
  }),
)

const Point = Type.Object({ lat: Type.Number(), lng: Type.Number() })

/** Somebody has begun to pick it, and when it is likely to be packed: a rider may set out. What is in the bags tells `order.packed`. */
export const OrderPicking = event(
  'order.picking',
  1,
  Type.Object({
    ...About,
    storePoint: Point,
    dropOff: DropOff,
    instructions: Type.Optional(Type.String()),
    expectedAt: Timestamp,
    expectedBags: ZoneBags,
    leaveAtDoor: Type.Boolean(),
    method: PaymentMethod,
    total: Price,
    tip: Price,
    promisedAt: Timestamp,
    placedAt: Timestamp,
    window: Type.Optional(OrderWindow),
  }),
)

/** In bags and ready to leave. `refund` is what short or cheaper lines give back; `total` is what remains to pay or was paid. */
export const OrderPacked = event(
  'order.packed',
  1,
  Type.Object({
    ...About,
    storePoint: Point,
    dropOff: DropOff,
    doorCode: Type.String(),
    instructions: Type.Optional(Type.String()),
    bags: Type.Integer(),
    /** What is on the bags: the rider says it in the store. Orders of before it was told have none. */
    handover: Type.Optional(Type.String()),
    zoneBags: Type.Optional(ZoneBags),
    /** The customer is content with finding the bags at the door. */
    leaveAtDoor: Type.Optional(Type.Boolean()),
    method: PaymentMethod,
    total: Price,
    tip: Price,
    refund: Price,
    promisedAt: Timestamp,
    /** For whoever plans the ride; orders of before it was told have neither. */
    placedAt: Type.Optional(Timestamp),
    window: Type.Optional(OrderWindow),
  }),
)

export const OrderDelivered = event(
  'order.delivered',
  1,
  Type.Object({
    ...About,
    riderId: UserId,
    method: PaymentMethod,
    total: Price,
    tip: Price,
    promisedAt: Timestamp,
    deliveredAt: Timestamp,
    /** Of the time it took, what went to waiting for the customer: to pay, to answer, to come to the door. */
    customerDelayS: Type.Optional(Type.Integer()),
  }),
)

/** The rider could not hand over; the goods go back. */
export const OrderFailed = event(
  'order.failed',
  1,
  Type.Object({ ...About, reason: Type.String(), method: PaymentMethod, total: Price }),
)

export const OrderRated = event(
  'order.rated',
  1,
  Type.Object({
    ...About,
    stars: Type.Integer({ minimum: 1, maximum: 5 }),
    riderId: Type.Optional(UserId),
    /** Of the rider, where the customer told them apart. */
    riderStars: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    comment: Type.Optional(Type.String()),
  }),
)

export const Receipt = Type.Object(
  {
    orderId: OrderId,
    number: Type.String(),
    issuedAt: Timestamp,
    seller: Type.Object({ name: Type.String(), address: Type.String() }),
    buyer: Type.Object({ name: Type.String(), line1: Type.String(), line2: Type.Optional(Type.String()) }),
    /** What was delivered. */
    lines: Type.Array(
      Type.Object({
        name: Type.String(),
        nameHi: Type.Optional(Type.String()),
        pack: Type.String(),
        quantity: Type.Integer(),
        price: Price,
        total: Price,
        discount: Price,
        gstBasisPoints: Type.Integer(),
        tax: Price,
      }),
    ),
    /** Tax contained in the prices, by rate. */
    taxes: Type.Array(Type.Object({ gstBasisPoints: Type.Integer(), taxable: Price, tax: Price })),
    totals: Totals,
    refunded: Price,
    paid: Price,
    method: PaymentMethod,
  },
  { title: 'Receipt' },
)
export type Receipt = Static<typeof Receipt>

export const issueKinds = ['missing', 'damaged', 'wrong', 'late', 'other'] as const
export const IssueKind = Type.Enum([...issueKinds], { title: 'IssueKind' })

export const IssueInput = Type.Object(
  {
    kind: IssueKind,
    /** What it is about, and how many packs of it. */
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          { productId: ProductId, quantity: Type.Integer({ minimum: 1, maximum: 1_000 }) },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 60 },
      ),
    ),
    /** The older way to name lines: all packs of them. */
    productIds: Type.Optional(Type.Array(ProductId, { maxItems: 60 })),
    comment: Type.Optional(Type.String({ maxLength: 1_000 })),
    /** Of photos that were sent to `POST /v1/orders/{id}/photos` before. */
    photoIds: Type.Optional(Type.Array(PhotoId, { maxItems: 4, uniqueItems: true })),
    /** Where money should go if some goes back; of wallet and cash orders it goes to the wallet. */
    refundTo: Type.Optional(Type.Enum(['source', 'wallet'])),
  },
  { additionalProperties: false, title: 'IssueInput' },
)
export type IssueInput = Static<typeof IssueInput>

/** What became of it at once: money back by the rules of the shop, or a person looks at it, and why. */
export const IssueResolution = Type.Union([
  Type.Object({ kind: Type.Literal('refunded'), amount: Price, to: Type.Enum(['source', 'wallet']) }),
  Type.Object({
    kind: Type.Literal('review'),
    why: Type.Enum(['no-lines', 'too-late', 'photo-needed', 'amount', 'share', 'history', 'not-refundable']),
  }),
])
export type IssueResolution = Static<typeof IssueResolution>

export const Issue = Type.Object(
  {
    id: Type.String(),
    orderId: OrderId,
    kind: IssueKind,
    productIds: Type.Array(ProductId),
    lines: Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer() })),
    comment: Type.Optional(Type.String()),
    photoIds: Type.Array(PhotoId),
    state: Type.Enum(['open', 'closed']),
    resolution: IssueResolution,
    at: Timestamp,
  },
  { title: 'Issue' },
)
export type Issue = Static<typeof Issue>

/** The shop's rules gave money back for a line that was not right. The order's total has been lowered already. Key: order. */
export const OrderIssueRefunded = event(
  'order.issue_refunded',
  1,
  Type.Object({
    ...About,
    issueId: Type.String(),
    kind: IssueKind,
    method: PaymentMethod,
    amount: Price,
    to: Type.Enum(['source', 'wallet']),
  }),
)
