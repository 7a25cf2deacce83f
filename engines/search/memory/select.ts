/** From candidates to a page: the store's shelf, the filters, the order, the cursor, the counts. */
import { type SearchFacets, type SearchQuery, searchLimits } from '../port.ts'
import type { Place } from './cursor.ts'
import type { SearchIndex } from './index.ts'
import { type Shelf, shelf as state } from './listings.ts'
import type { Matches } from './rank.ts'

export type Page = { rows: number[]; total: number; last?: Place; more: boolean; facets?: SearchFacets }

/** With fewer full matches than this, partial ones follow them. */
const relaxBelow = 20
/** When customers sort by price or name, what hardly matches would come first: it is left out. */
const leastShare = 0.3
/** An exact product out of stock stays above poor matches in stock, and below comparable ones. */
const outOfStockShare = 0.55
/** Sort keys are whole numbers; being in stock outranks any of them. */
const stockRank = 2 ** 40
const bandEdges = [0, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000] // paise

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
      return mrp[slot]! > price[slot]! ? Math.round(((mrp[slot]! - price[slot]!) / mrp[slot]!) * 10_000) : 0
    case 'rating':
      return Math.round((index.documents[row]!.rating ?? 0) * 1_000)
    case 'name':
      return 0
    default:
      return Math.round(index.prior[row]! * 1_000_000)
  }
}

/** What a name is sorted by. */
const nameKey = (index: SearchIndex, row: number) => index.documents[row]!.name.trim().toLowerCase().slice(0, 80)

/** Keeps the best `limit` of what is offered, after the cursor's place: a heap with the worst on top. */
class Top {
  readonly #limit: number
  readonly #index: SearchIndex
  readonly #byName: boolean
  readonly #after: Place | undefined
  readonly #rows: number[] = []
  readonly #keys: number[] = []
  #more = false

  constructor(limit: number, index: SearchIndex, byName: boolean, after: Place | undefined) {
    this.#limit = limit
    this.#index = index
    this.#byName = byName
    this.#after = after
  }

  offer(row: number, key: number) {
    if (this.#after && !this.#isAfter(row, key, this.#after)) return
    const rows = this.#rows
    if (rows.length < this.#limit) {
      rows.push(row)
      this.#keys.push(key)
      if (rows.length === this.#limit) for (let i = rows.length >>> 1; i >= 0; i--) this.#sink(i)
      return
    }
    this.#more = true
    if (!this.#before(row, key, rows[0]!, this.#keys[0]!)) return
    rows[0] = row
    this.#keys[0] = key
    this.#sink(0)
  }

  take(): { rows: number[]; last?: Place; more: boolean } {
    const order = this.#rows.map((_, i) => i)
    order.sort((a, b) => (this.#before(this.#rows[a]!, this.#keys[a]!, this.#rows[b]!, this.#keys[b]!) ? -1 : 1))
    const rows = order.map((i) => this.#rows[i]!)
    const lastAt = order.at(-1)
    if (lastAt === undefined) return { rows, more: false }
    const row = this.#rows[lastAt]!
    const name = this.#byName ? nameKey(this.#index, row) : ''
    return { rows, last: { key: this.#keys[lastAt]!, name, tie: this.#index.ties[row]! }, more: this.#more }
  }

  #before(a: number, keyA: number, b: number, keyB: number): boolean {
    if (keyA !== keyB) return keyA > keyB
    if (this.#byName) {
      const [nameA, nameB] = [nameKey(this.#index, a), nameKey(this.#index, b)]
      if (nameA !== nameB) return nameA < nameB
    }
    return this.#index.ties[a]! < this.#index.ties[b]!
  }

  #isAfter(row: number, key: number, place: Place): boolean {
    if (key !== place.key) return key < place.key
    if (this.#byName) {
      const name = nameKey(this.#index, row)
      if (name !== place.name) return name > place.name
    }
    return this.#index.ties[row]! > place.tie
  }

  #sink(from: number) {
    const rows = this.#rows
    const keys = this.#keys
    const row = rows[from]!
    const key = keys[from]!
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= rows.length) break
      if (child + 1 < rows.length && this.#before(rows[child]!, keys[child]!, rows[child + 1]!, keys[child + 1]!))
        child++
      if (!this.#before(row, key, rows[child]!, keys[child]!)) break
      rows[at] = rows[child]!
      keys[at] = keys[child]!
      at = child
    }
    rows[at] = row
    keys[at] = key
  }
}

type Filters = { none: boolean; failed: (row: number, columns: Shelf, slot: number) => number; attributes: string[] }

/** Failed filters as bits, so that a facet can count what fails its own filter only. */
const bit = { brand: 1, price: 2, other: 4, attribute: 8 }
const maxAttributeFilters = 24

function filtersOf(index: SearchIndex, query: SearchQuery): Filters {
  const { categoryId, brands, inStock, priceMin, priceMax } = query
  const category = categoryId === undefined ? undefined : (index.categoryNames.find(categoryId) ?? -1)
  const brandSet = brands?.length
    ? new Set(brands.map((name) => index.brandNames.find(name.trim().toLowerCase()) ?? -1))
    : undefined
  const wanted = Object.entries(query.attributes ?? {})
    .filter(([, values]) => values.length > 0)
    .slice(0, maxAttributeFilters)
  const attributes = wanted.map(
    ([name, values]) => new Set(values.map((value) => index.attributeNames.find(`${name}\0${value}`) ?? -1)),
  )
  const failed = (row: number, columns: Shelf, slot: number): number => {
    let bits = 0
    if (category !== undefined && !index.categories[row]!.includes(category)) return bit.other
    if (inStock !== undefined && (columns.state[slot] === state.inStock) !== inStock) return bit.other
    if (brandSet && !brandSet.has(index.brands[row]!)) bits |= bit.brand
    if (priceMin !== undefined && columns.price[slot]! < priceMin) bits |= bit.price
    if (priceMax !== undefined && columns.price[slot]! > priceMax) bits |= bit.price
    for (let i = 0; i < attributes.length; i++) {
      if (!index.attributes[row]!.some((value) => attributes[i]!.has(value))) bits |= bit.attribute << i
    }
    return bits
  }
  const none =
    category === undefined &&
    !brandSet &&
    inStock === undefined &&
    priceMin === undefined &&
    priceMax === undefined &&
    attributes.length === 0
  return { none, failed, attributes: wanted.map(([name]) => name) }
}

/** By the numbers of the names. */
type Counts = { brands: Int32Array; categories: Int32Array; attributes: Int32Array; bands: Int32Array }

const newCounts = ({ brandNames, categoryNames, attributeNames }: SearchIndex): Counts => ({
  brands: new Int32Array(brandNames.keys.length),
  categories: new Int32Array(categoryNames.keys.length),
  attributes: new Int32Array(attributeNames.keys.length),
  bands: new Int32Array(bandEdges.length),
})

function count(
  index: SearchIndex,
  counts: Counts,
  columns: Shelf,
  row: number,
  slot: number,
  failed: number,
  filters: Filters,
) {
  if (failed === 0) for (const category of index.categories[row]!) counts.categories[category]!++
  if ((failed & ~bit.brand) === 0) counts.brands[index.brands[row]!]!++
  if ((failed & ~bit.price) === 0) {
    const price = columns.price[slot]!
    let band = bandEdges.length - 1
    while (price < bandEdges[band]!) band--
    counts.bands[band]!++
  }
  for (const value of index.attributes[row]!) {
    const name = index.attributeNames.keys[value]!.split('\0')[0]!
    const own = filters.attributes.indexOf(name)
    if ((failed & ~(own < 0 ? 0 : bit.attribute << own)) === 0) counts.attributes[value]!++
  }
}

function facetsOf(index: SearchIndex, counts: Counts): SearchFacets {
  const ranked = (column: Int32Array, labels: string[]) =>
    [...column.keys()]
      .filter((id) => column[id]! > 0)
      .map((id) => [id, column[id]!] as const)
      .sort(([a, m], [b, n]) => n - m || (labels[a]! < labels[b]! ? -1 : 1))
      .slice(0, searchLimits.facetValues)
  const attributes = new Map<string, { value: string; count: number }[]>()
  for (const [id, n] of ranked(counts.attributes, index.attributeNames.keys)) {
    const [name = '', value = ''] = index.attributeNames.keys[id]!.split('\0')
    attributes.set(name, [...(attributes.get(name) ?? []), { value, count: n }])
  }
  return {
    brands: ranked(counts.brands, index.brandNames.labels)
      .filter(([id]) => index.brandNames.labels[id] !== '')
      .map(([id, n]) => ({ value: index.brandNames.labels[id]!, count: n })),
    categories: ranked(counts.categories, index.categoryNames.labels).map(([id, n]) => ({
      id: index.categoryNames.keys[id]!,
      name: index.categoryNames.labels[id]!,
      count: n,
    })),
    prices: bandEdges.flatMap((min, band) => {
      const n = counts.bands[band]!
      return n > 0 ? [{ min, max: bandEdges[band + 1] ?? null, count: n }] : []
    }),
    attributes: [...attributes].map(([name, values]) => ({ name, values })),
  }
}
