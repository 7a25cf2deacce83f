import Type, { type Static } from 'typebox'
import { DeliveryState, Path, Vehicle } from './deliveries.ts'
import { Role } from './identity.ts'
import { DeliveryId, OrderId, StoreId, UserId } from './ids.ts'
import { operation } from './operation.ts'
import { Issue } from './orders.ts'
import { Timestamp } from './time.ts'

/** A delivery as staff look into it: who had it when, and the way that was ridden with the bags. */
export const DeliveryCase = Type.Object(
  {
    id: DeliveryId,
    state: DeliveryState,
    storeId: StoreId,
    rider: Type.Optional(
      Type.Object({ userId: UserId, name: Type.String(), vehicle: Vehicle, phone: Type.Optional(Type.String()) }),
    ),
    distanceM: Type.Optional(Type.Integer()),
    history: Type.Array(
      Type.Object({
        state: Type.String(),
        at: Timestamp,
        actor: Type.String(),
        riderId: Type.Optional(UserId),
        reason: Type.Optional(Type.String()),
      }),
    ),
    /** Where the rider was with the bags; as long as tracks are kept. */
    track: Path,
  },
  { title: 'DeliveryCase' },
)
export type DeliveryCase = Static<typeof DeliveryCase>

export const DescribeDelivery = operation('deliveries.describe', {
  read: true,
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({ delivery: Type.Union([DeliveryCase, Type.Null()]) }),
})

/** What staff tell each other about an order; nobody else reads it. */
export const OrderNote = Type.Object(
  { id: Type.String(), userId: UserId, text: Type.String(), at: Timestamp },
  { title: 'OrderNote' },
)
export type OrderNote = Static<typeof OrderNote>

/** What belongs to an order beside itself, for staff. Parts that cannot be asked are left out and named in `missing`. */
export const OrderCase = Type.Object(
  {
    orderId: OrderId,
    /** Everybody who is named by id in histories and notes. */
    people: Type.Array(Type.Object({ userId: UserId, name: Type.String(), role: Type.Optional(Role) })),
    issues: Type.Array(Issue),
    notes: Type.Array(OrderNote),
    delivery: Type.Union([DeliveryCase, Type.Null()]),
    missing: Type.Array(Type.Enum(['people', 'delivery'])),
  },
  { title: 'OrderCase' },
)
export type OrderCase = Static<typeof OrderCase>

/** Deliveries that have not ended and riders at work, by store. */
export const GetRoadLoads = operation('deliveries.getLoads', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({
    stores: Type.Array(
      Type.Object({
        storeId: StoreId,
        open: Type.Integer(),
        /** On shift, and heard of lately. */
        riders: Type.Integer(),
        /** Whose break is over soon. */
        due: Type.Optional(Type.Integer()),
        /** Riders of this store have been on shift at some time: that there are none now is known. */
        staffed: Type.Optional(Type.Boolean()),
      }),
    ),
    /** How many times faster than real the demo city's riders ride. */
    speed: Type.Optional(Type.Number()),
  }),
})
