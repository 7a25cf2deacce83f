import type { DeliveryCase } from '../../contracts/care.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { historyOf, trackOf } from './store/history.ts'
import { getRider } from './store/riders.ts'
import { pictureOf } from './store/tracking.ts'

/** A delivery as staff look into it; null when there is none for this order. */
export async function describeDelivery({ db }: DeliveriesContext, orderId: string): Promise<DeliveryCase | null> {
  const picture = await pictureOf(db.sql, { orderId })
  if (!picture) return null
  const [history, track, rider] = await Promise.all([
    historyOf(db.sql, picture.id),
    trackOf(db.sql, picture.id),
    picture.riderId ? getRider(db.sql, picture.riderId) : undefined,
  ])
  return {
    id: picture.id,
    state: picture.state,
    storeId: picture.storeId,
    ...(rider
      ? {
          rider: {
            userId: rider.userId,
            name: rider.name,
            vehicle: rider.vehicle,
            ...(rider.phone === null ? {} : { phone: rider.phone }),
          },
        }
      : {}),
    history: history.map(({ state, at, actor, riderId, reason }) => ({
      state,
      at: toTimestamp(at.getTime()),
      actor,
      ...(riderId === null ? {} : { riderId }),
      ...(reason === null ? {} : { reason }),
    })),
    track,
  }
}
