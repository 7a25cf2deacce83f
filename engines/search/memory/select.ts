/** From matches to a page of one store: what it lists, what passes the filters, in which order. */
import { discountOf } from '../language/order.ts'
import type { SearchFacets, SearchQuery } from '../port.ts'
import type { Place } from './cursor.ts'
import { count, facetsOf, filtersOf, newCounts } from './filters.ts'
import type { SearchIndex } from './index.ts'
import { type Shelf, shelf as state } from './listings.ts'
import type { Matches } from './rank.ts'
import { Top } from './top.ts'

export type Page = { rows: number[]; total: number; last?: Place; more: boolean; facets?: SearchFacets }

/** With fewer full matches than this, partial ones follow them. */
const relaxBelow = 20
/** When customers sort by price or name, what hardly matches would come first: it is left out. */
const leastShare = 0.3
/** An exact product out of stock stays above poor matches in stock, and below comparable ones. */
const outOfStockShare = 0.55
/** Sort keys are whole numbers; being in stock outranks any of them. */
const stockRank = 2 ** 40

export function selectPage(
  index: SearchIndex,
  columns: Shelf,
  query: SearchQuery,
  matches: Matches | undefined,
  after: Place | undefined,
): Page {
  const { slots, alive } = index
  const sort = query.sort ?? 'relevance'
  const filters = filtersOf(index, query)
  const counts = query.facets ? newCounts(index) : undefined
  const least = matches ? leastScore(index, columns, matches, sort) : { full: 0, relaxed: 0 }
  const top = new Top(query.limit, index, sort === 'name', after)
  const size = matches ? matches.rows.length : index.rows
  let total = 0
  for (let i = 0; i < size; i++) {
    const row = matches ? matches.rows[i]! : i
    const slot = slots[row]!
    const onShelf = columns.state[slot]!
    if (onShelf === state.absent || alive[row] === 0) continue
    if (matches && matches.scores[i]! < (matches.full[i] === 1 ? least.full : least.relaxed)) continue
    if (filters.none && !counts) {
      total++
    } else {
      const failed = filters.failed(row, columns, slot)
      if (counts) count(index, counts, columns, row, slot, failed, filters)
      if (failed !== 0) continue
      total++
    }
    const inStock = onShelf === state.inStock
    let key: number
    if (sort === 'relevance' && matches) {
      key = inStock ? matches.scores[i]! : Math.round(matches.scores[i]! * outOfStockShare)
    } else {
      key = sortKey(index, columns, sort, row, slot) + (inStock ? stockRank : 0)
    }
    top.offer(row, key)
  }
  const { rows, last, more } = top.take()
  return { rows, total, last, more, facets: counts && facetsOf(index, counts) }
}

/** Partial matches count only when the store has few full ones. */
function leastScore(index: SearchIndex, columns: Shelf, matches: Matches, sort: string) {
  let full = 0
  let best = 0
  let bestRelaxed = 0
  for (let i = 0; i < matches.rows.length; i++) {
    if (columns.state[index.slots[matches.rows[i]!]!] === state.absent) continue
    if (matches.full[i] === 1) {
      full++
      if (matches.scores[i]! > best) best = matches.scores[i]!
    } else if (matches.scores[i]! > bestRelaxed) bestRelaxed = matches.scores[i]!
  }
  const share = sort === 'relevance' ? 0 : leastShare
  if (full >= relaxBelow || (full > 0 && sort !== 'relevance')) return { full: best * share, relaxed: 2 ** 31 }
  return { full: best * share, relaxed: Math.max(best, bestRelaxed) * Math.max(share, 0.05) }
}

function sortKey(index: SearchIndex, { price, mrp }: Shelf, sort: string, row: number, slot: number): number {
  switch (sort) {
    case 'price':
      return 2 ** 31 - price[slot]!
    case '-price':
      return price[slot]!
    case 'discount':
      return discountOf(price[slot]!, mrp[slot]!)
    case 'rating':
      return Math.round((index.documents[row]!.rating ?? 0) * 1_000)
    case 'name':
      return 0
    default:
      return Math.round(index.prior[row]! * 1_000_000)
  }
}
