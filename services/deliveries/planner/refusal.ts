import type { PlanDelivery, PlanRider, PlanStop, PlanWait } from './types.ts'

/** A rider as a plan grows. */
export interface Loaded extends Omit<PlanRider, 'route'> {
  readonly route: readonly PlanStop[]
}

/**
 * Why a rider cannot be asked to take a delivery, wherever both are; undefined when nothing stands against it. What a
 * person or the rider has decided comes before what the bag holds.
 */
export function refusalOf(rider: Loaded, delivery: PlanDelivery): PlanWait['reason'] | undefined {
  if (delivery.lockedTo !== undefined && delivery.lockedTo !== rider.riderId) return 'no-rider'
  if (delivery.declinedBy.includes(rider.riderId)) return 'declined-by-all'
  if (rider.route.length >= rider.capacity) return 'no-rider'
  const inBagL = rider.route.reduce((sum, stop) => sum + (stop.bulkL ?? 0), 0)
  if (rider.bagL !== undefined && inBagL + (delivery.bulkL ?? 0) > rider.bagL) return 'bag'
  if (!keepsCold(rider, delivery)) return 'cold'
  if (rider.cashRoomPaise !== undefined && (delivery.cashPaise ?? 0) > rider.cashRoomPaise) return 'cash'
  return undefined
}

/** Whether a bag keeps what is frozen or chilled as it has to be. */
export const keepsCold = (
  { cold = true, chills = true }: Pick<PlanRider, 'cold' | 'chills'>,
  goods: Pick<PlanDelivery, 'cold' | 'chilled'>,
): boolean => cold || (goods.cold !== true && (chills || goods.chilled !== true))

/** From what says least to what an operator can do something about. */
const telling: readonly PlanWait['reason'][] = [
  'declined-by-all',
  'no-rider',
  'no-way',
  'shift',
  'break',
  'cold',
  'bag',
  'cash',
]

/** Of what stood against each rider, what is worth telling: the reason nearest to an offer. */
export function waitReason(refusals: readonly PlanWait['reason'][]): PlanWait['reason'] {
  if (refusals.length === 0) return 'no-rider'
  return refusals.reduce((most, each) => (telling.indexOf(each) > telling.indexOf(most) ? each : most))
}
