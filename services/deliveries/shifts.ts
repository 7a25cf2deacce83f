import type { Static } from 'typebox'
import { deliveries, type RiderShift, RiderShiftChanged } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import type { Store } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { message, type Tx } from '../../kit/sql.ts'
import { mustBeUnderCashLimit } from './cash.ts'
import type { DeliveriesContext } from './context.ts'
import { riderActivity } from './domain/states.ts'
import { claimDeed } from './store/deeds.ts'
import { countHeld, writeChange } from './store/deliveries.ts'
import { closeOffer, lockOffered } from './store/offers.ts'
import { lockRider, type Rider, setShift, setShiftUntil } from './store/riders.ts'
import { workOf } from './store/tracking.ts'
import { suggestionMs } from './write-plan.ts'

export const showShift = (
  { config, clock, stores }: DeliveriesContext,
  rider: Rider,
  names: ReadonlyMap<string, string>,
): Static<typeof RiderShift> => ({
  state: rider.onShift ? 'on' : rider.onBreak ? 'break' : 'off',
  at: rider.shiftChangedAt ? toTimestamp(rider.shiftChangedAt.getTime()) : null,
  rider: { userId: rider.userId, name: rider.name, vehicle: rider.vehicle, storeId: rider.storeId },
  store: { id: rider.storeId, name: names.get(rider.storeId) ?? '' },
  waitS: config.absentWaitS,
  ...(rider.shiftUntil ? { until: toTimestamp(rider.shiftUntil.getTime()) } : {}),
  ...showSuggestion(rider, clock.now(), stores.knownStore(rider.suggestedStoreId)),
})

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
async function giveBackOffers(context: DeliveriesContext, tx: Tx, riderId: string, reason: string): Promise<void> {
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

/**
 * Begins or ends a shift, or a break in it; a repeat changes nothing but `until`. Going off gives open offers back, but not what was
 * accepted. To others a break is the end of a shift: no offers, no positions.
 * @throws deliveries/not-a-rider, deliveries/busy, deliveries/cash-limit
 */
export async function changeShift(
  context: DeliveriesContext,
  riderId: string,
  { state, until: untilAt }: { state: 'on' | 'off' | 'break'; until?: string },
  key?: string,
): Promise<Static<typeof RiderShift>> {
  const { db, clock, dispatcher, live } = context
  const names = await context.stores.names()
  return db.begin(async (tx) => {
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    const atMs = clock.now()
    const at = new Date(atMs)
    if (!(await claimDeed(tx, { riderId, key, deed: `shift ${state}`, atMs }))) return showShift(context, rider, names)
    const until = state === 'on' && untilAt !== undefined ? new Date(fromTimestamp(untilAt)) : null
    const next = { onShift: state === 'on', onBreak: state === 'break', until }
    if (rider.onShift === next.onShift && rider.onBreak === next.onBreak) {
      if (!until) return showShift(context, rider, names)
      await setShiftUntil(tx, riderId, until)
      // After what is in hand the rider goes home: what was held out is for others.
      if (until.getTime() <= atMs) await giveBackOffers(context, tx, riderId, 'shift ends')
      return showShift(context, { ...rider, shiftUntil: until }, names)
    }
    const changed = {
      ...rider,
      ...next,
      shiftUntil: until,
      shiftChangedAt: at,
      suggestedStoreId: null,
      suggestedAt: null,
    }
    if (rider.onShift === next.onShift) {
      await setShift(tx, riderId, next, at)
      return showShift(context, changed, names)
    }
    if (state === 'on') await mustBeUnderCashLimit(context, tx, riderId)
    else {
      await giveBackOffers(context, tx, riderId, 'shift ended')
      if ((await countHeld(tx, riderId)) > 0) throw deliveries('deliveries/busy')
    }
    await setShift(tx, riderId, next, at)
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
    return showShift(context, changed, names)
  })
}
