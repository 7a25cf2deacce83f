import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { namesOf, offersOf, standOf, type WhyRow } from './store/why.ts'

/** Why riders were asked to take a delivery, what it cost beside others, and why nobody is asked now. */
export async function whyOf({ db }: DeliveriesContext, id: string): Promise<DispatchWhy> {
  const [offers, stand] = await Promise.all([offersOf(db.sql, id), standOf(db.sql, id)])
  const others = offers.flatMap((row) => row.why?.others.map((each) => each.riderId) ?? [])
  const names = await namesOf(db.sql, others)
  return {
    id,
    lock:
      stand?.lockedTo && stand.lockedAt
        ? {
            rider: { userId: stand.lockedTo, name: stand.lockedName ?? '' },
            by: stand.lockedBy ?? '',
            reason: stand.lockedReason ?? '',
            at: toTimestamp(stand.lockedAt.getTime()),
          }
        : null,
    wait:
      stand?.waitReason && stand.waitSince
        ? { reason: stand.waitReason, since: toTimestamp(stand.waitSince.getTime()) }
        : null,
    offers: offers.map((row) => showOffer(row, names)),
  }
}

function showOffer(row: WhyRow, names: ReadonlyMap<string, string>): DispatchWhy['offers'][number] {
  const { id, riderId, riderName, state, reason, offeredAt, etaAt, declineReason, why } = row
  return {
    id,
    rider: { userId: riderId, name: riderName },
    state,
    reason,
    offeredAt: toTimestamp(offeredAt.getTime()),
    etaAt: toTimestamp(etaAt.getTime()),
    ...(declineReason === null ? {} : { declineReason }),
    ...(why?.storeAtMs === undefined ? {} : { storeAt: toTimestamp(why.storeAtMs) }),
    ...(why ? { planner: why.planner } : {}),
    ...(why?.fallback ? { fallback: why.fallback } : {}),
    ...(why?.costs ? { costs: why.costs } : {}),
    // Who has left since has no name to be shown.
    others: (why?.others ?? []).flatMap(({ riderId: userId, costs }) => {
      const name = names.get(userId)
      return name === undefined ? [] : [{ rider: { userId, name }, costs }]
    }),
  }
}
