import { StaffActed } from '../../contracts/audit.ts'
import { DeliveryFailed, DeliveryRecovered, type DeliveryState, deliveries } from '../../contracts/deliveries.ts'
import type { Actor } from '../../contracts/identity.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { type Action, step } from './domain/states.ts'
import { payPaise as payOf } from './domain/trip.ts'
import { knownTo } from './lock.ts'
import { type Delivery, lockDelivery, setLock, setPay, setRecovered, writeChange } from './store/deliveries.ts'
import { areGoodsLost } from './store/history.ts'
import { closeOffer } from './store/offers.ts'
import { tellAfterCommit } from './tasks.ts'

interface Wish {
  id: string
  /** Whom staff saw with the bags; absent where it is about the goods of whoever had them. */
  riderId?: string
  actor: Actor
  reason: string
}

type WishOfRider = Wish & { riderId: string }

/** What is told of a delivery, and how the audit log calls it. */
interface Told {
  audit: string
  /** How its history calls it, where that is not the state. */
  as?: string
  /** Whether a repeat wishes what is on record, or something that may still take its place, or neither. */
  again?: (tx: Tx, id: string) => Promise<'agrees' | 'corrects' | 'contradicts'>
  write?: (tx: Tx, delivery: Delivery, atMs: number) => Promise<unknown>
  message?: (about: ReturnType<typeof aboutOf>) => ReturnType<typeof message>
}

const aboutOf = ({ id, orderId, storeId, riderId }: Delivery) => ({
  deliveryId: id,
  orderId,
  storeId,
  riderId: riderId!,
})

/**
 * A step that staff take for a rider who cannot: under the row's lock, so that of this and what the rider's phone tells the
 * first one counts. Again changes nothing. It is about the rider whom staff saw, and no step for the next one.
 * @throws deliveries/not-found, -/wrong-state
 */
async function stepForRider(
  context: DeliveriesContext,
  wish: Wish,
  action: Extract<Action, 'fail' | 'return' | 'recover'>,
  told: Told,
): Promise<DeliveryState> {
  const { db, clock, dispatcher, stores } = context
  await knownTo(context, wish.actor, wish.id)
  const names = await stores.names()
  return db.begin(async (tx) => {
    const delivery = await lockDelivery(tx, { id: wish.id })
    if (!delivery) throw deliveries('deliveries/not-found')
    const next = step(delivery.state, action)
    const { riderId } = delivery
    const isOthers = wish.riderId !== undefined && riderId !== null && riderId !== wish.riderId
    const again = next.kind === 'repeated' ? ((await told.again?.(tx, delivery.id)) ?? 'agrees') : undefined
    if (next.kind === 'refused' || isOthers || again === 'contradicts')
      throw deliveries('deliveries/wrong-state', { details: { state: delivery.state } })
    if (again === 'agrees') return delivery.state
    const to = next.kind === 'moved' ? next.to : delivery.state
    const { actor, reason } = wish
    const atMs = clock.now()
    await writeChange(tx, delivery, { to, atMs, actor: actor.userId, reason, as: told.as })
    await told.write?.(tx, delivery, atMs)
    if (told.message) await db.publish(tx, told.message(aboutOf(delivery)))
    const audit = {
      actor: actor.userId,
      action: told.audit,
      subject: delivery.id,
      reason,
      details: { from: delivery.state, riderId: delivery.riderId },
    }
    await db.publish(tx, message(StaffActed, delivery.id, audit))
    await tellAfterCommit(context, tx, delivery, names)
    db.afterCommit(tx, () => dispatcher.kick())
    return to
  })
}

/**
 * The order will not come to its door: from here on it goes the way of a rider's own failed attempt, so that the money goes
 * back and the customer is told. The goods count as in the rider's bag until `endGoods`.
 */
export const failForRider = (context: DeliveriesContext, wish: WishOfRider): Promise<DeliveryState> =>
  stepForRider(context, wish, 'fail', {
    audit: 'deliveries.failed',
    message: (about) =>
      message(DeliveryFailed, about.orderId, {
        ...about,
        reason: wish.reason,
        actor: wish.actor.userId,
        returned: false,
      }),
  })

/**
 * What became of the goods of a failed delivery: back in the store, where they are stock again, or lost. What was lost may
 * still come back; what came back is on the shelf, and is written off from there.
 */
export const endGoods = (context: DeliveriesContext, wish: Wish & { goods: 'back' | 'lost' }): Promise<DeliveryState> =>
  stepForRider(context, wish, 'return', {
    audit: wish.goods === 'back' ? 'deliveries.goods_back' : 'deliveries.goods_lost',
    again: async (tx, id) => {
      const areLost = await areGoodsLost(tx, id)
      if (areLost === (wish.goods === 'lost')) return 'agrees'
      return areLost ? 'corrects' : 'contradicts'
    },
    ...(wish.goods === 'back'
      ? {
          // Nothing was to be paid while they were lost.
          write: async (tx, { id, distanceM, payPaise }) =>
            payPaise === 0 && setPay(tx, id, payOf(distanceM ?? 0, context.config)),
          message: (about) =>
            message(DeliveryFailed, about.orderId, {
              ...about,
              // What staff note about the goods is not why the customer's order ended.
              reason: '',
              actor: wish.actor.userId,
              returned: true,
            }),
        }
      : // Nothing comes back: neither does the order, nor is anything put on a shelf, nor is it paid to have been brought.
        { as: 'lost', write: (tx, { id }) => setPay(tx, id, 0) }),
  })

/** The bags are back in the store, and another rider takes them: the one who had them is not asked again for a while. */
export const sendAgain = (context: DeliveriesContext, wish: WishOfRider): Promise<DeliveryState> =>
  stepForRider(context, wish, 'recover', {
    audit: 'deliveries.sent_again',
    write: async (tx, delivery, atMs) => {
      await closeOffer(tx, delivery.id, 'released', new Date(atMs))
      await setRecovered(tx, delivery.id, new Date(atMs))
      if (delivery.lockedTo === delivery.riderId) await setLock(tx, delivery.id, null)
    },
    message: (about) =>
      message(DeliveryRecovered, about.orderId, { ...about, reason: wish.reason, actor: wish.actor.userId }),
  })
