/** The BigBasket CSV as search documents and listings of one store. Its quirks: blank names, trailing spaces, no pack. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Listing, SearchDocument } from '../engines/search/port.ts'

export type CatalogueRow = Record<
  | 'index'
  | 'product'
  | 'category'
  | 'sub_category'
  | 'brand'
  | 'sale_price'
  | 'market_price'
  | 'type'
  | 'rating'
  | 'name',
  string
>

export const store = 'str_bench'

export function readCatalogue(file: string): CatalogueRow[] {
  const rows = parse(readFileSync(file), { columns: true, trim: true, bom: true }) as CatalogueRow[]
  for (const row of rows) row.name = `${row.product} ${row.brand}`
  return rows
}

export function documentOf(row: CatalogueRow): SearchDocument {
  return {
    id: row.index,
    name: row.product,
    brand: row.brand,
    categoryPath: [row.category, row.sub_category],
    categoryIds: [row.category, `${row.category}/${row.sub_category}`],
    type: row.type,
    rating: row.rating === '' ? undefined : Number(row.rating),
  }
}

export function listingOf(row: CatalogueRow): Listing {
  const paise = (rupees: string) => Math.round(Number(rupees) * 100)
  return {
    productId: row.index,
    storeId: store,
    price: paise(row.sale_price),
    mrp: paise(row.market_price),
    inStock: true,
  }
}
