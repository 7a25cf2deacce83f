import Type, { type Static } from 'typebox'
import { RiderBreak } from './breaks.ts'
import { WaitReason } from './dispatch.ts'
import { event } from './event.ts'
import { Point } from './geo.ts'
import { Actor, Role } from './identity.ts'
import { DeliveryId, OrderId, StoreId, UserId } from './ids.ts'
import { Money, Price } from './money.ts'
import { operation } from './operation.ts'
import { OrderStatus } from './orders.ts'
import { defineProblems } from './problem.ts'
import { FailReason, HandoverCode } from './rider.ts'
import { ZoneBags } from './stores.ts'
import { Timestamp } from './time.ts'
import { DropOff } from './users.ts'

export const deliveries = defineProblems({
  'deliveries/not-found': [404, 'There is no such delivery'],
  'deliveries/not-yours': [403, 'This delivery belongs to another rider'],
  'deliveries/wrong-state': [409, 'The delivery is not in a state that allows this'],
  'deliveries/offer-gone': [409, 'This offer is no longer yours to take'],
  'deliveries/drop-first': [409, 'Finish the drops in hand first'],
  'deliveries/off-shift': [409, 'Go on shift first'],
  'deliveries/busy': [409, 'Finish your deliveries before going off shift'],
  'deliveries/wrong-code': [422, 'The door code is not right'],
  'deliveries/too-many-codes': [429, 'Too many wrong door codes; please wait'],
  'deliveries/cash-due': [422, 'Collect the cash that is due first'],
  'deliveries/not-a-rider': [403, 'This account is not a rider'],
  'deliveries/rider-unknown': [404, 'There is no such rider'],
  'deliveries/rider-unavailable': [409, 'This rider is off shift or has no room'],
  'deliveries/limit-two-stores': [409, 'This rider is on the way to another store'],
  'deliveries/limit-bag': [409, "This rider's bag does not hold it"],
  'deliveries/limit-cold': [409, "This rider's bag does not keep it cold"],
  'deliveries/limit-no-way': [409, 'Closed streets leave this rider no way to the store or to the door'],
  'deliveries/limit-cash': [409, 'This rider would hold more cash than allowed'],
  'deliveries/limit-shift': [409, "This rider's shift ends before the bags could be fetched"],
  'deliveries/limit-break': [409, "This rider's break begins before the order could be handed over"],
  'deliveries/off-map': [422, 'This place is not on the map'],
  'deliveries/no-way': [422, 'Closed streets leave no way there'],
  'deliveries/not-packed': [409, 'The bags are still being packed'],
  'deliveries/wrong-bag': [422, 'These are the bags of another order'],
  'deliveries/photo-needed': [422, 'Leaving the bags at the door needs a photo of them there'],
  'deliveries/not-at-door': [422, 'This order may not be left at the door'],
  'deliveries/too-soon': [409, 'Try to reach the customer and wait a little first'],
  'deliveries/cash-limit': [409, 'Bring the cash you hold to the store first'],
  'deliveries/deposit-unknown': [404, 'There is no such deposit'],
  'deliveries/deposit-decided': [409, 'The store has decided about this deposit already'],
  'deliveries/deposit-too-large': [422, 'This is more cash than you hold'],
  'deliveries/map-unavailable': [503, 'The map is not available at the moment'],
  'deliveries/closure-unknown': [404, 'There is no such closure, or it is over'],
  'deliveries/closure-off-street': [422, 'There is no street of the map here'],
  'deliveries/closure-time': [422, 'A closure ends in the future, and within 30 days'],
  'deliveries/too-many-closures': [409, 'As many streets are closed as can be; reopen one first'],
  'deliveries/break-time': [422, 'A break begins in the future, and within 12 hours'],
  'deliveries/break-length': [422, 'A break may not be as short or as long as this'],
  'deliveries/break-after-shift': [422, 'A break is over before the shift ends'],
  'deliveries/break-overlaps': [409, 'Another break is planned at that time'],
  'deliveries/too-many-breaks': [409, 'As many breaks are planned or taken in this shift as can be'],
  'deliveries/break-unknown': [404, 'There is no such break, or its shift is over'],
  'deliveries/break-begun': [409, 'This break has begun; go back to work instead'],
  'deliveries/closures-unavailable': [409, 'Routes come from a provider that knows nothing of closed streets'],
} as const)

/** In nobody's hands is what is `packing` (its bags are not closed yet) or `waiting`. */
export const deliveryStates = [
  'packing',
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
    /** While they are being packed: when they are likely to be ready. Bags and cash are expected ones until then. */
    readyAt: Type.Optional(Timestamp),
    bags: Type.Integer(),
    /** Stands on the bags; shown once the rider has accepted. */
    handover: Type.Optional(HandoverCode),
    /** How many of the bags are cold or frozen. */
    zoneBags: Type.Optional(ZoneBags),
    /** The customer allows it, and everything is paid. */
    leaveAtDoor: Type.Boolean(),
    /** Place among the rider's doors, from 1, in the order in which they are best ridden. */
    stop: Type.Integer({ minimum: 1 }),
    /** Next, after the last drop of what is in hand: nothing of it is to be done before. Absent: no. */
    followUp: Type.Optional(Type.Boolean()),
    /** When the rider came to the door, for waiting. */
    atDoorSince: Type.Optional(Timestamp),
    /** Photos sent as a proof. */
    photos: Type.Integer(),
    cashDue: Price,
    /** Without the tip. */
    pay: Price,
    tip: Price,
    distanceM: Type.Integer(),
    promisedAt: Timestamp,
    /** Until when an offer stands. */
    offerExpiresAt: Type.Optional(Timestamp),
    route: Type.Optional(Path),
  },
  { title: 'RiderTask' },
)
export type RiderTask = Static<typeof RiderTask>

export const etaReasons = ['faster', 'slow-ride', 'detour', 'another-stop', 'waiting-at-store', 'other-rider'] as const
/** Why the arrival time was changed last. */
export const EtaReason = Type.Enum([...etaReasons], { title: 'EtaReason' })
export type EtaReason = (typeof etaReasons)[number]

/** What a customer may see of a delivery: only the rider of their own order, and only while it is under way. */
export const Tracking = Type.Object(
  {
    orderId: OrderId,
    status: OrderStatus,
    store: Type.Object({ name: Type.String(), point: Point }),
    dropOff: Point,
    /** Without a number: customers call through a bridge that shows neither side's. */
    rider: Type.Optional(Type.Object({ name: Type.String(), vehicle: Vehicle })),
    position: Type.Optional(Type.Object({ point: Point, at: Timestamp, heading: Type.Optional(Type.Number()) })),
    /** The rest of the way along the streets. */
    route: Type.Optional(Path),
    /** Steadier than the estimate behind it: small changes are not told. */
    etaAt: Type.Optional(Timestamp),
    /** Once it has been changed. */
    etaReason: Type.Optional(EtaReason),
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
  /** False: closed streets leave no way there now, and the figures are what it would be without that. */
  reachable: Type.Optional(Type.Boolean()),
})

/** Road distance and time from one point to others, as the city's riders usually travel: nobody knows yet who will. */
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
        /** What the bag holds, litres; absent: what vehicles of this kind usually carry. */
        bagL: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
        /** Whether it keeps frozen goods; absent: it does. */
        coldBag: Type.Optional(Type.Boolean()),
        /** Whether it keeps chilled goods; absent: it does. What keeps frozen goods does in any case. */
        chillBag: Type.Optional(Type.Boolean()),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  output: Type.Object({ count: Type.Integer() }),
})

/** One position of a rider's phone. Up to 100 a request, in any order; repeats do no harm. */
export const RiderPosition = Type.Object(
  {
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lng: Type.Number({ minimum: -180, maximum: 180 }),
    at: Timestamp,
    /** Degrees clockwise from north. */
    heading: Type.Optional(Type.Number({ minimum: 0, maximum: 360 })),
  },
  { additionalProperties: false, title: 'RiderPosition' },
)
export type RiderPosition = Static<typeof RiderPosition>

/** How many positions were taken, and why others were left out. */
export const PositionsTaken = Type.Object({
  accepted: Type.Integer(),
  refused: Type.Object({
    /** Older than what is known. */
    late: Type.Integer(),
    duplicate: Type.Integer(),
    future: Type.Integer(),
    /** Too far from the one before. */
    implausible: Type.Integer(),
  }),
})

export const RiderShift = Type.Object(
  {
    /** `break`: no offers, like `off`, but the day goes on. */
    state: Type.Enum(['on', 'off', 'break']),
    at: Type.Union([Timestamp, Type.Null()]),
    /** Who ended the shift, where it was not the rider. Absent: the rider, or a release before says nothing of it. */
    endedBy: Type.Optional(Type.Literal('staff')),
    rider: Type.Object({ userId: UserId, name: Type.String(), vehicle: Vehicle, storeId: StoreId }),
    store: Type.Object({ id: StoreId, name: Type.String() }),
    /** How long a rider waits for an absent customer, seconds. */
    waitS: Type.Integer(),
    /** Until when the rider works, where it was told: no pickup is planned after it. */
    until: Type.Optional(Timestamp),
    /** Those of this shift that are not over, the earliest first. Absent: none. */
    breaks: Type.Optional(Type.Array(RiderBreak)),
    /** Where a rider with nothing to do is likely to be needed soon. Nothing follows from it. */
    suggestion: Type.Optional(
      Type.Object({ store: Type.Object({ id: StoreId, name: Type.String(), point: Point }), at: Timestamp }),
    ),
  },
  { title: 'RiderShift' },
)

/** When a deed was done by the rider's phone, if it is told later because there was no signal. Ignored after a day. */
export const DoneAt = Type.Optional(Timestamp)

/**
 * `code` is told by the customer at the door; `cashCollected` is needed, and exact, where cash is due. Without a code the
 * bags may be left at the door where the customer allows it, with a photo.
 */
export const HandOver = Type.Object(
  {
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 12 })),
    leftAtDoor: Type.Optional(Type.Boolean()),
    cashCollected: Type.Optional(Price),
    at: DoneAt,
  },
  { additionalProperties: false, title: 'HandOver' },
)

/** What a rider has earned by day, and each trip, newest first. */
export const Earnings = Type.Object(
  {
    /** The day that runs, as the days are told apart. Absent: a release before says nothing of it. */
    today: Type.Optional(Type.String({ format: 'date' })),
    days: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date' }),
        deliveries: Type.Integer(),
        pay: Price,
        tips: Price,
        total: Price,
        cashCollected: Price,
      }),
    ),
    items: Type.Array(
      Type.Object({
        id: DeliveryId,
        orderId: OrderId,
        number: Type.String(),
        state: DeliveryState,
        endedAt: Timestamp,
        distanceM: Type.Integer(),
        pay: Price,
        tip: Price,
        total: Price,
        cashCollected: Price,
      }),
    ),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Earnings' },
)

/** What a rider is doing: `off free offered to_store at_store delivering returning`. */
export const RiderActivity = Type.String({ title: 'RiderActivity', maxLength: 20 })

/** A rider as operations see one. */
export const RiderBrief = Type.Object(
  {
    userId: UserId,
    name: Type.String(),
    phone: Type.Optional(Type.String()),
    vehicle: Vehicle,
    storeId: StoreId,
    state: RiderActivity,
    tasks: Type.Integer(),
    point: Type.Optional(Point),
    at: Type.Optional(Timestamp),
    heading: Type.Optional(Type.Number()),
    /** Until when the rider works, where that was told. */
    until: Type.Optional(Timestamp),
    /** The break that has begun, or else the next one that is planned. */
    break: Type.Optional(RiderBreak),
  },
  { title: 'RiderBrief' },
)
export type RiderBrief = Static<typeof RiderBrief>

/** A rider in the list of operations: with the cash not yet brought to a store, and the stars of the last months. */
export const RiderStanding = Type.Object(
  {
    ...RiderBrief.properties,
    cashInHand: Money,
    rating: Type.Union([Type.Null(), Type.Object({ average: Type.Number(), count: Type.Integer() })]),
  },
  { title: 'RiderStanding' },
)
export type RiderStanding = Static<typeof RiderStanding>

/** The city as it is now: riders on shift and deliveries that have not ended. Empty `storeIds` means everywhere. */
export const LiveSnapshot = operation('deliveries.liveSnapshot', {
  read: true,
  input: Type.Object({ storeIds: Type.Optional(Type.Array(StoreId, { maxItems: 200 })) }),
  output: Type.Object({
    riders: Type.Array(
      Type.Object({
        userId: UserId,
        name: Type.String(),
        vehicle: Vehicle,
        storeId: StoreId,
        state: RiderActivity,
        point: Point,
        at: Timestamp,
        heading: Type.Optional(Type.Number()),
      }),
    ),
    orders: Type.Array(
      Type.Object({
        id: OrderId,
        number: Type.String(),
        status: OrderStatus,
        deliveryId: DeliveryId,
        storeId: StoreId,
        dropOff: Point,
        promisedAt: Timestamp,
        etaAt: Type.Optional(Timestamp),
        riderId: Type.Optional(UserId),
        position: Type.Optional(Point),
        /** Past its promise, or expected to be. */
        late: Type.Boolean(),
        /** Why nobody is asked to take it; `no-way` also where somebody has it and closed streets cut the door off. */
        wait: Type.Optional(WaitReason),
        /** Staff decided that nobody but this rider is asked. */
        lockedTo: Type.Optional(UserId),
        /** When it is expected at the door, also while no rider has it. */
        expectedAt: Type.Optional(Timestamp),
        /** Not late yet, but expected to be. */
        soonLate: Type.Optional(Type.Boolean()),
        /** When the rider who has it was heard of last. */
        heardAt: Type.Optional(Timestamp),
        /** Its rider carries it and has not been heard of for `TOKRI_DELIVERIES_SILENT_S`. */
        silent: Type.Optional(Type.Boolean()),
      }),
    ),
    /** Orders that no rider can be asked to fetch yet: they wait for a picker, or are with one. */
    inStore: Type.Optional(
      Type.Array(
        Type.Object({
          id: OrderId,
          storeId: StoreId,
          promisedAt: Timestamp,
          expectedAt: Timestamp,
          /** Not late yet, but expected to be. */
          soonLate: Type.Boolean(),
        }),
      ),
    ),
  }),
})

/** Who may log in to try the demo; the passwords are all the same and printed at the start. */
export const DemoLogin = Type.Object({ role: Role, email: Type.String({ maxLength: 254 }) })

/** What the city is called, and whether it is the demo. */
export const PutCity = operation('deliveries.putCity', {
  idempotentBy: 'name',
  input: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    demo: Type.Boolean(),
    /** How many times faster than real the virtual riders ride. */
    speed: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000 })),
    logins: Type.Array(DemoLogin, { maxItems: 20 }),
  }),
  output: Type.Object({}),
})

export const City = Type.Object(
  {
    name: Type.String(),
    bounds: Type.Object({
      minLat: Type.Number(),
      minLng: Type.Number(),
      maxLat: Type.Number(),
      maxLng: Type.Number(),
    }),
    centre: Point,
    attribution: Type.String(),
    demo: Type.Boolean(),
    speed: Type.Number(),
    logins: Type.Optional(Type.Array(DemoLogin)),
  },
  { title: 'City' },
)

/** A place that a person can name, for an address form. */
export const GeoPlace = Type.Object(
  {
    label: Type.String(),
    line1: Type.String(),
    line2: Type.Optional(Type.String()),
    point: Point,
    kind: Type.String(),
  },
  { title: 'GeoPlace' },
)

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
  Type.Object({
    ...About,
    reason: Type.String(),
    /** The same for programs. */
    code: Type.Optional(FailReason),
    returned: Type.Boolean(),
    /** Who said so, if not the rider: staff, about a rider who is silent. */
    actor: Type.Optional(UserId),
  }),
)
/** Staff have the bags of a rider's delivery back in the store, and it goes out again: from here on it is as packed. */
export const DeliveryRecovered = event(
  'delivery.recovered',
  1,
  Type.Object({ ...About, reason: Type.String(), actor: UserId }),
)
/** Key: rider. */
export const RiderShiftChanged = event(
  'rider.shift_changed',
  1,
  Type.Object({ riderId: UserId, state: Type.Enum(['on', 'off']), at: Timestamp }),
)

/** The tracking of an order for somebody: null unless it is theirs, or they are staff. Asked by the gateway for its sockets. */
export const TrackForActor = operation('orders.track', {
  read: true,
  input: Type.Object({ orderId: OrderId, actor: Actor }),
  output: Type.Union([Tracking, Type.Null()]),
})

/**
 * Calls a delivery back before its order is cancelled: once recalled no rider can pick it up, so goods and money go one
 * way only. `on_the_road` when a rider has the goods already.
 */
export const RecallDelivery = operation('deliveries.recall', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId, reason: Type.String({ maxLength: 300 }) }),
  output: Type.Object({ kind: Type.Enum(['recalled', 'on_the_road', 'none']) }),
})

/** Who comes for orders that lie in the store. Orders for which nobody rides yet are left out. */
export const FindRiders = operation('deliveries.findRiders', {
  read: true,
  input: Type.Object({ orderIds: Type.Array(OrderId, { maxItems: 200 }) }),
  output: Type.Object({
    riders: Type.Array(Type.Object({ orderId: OrderId, name: Type.String(), here: Type.Boolean() })),
  }),
})
