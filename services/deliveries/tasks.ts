import { createHash, timingSafeEqual } from 'node:crypto'
import type { Static } from 'typebox'
import {
  DeliveryArriving,
  DeliveryDelivered,
  DeliveryFailed,
  DeliveryPickedUp,
  type DeliveryState,
  deliveries,
  type HandOver,
} from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import { money } from '../../contracts/money.ts'
import { Problem } from '../../contracts/problem.ts'
import { failReasons } from '../../contracts/rider.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message, type Tx } from '../../kit/sql.ts'
import { tellAssigned, tellHeldBack } from './assigned.ts'
import type { DeliveriesContext } from './context.ts'
import { doneAtMs } from './domain/deeds.ts'
import { type Action, step } from './domain/states.ts'
import { checkBag, checkLeaving, mustHaveWaited } from './door.ts'
import { estimateTrip, toTracking } from './picture.ts'
import { claimDeed, lastChangeMs } from './store/deeds.ts'
import { type Delivery, isBeforeLastDrop, lockDelivery, setWrongCodes, writeChange } from './store/deliveries.ts'
import { areGoodsLost } from './store/history.ts'
import { acceptOffer, closeOffer, latestOffer } from './store/offers.ts'
import { type Estimate, pictureOf, workOf, writeEstimate } from './store/tracking.ts'
import { noteBroughtBack, noteTooLate } from './too-late.ts'

export type RiderAction = Extract<Action, 'accept' | 'decline' | 'arrive' | 'pickup' | 'fail' | 'return'>

interface Deed {
  riderId: string
  id: string
  /** Who is written down as having done it, if not the rider. */
  actor?: string
  reason?: string
  /** Of the table of reasons, for what counts them. */
  reasonCode?: string
  /** What the rider's phone calls this deed: the same key is the same deed. */
  key?: string
  /** When it was done, by the rider's phone. */
  at?: string
  /** What stands on the bags that are taken. */
  bagCode?: string
}

const fetches: readonly DeliveryState[] = ['at_store', 'picked_up']

/**
 * A rider's step with a delivery: lock, decide by the state machine, write, tell; all in one commit. A repeat is answered
 * like the first time and changes nothing.
 * @throws deliveries/not-found, -/not-yours, -/offer-gone, -/wrong-state, -/drop-first, -/not-packed
 */
export async function act(context: DeliveriesContext, action: RiderAction, deed: Deed): Promise<void> {
  // Ways are looked for before the row is locked; nothing waits for an engine while it holds a lock.
  const estimates = await estimateAhead(context, action, deed)
  const names = await context.stores.names()
  const done = context.db.begin(async (tx) => {
    const nowMs = context.clock.now()
    if (!(await claimDeed(tx, { ...deed, key: deed.key, deed: `${action} ${deed.id}`, atMs: nowMs }))) return
    const delivery = await lockOwn(context, tx, action, deed)
    if (!delivery) return
    const next = step(delivery.state, action)
    if (next.kind === 'refused') throw wrongState(delivery)
    if (next.kind === 'repeated') {
      if (action === 'return' && (await areGoodsLost(tx, delivery.id))) await noteBroughtBack(tx, deed, nowMs)
      return
    }
    // A follow-up begins after the last drop: no detours with bags in hand.
    if (fetches.includes(next.to) && (await isBeforeLastDrop(tx, delivery))) throw deliveries('deliveries/drop-first')
    const sinceMs = deed.at === undefined ? undefined : await lastChangeMs(tx, delivery.id)
    const atMs = doneAtMs(deed.at, { nowMs, sinceMs })
    if (action === 'pickup' && !delivery.packed)
      throw deliveries('deliveries/not-packed', { details: { readyAt: toTimestamp(delivery.readyAt.getTime()) } })
    if (action === 'pickup' && deed.bagCode !== undefined) checkBag(delivery, deed.bagCode)
    // A program of before has packed it, and the next round has not told it yet.
    if (action === 'pickup' && delivery.assignedDue) await tellHeldBack(context, tx, delivery)
    if (action === 'fail' && deed.reasonCode === 'absent') await mustHaveWaited(context, tx, delivery, atMs)
    await writeChange(tx, delivery, {
      to: next.to,
      atMs,
      actor: deed.actor ?? deed.riderId,
      reason: deed.reason,
      reasonCode: deed.reasonCode,
    })
    const estimate: Estimate = estimates.find((each) => each.id === deed.id) ?? {
      id: deed.id,
      etaAtMs: atMs,
      alongM: 0,
    }
    const about = {
      deliveryId: delivery.id,
      orderId: delivery.orderId,
      storeId: delivery.storeId,
      riderId: deed.riderId,
    }
    const etaAt = toTimestamp(estimate.told?.etaAtMs ?? estimate.etaAtMs)
    const publish = context.db.publish

    if (action === 'decline') await closeOffer(tx, delivery.id, 'declined', new Date(atMs), deed.reasonCode)
    else if (action === 'accept') {
      await acceptOffer(tx, delivery.id, new Date(context.clock.now()))
      const unassignedS = delivery.packed ? Math.max(0, nowMs - delivery.readyAt.getTime()) / 1000 : 0
      context.db.afterCommit(tx, () => context.metrics.unassignedSeconds.observe(unassignedS))
      // Others hear of a rider when there is something to fetch.
      if (delivery.packed) await tellAssigned(context, tx, delivery, deed.riderId, etaAt)
    } else if (action === 'pickup') await publish(tx, message(DeliveryPickedUp, delivery.orderId, { ...about, etaAt }))
    else if (next.to === 'arriving') await publish(tx, message(DeliveryArriving, delivery.orderId, { ...about, etaAt }))
    else if (action === 'fail' || action === 'return') {
      const code = failReasons.find((each) => each === deed.reasonCode)
      const told = { ...about, reason: deed.reason ?? '', ...(code ? { code } : {}), returned: action === 'return' }
      await publish(tx, message(DeliveryFailed, delivery.orderId, told))
    }
    if (next.to !== 'waiting' && estimates.length > 0) await writeEstimate(tx, estimate, new Date(atMs))
    await tellAfterCommit(context, tx, delivery, names)
    if (next.to === 'waiting' || next.to === 'returned') context.db.afterCommit(tx, () => context.dispatcher.kick())
  })
  await done.catch(async (error) => {
    if (action === 'fail') await noteTooLate(context, deed, error, () => 'not handed over')
    throw error
  })
}

/** The rider's position says that the door is near. Nothing to complain about when it is over already. */
export async function arriveByPosition(context: DeliveriesContext, id: string, riderId: string): Promise<void> {
  const names = await context.stores.names()
  await context.db.begin(async (tx) => {
    const delivery = await lockDelivery(tx, { id })
    if (delivery?.riderId !== riderId || delivery.state !== 'picked_up') return
    const atMs = context.clock.now()
    await writeChange(tx, delivery, { to: 'arriving', atMs, actor: 'system:positions' })
    const picture = await pictureOf(tx, { id })
    const etaAt = toTimestamp((picture?.toldAt ?? picture?.etaAt)?.getTime() ?? atMs)
    const about = { deliveryId: id, orderId: delivery.orderId, storeId: delivery.storeId, riderId }
    await context.db.publish(tx, message(DeliveryArriving, delivery.orderId, { ...about, etaAt }))
    await tellAfterCommit(context, tx, delivery, names)
  })
}

type Refusal = ReturnType<typeof deliveries>

/**
 * Hands over at the door. The code is compared in constant time; wrong ones are counted in the row, so that neither a
 * restart nor another copy of this service gives more tries. Cash that is due must have been taken, to the paisa.
 * @throws deliveries/wrong-code, -/too-many-codes, -/cash-due, and what `act` throws
 */
export async function deliver(
  context: DeliveriesContext,
  deed: Deed,
  { code, leftAtDoor = false, cashCollected, at }: Static<typeof HandOver>,
): Promise<void> {
  const names = await context.stores.names()
  // A refusal is an answer of the transaction, not an error in it: the count of wrong codes has to be kept.
  const answered = context.db.begin(async (tx): Promise<Refusal | undefined> => {
    const delivery = await lockOwn(context, tx, 'deliver', deed)
    if (!delivery) return undefined
    const next = step(delivery.state, 'deliver')
    if (next.kind === 'refused') return wrongState(delivery)
    if (next.kind === 'repeated') return undefined
    const nowMs = context.clock.now()
    const refused = leftAtDoor
      ? await checkLeaving(tx, delivery)
      : await checkCode(context, tx, delivery, code ?? '', nowMs)
    if (refused) return refused
    const atMs = doneAtMs(at, { nowMs, sinceMs: at === undefined ? undefined : await lastChangeMs(tx, delivery.id) })
    const collected = cashCollected?.amount ?? 0
    if (collected !== delivery.cashDuePaise)
      return deliveries('deliveries/cash-due', { details: { cashDue: money(delivery.cashDuePaise) } })
    await writeChange(tx, delivery, { to: next.to, atMs, actor: deed.riderId, cashCollected: collected, leftAtDoor })
    await context.db.publish(
      tx,
      message(DeliveryDelivered, delivery.orderId, {
        deliveryId: delivery.id,
        orderId: delivery.orderId,
        storeId: delivery.storeId,
        riderId: deed.riderId,
        at: toTimestamp(atMs),
        cashCollected: money(collected),
      }),
    )
    await tellAfterCommit(context, tx, delivery, names)
    context.db.afterCommit(tx, () => context.dispatcher.kick())
    return undefined
  })
  const refusal = await answered.catch((error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  if (!refusal) return
  await noteTooLate(context, { ...deed, at }, refusal, ({ doorCode }) => {
    const proof = leftAtDoor ? 'left at the door' : sameCode(code ?? '', doorCode) ? 'handed over' : 'no right code'
    return cashCollected ? `${proof}, cash ${cashCollected.amount}` : proof
  })
  throw refusal
}

async function checkCode(
  context: DeliveriesContext,
  tx: Tx,
  delivery: Delivery,
  code: string,
  nowMs: number,
): Promise<Refusal | undefined> {
  const lockedMs = (delivery.codeLockedUntil?.getTime() ?? 0) - nowMs
  if (lockedMs > 0) return tooManyCodes(lockedMs)
  if (sameCode(code, delivery.doorCode)) return undefined
  const wrong = delivery.wrongCodes + 1
  const { codeTries, codeLockS } = context.config
  if (wrong < codeTries) {
    await setWrongCodes(tx, delivery.id, wrong, null)
    return deliveries('deliveries/wrong-code', { details: { triesLeft: codeTries - wrong } })
  }
  await setWrongCodes(tx, delivery.id, 0, new Date(nowMs + codeLockS * 1000))
  return tooManyCodes(codeLockS * 1000)
}

const tooManyCodes = (ms: number) =>
  deliveries('deliveries/too-many-codes', { headers: { 'retry-after': String(Math.ceil(ms / 1000)) } })

/** Hashes are of one length, so the comparison takes the same time whatever was typed. */
function sameCode(typed: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(typed.trim()), digest(right))
}

const wrongState = (delivery: Delivery) => deliveries('deliveries/wrong-state', { details: { state: delivery.state } })

/**
 * The delivery, locked, if it is this rider's; undefined when the wish was fulfilled before. Who was never asked learns
 * nothing: it is unknown to them.
 */
async function lockOwn(context: DeliveriesContext, tx: Tx, action: Action, deed: Deed): Promise<Delivery | undefined> {
  const delivery = await lockDelivery(tx, { id: deed.id })
  if (!delivery) throw deliveries('deliveries/not-found')
  if (delivery.riderId === deed.riderId) {
    if (action === 'accept' && delivery.state === 'offered') await mustStand(context, tx, delivery)
    return delivery
  }
  const offer = await latestOffer(tx, deed.id, deed.riderId)
  if (!offer) throw deliveries('deliveries/not-found')
  if (action === 'decline' && offer.state === 'declined') return undefined
  if (action === 'accept' || action === 'decline') throw deliveries('deliveries/offer-gone')
  // The rider may hold its bags: what became of the order says whether to bring them back.
  throw deliveries('deliveries/not-yours', { details: { state: delivery.state } })
}

/** An offer ends at its instant, whether or not the job has come by. */
async function mustStand(context: DeliveriesContext, tx: Tx, delivery: Delivery): Promise<void> {
  const offer = await latestOffer(tx, delivery.id, delivery.riderId!)
  if (offer?.state !== 'open' || offer.expiresAt.getTime() <= context.clock.now())
    throw deliveries('deliveries/offer-gone')
}

/** Estimates for what the rider has in hand, seen from after the step. */
async function estimateAhead(
  context: DeliveriesContext,
  action: RiderAction,
  { riderId, id }: Deed,
): Promise<Estimate[]> {
  if (action !== 'accept' && action !== 'pickup' && action !== 'arrive') return []
  const work = await workOf(context.db.sql, riderId)
  const picture = work?.pictures.find((each) => each.id === id)
  if (!work || !picture) return []
  const next = step(picture.state, action)
  if (next.kind !== 'moved') return []
  // With the bags in hand the way no longer leads through the store.
  const after = { ...picture, state: next.to, route: action === 'arrive' ? picture.route : null }
  const pictures = work.pictures.map((each) => (each.id === id ? after : each))
  const { lat, lng } = work.known ?? { lat: picture.storeLat, lng: picture.storeLng }
  return estimateTrip(context, pictures, { lat, lng })
}

/** The customer's map (from when it is packed) and the rider's list hear of a change once it is true. */
export async function tellAfterCommit(
  context: DeliveriesContext,
  tx: Tx,
  delivery: Delivery,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const picture = await pictureOf(tx, { id: delivery.id })
  context.db.afterCommit(tx, () => {
    if (picture?.packed)
      context.live.publish(topics.order(delivery.orderId), { type: 'tracking', data: toTracking(picture, names) })
    if (delivery.riderId)
      context.live.publish(topics.rider(delivery.riderId), { type: 'changed', data: { id: delivery.id } })
  })
}
