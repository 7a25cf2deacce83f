import Type, { type Static } from 'typebox'
import { Tracking } from './deliveries.ts'
import { Point } from './geo.ts'
import { OrderId, SessionId, UserId } from './ids.ts'
import { Thread } from './order-messages.ts'
import { OrderStatus } from './orders.ts'
import { Timestamp } from './time.ts'

/** What a browser sends over `/v1/live`: a topic is `order:<id>`, `city` (staff), `picks:<store id>` (staff of the store) or `rider` (one's own tasks). */
export const LiveRequest = Type.Union([
  Type.Object({ subscribe: Type.String({ maxLength: 80 }) }, { additionalProperties: false }),
  Type.Object({ unsubscribe: Type.String({ maxLength: 80 }) }, { additionalProperties: false }),
])
export type LiveRequest = Static<typeof LiveRequest>

/** The order has moved on: topic `order:<id>`. */
export const LiveStatus = Type.Object({
  type: Type.Literal('status'),
  data: Type.Object({ status: OrderStatus, at: Timestamp }),
})
/** The whole picture of a delivery: sent at subscription and whenever the rider has moved. */
export const LiveTracking = Type.Object({ type: Type.Literal('tracking'), data: Tracking })
/** For the city map. */
export const LiveRider = Type.Object({
  type: Type.Literal('rider'),
  data: Type.Object({ userId: UserId, point: Point, at: Timestamp, state: Type.String() }),
})
export const LiveOrder = Type.Object({
  type: Type.Literal('order'),
  data: Type.Object({ orderId: OrderId, status: OrderStatus, at: Timestamp }),
})
/** A delivery will be late, told before it is: topic `city`. Told once, and again only when it was on time in between. */
export const LiveLate = Type.Object({
  type: Type.Literal('late'),
  data: Type.Object({ orderId: OrderId, promisedAt: Timestamp, expectedAt: Timestamp }),
})
/**
 * A rider with bags in hand has not been heard of since an instant, and was last seen there: topic `city`. Told once an
 * order, and again only when the rider was heard in between.
 */
export const LiveSilent = Type.Object({
  type: Type.Literal('silent'),
  data: Type.Object({ orderId: OrderId, riderId: UserId, since: Timestamp, point: Type.Optional(Point) }),
})
/** Such a rider was heard again, or has the order no more: topic `city`. */
export const LiveHeard = Type.Object({ type: Type.Literal('heard'), data: Type.Object({ orderId: OrderId }) })
/** Something on the reader's list has changed: read it again. Topics `picks:<store id>` and `rider`, and `road-closures` between our own processes. */
export const LiveChanged = Type.Object({ type: Type.Literal('changed'), data: Type.Object({ id: Type.String() }) })

/** Somebody wrote about the order, or has read what was written: topic `order:<id>`. What it is is read over HTTP. */
export const LiveWritten = Type.Object({
  type: Type.Literal('message'),
  data: Type.Object({ thread: Thread, id: Type.String() }),
})
/** A replacement was proposed or decided: topic `order:<id>`. */
export const LiveProposal = Type.Object({
  type: Type.Literal('proposal'),
  data: Type.Object({ id: Type.String(), state: Type.String() }),
})

/** Only between our own processes: access tokens of these sessions are refused from now on. */
export const LiveSessionsEnded = Type.Object({
  type: Type.Literal('sessions-ended'),
  data: Type.Object({ ids: Type.Array(SessionId, { maxItems: 100 }) }),
})

export const LiveMessage = Type.Union([
  LiveStatus,
  LiveTracking,
  LiveRider,
  LiveOrder,
  LiveLate,
  LiveSilent,
  LiveHeard,
  LiveChanged,
  LiveWritten,
  LiveProposal,
  LiveSessionsEnded,
])
export type LiveMessage = Static<typeof LiveMessage>

export const topics = {
  order: (orderId: string) => `order:${orderId}`,
  city: 'city',
  picks: (storeId: string) => `picks:${storeId}`,
  rider: (userId: string) => `rider:${userId}`,
  /** Nobody outside may subscribe to it. */
  sessions: 'sessions',
  /** As little. */
  roadClosures: 'road-closures',
}
