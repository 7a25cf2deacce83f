import { DeliveryDelivered, DeliveryFailed, DeliveryPickedUp, DeliveryRecovered } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '../../contracts/orders.ts'
import { SubstitutionDecided } from '../../contracts/substitutions.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { Database, Tx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { decideProposal, handOver, packedOf, substitutesOf } from './domain/pick.ts'
import { changePickIn, releaseSubstitute } from './picking.ts'
import { keepPromises, learnFrom } from './promising.ts'
import { queueOrders } from './queueing.ts'
import { dropLaterPick } from './store/later-picks.ts'
import { lockPick, savePick } from './store/picks.ts'
import { dropPromise } from './store/promises.ts'
import { confirmReservations, release } from './store/reservations.ts'
import { freeSlot } from './store/slots.ts'
import { lockLevels, writeLevels } from './store/stock.ts'
import type { Pick } from './store/types.ts'

const on = reactionsOf<StoresContext>()
const onBatch = batchReactionsOf<StoresContext>()

/** Confirmed orders keep their stock and join the picking queue of their store, when it is their time. */
const queuePicks = onBatch(OrderConfirmed, async (events, tx, context) => {
  const confirmed = events.map((event) => event.data)
  await confirmReservations(
    tx,
    confirmed.map((order) => order.orderId),
  )
  await queueOrders(context, tx, confirmed)
})

/** Puts what was in the bags back on the shelf. */
async function restock(db: Database, tx: Tx, pick: Pick): Promise<void> {
  const returned = packedOf(pick)
  const levels = await lockLevels(tx, pick.storeId, [...returned.keys()])
  const changes = levels.map((level) => ({
    productId: level.productId,
    onHand: level.onHand + returned.get(level.productId)!,
    reserved: level.reserved,
    move: { kind: 'return' as const },
  }))
  await db.publish(
    tx,
    ...(await writeLevels(tx, pick.storeId, levels, changes, { actor: 'system:stores', orderId: pick.orderId })),
  )
}

/** A cancelled order gives its stock back, wherever it had come to. */
const giveBack = on(OrderCancelled, async ({ data: { orderId } }, tx, { db, live, clock }) => {
  const pick = await lockPick(tx, { orderId })
  if (pick?.state === 'cancelled') return
  if (pick?.state === 'completed') await restock(db, tx, pick)
  else if (pick) await releaseSubstitutes(db, tx, pick)
  await Promise.all([dropLaterPick(tx, orderId), dropPromise(tx, orderId)])
  const released = await release(tx, orderId)
  // What is packed has no reservation any more, but its place in the window it has.
  if (!released) await freeSlot(tx, orderId)
  if (released) await db.publish(tx, ...released)
  if (!pick) return
  await savePick(tx, {
    ...pick,
    state: 'cancelled',
    completedAt: pick.completedAt ?? new Date(clock.now()).toISOString(),
  })
  db.afterCommit(tx, () => live.publish(topics.picks(pick.storeId), { type: 'changed', data: { id: pick.id } }))
})

/** Substitutes of a pick that is not completed are reserved beside the order's own lines. */
async function releaseSubstitutes(db: Database, tx: Tx, pick: Pick): Promise<void> {
  const put = substitutesOf(pick)
  const levels = await lockLevels(tx, pick.storeId, [...put.keys()])
  const changes = levels.map((level) => ({
    productId: level.productId,
    onHand: level.onHand,
    reserved: level.reserved - put.get(level.productId)!,
  }))
  await db.publish(
    tx,
    ...(await writeLevels(tx, pick.storeId, levels, changes, { actor: 'system:stores', orderId: pick.orderId })),
  )
}

/** A door that did not open teaches nothing about promises; the goods come back from it. */
const takeBack = on(DeliveryFailed, async ({ data: { orderId, returned } }, tx, { db }) => {
  await dropPromise(tx, orderId)
  if (!returned) return
  const pick = await lockPick(tx, { orderId })
  if (pick?.state === 'completed') await restock(db, tx, pick)
})

/** The rider has the bags: nobody need look for them any more, whoever handed them over. */
const leave = on(DeliveryPickedUp, async ({ at, data: { orderId } }, tx, { db, live }) => {
  const pick = await lockPick(tx, { orderId })
  const decision = pick && handOver(pick, null, at)
  if (decision?.kind !== 'change') return
  await savePick(tx, decision.pick)
  db.afterCommit(tx, () => live.publish(topics.picks(pick!.storeId), { type: 'changed', data: { id: pick!.id } }))
})

/** A lost rider's bags are back at the counter, for another rider; how long it takes in all teaches nothing about promises. */
const comeBack = on(DeliveryRecovered, async ({ data: { orderId } }, tx, { db, live }) => {
  await dropPromise(tx, orderId)
  const pick = await lockPick(tx, { orderId })
  if (!pick?.handedOverAt) return
  const { handedOverAt: _, ...waiting } = pick
  await savePick(tx, waiting)
  db.afterCommit(tx, () => live.publish(topics.picks(pick.storeId), { type: 'changed', data: { id: pick.id } }))
})

/** The customer has answered about a replacement, or the time is over: its packs go into the bags or back. */
const decided = on(SubstitutionDecided, async ({ data: { orderId, proposalId, productId, decision } }, tx, context) => {
  const told = { proposalId, productId, decision }
  await changePickIn(context, tx, { orderId }, (pick) => decideProposal(pick, told), releaseSubstitute(productId))
})

/** What was promised is compared with what came of it. */
const promised = onBatch(OrderPlaced, (events, tx) =>
  keepPromises(
    tx,
    events.map(({ at, data: { orderId, storeId, promisedAt, promise } }) => ({
      orderId,
      storeId,
      promisedAt,
      placedAt: at,
      ...(promise ? { promise } : {}),
    })),
  ),
)
const learnt = on(DeliveryDelivered, ({ data }, tx, context) => learnFrom(context, tx, data))

export const reactions = [promised, learnt, decided, queuePicks, giveBack, takeBack, leave, comeBack]
