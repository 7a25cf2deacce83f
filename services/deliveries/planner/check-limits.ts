import { outOfHours } from './hours.ts'
import { durationsOf } from './ride.ts'
import type { PlanConfig, PlanDelivery, PlanInput, PlanRider, PlanStop } from './types.ts'

export type LimitFault = 'bag' | 'cold' | 'cash' | 'window' | 'no-way' | 'shift' | 'break'

/** Planners reckon in seconds and tell whole milliseconds: what that makes of a limit is no fault. */
const roundedMs = 2
/** A rider may stand at a door for so long before it takes anything. */
const standingMs = 60_000

/** Whether one more order is too much for what a rider can carry and collect, beside what a plan has `given` already. */
export function loadFault(
  rider: PlanRider,
  given: readonly PlanDelivery[],
  delivery: PlanDelivery,
): Extract<LimitFault, 'bag' | 'cold' | 'cash'> | undefined {
  const all = [...given, delivery]
  const inBag = [...rider.route.filter((stop) => !stop.pickedUp), ...all]
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number>((total, each) => total + (each ?? 0), 0)
  if (sum(inBag.map((each) => each.bulkL)) > (rider.bagL ?? Number.POSITIVE_INFINITY)) return 'bag'
  const warm = rider.cold === false
  if ((delivery.cold && warm) || (delivery.chilled && warm && rider.chills === false)) return 'cold'
  const room = rider.cashRoomPaise ?? Number.POSITIVE_INFINITY
  return sum(all.map((each) => each.cashPaise)) > room ? 'cash' : undefined
}

/** Whether a drop-off would come before its window. One after it is late, and better than none. */
export const isBeforeWindow = (etaAtMs: number, { notBeforeMs }: PlanDelivery): boolean =>
  etaAtMs < (notBeforeMs ?? Number.NEGATIVE_INFINITY) - standingMs

type Door = Pick<PlanStop, 'storeNode' | 'dropNode' | 'readyAtMs' | 'notBeforeMs'>

/**
 * Whether what a plan has given to a rider, as one trip with what is to be fetched already, can be ridden within the
 * rider's hours in any order of its doors. From places and times alone: what the plan says of its arrivals is not believed.
 */
export function hoursFault(
  { nowMs, travel, config }: PlanInput,
  rider: PlanRider,
  given: readonly PlanDelivery[],
): Extract<LimitFault, 'no-way' | 'shift' | 'break'> | undefined {
  const durationS = durationsOf(travel, rider)
  const rideMs: Ride = (from, to) => (durationS[from]?.[to] ?? Number.POSITIVE_INFINITY) * 1000
  const trip: readonly Door[] = [...rider.route.filter((stop) => !stop.pickedUp), ...given]
  const { node, atMs } = afterCarried(rider, nowMs, config, rideMs)
  const storeNode = trip[0]!.storeNode
  const thereMs = atMs + rideMs(node, storeNode)
  const fetchedMs = trip.reduce((latest, each) => Math.max(latest, each.readyAtMs ?? nowMs), thereMs)
  const { shiftEndsAtMs = Number.POSITIVE_INFINITY, breakAtMs = Number.POSITIVE_INFINITY } = rider
  const handoverMs = config.handoverS * 1000
  const within = (lastMs: number) => isDoneBy(lastMs, storeNode, fetchedMs, trip, { rideMs, handoverMs })
  if (!within(Number.POSITIVE_INFINITY)) return 'no-way'
  if (outOfHours(shiftEndsAtMs + roundedMs, breakAtMs, fetchedMs, fetchedMs) === 'shift') return 'shift'
  const opensMs = given.reduce((latest, each) => Math.max(latest, each.notBeforeMs ?? 0), 0)
  return within(breakAtMs + roundedMs) && opensMs + handoverMs <= breakAtMs + roundedMs ? undefined : 'break'
}

type Ride = (from: number, to: number) => number

/** Where and when a rider who carries bags to doors has handed over the last of them. */
function afterCarried(rider: PlanRider, nowMs: number, { handoverS }: PlanConfig, rideMs: Ride) {
  let { node } = rider
  let atMs = Math.max(nowMs, rider.freeAtMs ?? nowMs)
  for (const { dropNode } of rider.route.filter((stop) => stop.pickedUp)) {
    atMs += rideMs(node, dropNode) + handoverS * 1000
    node = dropNode
  }
  return { node, atMs }
}

/** Tries the doors of a trip, at most as many as a bag has places, in every order that keeps to an instant. */
function isDoneBy(
  lastMs: number,
  node: number,
  atMs: number,
  doors: readonly Door[],
  pace: { readonly rideMs: Ride; readonly handoverMs: number },
): boolean {
  return (
    doors.length === 0 ||
    doors.some(({ dropNode }, place) => {
      const thereMs = atMs + pace.handoverMs + pace.rideMs(node, dropNode)
      if (!Number.isFinite(thereMs) || thereMs + pace.handoverMs > lastMs) return false
      return isDoneBy(lastMs, dropNode, thereMs, doors.toSpliced(place, 1), pace)
    })
  )
}
