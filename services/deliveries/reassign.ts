import { StaffActed } from '../../contracts/audit.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { isFree, step } from './domain/states.ts'
import { payPaise } from './domain/trip.ts'
import { tripFor } from './domain/trips.ts'
import { modeOf } from './modes.ts'
import { type Delivery, getDelivery, lockDelivery, setLock, storePoint, writeChange } from './store/deliveries.ts'
import { closeOffer, lockRiders, writeOffers } from './store/offers.ts'
import { getRider } from './store/riders.ts'
import { tellAfterCommit } from './tasks.ts'

interface Wish {
  id: string
  actor: Actor
  reason: string
  riderId: string | undefined
}

/**
 * Staff take a delivery from its rider, who is not asked again for a while. A rider who is named gets the offer, whatever
 * the planner thinks; if that one does not take it, the planner goes on. Only until the bags have left the store.
 * @throws deliveries/not-found, -/wrong-state, -/rider-unknown, -/rider-unavailable
 */
export async function reassign(context: DeliveriesContext, wish: Wish): Promise<'waiting' | 'offered'> {
  const { db, config, clock, dispatcher } = context
  const known = await getDelivery(db.sql, wish.id)
  // Another store's delivery is as unknown as one that does not exist.
  if (!known || !worksAt(wish.actor, known.storeId)) throw deliveries('deliveries/not-found')
  const rider = wish.riderId ? await getRider(db.sql, wish.riderId) : undefined
  const [names, way] = await Promise.all([
    context.stores.names(),
    context.travel.way([storePoint(known), known.dropOff.point], modeOf(rider?.vehicle)),
  ])
  const { speed } = await context.city()
  const distanceM = Math.round(way.distanceM)

  return db.begin(async (tx) => {
    const target = wish.riderId ? await roomOf(tx, wish.riderId, config, clock.now()) : undefined
    const delivery = await lockDelivery(tx, { id: wish.id })
    if (!delivery) throw deliveries('deliveries/not-found')
    const nowMs = clock.now()
    const at = new Date(nowMs)
    await takeBack(tx, delivery, wish, nowMs)
    // Of two decisions of staff the later one counts.
    const unlocked = delivery.lockedTo !== null && delivery.lockedTo !== target?.riderId
    if (unlocked) await setLock(tx, wish.id, null)
    if (target) {
      const etaAtMs = nowMs + ((way.durationS + config.handoverS) * 1000) / speed
      const offer = {
        id: newId('offer'),
        deliveryId: delivery.id,
        riderId: target.riderId,
        slot: target.slot,
        reason: `by staff: ${wish.reason}`,
        etaAt: new Date(etaAtMs).toISOString(),
        distanceM,
        payPaise: payPaise(distanceM, config),
        trip: target.trip,
        why: null,
      }
      await writeOffers(tx, [offer], at, new Date(nowMs + config.offerTtlS * 1000))
    }
    const details = { from: delivery.riderId, to: target?.riderId ?? null, ...(unlocked ? { unlocked } : {}) }
    await db.publish(
      tx,
      message(StaffActed, delivery.id, {
        actor: wish.actor.userId,
        action: 'deliveries.reassigned',
        subject: delivery.id,
        reason: wish.reason,
        details,
      }),
    )
    await tellAfterCommit(context, tx, delivery, names)
    db.afterCommit(tx, () => {
      if (target) context.live.publish(topics.rider(target.riderId), { type: 'changed', data: { id: delivery.id } })
      dispatcher.kick()
    })
    return target ? 'offered' : 'waiting'
  })
}

/** A free place in the bag of a rider who is on shift and whose break has not come. The rider stays locked. */
async function roomOf(
  tx: Tx,
  riderId: string,
  { capacity, followUpS }: { capacity: number; followUpS: number },
  nowMs: number,
): Promise<{ riderId: string; slot: number; trip: number }> {
  const rider = (await lockRiders(tx, [riderId])).get(riderId)
  if (!rider) throw deliveries('deliveries/rider-unknown')
  const slot = [1, 2, 3, 4].slice(0, capacity).find((each) => !rider.slots.includes(each))
  const rests = rider.breakAt !== null && rider.breakAt.getTime() <= nowMs
  if (!rider.onShift || rests || slot === undefined) throw deliveries('deliveries/rider-unavailable')
  // Where nothing follows the bags in hand, what staff add goes with them.
  const trip = followUpS === 0 ? Math.min(...rider.held.map((each) => each.trip)) : tripFor(rider.held)
  return { riderId, slot, trip: rider.held.length === 0 ? 0 : trip }
}

async function takeBack(tx: Tx, delivery: Delivery, wish: Wish, nowMs: number): Promise<void> {
  if (isFree(delivery.state)) return
  const next = step(delivery.state, 'release')
  if (next.kind !== 'moved') throw deliveries('deliveries/wrong-state', { details: { state: delivery.state } })
  await closeOffer(tx, delivery.id, 'released', new Date(nowMs))
  await writeChange(tx, delivery, { to: next.to, atMs: nowMs, actor: wish.actor.userId, reason: wish.reason })
}
