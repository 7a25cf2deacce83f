import { type ProductFilters, type Sort, sorts } from '../../api-client/catalogue.ts'

/** Order and filters of a list, as they stand in the address of its page. */
export interface ListSearch {
  sort?: Sort
  brand?: string[]
  /** `Diet:Vegan` */
  attr?: string[]
  /** Rupees: `0-49`, `200-499`, `2000-`. */
  price?: string
  /** Percents below the MRP, at least. */
  off?: number
}

const valuesMax = 50
export const discounts = [10, 20, 30, 50] as const

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function readListSearch(given: Record<string, unknown>): ListSearch {
  const off = Number(given.off)
  const search: ListSearch = {
    sort: sorts.find((sort) => sort === given.sort && sort !== 'relevance'),
    brand: texts(given.brand, 120),
    attr: texts(given.attr, 400)?.filter((each) => /^[^:]{1,60}:./.test(each)),
    price: typeof given.price === 'string' && /^\d{1,7}-(\d{1,7})?$/.test(given.price) ? given.price : undefined,
    off: Number.isInteger(off) && off >= 1 && off <= 99 ? off : undefined,
  }
  if (search.attr?.length === 0) search.attr = undefined
  return search
}

function texts(given: unknown, lengthMax: number): string[] | undefined {
  const list = (Array.isArray(given) ? given : [given]).filter(
    (each): each is string => typeof each === 'string' && each !== '',
  )
  return list.length === 0 ? undefined : list.slice(0, valuesMax).map((each) => each.slice(0, lengthMax))
}

/** What the API is asked for. */
export function filtersOf({ brand, attr, price, off }: ListSearch): ProductFilters {
  const [min, max] = (price ?? '').split('-')
  return {
    brands: brand,
    attributes: attr,
    priceMin: min ? Number(min) * 100 : undefined,
    priceMax: max ? Number(max) * 100 + 99 : undefined,
    discountMin: off,
  }
}

/** A band of the facets (paise, the upper end not in it) as it stands in the address. */
export const priceBand = ({ min, max }: { min: number; max: number | null }): string =>
  `${min / 100}-${max === null ? '' : max / 100 - 1}`

export const filterCount = ({ brand, attr, price, off }: ListSearch): number =>
  (brand?.length ?? 0) + (attr?.length ?? 0) + (price ? 1 : 0) + (off ? 1 : 0)

/** With a value in it that was not, or without it if it was. */
export function toggled(values: string[] | undefined, value: string): string[] | undefined {
  const next = values?.includes(value) ? values.filter((each) => each !== value) : [...(values ?? []), value]
  return next.length === 0 ? undefined : next
}
