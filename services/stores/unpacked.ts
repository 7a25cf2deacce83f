import type { InputOf, OutputOf } from '../../contracts/operation.ts'
import type { ListUnpacked } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import type { StoresContext } from './context.ts'
import { stepsOf } from './domain/expect.ts'
import { unpackedPicks } from './store/picks.ts'

/** What is not packed: one that nobody has begun is ready when a picker who took it now would be done, at the store's pace. */
export async function listUnpacked(
  { db, clock, paces }: StoresContext,
  { promisedBefore, limit }: InputOf<typeof ListUnpacked>,
): Promise<OutputOf<typeof ListUnpacked>> {
  const rows = await unpackedPicks(db.sql, new Date(fromTimestamp(promisedBefore)), limit)
  const nowMs = clock.now()
  const stepS = new Map<string, number>()
  for (const { storeId } of rows) if (!stepS.has(storeId)) stepS.set(storeId, await paces.of(db.sql, storeId))
  return {
    orders: rows.map(({ orderId, storeId, promisedAt, expectedAt, lines, rideS }) => ({
      orderId,
      storeId,
      promisedAt: toTimestamp(promisedAt.getTime()),
      readyAt: toTimestamp(expectedAt?.getTime() ?? nowMs + Math.round(stepsOf(lines) * stepS.get(storeId)! * 1000)),
      rideS,
    })),
  }
}
