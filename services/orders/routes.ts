import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { Tracking } from '../../contracts/deliveries.ts'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { idFloor, OrderId, prefixes, StoreId, UserId } from '../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import {
  Order,
  OrderBrief,
  OrderRated,
  OrderRating,
  type OrderStatus,
  orderStatuses,
  orders,
  PaymentMethod,
  PlaceOrder,
  Receipt,
} from '../../contracts/orders.ts'
import { common } from '../../contracts/problem.ts'
import { GetStore } from '../../contracts/stores.ts'
import { Timestamp, toTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import { message, type Sql, type Tx } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { hasEnded, mayCancel } from './domain/machine.ts'
import { newestFirst, type Range } from './lists.ts'
import { answer, placeOrder } from './place.ts'
import { showBrief, showOrder, showReceipt } from './show.ts'
import { getOrder, lockOrder, ordersOfUser, type StoredOrder, saveOrder, searchOrders } from './store/orders.ts'
import { tracking } from './tracking.ts'
import { aboutOrder, callBack, cancel } from './transitions.ts'

const route = routesOf<OrdersContext>()
const ofOrder = Type.Object({ id: OrderId })
const staff = ['manager', 'support', 'admin'] as const
const maxKeyLength = 255

/** What customers tell apart in their list; `cancelled` is all that did not arrive. */
const shown = {
  live: orderStatuses.filter((status) => !hasEnded(status)),
  delivered: ['delivered'],
  cancelled: ['cancelled', 'failed', 'returned'],
} as const satisfies Record<string, readonly OrderStatus[]>

/** One's own order; anybody else's is as unknown as one that does not exist. */
const own = (order: StoredOrder | null, actor: Actor): StoredOrder => {
  if (order?.userId !== actor.userId) throw orders('orders/not-found')
  return order
}

const ofStaff = (order: StoredOrder | null, actor: Actor): StoredOrder => {
  if (!order || !hasRole(actor, ...staff) || !worksAt(actor, order.storeId)) throw orders('orders/not-found')
  return order
}

const Reason = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) },
  { additionalProperties: false },
)

/** Cancels under the lock, if who asks may do so at this point. */
async function cancelBy(
  context: OrdersContext,
  tx: Tx,
  order: StoredOrder,
  by: { as: 'customer' | 'staff'; actor: Actor; reason: string; reasonCode?: 'by-customer' },
): Promise<StoredOrder> {
  if (order.status === 'cancelled') return order
  if (!mayCancel(order.status, by.as))
    throw orders('orders/not-cancellable', { detail: `It is ${order.status.replace('_', ' ')}` })
  const at = toTimestamp(context.clock.now())
  const { reason, reasonCode } = by
  const cancelled = await cancel(context, tx, order, { at, actor: by.actor.userId, reason, reasonCode })
  if (!cancelled) throw orders('orders/illegal-transition')
  return cancelled
}

const customerRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/orders',
      summary: 'Place an order from the cart',
      priority: 'order',
      access: 'user',
      headers: Type.Object({
        'idempotency-key': Type.Optional(
          Type.String({ description: 'Yours to choose: the same key gives the same order' }),
        ),
      }),
      body: PlaceOrder,
      answer: Order,
      status: 201,
      problems: [
        'request/idempotency-key-missing',
        'request/idempotency-key-reused',
        'orders/out-of-stock',
        'orders/store-closed',
        'orders/slot-unavailable',
        'orders/total-changed',
        'orders/cart-ordered',
        'orders/wallet-short',
        'carts/empty',
        'carts/not-orderable',
        'carts/no-store',
        'carts/coupon-not-applicable',
        'users/address-not-found',
      ],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ body, headers, actor }, context) => {
      const key = headers['idempotency-key']
      if (typeof key !== 'string' || key.length === 0) throw common('request/idempotency-key-missing')
      if (key.length > maxKeyLength)
        throw common('request/invalid', { detail: `An Idempotency-Key has at most ${maxKeyLength} characters` })
      return placeOrder(context, { userId: actor.userId, key, wish: body })
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders',
      summary: 'My orders, newest first',
      priority: 'cart',
      access: 'user',
      query: Type.Object({ show: Type.Optional(Type.Enum(['live', 'delivered', 'cancelled'])), ...Paging }),
      answer: Page(OrderBrief),
    },
    async ({ query: { show, limit = 20, cursor }, actor }, { db }) => {
      const found = await newestFirst(db, rangeOf(limit, cursor), (sql, range) =>
        ordersOfUser(sql, actor.userId, range, show && shown[show]),
      )
      return pageOf(found, limit, showBrief)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id',
      summary: 'One of my orders',
      access: 'user',
      params: ofOrder,
      answer: Order,
      problems: ['orders/not-found'],
    },
    async ({ params, actor }, context) => answer(context, own(await getOrder(context.db.sql, params.id), actor)),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/tracking',
      summary: 'Where my order is',
      access: 'user',
      params: ofOrder,
      answer: Tracking,
      problems: ['orders/not-found'],
    },
    async ({ params, actor }, context) => tracking(context, own(await getOrder(context.db.sql, params.id), actor)),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/cancel',
      summary: 'Cancel my order while it is not packed',
      access: 'user',
      params: ofOrder,
      body: Reason,
      answer: Order,
      problems: ['orders/not-found', 'orders/not-cancellable'],
    },
    async ({ params, body, actor }, context) => {
      const order = await context.db.begin(async (tx) =>
        cancelBy(context, tx, own(await lockOrder(tx, params.id), actor), {
          as: 'customer',
          actor,
          ...(body.reason === undefined
            ? { reason: 'Cancelled by the customer', reasonCode: 'by-customer' }
            : { reason: body.reason }),
        }),
      )
      return showOrder(order)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/rating',
      summary: 'Rate a delivered order',
      priority: 'cart',
      access: 'user',
      params: ofOrder,
      body: OrderRating,
      answer: Order,
      problems: ['orders/not-found', 'orders/not-delivered', 'orders/already-rated'],
    },
    async ({ params, body, actor }, { db }) =>
      db.begin(async (tx) => {
        const before = own(await lockOrder(tx, params.id), actor)
        if (before.status !== 'delivered') throw orders('orders/not-delivered')
        if (before.rating) throw orders('orders/already-rated')
        const foreign = body.lines?.find((each) => !before.lines.some((line) => line.productId === each.productId))
        if (foreign) throw common('request/invalid', { detail: `${foreign.productId} is not in this order` })
        const order = { ...before, rating: body }
        await saveOrder(tx, order)
        await db.publish(
          tx,
          message(OrderRated, order.id, {
            ...aboutOrder(order),
            stars: body.stars,
            ...(order.rider ? { riderId: order.rider.userId } : {}),
            ...(body.riderStars ? { riderStars: body.riderStars } : {}),
            ...(body.comment ? { comment: body.comment } : {}),
          }),
        )
        return showOrder(order)
      }),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/receipt',
      summary: 'The receipt of a delivered order',
      priority: 'cart',
      access: 'user',
      params: ofOrder,
      answer: Receipt,
      problems: ['orders/not-found', 'orders/receipt-not-ready'],
    },
    async ({ params, actor }, { db, call, config, log }) => {
      const order = own(await getOrder(db.sql, params.id), actor)
      if (order.status !== 'delivered') throw orders('orders/receipt-not-ready')
      const address = await call(GetStore, { storeId: order.storeId }).then(
        (store) => store.address,
        (error) => {
          log.warn({ error }, 'a receipt without the address of the store')
          return ''
        },
      )
      return showReceipt(order, { name: `${config.sellerName}, ${order.store.name}`, address })
    },
  ),
]

const StaffBrief = Type.Object({
  ...OrderBrief.properties,
  userName: Type.String(),
  riderName: Type.Optional(Type.String()),
})
const showStaffBrief = (order: StoredOrder) => ({
  ...showBrief(order),
  userName: order.dropOff.name,
  ...(order.rider ? { riderName: order.rider.name } : {}),
})

interface StaffQuery {
  number?: string
  q?: string
  statuses?: string
  method?: PaymentMethod
  late?: boolean
  user?: string
  rider?: string
  from?: string
  to?: string
}

/** What is searched for, as the store takes it. Statuses that there are not match nothing. */
function wishOf({ number, q, statuses, method, late, user, rider }: StaffQuery, nowMs: number) {
  const part = q?.trim()
  return {
    ...(number ? { number } : {}),
    ...(part ? { q: part } : {}),
    ...(statuses ? { statuses: statuses.split(',') as OrderStatus[] } : {}),
    ...(method ? { methods: [method] } : {}),
    ...(late ? { lateAtMs: nowMs } : {}),
    ...(user ? { userId: user } : {}),
    ...(rider ? { riderId: rider } : {}),
  }
}

/** Ids sort by the time they were made, so that a time of placing is a range of ids. */
function within(range: Range, { from, to }: StaffQuery): Range {
  const low = from ? idFloor(prefixes.order, Date.parse(from)) : undefined
  const high = to ? idFloor(prefixes.order, Date.parse(to)) : undefined
  const lowest = [range.from, low]
    .filter((id) => id !== undefined)
    .sort()
    .at(-1)
  const highest = [range.below, high].filter((id) => id !== undefined).sort()[0]
  return {
    limit: range.limit,
    ...(lowest === undefined ? {} : { from: lowest }),
    ...(highest === undefined ? {} : { below: highest }),
  }
}

const staffRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/orders',
      summary: 'Orders, newest first',
      access: staff,
      query: Type.Object({
        status: Type.Optional(Type.Enum(['live', 'all'])),
        store: Type.Optional(StoreId),
        number: Type.Optional(Type.String({ maxLength: 12 })),
        q: Type.Optional(
          Type.String({
            maxLength: 80,
            description: "Number, or a part of a customer's name or phone or a rider's name",
          }),
        ),
        statuses: Type.Optional(Type.String({ maxLength: 200, pattern: '^[a-z_]+(,[a-z_]+)*$' })),
        method: Type.Optional(PaymentMethod),
        late: Type.Optional(Type.Boolean()),
        user: Type.Optional(UserId),
        rider: Type.Optional(UserId),
        /** Placed from this instant on, and before that one. */
        from: Type.Optional(Timestamp),
        to: Type.Optional(Timestamp),
        ...Paging,
      }),
      answer: Page(StaffBrief),
    },
    async ({ query, actor }, { db, clock }) => {
      const { status = 'all', store, limit = 20, cursor } = query
      if (store && !worksAt(actor, store)) throw common('auth/forbidden')
      const storeIds = store ? [store] : hasRole(actor, 'admin', 'support') ? null : actor.storeIds
      const live = status === 'live'
      const page = rangeOf(limit, cursor)
      const list = (sql: Sql, range: Range) =>
        searchOrders(sql, { storeIds, live, range: within(range, query), ...wishOf(query, clock.now()) })
      const found = live ? await list(db.sql, page) : await newestFirst(db, page, list)
      return pageOf(found, limit, showStaffBrief)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/orders/:id',
      summary: 'One order with its whole history',
      access: staff,
      params: ofOrder,
      answer: Order,
      problems: ['orders/not-found'],
    },
    async ({ params, actor }, { db }) => showOrder(ofStaff(await getOrder(db.sql, params.id), actor), { as: 'staff' }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/orders/:id/cancel',
      summary: 'Cancel an order that no rider has yet',
      access: staff,
      params: ofOrder,
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 300 }) }, { additionalProperties: false }),
      answer: Order,
      problems: ['orders/not-found', 'orders/not-cancellable'],
    },
    async ({ params, body, actor }, context) => {
      const called = await callBack(context, ofStaff(await getOrder(context.db.sql, params.id), actor), body.reason)
      if (called === 'on_the_road') throw orders('orders/not-cancellable', { detail: 'A rider has it' })
      const order = await context.db.begin(async (tx) => {
        const cancelled = await cancelBy(context, tx, ofStaff(await lockOrder(tx, params.id), actor), {
          as: 'staff',
          actor,
          reason: body.reason,
        })
        await context.db.publish(
          tx,
          message(StaffActed, params.id, {
            actor: actor.userId,
            action: 'orders.cancelled',
            subject: params.id,
            reason: body.reason,
          }),
        )
        return cancelled
      })
      return showOrder(order, { as: 'staff' })
    },
  ),
]

export const routes = [...customerRoutes, ...staffRoutes]

/** One more than is shown, to know whether there are more. */
function rangeOf(limit: number, cursor: string | undefined): { limit: number; below?: string; nowMs: number } {
  const below = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
  return { limit: limit + 1, ...(below === undefined ? {} : { below }), nowMs: Date.now() }
}

function pageOf<T>(
  found: readonly StoredOrder[],
  limit: number,
  show: (order: StoredOrder) => T,
): { items: T[]; next: string | null } {
  const page = found.slice(0, limit)
  return { items: page.map(show), next: found.length > limit ? encodeCursor([page.at(-1)!.id]) : null }
}
