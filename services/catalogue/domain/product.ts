import type { AdminProduct, AttributesHi, ProductInput, Zone } from '../../../contracts/catalogue.ts'
import { namedId } from '../../../contracts/ids.ts'
import { money } from '../../../contracts/money.ts'
import type { ProductFault, Reasoned } from '../../../contracts/reasons.ts'

/** A product as it is kept. Prices in paise. */
export interface ProductBody {
  readonly sku: string
  readonly name: string
  readonly nameHi?: string
  readonly brand: string
  readonly pack: string
  readonly categoryId: string
  readonly type?: string
  readonly description?: string
  readonly descriptionHi?: string
  readonly keywords?: string[]
  readonly attributes?: Record<string, string>
  readonly attributesHi?: AttributesHi
  readonly image?: string
  readonly images?: string[]
  readonly mrp: number
  readonly price: number
  readonly gstBasisPoints: number
  readonly rating?: { average: number; count: number }
  readonly netQuantity?: { value: number; unit: 'g' | 'ml' | 'piece' }
  readonly maxPerOrder?: number
  readonly barcodes?: string[]
  readonly zone?: Zone
  /** Not sold anywhere while false. */
  readonly active: boolean
  /** Where it is sold; null is every store. */
  readonly storeIds: string[] | null
}

/** A store's own terms for a product. Prices in paise; without them the product's own stand. */
export interface ListingBody {
  readonly storeId: string
  readonly productId: string
  readonly price?: number
  readonly mrp?: number
  /** False: not sold in this store, wherever else it is. */
  readonly listed: boolean
}

/** The same sku is the same product, in every copy and after every import. */
export const productIdOf = (sku: string): string => namedId('product', sku)

export const listingIdOf = (storeId: string, productId: string): string => `${storeId}:${productId}`

/** What search and shelves can hold: ten million rupees. */
export const priceMax = 1_000_000_000

/** Of a price the code says it all. */
export interface PriceFault {
  readonly code: 'catalogue/price-above-mrp' | 'catalogue/price-too-high'
  readonly message: string
  readonly details?: undefined
}
export interface BadProduct {
  readonly code: 'catalogue/bad-product'
  readonly message: string
  readonly details: Reasoned
}
export type Fault = PriceFault | BadProduct

/** What is wrong with a name, in English and as a reason with the field of the API. */
const badName = (reason: ProductFault, field: string, message: string): BadProduct => ({
  code: 'catalogue/bad-product',
  message,
  details: { reason, field },
})

/** What is wrong with a price in paise, or null. */
export function priceFault(price: number, mrp: number): PriceFault | null {
  if (mrp > priceMax || price > priceMax)
    return { code: 'catalogue/price-too-high', message: `A price may be ${priceMax} paise at most` }
  if (price > mrp)
    return { code: 'catalogue/price-above-mrp', message: `The price of ${price} is above the MRP of ${mrp} paise` }
  return null
}

/** What is wrong with a product that has the right shape, or null. Wants it cleaned. */
export function productFault(input: ProductInput): Fault | null {
  const empty = (['sku', 'name'] as const).find((field) => input[field] === '')
  if (empty) return badName(`${empty}-empty`, empty, `The ${empty} is empty`)
  if (input.categoryPath.some((name) => name === ''))
    return badName('category-name-empty', 'categoryPath', 'A name in categoryPath is empty')
  return priceFault(input.price.amount, input.mrp.amount)
}

/** Text as it can be kept and shown: whole characters, none of control, no space around it. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim()

/** The same product with its texts cleaned. */
export function cleanProduct(input: ProductInput): ProductInput {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return cleanText(value)
    if (Array.isArray(value)) return value.map(clean)
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [cleanText(key), clean(each)]))
    return value
  }
  return clean(input) as ProductInput
}

/**
 * What is to be kept of a product after an import: what is told now, and where it was sold before. Naming stores adds
 * them; naming none means every store.
 */
export function mergeProduct(
  input: ProductInput,
  categoryId: string,
  before: Pick<ProductBody, 'active' | 'storeIds'> | undefined,
  storeIds: readonly string[] | undefined,
): ProductBody {
  const { categoryPath: _, mrp, price, ...rest } = input
  const everywhere = storeIds === undefined || (before !== undefined && before.storeIds === null)
  return {
    ...rest,
    categoryId,
    mrp: mrp.amount,
    price: price.amount,
    active: before?.active ?? true,
    storeIds: everywhere ? null : [...new Set([...(before?.storeIds ?? []), ...storeIds])].sort(),
  }
}

export function toAdminProduct(
  { id, version, body }: { id: string; version: number; body: ProductBody },
  categoryPath: string[],
): AdminProduct {
  const { mrp, price, ...rest } = body
  return { id, ...rest, categoryPath, mrp: money(mrp), price: money(price), version }
}
