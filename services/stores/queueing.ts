import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import type { Tx } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { addLaterPicks, type LaterOrder, takeDueLaterPicks } from './store/later-picks.ts'
import { addPicks, type NewPick } from './store/picks.ts'
import { binsOf } from './store/stock.ts'

/** Shelf by shelf: products without a bin come last. */
const byBin = (a: { bin: string | null }, b: { bin: string | null }) => (a.bin ?? '~').localeCompare(b.bin ?? '~')

/** Gives orders to the pickers of their stores: at once, or shortly before their window when they are for later. */
export async function queueOrders(context: StoresContext, tx: Tx, orders: readonly LaterOrder[]): Promise<void> {
  const { clock, config } = context
  const releaseAtMs = ({ window }: LaterOrder) =>
    window ? fromTimestamp(window.start) - config.slotLeadMinutes * 60_000 : 0
  const nowMs = clock.now()
  const later = orders.filter((order) => releaseAtMs(order) > nowMs)
  await addLaterPicks(
    tx,
    later.map((order) => ({ order, releaseAtMs: releaseAtMs(order) })),
  )
  await addToQueue(
    context,
    tx,
    orders.filter((order) => !later.includes(order)),
  )
}

async function addToQueue({ db, live }: StoresContext, tx: Tx, orders: readonly LaterOrder[]): Promise<void> {
  const picks: NewPick[] = []
  for (const [storeId, here] of Map.groupBy(orders, (order) => order.storeId)) {
    const bins = await binsOf(tx, storeId, [
      ...new Set(here.flatMap((order) => order.lines.map((line) => line.productId))),
    ])
    for (const order of here) {
      const lines = order.lines
        .map(({ productId, name, pack, image, price, quantity, substitution }) => ({
          productId,
          name,
          pack,
          image,
          price,
          bin: bins.get(productId) ?? null,
          ordered: quantity,
          picked: null,
          ...(substitution ? { substitution } : {}),
        }))
        .sort(byBin)
      const { orderId, number, substitutions, promisedAt, giftNote } = order
      const about = { orderId, number, storeId, substitutions, promisedAt, ...(giftNote ? { giftNote } : {}) }
      picks.push({ id: newId('pick'), ...about, lines })
    }
  }
  await addPicks(tx, picks)
  db.afterCommit(tx, () => {
    for (const pick of picks) live.publish(topics.picks(pick.storeId), { type: 'changed', data: { id: pick.id } })
  })
}

const releaseMax = 100

/** Gives the pickers what waited for its window. @returns whether there may be more */
export const releaseLaterPicks = (context: StoresContext): Promise<boolean> =>
  context.db.begin(async (tx) => {
    const due = await takeDueLaterPicks(tx, context.clock.now(), releaseMax)
    await addToQueue(context, tx, due)
    return due.length === releaseMax
  })
