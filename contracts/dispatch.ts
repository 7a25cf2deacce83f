import Type, { type Static } from 'typebox'
import { ActorName } from './identity.ts'
import { DeliveryId, OfferId, UserId } from './ids.ts'
import { Timestamp } from './time.ts'

/** What a choice of a rider costs, in seconds of somebody's time; the planner takes the least sum. */
export const ChoiceCosts = Type.Object(
  {
    /** From placing the order to the door. */
    clickToDoorS: Type.Number(),
    /** How long the goods wait for the rider. */
    readyToPickupS: Type.Number(),
    /** Past the promise. */
    lateS: Type.Number(),
    /** What it makes others in the same bag later. */
    detourS: Type.Number(),
    /** Rider time that others could have had. */
    riderS: Type.Number(),
    /** A bonus (negative) for who has waited long. */
    fairnessS: Type.Number(),
  },
  { title: 'ChoiceCosts' },
)
export type ChoiceCosts = Static<typeof ChoiceCosts>

export const waitReasons = [
  'no-rider',
  'better-later',
  'not-packed',
  'batch',
  'no-way',
  'declined-by-all',
  'bag',
  'cash',
  'cold',
  'shift',
  'break',
] as const
/** Why nobody is asked to take a delivery. `no-way` also where somebody has it and closed streets cut the door off. */
export const WaitReason = Type.Enum([...waitReasons], { title: 'WaitReason' })

const Somebody = Type.Object({ userId: UserId, name: Type.String() })

/** Why these riders were asked, newest first, and why nobody is asked now. What is old is forgotten. */
export const DispatchWhy = Type.Object(
  {
    id: DeliveryId,
    /** Staff decided that nobody else is asked. */
    lock: Type.Union([
      Type.Null(),
      Type.Object({ rider: Somebody, by: ActorName, reason: Type.String(), at: Timestamp }),
    ]),
    wait: Type.Union([Type.Null(), Type.Object({ reason: WaitReason, since: Timestamp })]),
    offers: Type.Array(
      Type.Object({
        id: OfferId,
        rider: Somebody,
        state: Type.Enum(['open', 'accepted', 'declined', 'expired', 'withdrawn', 'released']),
        /** `nearest longest-idle batched planned locked`, or `by staff: …`. */
        reason: Type.String(),
        offeredAt: Timestamp,
        /** When the rider was expected at the door. */
        etaAt: Timestamp,
        storeAt: Type.Optional(Timestamp),
        /** Who chose: a planner, or `staff`. */
        planner: Type.Optional(Type.String()),
        /** The planner that should have planned failed: `slow crashed threw nonsense restarting`. */
        fallback: Type.Optional(Type.String()),
        declineReason: Type.Optional(Type.String()),
        costs: Type.Optional(ChoiceCosts),
        /** Who was next best, best first. */
        others: Type.Array(Type.Object({ rider: Somebody, costs: ChoiceCosts })),
      }),
    ),
  },
  { title: 'DispatchWhy' },
)
export type DispatchWhy = Static<typeof DispatchWhy>
