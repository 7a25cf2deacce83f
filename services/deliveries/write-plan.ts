import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { bagOf, bulkOf } from './bags.ts'
import { cashRoomOf } from './cash.ts'
import type { DeliveriesContext } from './context.ts'
import { payPaise } from './domain/trip.ts'
import { hasGoods, tripFor } from './domain/trips.ts'
import { isBeforeBreak } from './planner/hours.ts'
import { keepsCold } from './planner/refusal.ts'
import type { PlanMove, PlanOffer } from './planner/types.ts'
import type { Planned } from './planning.ts'
import type { Scene } from './scene.ts'
import {
  type HeldRow,
  type LockedRider,
  lockOpen,
  lockRiders,
  type NewOffer,
  type OpenRow,
  type Why,
  writeOffers,
} from './store/offers.ts'
import { writeSuggestions } from './store/rounds.ts'

/**
 * Writes what was planned on a picture that may have changed since: riders are locked in the order of their ids and
 * looked at again, deliveries that others hold are skipped, what is too much for a bag or a purse as they are now is left
 * to the next round, and the unique index on places in a bag stands behind all.
 * @returns the deliveries that were offered
 */
export async function writePlan(
  context: DeliveriesContext,
  scene: Scene,
  planned: Planned,
): Promise<ReadonlySet<string>> {
  const { db, clock, config, live, metrics } = context
  const plan = planned.output.offers
  return db.begin(async (tx) => {
    const locked = await lockRiders(
      tx,
      plan.map((each) => each.riderId),
    )
    const open = await lockOpen(
      tx,
      plan.map((each) => each.deliveryId),
    )
    const isCash = [...open.values()].some((each) => each.cashDuePaise > 0)
    const cashRoom = isCash ? await cashRoomOf(context, [...locked.keys()], tx) : new Map<string, number>()
    const offers: NewOffer[] = []
    for (const offer of plan) {
      const { deliveryId, riderId, reason, etaAtMs } = offer
      if (offers.some((each) => each.deliveryId === deliveryId)) continue
      const rider = locked.get(riderId)
      // Somebody gave this rider work, or took some, or the rider goes home at another time: the next round sees it.
      if (!rider?.onShift || !isAsSeen(rider, scene)) continue
      // Somebody planned a break, and this would run into it.
      const breakAtMs = rider.breakAt?.getTime()
      if (!isBeforeBreak(etaAtMs, breakAtMs === undefined ? {} : { breakAtMs }, scene.input.config)) continue
      const given = offers.filter((each) => each.riderId === riderId)
      const goods = [...given.map((each) => open.get(each.deliveryId)!), open.get(deliveryId)]
      if (!goods.every((each) => each !== undefined)) continue
      if (!isCarried(rider, goods, scene.largestBagL, cashRoom.get(riderId))) continue
      const taken = [...rider.slots, ...given.map((each) => each.slot)]
      const slot = [1, 2, 3, 4].slice(0, config.capacity).find((each) => !taken.includes(each))
      if (slot === undefined) continue
      const distanceM = Math.round(scene.distanceM(deliveryId, riderId) ?? 0)
      offers.push({
        id: newId('offer'),
        deliveryId,
        riderId,
        slot,
        reason,
        etaAt: new Date(etaAtMs).toISOString(),
        distanceM,
        payPaise: payPaise(distanceM, config),
        trip: tripFor(rider.held),
        why: whyOf(offer, planned),
      })
    }
    if (offers.length === 0) return new Set<string>()
    // Planning took its time: riders have theirs from now on.
    const nowMs = clock.now()
    const expiresAt = new Date(nowMs + config.offerTtlS * 1000)
    const written = await writeOffers(tx, offers, new Date(nowMs), expiresAt)
    const made = offers.filter((each) => written.has(each.deliveryId))
    db.afterCommit(tx, () => {
      for (const offer of made)
        live.publish(topics.rider(offer.riderId), { type: 'changed', data: { id: offer.deliveryId } })
      for (const [riderId, batch] of Map.groupBy(made, (each) => each.riderId)) {
        // What is carried to doors is another trip's batch.
        const joined = locked.get(riderId)!.held.filter((each) => each.trip === batch[0]!.trip)
        metrics.dispatchBatch.observe(joined.length + batch.length)
      }
    })
    return written
  })
}

/**
 * Whether a rider has in hand what the picture showed, and as it showed it (in the store, in the bag, or to be brought
 * back), and works until when it showed.
 */
export function isAsSeen({ riderId, held, shiftUntil }: LockedRider, scene: Scene): boolean {
  const seen = scene.held.get(riderId)
  if (shiftUntil?.getTime() !== scene.shiftUntil.get(riderId)?.getTime()) return false
  return seen?.length === held.length && held.every((each, place) => isAlike(each, seen[place]!))
}

const isAlike = (a: Pick<HeldRow, 'id' | 'state'>, b: Pick<HeldRow, 'id' | 'state'>): boolean =>
  a.id === b.id && hasGoods(a) === hasGoods(b) && (a.state === 'failed') === (b.state === 'failed')

/** Whether a rider's bag and purse take what is offered beside what is in hand, all as it is now. */
function isCarried(
  rider: LockedRider,
  goods: readonly OpenRow[],
  largestBagL: number,
  cashRoomPaise = Number.POSITIVE_INFINITY,
): boolean {
  const bag = { cold: rider.coldBag, chills: rider.chillBag }
  if (!goods.every((each) => keepsCold(bag, { cold: each.frozenBags > 0, chilled: each.chilledBags > 0 }))) return false
  const cashPaise = goods.reduce((sum, each) => sum + each.cashDuePaise, 0)
  const duePaise = rider.held.reduce((sum, each) => sum + each.cashDuePaise, 0)
  if (cashPaise > 0 && cashPaise + duePaise > cashRoomPaise) return false
  // What is carried to doors already is out of the bag when the next trip begins.
  const inStoreL = rider.held.filter((each) => !hasGoods(each)).reduce((sum, each) => sum + bulkOf(each), 0)
  return goods.reduce((sum, each) => sum + bulkOf(each, largestBagL), inStoreL) <= bagOf(rider)
}

/** The planner's words, which `check.ts` has cut to what is shown: a planner that says more does not make rows larger. */
function whyOf(offer: PlanOffer, planned: Planned): Why {
  const mended = planned.mended?.has(offer.deliveryId) === true
  const fallback = mended ? 'faulty' : planned.fallback
  return {
    planner: mended ? 'greedy' : planned.planner,
    ...(fallback ? { fallback } : {}),
    ...(offer.costs ? { costs: offer.costs } : {}),
    ...(offer.storeAtMs === undefined ? {} : { storeAtMs: offer.storeAtMs }),
    others: offer.others ?? [],
  }
}

/** A suggestion that is older says nothing any more. */
export const suggestionMs = 10 * 60_000

/** Tells idle riders where they are likely to be needed. Nothing follows from it, whatever they do. */
export async function suggest(context: DeliveriesContext, moves: readonly PlanMove[], nowMs: number): Promise<void> {
  if (moves.length === 0) return
  const { db, live } = context
  await db.begin(async (tx) => {
    const at = { at: new Date(nowMs), staleSince: new Date(nowMs - suggestionMs) }
    const told = await writeSuggestions(tx, moves, at)
    db.afterCommit(tx, () => {
      for (const riderId of told) live.publish(topics.rider(riderId), { type: 'changed', data: { id: riderId } })
    })
  })
}
