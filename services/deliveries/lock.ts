import { StaffActed } from '../../contracts/audit.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { isFree, step } from './domain/states.ts'
import { type Delivery, getDelivery, lockDelivery, setLock } from './store/deliveries.ts'
import { lockRider } from './store/riders.ts'

interface Wish {
  id: string
  actor: Actor
  reason: string
}

/**
 * Staff decide that nobody but this rider is asked to take a delivery. It makes no offer by itself and takes nothing from
 * anybody: what another rider has in hand is reassigned first. The same lock again changes nothing.
 * @throws deliveries/not-found, -/rider-unknown, -/wrong-state
 */
export async function lockTo(context: DeliveriesContext, wish: Wish & { riderId: string }): Promise<void> {
  await decide(context, wish, async (tx) => {
    // Riders are locked before deliveries, as wherever both are.
    const rider = await lockRider(tx, wish.riderId)
    if (!rider) throw deliveries('deliveries/rider-unknown')
    const delivery = (await lockDelivery(tx, { id: wish.id }))!
    if (delivery.lockedTo === rider.userId) return undefined
    const isTheirs = delivery.riderId === rider.userId && step(delivery.state, 'release').kind === 'moved'
    if (!isFree(delivery.state) && !isTheirs)
      throw deliveries('deliveries/wrong-state', { details: { state: delivery.state } })
    const at = new Date(context.clock.now())
    await setLock(tx, wish.id, { riderId: rider.userId, by: wish.actor.userId, reason: wish.reason, at })
    return { action: 'deliveries.locked', from: delivery.lockedTo, to: rider.userId }
  })
}

/** The planner chooses again. Without a lock nothing changes. @throws deliveries/not-found */
export async function unlock(context: DeliveriesContext, wish: Wish): Promise<void> {
  await decide(context, wish, async (tx) => {
    const delivery = (await lockDelivery(tx, { id: wish.id }))!
    if (delivery.lockedTo === null) return undefined
    await setLock(tx, wish.id, null)
    return { action: 'deliveries.unlocked', from: delivery.lockedTo, to: null }
  })
}

interface Decision {
  action: string
  from: string | null
  to: string | null
}

async function decide(
  context: DeliveriesContext,
  { id, actor, reason }: Wish,
  change: (tx: Tx) => Promise<Decision | undefined>,
): Promise<void> {
  const { db, dispatcher } = context
  await knownTo(context, actor, id)
  await db.begin(async (tx) => {
    const decision = await change(tx)
    if (!decision) return
    const { action, ...details } = decision
    await db.publish(tx, message(StaffActed, id, { actor: actor.userId, action, subject: id, reason, details }))
    db.afterCommit(tx, () => dispatcher.kick())
  })
}

/** Another store's delivery is as unknown as one that does not exist. @throws deliveries/not-found */
export async function knownTo({ db }: DeliveriesContext, actor: Actor, id: string): Promise<Delivery> {
  const delivery = await getDelivery(db.sql, id)
  if (!delivery || !worksAt(actor, delivery.storeId)) throw deliveries('deliveries/not-found')
  return delivery
}
