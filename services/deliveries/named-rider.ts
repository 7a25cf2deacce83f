import { deliveries } from '../../contracts/deliveries.ts'
import { cashRoomOf } from './cash.ts'
import type { DeliveriesContext } from './context.ts'
import { FixedTravel } from './fixed-travel.ts'
import type { PlanFault } from './planner/check.ts'
import { faultsOf, isAgreed, type Weighed, weigh } from './planner/choice.ts'
import { type Scene, toPlanInput } from './scene.ts'
import { type Delivery, storePoint } from './store/deliveries.ts'
import { asWaiting, ridersAtWork, type WaitingRow, type Why } from './store/offers.ts'

/** A rider whom staff name for a delivery, as the planner sees both. */
export interface Look {
  readonly scene: Scene
  readonly row: WaitingRow
  readonly faults: readonly PlanFault[]
  readonly weighed: Weighed | undefined
}

/** Beside whom a choice is shown: as many riders as a round looks at. */
const ridersLimit = 2_000
/** Plans are made here, not improved. */
const planBudgetMs = 0

/**
 * Takes the picture of a round for one delivery, as if nobody had it in hand, and looks at the named rider in it. Undefined
 * while the rider cannot be asked at all, or the delivery is gone: who locks both says why.
 */
export async function lookAt(
  context: DeliveriesContext,
  delivery: Delivery,
  riderId: string,
): Promise<Look | undefined> {
  const { db, config, clock, travel } = context
  const nowMs = clock.now()
  const ago = (seconds: number) => new Date(nowMs - seconds * 1000)
  const hold = { declinedSince: ago(config.declineHoldS), expiredSince: ago(config.expiredHoldS) }
  const [row, atWork, { speed }] = await Promise.all([
    asWaiting(db.sql, delivery.id, hold),
    ridersAtWork(db.sql, ago(config.silentS), ridersLimit, { riderId, ...storePoint(delivery) }),
    context.city(),
  ])
  if (!row) return undefined
  // Whoever loses it now is not asked again for a while.
  const declinedBy = delivery.riderId === null ? row.declinedBy : [...row.declinedBy, delivery.riderId]
  const scene = await toPlanInput({
    nowMs,
    deliveries: [{ ...row, declinedBy, lockedTo: riderId }],
    riders: atWork.map((each) => ({ ...each, held: each.held.filter(({ id }) => id !== row.id) })),
    travel,
    fixed: new FixedTravel(travel),
    // Staff may batch where planners do not: then the ways between doors are needed.
    config: { ...config, planBudgetMs, batchDetourS: Math.max(1, config.batchDetourS) },
    speed,
    cashRoom: (ids) => cashRoomOf(context, ids),
    named: riderId,
  })
  if (!scene.held.has(riderId)) return undefined
  const choice = { deliveryId: row.id, riderId }
  const weighed = weigh(scene.input, choice)
  return { scene, row, weighed, faults: faultsOf(scene.input, choice, weighed) }
}

/** Of what stands against a choice: who may not be asked, whatever staff say, and whom they have to insist on. */
const refusals: Partial<Record<PlanFault, Parameters<typeof deliveries>[0]>> = {
  'two-stores': 'deliveries/limit-two-stores',
  bag: 'deliveries/limit-bag',
  cold: 'deliveries/limit-cold',
  'no-way': 'deliveries/limit-no-way',
  cash: 'deliveries/limit-cash',
  shift: 'deliveries/limit-shift',
  break: 'deliveries/limit-break',
}

/**
 * What people have agreed on (cash, shift, break) staff may go beyond if they insist; the rest nobody may.
 * @throws deliveries/limit-two-stores, -bag, -cold, -no-way; without `force` also -cash, -shift, -break; -/rider-unavailable
 */
export function mustBeAllowed({ faults }: Look, force: boolean): void {
  const forbidden = faults.find((each) => !isAgreed(each))
  const fault = forbidden ?? (force ? undefined : faults[0])
  if (fault === undefined) return
  const code = refusals[fault] ?? 'deliveries/rider-unavailable'
  throw deliveries(code, forbidden === undefined ? { details: { canForce: true } } : {})
}

/** Kept with the offer: what staff's choice costs, and whom the planner would have taken for it. */
export const whyOfChoice = ({ weighed }: Look): Why | null =>
  weighed ? { planner: 'staff', costs: weighed.costs, others: weighed.others, storeAtMs: weighed.storeAtMs } : null
