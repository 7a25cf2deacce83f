import { StaffActed } from '../../contracts/audit.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import type { Actor } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { isFree, step } from './domain/states.ts'
import { payPaise } from './domain/trip.ts'
import { tripFor } from './domain/trips.ts'
import { knownTo } from './lock.ts'
import { type Look, lookAt, mustBeAllowed, whyOfChoice } from './named-rider.ts'
import { type Delivery, lockDelivery, setLock, writeChange } from './store/deliveries.ts'
import { closeOffer, type LockedRider, lockRiders, writeOffers } from './store/offers.ts'
import { tellAfterCommit } from './tasks.ts'
import { isAsSeen } from './write-plan.ts'

interface Wish {
  id: string
  actor: Actor
  reason: string
  riderId: string | undefined
  /** Also beyond what people have agreed on: cash, shift, break. */
  force: boolean
}

/** So often a rider or a delivery that changes while one looks at both is looked at again. */
const looksMost = 3

/**
 * Staff take a delivery from its rider, who is not asked again for a while. A rider who is named gets the offer, whatever
 * the planner thinks, within the limits that hold for a plan; if that one does not take it, the planner goes on. Only until
 * the bags have left the store.
 * @throws deliveries/not-found, -/wrong-state, -/rider-unknown, -/rider-unavailable, and what `mustBeAllowed` throws
 */
export async function reassign(context: DeliveriesContext, wish: Wish): Promise<'waiting' | 'offered'> {
  for (let looks = 1; ; looks++) {
    const known = await knownTo(context, wish.actor, wish.id)
    const look = wish.riderId === undefined ? undefined : await lookAt(context, known, wish.riderId)
    const state = await decide(context, wish, look)
    if (state !== 'changed') return state
    if (looks >= looksMost) throw deliveries('deliveries/rider-unavailable')
  }
}

async function decide(
  context: DeliveriesContext,
  wish: Wish,
  look: Look | undefined,
): Promise<'waiting' | 'offered' | 'changed'> {
  const { db, config, clock, dispatcher } = context
  const names = await context.stores.names()
  return db.begin(async (tx) => {
    const target = wish.riderId ? await roomOf(tx, wish.riderId, config, clock.now()) : undefined
    const delivery = await lockDelivery(tx, { id: wish.id })
    if (!delivery) throw deliveries('deliveries/not-found')
    if (!isReleasable(delivery)) throw deliveries('deliveries/wrong-state', { details: { state: delivery.state } })
    if (target) {
      if (!look || !isAsLookedAt(look, target.rider, delivery)) return 'changed'
      mustBeAllowed(look, wish.force)
    }
    const nowMs = clock.now()
    const at = new Date(nowMs)
    await takeBack(tx, delivery, wish, nowMs)
    // Of two decisions of staff the later one counts.
    const unlocked = delivery.lockedTo !== null && delivery.lockedTo !== target?.riderId
    if (unlocked) await setLock(tx, wish.id, null)
    if (target && look?.weighed) {
      const distanceM = Math.round(look.scene.distanceM(delivery.id, target.riderId) ?? 0)
      const offer = {
        id: newId('offer'),
        deliveryId: delivery.id,
        riderId: target.riderId,
        slot: target.slot,
        reason: `by staff: ${wish.reason}`,
        etaAt: new Date(look.weighed.etaAtMs).toISOString(),
        distanceM,
        payPaise: payPaise(distanceM, config),
        trip: target.trip,
        why: whyOfChoice(look),
      }
      await writeOffers(tx, [offer], at, new Date(nowMs + config.offerTtlS * 1000))
    }
    const forced = look && look.faults.length > 0 ? { forced: look.faults } : {}
    const details = {
      from: delivery.riderId,
      to: target?.riderId ?? null,
      ...(unlocked ? { unlocked } : {}),
      ...forced,
    }
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
): Promise<{ riderId: string; slot: number; trip: number; rider: LockedRider }> {
  const rider = (await lockRiders(tx, [riderId])).get(riderId)
  if (!rider) throw deliveries('deliveries/rider-unknown')
  const slot = [1, 2, 3, 4].slice(0, capacity).find((each) => !rider.slots.includes(each))
  const rests = rider.breakAt !== null && rider.breakAt.getTime() <= nowMs
  if (!rider.onShift || rests || slot === undefined) throw deliveries('deliveries/rider-unavailable')
  // Where nothing follows the bags in hand, what staff add goes with them.
  const trip = followUpS === 0 ? Math.min(...rider.held.map((each) => each.trip)) : tripFor(rider.held)
  return { riderId, slot, trip: rider.held.length === 0 ? 0 : trip, rider }
}

/** Whether rider and delivery are as they were when they were looked at. */
function isAsLookedAt({ scene, row }: Look, rider: LockedRider, delivery: Delivery): boolean {
  const held = rider.held.filter(({ id }) => id !== delivery.id)
  return (
    isAsSeen({ ...rider, held }, scene) &&
    row.packed === delivery.packed &&
    row.bags === delivery.bags &&
    row.cashDuePaise === delivery.cashDuePaise &&
    row.readyAt.getTime() === delivery.readyAt.getTime()
  )
}

const isReleasable = ({ state }: Delivery): boolean => isFree(state) || step(state, 'release').kind === 'moved'

async function takeBack(tx: Tx, delivery: Delivery, wish: Wish, nowMs: number): Promise<void> {
  if (isFree(delivery.state)) return
  const next = step(delivery.state, 'release')
  if (next.kind !== 'moved') throw deliveries('deliveries/wrong-state', { details: { state: delivery.state } })
  await closeOffer(tx, delivery.id, 'released', new Date(nowMs))
  await writeChange(tx, delivery, { to: next.to, atMs: nowMs, actor: wish.actor.userId, reason: wish.reason })
}
