import { outOfHours } from '../hours.ts'
import { keepsCold } from '../refusal.ts'
import type { PlanWait } from '../types.ts'
import type { Order, Problem, Rider } from './problem.ts'

type Limit = Extract<PlanWait['reason'], 'bag' | 'cash' | 'cold' | 'shift' | 'break'>

/** What keeps a rider from ever taking an order, even with nothing else to do. Undefined: nothing does. */
export function limitOf(problem: Problem, rider: Rider, order: Order): Limit | undefined {
  if (!keepsCold(rider, order)) return 'cold'
  if (order.bulkL > rider.bagL) return 'bag'
  if (order.cashPaise > rider.cashRoomPaise) return 'cash'
  const pickupS = Math.max(arrivalS(rider, order), order.readyS)
  const dropS = Math.max(pickupS + problem.handoverS + directS(rider, order), order.notBeforeS)
  return outOfHours(rider.endS, rider.breakS, pickupS, dropS + problem.handoverS)
}

/** When a rider could be at an order's store; `Infinity` when there is no way. */
export const arrivalS = (rider: Rider, order: Order): number =>
  rider.freeS + (rider.rideS[rider.node]?.[order.storeNode] ?? Number.POSITIVE_INFINITY)

/** From an order's store straight to its door, as a rider travels. */
export const directS = ({ mode }: Rider, order: Order): number => order.directS[mode]!

/** Whether a rider may be asked at all: not one who declined, and nobody but the one whom a person has chosen. */
export function mayAsk(problem: Problem, order: number, rider: Rider): boolean {
  const { declinedBy, lockedTo } = problem.input.deliveries[order]!
  return !declinedBy.includes(rider.id) && (lockedTo === undefined || lockedTo === rider.id)
}

/** Why an order has no place in the plan: the first thing that stops everybody. */
export function whyUnserved(problem: Problem, index: number): PlanWait['reason'] {
  const order = problem.orders[index]!
  const { declinedBy } = problem.input.deliveries[index]!
  const { riders } = problem
  if (riders.length === 0) return 'no-rider'
  if (riders.every((rider) => declinedBy.includes(rider.id))) return 'declined-by-all'
  const asked = riders.filter((rider) => mayAsk(problem, index, rider) && rider.capacity > 0)
  const near = asked.filter((rider) => Number.isFinite(arrivalS(rider, order) + directS(rider, order)))
  const hasWay = order.directS.some(Number.isFinite)
  if (!hasWay || (asked.length > 0 && near.length === 0)) return 'no-way'
  const counts = new Map<PlanWait['reason'], number>()
  for (const rider of near) {
    const limit = limitOf(problem, rider, order) ?? 'no-rider'
    counts.set(limit, (counts.get(limit) ?? 0) + 1)
  }
  if (counts.has('no-rider') || near.length === 0) return 'no-rider'
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}
