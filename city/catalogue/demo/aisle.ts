import type { BrandName } from './brands.ts'

/** Brands' names in order; the generator takes as many of them for a row as `brandsPerRow` says, in turn. */
export type Shelf = {
  name: string
  brands: readonly BrandName[]
  /** How many of the brands sell each row's product. 3 unless said. */
  brandsPerRow?: number
  /** GST in basis points, as rates stand since 22 September 2025. */
  gst: 0 | 500 | 1800 | 4000
  diet?: 'Vegetarian' | 'Non-vegetarian' | 'Contains egg'
  storage?: 'Ambient' | 'Chilled' | 'Frozen'
  /** Days on the shelf from packing. */
  days?: number
  allergens?: string
  rows: readonly Row[]
}

/**
 * One product: its name as a grocer writes it; its packs with the usual MRP in rupees (`500 ml 34, 1 l 66`); what else
 * people call it, Hindi in either script; and what it is, in a sentence.
 */
export type Row = readonly [name: string, packs: string, alsoCalled: string, description: string, more?: RowDetails]

/** Where a row differs from its shelf. */
export type RowDetails = {
  brands?: readonly BrandName[]
  diet?: Shelf['diet']
  days?: number
  allergens?: string
  origin?: string
  gst?: Shelf['gst']
}

export type Aisle = { name: string; shelves: readonly Shelf[] }
