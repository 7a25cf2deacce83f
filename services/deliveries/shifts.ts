import type { Static } from 'typebox'
import { deliveries, type RiderShift, RiderShiftChanged } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { countHeld, writeChange } from './store/deliveries.ts'
import { closeOffer, lockOffered } from './store/offers.ts'
import { lockRider, type Rider, setShift } from './store/riders.ts'

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
    db.afterCommit(tx, () => dispatcher.kick())
    return showShift({ ...rider, onShift: state === 'on', shiftChangedAt: at })
  })
}
