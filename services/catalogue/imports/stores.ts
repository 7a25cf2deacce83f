import type { BatchRow, Finding } from '../store/imports.ts'
import { refused } from './refused.ts'

const gone = refused('stores/not-found', 'store-gone', 'The store is not there any more, or not yours')
const opened = refused(
  'catalogue/changed-since',
  'store-opened',
  'The store is there now, but was not in the preview: hand this row in again',
)

/**
 * Sorts rows by the stores of the moment. What was previewed is done where the store is still there, and its writer's; a
 * store that came since is told of and not written, since nobody has seen what that would change.
 * @param stores by their codes in small letters and by their ids
 */
export function splitByStore(
  rows: readonly BatchRow[],
  stores: ReadonlyMap<string, string>,
  wanted: (row: BatchRow) => boolean = ({ applied, verdict }) =>
    !applied && (verdict === 'added' || verdict === 'changed'),
): { still: BatchRow[]; gone: Finding[]; opened: Finding[] } {
  const ids = new Set(stores.values())
  const storeOf = (row: BatchRow) => (row.target as { storeId: string | null }).storeId
  const mine = (row: BatchRow) => {
    const storeId = storeOf(row)
    return storeId === null || ids.has(storeId)
  }
  const asked = rows.filter(wanted)
  return {
    still: asked.filter(mine),
    gone: asked.filter((row) => !mine(row)).map(({ row }) => ({ row, ...gone })),
    opened: rows
      .filter(({ code, cells }) => code === gone.code && cells.store && stores.has(cells.store.toLowerCase()))
      .map(({ row }) => ({ row, ...opened })),
  }
}
