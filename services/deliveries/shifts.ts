import type { Static } from 'typebox'
import { deliveries, type RiderShift, RiderShiftChanged } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import type { Store } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { message, type Tx } from '../../kit/sql.ts'
import { mustBeUnderCashLimit } from './cash.ts'
import type { DeliveriesContext } from './context.ts'
import { type Break, showBreak } from './domain/breaks.ts'
import { riderActivity } from './domain/states.ts'
import { breaksOf, dropBreaksAfter, endBreak, forgetBreaks } from './store/breaks.ts'
import { claimDeed } from './store/deeds.ts'
import { countHeld, writeChange } from './store/deliveries.ts'
import { closeOffer, lockOffered } from './store/offers.ts'
import { lockRider, noteEndByStaff, type Rider, setShift, setShiftUntil } from './store/riders.ts'
import { workOf } from './store/tracking.ts'
import { suggestionMs } from './write-plan.ts'

export const showShift = (
  { config, clock, stores }: DeliveriesContext,
  rider: Rider,
  breaks: readonly Break[],
  names: ReadonlyMap<string, string>,
): Static<typeof RiderShift> => ({
  state: rider.onShift ? 'on' : rider.onBreak ? 'break' : 'off',
  at: rider.shiftChangedAt ? toTimestamp(rider.shiftChangedAt.getTime()) : null,
  ...(isEndedByStaff(rider) ? { endedBy: 'staff' as const } : {}),
  rider: { userId: rider.userId, name: rider.name, vehicle: rider.vehicle, storeId: rider.storeId },
  store: { id: rider.storeId, name: names.get(rider.storeId) ?? '' },
  waitS: config.absentWaitS,
  ...(rider.shiftUntil ? { until: toTimestamp(rider.shiftUntil.getTime()) } : {}),
  ...showBreaks(breaks),
  ...showSuggestion(rider, clock.now(), stores.knownStore(rider.suggestedStoreId)),
})

const isEndedByStaff = ({ onShift, onBreak, shiftChangedAt, shiftEndedByStaffAt }: Rider): boolean =>
  !onShift && !onBreak && shiftEndedByStaffAt !== null && shiftEndedByStaffAt.getTime() === shiftChangedAt?.getTime()

function showBreaks(breaks: readonly Break[]): Pick<Static<typeof RiderShift>, 'breaks'> {
  const left = breaks.filter((each) => each.state !== 'over')
  return left.length === 0 ? {} : { breaks: left.map(showBreak) }
}

/** Not shown when it has become old, or when the rider has left. */
function showSuggestion(
  { onShift, suggestedAt }: Rider,
  nowMs: number,
  store: Store | undefined,
): Pick<Static<typeof RiderShift>, 'suggestion'> {
  if (!onShift || !store || !suggestedAt || suggestedAt.getTime() <= nowMs - suggestionMs) return {}
  const { id, name, point } = store
  return { suggestion: { store: { id, name, point }, at: toTimestamp(suggestedAt.getTime()) } }
}

/** Offers that the rider has open wait again, for others. */
export async function giveBackOffers(
  context: DeliveriesContext,
  tx: Tx,
  riderId: string,
  reason: string,
): Promise<void> {
  const { db, clock, dispatcher, live } = context
  const atMs = clock.now()
  for (const delivery of await lockOffered(tx, riderId)) {
    await closeOffer(tx, delivery.id, 'withdrawn', new Date(atMs))
    await writeChange(tx, delivery, { to: 'waiting', atMs, actor: riderId, reason })
    db.afterCommit(tx, () => {
      live.publish(topics.rider(riderId), { type: 'changed', data: { id: delivery.id } })
      dispatcher.kick()
    })
  }
}

/** The rider's phone reads anew how the shift stands. */
export function tellRider({ db, live }: DeliveriesContext, tx: Tx, riderId: string): void {
  db.afterCommit(tx, () => live.publish(topics.rider(riderId), { type: 'changed', data: { id: riderId } }))
}

interface ShiftWish {
  state: 'on' | 'off' | 'break'
  /** Null: no end is known any more. */
  until?: string | null
}

/**
 * Begins or ends a shift, or a break in it; a repeat changes nothing but `until`. Going off gives open offers back, but not what was
 * accepted. To others a break is the end of a shift: no offers, no positions.
 * @throws deliveries/not-a-rider, deliveries/busy, deliveries/cash-limit
 */
export async function changeShift(
  context: DeliveriesContext,
  riderId: string,
  wish: ShiftWish,
  key?: string,
): Promise<Static<typeof RiderShift>> {
  const { db, clock } = context
  const names = await context.stores.names()
  return db.begin(async (tx) => {
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    const atMs = clock.now()
    const isNew = await claimDeed(tx, { riderId, key, deed: `shift ${wish.state}`, atMs })
    const changed = isNew ? await moveShift(context, tx, rider, wish, atMs) : rider
    return showShift(context, changed, await breaksOf(tx, riderId), names)
  })
}

/**
 * Staff send a rider home, whose phone hears it.
 * @throws deliveries/not-a-rider, deliveries/busy
 */
export async function endShift(context: DeliveriesContext, riderId: string): Promise<void> {
  const { db, clock } = context
  await db.begin(async (tx) => {
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    if (!rider.onShift && !rider.onBreak) return
    const atMs = clock.now()
    await moveShift(context, tx, rider, { state: 'off' }, atMs)
    await noteEndByStaff(tx, riderId, new Date(atMs))
    tellRider(context, tx, riderId)
  })
}

/** Clocks of phones are not ours: an end that they told as "now" may still be to come here. */
const clocksDifferMs = 60_000

/** Where the end of a shift is told it counts; a break leaves it, but who says after it to be at work works on without one. */
function untilOf(rider: Rider, { state, until }: ShiftWish, atMs: number): Date | null {
  if (state === 'off') return null
  if (until !== undefined) return until === null ? null : new Date(fromTimestamp(until))
  const over = rider.onBreak ? atMs : atMs + clocksDifferMs
  const isOver = state === 'on' && rider.shiftUntil !== null && rider.shiftUntil.getTime() <= over
  return isOver || !(rider.onShift || rider.onBreak) ? null : rider.shiftUntil
}

/**
 * The same for a rider who is locked already.
 * @returns the rider as changed
 * @throws deliveries/busy; deliveries/cash-limit before anything is written
 */
export async function moveShift(
  context: DeliveriesContext,
  tx: Tx,
  rider: Rider,
  wish: ShiftWish,
  atMs: number,
): Promise<Rider> {
  const { db, dispatcher, live } = context
  const { userId: riderId } = rider
  const { state } = wish
  const at = new Date(atMs)
  const next = { onShift: state === 'on', onBreak: state === 'break', until: untilOf(rider, wish, atMs) }
  const isSame = rider.onShift === next.onShift && rider.onBreak === next.onBreak
  if (isSame && next.until?.getTime() === rider.shiftUntil?.getTime()) return rider
  if (!isSame && state === 'on') await mustBeUnderCashLimit(context, tx, riderId)
  if (wish.until !== undefined && next.until) await dropBreaksAfter(tx, riderId, next.until)
  if (isSame) {
    await setShiftUntil(tx, riderId, next.until)
    // After what is in hand the rider goes home: what was held out is for others.
    if (next.until && next.until.getTime() <= atMs) await giveBackOffers(context, tx, riderId, 'shift ends')
    return { ...rider, shiftUntil: next.until }
  }
  const changed = {
    ...rider,
    ...next,
    shiftUntil: next.until,
    shiftChangedAt: at,
    suggestedStoreId: null,
    suggestedAt: null,
  }
  if (rider.onShift && state !== 'on') {
    await giveBackOffers(context, tx, riderId, 'shift ended')
    if ((await countHeld(tx, riderId)) > 0) throw deliveries('deliveries/busy')
  }
  if (state === 'off' || !(rider.onShift || rider.onBreak)) await forgetBreaks(tx, riderId)
  else if (rider.onBreak) await endBreak(tx, riderId)
  await setShift(tx, riderId, next, at)
  if (rider.onShift === next.onShift) return changed
  await db.publish(
    tx,
    message(RiderShiftChanged, riderId, { riderId, state: next.onShift ? 'on' : 'off', at: toTimestamp(atMs) }),
  )
  const seen = (await workOf(tx, riderId))?.known
  db.afterCommit(tx, () => {
    dispatcher.kick()
    if (!seen) return
    // The map of operations shows a rider come and go without waiting for a position.
    const where = { point: { lat: seen.lat, lng: seen.lng }, at: toTimestamp(seen.atMs) }
    const activity = riderActivity(state === 'on', [])
    live.publish(topics.city, { type: 'rider', data: { userId: riderId, ...where, state: activity } })
  })
  return changed
}
