import { GetLateCredits } from '../../contracts/late-credit.ts'
import { common } from '../../contracts/problem.ts'
import { GetSlot, PutSlotTemplates } from '../../contracts/slots.ts'
import {
  CompareLevels,
  type Counted,
  CountStock,
  GetLevels,
  GetShelves,
  GetStore,
  ListStores,
  ListUnpacked,
  Locate,
  MoveStock,
  PutStores,
  ReleaseStock,
  ReserveStock,
  ScanLevels,
} from '../../contracts/stores.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import { carryTrace } from '../../kit/context.ts'
import type { StoresContext } from './context.ts'
import { countStock } from './counts.ts'
import { locate } from './locating.ts'
import { moveStock } from './moves.ts'
import { reserveWithin, slotNow } from './slots.ts'
import { allLateCredits } from './store/late-credits.ts'
import { dropReservation, release } from './store/reservations.ts'
import { addTemplates } from './store/slots.ts'
import {
  answerOfBatch,
  beginBatch,
  keepAnswer,
  levelsAcross,
  levelsOf,
  reserve as reserveStock,
  scanLevels,
  shelvesOf,
} from './store/stock.ts'
import { putStore } from './store/stores.ts'
import { listUnpacked } from './unpacked.ts'

const handle = handleOf<StoresContext>()

/**
 * Keeps stock for an order until it is confirmed or known not to exist. All lines or none.
 * `short` and `closed` are answers, not errors; nothing was written then.
 */
const reserve = handle(ReserveStock, async ({ orderId, storeId, lines, slotId }, context) => {
  const { db, clock, config, directory, metrics } = context
  const store = await directory.get(storeId)
  if (slotId === undefined ? !store.open : store.paused) {
    metrics.stockRefusals.inc({ cause: 'closed' })
    return { kind: 'closed' as const, ...(store.opensAt ? { opensAt: store.opensAt } : {}) }
  }
  const expiresAtMs = clock.now() + config.reservationMinutes * 60_000
  const wish = { orderId, storeId, lines, expiresAtMs, trace: carryTrace() }
  const keep = () => (slotId === undefined ? reserveStock(db.sql, wish) : reserveWithin(context, wish, slotId))
  let answer = await keep()
  if (answer.kind === 'other') {
    await db.begin(async (tx) => db.publish(tx, ...(await dropReservation(tx, orderId))))
    answer = await keep()
    if (answer.kind === 'other') throw common('service/unavailable', { detail: 'The order is being placed elsewhere' })
  }
  if (answer.kind === 'reserved') db.published()
  if (answer.kind === 'slot-unavailable') metrics.stockRefusals.inc({ cause: 'slot' })
  if (answer.kind === 'short') metrics.stockRefusals.inc({ cause: 'short' })
  return answer
})

export const operations = [
  reserve,
  handle(ReleaseStock, async ({ orderId }, { db }) => {
    const messages = await db.begin(async (tx) => {
      const given = await release(tx, orderId)
      if (given) await db.publish(tx, ...given)
      return given
    })
    return { released: messages !== null }
  }),
  handle(Locate, (wish, context) => locate(context, wish)),
  handle(GetSlot, async ({ storeId, slotId }, context) => ({ slot: await slotNow(context, storeId, slotId) })),
  handle(PutSlotTemplates, async ({ templates }, { db }) => {
    const added = await db.begin(async (tx) => {
      let count = 0
      for (const each of templates) count += (await addTemplates(tx, each)).length
      return count
    })
    return { added }
  }),
  handle(GetLateCredits, async (_, { db }) => ({ stores: await allLateCredits(db.sql) })),
  handle(GetStore, ({ storeId }, { directory }) => directory.get(storeId)),
  handle(ListStores, async (_, { directory }) => ({ stores: await directory.list() })),
  handle(ListUnpacked, (wish, context) => listUnpacked(context, wish)),
  handle(PutStores, async ({ stores }, { db, directory }) => {
    const put = await db.begin(async (tx) => {
      const ids: { code: string; storeId: string }[] = []
      for (const store of stores) ids.push({ code: store.code, storeId: await putStore(tx, store) })
      return ids
    })
    directory.forget()
    return { stores: put }
  }),
  handle(GetLevels, async ({ storeId, productIds }, { db }) => ({
    levels: await levelsOf(db.sql, storeId, productIds),
  })),
  handle(CompareLevels, async ({ storeIds, productIds }, { db }) => ({
    stores: await levelsAcross(db.sql, storeIds, productIds),
  })),
  handle(ScanLevels, async (page, { db }) => ({
    levels: (await scanLevels(db.sql, page)).map(({ bin: _, ...level }) => level),
  })),
  handle(MoveStock, ({ batchId, actor, moves }, { db }) =>
    db.begin(async (tx) => {
      if (!(await beginBatch(tx, batchId))) return { moved: 0 }
      await db.publish(tx, ...(await moveStock(tx, moves, actor)))
      return { moved: moves.length }
    }),
  ),
  handle(GetShelves, async ({ storeId, productIds }, { db }) => ({
    shelves: await shelvesOf(db.sql, storeId, productIds),
  })),
  handle(CountStock, ({ batchId, actor, counts }, { db }) =>
    db.begin(async (tx) => {
      if (!(await beginBatch(tx, batchId))) return { results: (await answerOfBatch<Counted[]>(tx, batchId)) ?? [] }
      const { results, messages } = await countStock(tx, counts, actor)
      await keepAnswer(tx, batchId, results)
      await db.publish(tx, ...messages)
      return { results }
    }),
  ),
]
