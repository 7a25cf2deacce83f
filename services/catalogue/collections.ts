import Type, { type Static } from 'typebox'
import { ProductInput } from '../../contracts/catalogue.ts'
import { CategoryId, ProductId, StoreId } from '../../contracts/ids.ts'
import type { Collections } from '../../engines/documents/port.ts'
import type { CategoryBody } from './domain/category.ts'
import type { ListingBody, ProductBody } from './domain/product.ts'

export const products = 'products'
export const categories = 'categories'
/** Only where a store differs from the product: its own price, or not sold there. */
export const listings = 'listings'

// Fields that are not named here are let through: a newer version may have added them, and during a release both write.

const Paise = Type.Integer({ minimum: 0 })

const Product = Type.Object({
  ...Type.Omit(ProductInput, ['categoryPath', 'mrp', 'price']).properties,
  categoryId: CategoryId,
  mrp: Paise,
  price: Paise,
  active: Type.Boolean(),
  storeIds: Type.Union([Type.Array(StoreId), Type.Null()]),
})

const Category = Type.Object({
  name: Type.String(),
  nameHi: Type.Optional(Type.String()),
  parentId: Type.Union([CategoryId, Type.Null()]),
  path: Type.Array(Type.String()),
  image: Type.Optional(Type.String()),
  place: Type.Integer(),
})

const Listing = Type.Object({
  storeId: StoreId,
  productId: ProductId,
  price: Type.Optional(Paise),
  mrp: Type.Optional(Paise),
  listed: Type.Boolean(),
})

/** The schemas say what the domain's types say, or this does not compile. */
type Same<A, B> = A extends B ? (B extends A ? true : never) : never
true satisfies Same<Static<typeof Product>, ProductBody>
true satisfies Same<Static<typeof Category>, CategoryBody>
true satisfies Same<Static<typeof Listing>, ListingBody>

/** The documents of this service, as an engine has to know them. */
export const collections: Collections = {
  // What only a product's own page and search show is spare.
  [products]: {
    body: Product,
    indexes: ['categoryId'],
    spare: ['description', 'descriptionHi', 'attributes', 'attributesHi'],
  },
  [categories]: { body: Category, indexes: [], spare: [] },
  [listings]: { body: Listing, indexes: ['productId'], spare: [] },
}
