import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { Point } from './geo.ts'
import { DeliveryId, DepositId, StoreId, UserId } from './ids.ts'
import { Price } from './money.ts'
import { Timestamp } from './time.ts'

/** Why a rider leaves an offer to others, or gives back what was not picked up yet. */
export const declineReasons = ['too_far', 'low_pay', 'too_heavy', 'on_break', 'vehicle', 'unsafe', 'other'] as const
export const DeclineReason = Type.Enum([...declineReasons], { title: 'DeclineReason' })

/** Why an order could not be handed over. */
export const failReasons = ['absent', 'refused', 'wrong_address', 'no_access', 'damaged', 'unsafe', 'other'] as const
export const FailReason = Type.Enum([...failReasons], { title: 'FailReason' })

/** How a rider tried to reach the customer at the door. */
export const contactWays = ['call', 'message', 'bell'] as const
export const ContactWay = Type.Enum([...contactWays], { title: 'ContactWay' })

/** How one comes into a street of a way. */
export const Turn = Type.Enum([
  'depart',
  'straight',
  'slight_left',
  'left',
  'sharp_left',
  'slight_right',
  'right',
  'sharp_right',
  'uturn',
  'arrive',
])

export const RouteStep = Type.Object(
  {
    turn: Turn,
    /** Empty where the map has no name. */
    street: Type.String(),
    /** Metres along this street until the next step. */
    distanceM: Type.Integer(),
    /** [lng, lat] of the turn. */
    at: Type.Tuple([Type.Number(), Type.Number()]),
  },
  { title: 'RouteStep' },
)

/** What stands on the bags of an order: the rider says or scans it in the store. It keeps bags from being mixed up. */
export const HandoverCode = Type.String({ maxLength: 12, title: 'HandoverCode' })

export const depositStates = ['declared', 'confirmed', 'refused'] as const

/** Cash that a rider brings to the store. It counts once the store has counted it. */
export const CashDeposit = Type.Object(
  {
    id: DepositId,
    rider: Type.Object({ userId: UserId, name: Type.String() }),
    storeId: StoreId,
    state: Type.Enum([...depositStates]),
    amount: Price,
    declaredAt: Timestamp,
    decidedAt: Type.Union([Timestamp, Type.Null()]),
    note: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'CashDeposit' },
)
export type CashDeposit = Static<typeof CashDeposit>

export const RiderCash = Type.Object(
  {
    /** Collected and not yet confirmed by a store. */
    inHand: Price,
    /** Of that, declared and waiting for the store. */
    declared: Price,
    /** From here on a shift cannot begin; null without a limit. */
    limit: Type.Union([Price, Type.Null()]),
    collected: Price,
    deposited: Price,
    deposits: Type.Array(CashDeposit),
    /** The latest cash orders, newest first. */
    collections: Type.Array(Type.Object({ id: DeliveryId, number: Type.String(), at: Timestamp, amount: Price })),
  },
  { title: 'RiderCash' },
)

/** How customers rate a rider. Comments come without names, and later, so that nobody can tell whose they are. */
export const RiderRatings = Type.Object(
  {
    average: Type.Union([Type.Number(), Type.Null()]),
    count: Type.Integer(),
    /** How many gave 1, 2, 3, 4 and 5 stars. */
    stars: Type.Array(Type.Integer(), { minItems: 5, maxItems: 5 }),
    recent: Type.Array(
      Type.Object({
        stars: Type.Integer(),
        date: Type.String({ format: 'date' }),
        comment: Type.Optional(Type.String()),
      }),
    ),
  },
  { title: 'RiderRatings' },
)

/** Where orders wait and where they usually come from at this hour. */
export const Demand = Type.Object(
  {
    at: Timestamp,
    cells: Type.Array(
      Type.Object({
        cell: Type.String({ description: 'H3 cell, resolution 8' }),
        centre: Point,
        /** [lng, lat] corners. */
        boundary: Type.Array(Type.Tuple([Type.Number(), Type.Number()])),
        waiting: Type.Integer(),
        /** Orders in an hour like this one, on average of the last 28 days. */
        expected: Type.Number(),
        level: Type.Enum(['low', 'some', 'high']),
      }),
    ),
    stores: Type.Array(
      Type.Object({
        id: StoreId,
        name: Type.String(),
        point: Point,
        waiting: Type.Integer(),
        /** Orders in an hour like this one. */
        expected: Type.Number(),
      }),
    ),
  },
  { title: 'Demand' },
)
export type Demand = Static<typeof Demand>

/** A store has counted a rider's cash. Key: rider. */
export const CashDeposited = event(
  'rider.cash_deposited',
  1,
  Type.Object({
    depositId: DepositId,
    riderId: UserId,
    storeId: StoreId,
    amount: Price,
    actor: Type.String(),
    at: Timestamp,
  }),
)
