import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { Point } from './geo.ts'
import { DeliveryId, OrderId, StoreId, UserId } from './ids.ts'
import { Price } from './money.ts'
import { operation } from './operation.ts'
import { OrderStatus } from './orders.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'
import { DropOff } from './users.ts'

export const deliveries = defineProblems({
  'deliveries/not-found': [404, 'There is no such delivery'],
  'deliveries/not-yours': [403, 'This delivery belongs to another rider'],
  'deliveries/wrong-state': [409, 'The delivery is not in a state that allows this'],
  'deliveries/offer-gone': [409, 'This offer is no longer yours to take'],
  'deliveries/off-shift': [409, 'Go on shift first'],
  'deliveries/busy': [409, 'Finish your deliveries before going off shift'],
  'deliveries/wrong-code': [422, 'The door code is not right'],
  'deliveries/too-many-codes': [429, 'Too many wrong door codes; please wait'],
  'deliveries/cash-due': [422, 'Collect the cash that is due first'],
  'deliveries/not-a-rider': [403, 'This account is not a rider'],
  'deliveries/map-unavailable': [503, 'The map is not available at the moment'],
} as const)

export const deliveryStates = [
  'waiting',
  'offered',
  'accepted',
  'at_store',
  'picked_up',
  'arriving',
  'delivered',
  'failed',
  'returned',
  'cancelled',
] as const
export const DeliveryState = Type.Enum([...deliveryStates], { title: 'DeliveryState' })
export type DeliveryState = (typeof deliveryStates)[number]

export const Vehicle = Type.Enum(['bicycle', 'scooter', 'motorbike'])

/** A path as [lng, lat] pairs, as in GeoJSON. */
export const Path = Type.Array(Type.Tuple([Type.Number(), Type.Number()]))

/** What a rider has to do for one order. The drop-off's exact door is shown once the rider has accepted. */
export const RiderTask = Type.Object(
  {
    id: DeliveryId,
    orderId: OrderId,
    number: Type.String(),
    state: DeliveryState,
    store: Type.Object({ id: StoreId, name: Type.String(), point: Point }),
    dropOff: DropOff,
    instructions: Type.Optional(Type.String()),
    bags: Type.Integer(),
    cashDue: Price,
    pay: Price,
    distanceM: Type.Integer(),
    promisedAt: Timestamp,
    /** Until when an offer stands. */
    offerExpiresAt: Type.Optional(Timestamp),
    route: Type.Optional(Path),
  },
  { title: 'RiderTask' },
)
export type RiderTask = Static<typeof RiderTask>

/** What a customer may see of a delivery: only the rider of their own order, and only while it is under way. */
export const Tracking = Type.Object(
  {
    orderId: OrderId,
    status: OrderStatus,
    store: Type.Object({ name: Type.String(), point: Point }),
    dropOff: Point,
    rider: Type.Optional(Type.Object({ name: Type.String(), vehicle: Vehicle, phone: Type.Optional(Type.String()) })),
    position: Type.Optional(Type.Object({ point: Point, at: Timestamp, heading: Type.Optional(Type.Number()) })),
    /** The rest of the way along the streets. */
    route: Type.Optional(Path),
    etaAt: Type.Optional(Timestamp),
    promisedAt: Timestamp,
    /** Grows with each message of this order, so that a client never goes back in time. */
    sequence: Type.Integer(),
  },
  { title: 'Tracking' },
)
export type Tracking = Static<typeof Tracking>

export const TravelEstimate = Type.Object({
  distanceM: Type.Integer(),
  durationS: Type.Integer(),
  /** From the straight line, because the road engine could not be asked. */
  approximate: Type.Boolean(),
})

/** Road distance and time from one point to others, by motorbike. */
export const EstimateTravel = operation('deliveries.estimateTravel', {
  read: true,
  input: Type.Object({ from: Point, to: Type.Array(Point, { minItems: 1, maxItems: 100 }) }),
  output: Type.Object({ estimates: Type.Array(TravelEstimate) }),
})

/** The live picture of an order's delivery. */
export const TrackOrder = operation('deliveries.track', {
  read: true,
  input: Type.Object({ orderId: OrderId }),
  output: Type.Union([Tracking, Type.Null()]),
})

/** Makes riders out of accounts; a repeat brings them up to date. */
export const PutRiders = operation('deliveries.putRiders', {
  idempotentBy: 'riders',
  input: Type.Object({
    riders: Type.Array(
      Type.Object({
        userId: UserId,
        name: Type.String(),
        phone: Type.Optional(Type.String()),
        vehicle: Vehicle,
        storeId: StoreId,
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  output: Type.Object({ count: Type.Integer() }),
})

const About = { deliveryId: DeliveryId, orderId: OrderId, storeId: StoreId, riderId: UserId }

export const DeliveryAssigned = event(
  'delivery.assigned',
  1,
  Type.Object({ ...About, riderName: Type.String(), etaAt: Timestamp }),
)
export const DeliveryPickedUp = event('delivery.picked_up', 1, Type.Object({ ...About, etaAt: Timestamp }))
export const DeliveryArriving = event('delivery.arriving', 1, Type.Object({ ...About, etaAt: Timestamp }))
export const DeliveryDelivered = event(
  'delivery.delivered',
  1,
  Type.Object({ ...About, at: Timestamp, cashCollected: Price }),
)
/** `returned` becomes true when the goods are back in the store. */
export const DeliveryFailed = event(
  'delivery.failed',
  1,
  Type.Object({ ...About, reason: Type.String(), returned: Type.Boolean() }),
)
/** Key: rider. */
export const RiderShiftChanged = event(
  'rider.shift_changed',
  1,
  Type.Object({ riderId: UserId, state: Type.Enum(['on', 'off']), at: Timestamp }),
)
