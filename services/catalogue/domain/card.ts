import type { Listing, ProductCard } from '../../../contracts/catalogue.ts'
import { money } from '../../../contracts/money.ts'
import type { ProductBody } from './product.ts'

/** With so many or fewer left, a shopper is told. */
const fewLeft = 5
const maxPerOrderDefault = 20
const unitPriceMax = 1e10

/** What a card is made of, beside the product's place on a shelf. */
export type Shown = Pick<
  ProductBody,
  'name' | 'nameHi' | 'brand' | 'pack' | 'rating' | 'netQuantity' | 'maxPerOrder' | 'barcodes' | 'zone'
> & {
  readonly id: string
  readonly categoryId: string
  readonly gstBasisPoints: number
  /** Address of the picture. */
  readonly picture: string
}

/** The terms of a store for a product, in paise. */
export interface Terms {
  readonly price: number
  readonly mrp: number
}

/** @param available packs that can be sold; undefined when it is not known, which counts as in stock */
export function cardOf(product: Shown, { price, mrp }: Terms, available: number | undefined): ProductCard {
  const perUnit = product.netQuantity ? unitPrice(price, product.netQuantity) : undefined
  const few = available !== undefined && available > 0 && available <= fewLeft
  return {
    id: product.id,
    name: product.name,
    ...(product.nameHi ? { nameHi: product.nameHi } : {}),
    brand: product.brand,
    pack: product.pack,
    image: product.picture,
    mrp: money(mrp),
    price: money(price),
    ...(perUnit ? { unitPrice: perUnit } : {}),
    ...(product.rating ? { rating: product.rating } : {}),
    inStock: available === undefined || available > 0,
    ...(few ? { left: available } : {}),
    maxPerOrder: product.maxPerOrder ?? maxPerOrderDefault,
    categoryId: product.categoryId,
  }
}

export const listingOf = (product: Shown, { price, mrp }: Terms, categoryIds: readonly string[] = []): Listing => ({
  productId: product.id,
  name: product.name,
  ...(product.nameHi ? { nameHi: product.nameHi } : {}),
  brand: product.brand,
  pack: product.pack,
  image: product.picture,
  mrp: money(mrp),
  price: money(price),
  gstBasisPoints: product.gstBasisPoints,
  maxPerOrder: product.maxPerOrder ?? maxPerOrderDefault,
  ...(categoryIds.length > 0 ? { categoryIds: [...categoryIds] } : {}),
  ...(product.barcodes ? { barcodes: product.barcodes } : {}),
  ...(product.zone ? { zone: product.zone } : {}),
})

const units = {
  g: { per: 'kg', times: 1000 },
  ml: { per: 'l', times: 1000 },
  piece: { per: 'piece', times: 1 },
} as const

/** Price in paise of a kilogram, a litre or a piece. None for quantities so small that it says nothing. */
export function unitPrice(price: number, quantity: NonNullable<ProductBody['netQuantity']>): ProductCard['unitPrice'] {
  const { per, times } = units[quantity.unit]
  const amount = Math.round((price * times) / quantity.value)
  return amount <= unitPriceMax ? { price: money(amount), per } : undefined
}
