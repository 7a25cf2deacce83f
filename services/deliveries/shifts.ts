import type { Static } from 'typebox'
import { deliveries, type RiderShift, RiderShiftChanged } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { riderActivity } from './domain/states.ts'
import { countHeld, writeChange } from './store/deliveries.ts'
import { closeOffer, lockOffered } from './store/offers.ts'
import { lockRider, type Rider, setShift } from './store/riders.ts'
import { workOf } from './store/tracking.ts'

export const showShift = (rider: Rider): Static<typeof RiderShift> => ({
  state: rider.onShift ? 'on' : 'off',
  at: rider.shiftChangedAt ? toTimestamp(rider.shiftChangedAt.getTime()) : null,
  rider: { userId: rider.userId, name: rider.name, vehicle: rider.vehicle, storeId: rider.storeId },
})

/**
 * Begins or ends a shift; a repeat changes nothing. Going off gives open offers back, but not what was accepted.
 * @throws deliveries/not-a-rider, deliveries/busy
 */
export async function changeShift(
  context: DeliveriesContext,
  riderId: string,
  state: 'on' | 'off',
): Promise<Static<typeof RiderShift>> {
  const { db, clock, dispatcher, live } = context
  return db.begin(async (tx) => {
    const rider = await lockRider(tx, riderId)
    if (!rider) throw deliveries('deliveries/not-a-rider')
    if (rider.onShift === (state === 'on')) return showShift(rider)
    const atMs = clock.now()
    const at = new Date(atMs)
    if (state === 'off') {
      for (const delivery of await lockOffered(tx, riderId)) {
        await closeOffer(tx, delivery.id, 'withdrawn', at)
        await writeChange(tx, delivery, { to: 'waiting', atMs, actor: riderId, reason: 'shift ended' })
        db.afterCommit(tx, () => live.publish(topics.rider(riderId), { type: 'changed', data: { id: delivery.id } }))
      }
      if ((await countHeld(tx, riderId)) > 0) throw deliveries('deliveries/busy')
    }
    await setShift(tx, riderId, state === 'on', at)
    await db.publish(tx, message(RiderShiftChanged, riderId, { riderId, state, at: toTimestamp(atMs) }))
    const seen = (await workOf(tx, riderId))?.known
    db.afterCommit(tx, () => {
      dispatcher.kick()
      if (!seen) return
      // The map of operations shows a rider come and go without waiting for a position.
      const where = { point: { lat: seen.lat, lng: seen.lng }, at: toTimestamp(seen.atMs) }
      const activity = riderActivity(state === 'on', [])
      live.publish(topics.city, { type: 'rider', data: { userId: riderId, ...where, state: activity } })
    })
    return showShift({ ...rider, onShift: state === 'on', shiftChangedAt: at })
  })
}
