/** Filters, and counts of what would be left with each of them lifted. */
import { bandEdges, discountOf } from '../language/order.ts'
import { type SearchFacets, type SearchQuery, searchLimits } from '../port.ts'
import type { SearchIndex } from './index.ts'
import { type Shelf, shelf as state } from './listings.ts'

export type Filters = {
  none: boolean
  failed: (row: number, columns: Shelf, slot: number) => number
  attributes: string[]
}

/** Failed filters as bits, so that a facet can count what fails its own filter only. */
const bit = { brand: 1, price: 2, other: 4, attribute: 8 }
const maxAttributeFilters = 24

export function filtersOf(index: SearchIndex, query: SearchQuery): Filters {
  const { categoryId, brands, inStock, priceMin, priceMax, discountMin } = query
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
    if (discountMin !== undefined && discountOf(columns.price[slot]!, columns.mrp[slot]!) < discountMin * 100)
      return bit.other
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
    discountMin === undefined &&
    attributes.length === 0
  return { none, failed, attributes: wanted.map(([name]) => name) }
}

/** By the numbers of the names. */
export type Counts = { brands: Int32Array; categories: Int32Array; attributes: Int32Array; bands: Int32Array }

export const newCounts = ({ brandNames, categoryNames, attributeNames }: SearchIndex): Counts => ({
  brands: new Int32Array(brandNames.keys.length),
  categories: new Int32Array(categoryNames.keys.length),
  attributes: new Int32Array(attributeNames.keys.length),
  bands: new Int32Array(bandEdges.length),
})

export function count(
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

export function facetsOf(index: SearchIndex, counts: Counts): SearchFacets {
  const ranked = (column: Int32Array, labels: string[]): number[] => {
    const present: number[] = []
    for (let id = 0; id < column.length; id++) if (column[id]! > 0) present.push(id)
    return present
      .sort((a, b) => column[b]! - column[a]! || (labels[a]! < labels[b]! ? -1 : 1))
      .slice(0, searchLimits.facetValues)
  }
  const attributes = new Map<string, { value: string; count: number }[]>()
  for (const id of ranked(counts.attributes, index.attributeNames.keys)) {
    const [name = '', value = ''] = index.attributeNames.keys[id]!.split('\0')
    attributes.set(name, [...(attributes.get(name) ?? []), { value, count: counts.attributes[id]! }])
  }
  return {
    brands: ranked(counts.brands, index.brandNames.labels)
      .filter((id) => index.brandNames.labels[id] !== '')
      .map((id) => ({ value: index.brandNames.labels[id]!, count: counts.brands[id]! })),
    categories: ranked(counts.categories, index.categoryNames.labels).map((id) => ({
      id: index.categoryNames.keys[id]!,
      name: index.categoryNames.labels[id]!,
      count: counts.categories[id]!,
    })),
    prices: bandEdges.flatMap((min, band) => {
      const n = counts.bands[band]!
      return n > 0 ? [{ min, max: bandEdges[band + 1] ?? null, count: n }] : []
    }),
    attributes: [...attributes].map(([name, values]) => ({ name, values })),
  }
}
