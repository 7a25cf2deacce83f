import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { CategoryId, ProductId, StoreId } from './ids.ts'
import { Page } from './list.ts'
import { Price } from './money.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { Reasoned } from './reasons.ts'
import { Timestamp } from './time.ts'

export const catalogue = defineProblems({
  'catalogue/product-not-found': [404, 'There is no such product'],
  'catalogue/category-not-found': [404, 'There is no such category'],
  'catalogue/price-above-mrp': [422, 'A selling price may not be above the MRP'],
  'catalogue/price-too-high': [422, 'The price is higher than Tokri can hold'],
  'catalogue/bad-product': [422, 'The product is not described as it must be'],
  'catalogue/duplicate-sku': [409, 'The SKU stands twice, with different products'],
  'catalogue/duplicate-category': [409, 'There is such a category already'],
  'catalogue/import-not-found': [404, 'There is no such import'],
  'catalogue/import-not-ready': [409, 'The import is not in a state that allows this'],
  'catalogue/bad-file': [422, 'The file cannot be read as a table of comma separated values'],
  'catalogue/too-many-rows': [422, 'The file has too many rows'],
} as const)

/** At what temperature a product is kept. */
export const zones = ['ambient', 'chilled', 'frozen'] as const
export const Zone = Type.Enum([...zones], { title: 'Zone' })
export type Zone = (typeof zones)[number]

/** As printed under the bars (EAN-8, UPC-A, EAN-13, GTIN-14), or a store's own code. */
const Barcode = Type.String({ pattern: '^[0-9A-Za-z-]{4,32}$' })

const Attributes = Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 300 }), { maxProperties: 40 })

/** What attributes and their values are called in Hindi, by their English names; where something is missing the English stands. */
const AttributesHi = Type.Record(
  Type.String({ maxLength: 60 }),
  Type.Object(
    { name: Type.Optional(Type.String({ maxLength: 60 })), value: Type.Optional(Type.String({ maxLength: 300 })) },
    { additionalProperties: false },
  ),
  { maxProperties: 40 },
)
export type AttributesHi = Static<typeof AttributesHi>

/** A product as merchandisers and importers give it. `sku` is their own stable key: the same sku again updates. */
export const ProductInput = Type.Object(
  {
    sku: Type.String({ minLength: 1, maxLength: 80 }),
    name: Type.String({ minLength: 1, maxLength: 300 }),
    /** In Hindi; where there is none the name stands. */
    nameHi: Type.Optional(Type.String({ maxLength: 300 })),
    brand: Type.String({ maxLength: 120 }),
    /** As printed: `500 ml`, `1 kg`, `6 x 70 g`; empty when unknown. */
    pack: Type.String({ maxLength: 60 }),
    /** Names, root first. */
    categoryPath: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 4 }),
    type: Type.Optional(Type.String({ maxLength: 120 })),
    description: Type.Optional(Type.String({ maxLength: 10_000 })),
    descriptionHi: Type.Optional(Type.String({ maxLength: 10_000 })),
    keywords: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 40 })),
    attributes: Type.Optional(Attributes),
    attributesHi: Type.Optional(AttributesHi),
    /** Address of a picture; without one Tokri draws its own. */
    image: Type.Optional(Type.String({ maxLength: 500 })),
    /** Addresses of pictures in the order in which they are shown; the first stands in lists, unless `image` does. */
    images: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 8 })),
    mrp: Price,
    /** The selling price where a store has none of its own; tax included. */
    price: Price,
    gstBasisPoints: Type.Integer({ minimum: 0, maximum: 5_000 }),
    rating: Type.Optional(
      Type.Object({ average: Type.Number({ minimum: 0, maximum: 5 }), count: Type.Integer({ minimum: 0 }) }),
    ),
    netQuantity: Type.Optional(
      Type.Object({ value: Type.Number({ exclusiveMinimum: 0 }), unit: Type.Enum(['g', 'ml', 'piece']) }),
    ),
    maxPerOrder: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    /** Every code that may be on the pack: pickers are told when they hold another product. */
    barcodes: Type.Optional(Type.Array(Barcode, { maxItems: 10 })),
    /** `ambient` unless told. */
    zone: Type.Optional(Zone),
  },
  { additionalProperties: false, title: 'ProductInput' },
)
export type ProductInput = Static<typeof ProductInput>

export const CategoryRef = Type.Object({
  id: CategoryId,
  name: Type.String(),
  nameHi: Type.Optional(Type.String()),
})

export const Category = Type.Object(
  {
    id: CategoryId,
    name: Type.String(),
    nameHi: Type.Optional(Type.String()),
    parentId: Type.Union([CategoryId, Type.Null()]),
    image: Type.String(),
    /** Products listed in the store asked for, in this category and below. */
    productCount: Type.Integer(),
  },
  { title: 'Category' },
)
export type Category = Static<typeof Category>

/** What a shopper sees in a list: one product in one store. */
export const ProductCard = Type.Object(
  {
    id: ProductId,
    name: Type.String(),
    nameHi: Type.Optional(Type.String()),
    brand: Type.String(),
    pack: Type.String(),
    image: Type.String(),
    mrp: Price,
    price: Price,
    /** Price per kg, litre or piece, where the net quantity is known. */
    unitPrice: Type.Optional(Type.Object({ price: Price, per: Type.Enum(['kg', 'l', 'piece']) })),
    rating: Type.Optional(Type.Object({ average: Type.Number(), count: Type.Integer() })),
    inStock: Type.Boolean(),
    /** Shown when few are left. */
    left: Type.Optional(Type.Integer()),
    maxPerOrder: Type.Integer(),
    categoryId: CategoryId,
  },
  { title: 'ProductCard' },
)
export type ProductCard = Static<typeof ProductCard>

export const ProductDetail = Type.Object(
  {
    ...ProductCard.properties,
    sku: Type.String(),
    categoryPath: Type.Array(CategoryRef),
    type: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    descriptionHi: Type.Optional(Type.String()),
    attributes: Attributes,
    /** Also what other products have told of the same attributes. */
    attributesHi: Type.Optional(AttributesHi),
    images: Type.Array(Type.String()),
    /** Other packs of the same product by the same brand. */
    variants: Type.Array(ProductCard),
    similar: Type.Array(ProductCard),
    /** True while description and attributes cannot be read: everything else is right, and it can be bought. */
    partial: Type.Optional(Type.Boolean()),
  },
  { title: 'ProductDetail' },
)
export type ProductDetail = Static<typeof ProductDetail>

/** `details` of `catalogue/product-not-found` where there is such a product, which this store does not sell. */
export type NotSold = Pick<ProductDetail, 'name' | 'nameHi' | 'categoryPath' | 'similar'> & {
  /** Whether no store sells it any more; else others may. */
  withdrawn: boolean
}

/** The orders of a list. Without one: by relevance, what is in stock first. */
export const productSorts = ['relevance', 'price', '-price', 'discount', 'rating', 'name'] as const

const FacetValue = Type.Object({ value: Type.String(), count: Type.Integer() })
export const Facets = Type.Object({
  brands: Type.Array(FacetValue),
  categories: Type.Array(Type.Object({ ...CategoryRef.properties, count: Type.Integer() })),
  /** Bands of prices in paise: `min` inclusive, `max` exclusive, null for no upper end. */
  prices: Type.Array(
    Type.Object({ min: Type.Integer(), max: Type.Union([Type.Integer(), Type.Null()]), count: Type.Integer() }),
  ),
  /** Attributes that tell these products apart: diet, storage. Those that nearly all or nearly none share are left out. */
  attributes: Type.Array(
    Type.Object({
      name: Type.String(),
      nameHi: Type.Optional(Type.String()),
      values: Type.Array(Type.Object({ ...FacetValue.properties, valueHi: Type.Optional(Type.String()) })),
    }),
  ),
})
export type Facets = Static<typeof Facets>

export const ProductPage = Type.Object(
  {
    ...Page(ProductCard).properties,
    total: Type.Integer(),
    /** Counted for the first page; empty on those that follow by cursor. */
    facets: Facets,
    /** What was searched for instead, where the query looked mistyped. */
    corrected: Type.Optional(Type.String()),
  },
  { title: 'ProductPage' },
)
export type ProductPage = Static<typeof ProductPage>

/** A row of products on the home page: what is cheaper than usual, or a category. */
export const Rail = Type.Object(
  {
    kind: Type.Enum(['deals', 'category']),
    category: Type.Optional(CategoryRef),
    items: Type.Array(ProductCard),
  },
  { title: 'Rail' },
)
export type Rail = Static<typeof Rail>

/** The home page of a store in one answer. */
export const Home = Type.Object(
  {
    storeId: Type.Union([StoreId, Type.Null()]),
    /** All that the store has products in. */
    categories: Type.Array(Category),
    rails: Type.Array(Rail),
  },
  { title: 'Home' },
)
export type Home = Static<typeof Home>

export const Suggestion = Type.Object({
  text: Type.String(),
  /** What the product or category is called in Hindi, where it has a name there. */
  textHi: Type.Optional(Type.String()),
  kind: Type.Enum(['query', 'brand', 'category', 'product']),
  id: Type.Optional(Type.String()),
  image: Type.Optional(Type.String()),
})

export type Suggestion = Static<typeof Suggestion>

/** A product as merchandisers see it. `storeIds` null: sold in every store. */
export const AdminProduct = Type.Object(
  {
    id: ProductId,
    ...ProductInput.properties,
    categoryId: CategoryId,
    /** Not sold anywhere while false. */
    active: Type.Boolean(),
    storeIds: Type.Union([Type.Array(StoreId), Type.Null()]),
    version: Type.Integer(),
  },
  { title: 'AdminProduct' },
)
export type AdminProduct = Static<typeof AdminProduct>

/** What became of a batch of rows. `index` counts from 0 in what was sent; the good rows are kept. */
export const ImportResult = Type.Object(
  {
    added: Type.Integer(),
    updated: Type.Integer(),
    unchanged: Type.Integer(),
    problems: Type.Array(
      Type.Object({
        index: Type.Integer(),
        code: Type.String(),
        message: Type.String(),
        details: Type.Optional(Reasoned),
      }),
    ),
  },
  { title: 'ImportResult' },
)
export type ImportResult = Static<typeof ImportResult>

/** A product in a store as the cart needs it: what it is called and what it costs there, now. */
export const Listing = Type.Object({
  productId: ProductId,
  name: Type.String(),
  nameHi: Type.Optional(Type.String()),
  brand: Type.String(),
  pack: Type.String(),
  image: Type.String(),
  mrp: Price,
  price: Price,
  gstBasisPoints: Type.Integer(),
  maxPerOrder: Type.Integer(),
  /** The category that it is in and those above, root first: for offers on categories. */
  categoryIds: Type.Optional(Type.Array(CategoryId)),
  barcodes: Type.Optional(Type.Array(Type.String())),
  zone: Type.Optional(Zone),
})
export type Listing = Static<typeof Listing>

/** Prices of products in a store. Products that are unknown or not sold there are left out. */
export const GetListings = operation('catalogue.getListings', {
  read: true,
  input: Type.Object({ storeId: StoreId, productIds: Type.Array(ProductId, { maxItems: 200 }) }),
  output: Type.Object({ listings: Type.Array(Listing) }),
})

/** Adds or updates products by sku, and lists them in stores. All of a batch or none. */
export const PutProducts = operation('catalogue.putProducts', {
  idempotentBy: 'products',
  input: Type.Object({
    products: Type.Array(ProductInput, { minItems: 1, maxItems: 500 }),
    /** Where they are sold; every store when absent. */
    storeIds: Type.Optional(Type.Array(StoreId, { maxItems: 500 })),
  }),
  output: Type.Object({
    added: Type.Integer(),
    updated: Type.Integer(),
    unchanged: Type.Integer(),
    products: Type.Array(Type.Object({ sku: Type.String(), productId: ProductId })),
  }),
})

/** What categories are called in Hindi, by the names that they were imported by, root first. Unknown ones refuse. */
export const NameCategories = operation('catalogue.nameCategories', {
  idempotentBy: 'names',
  input: Type.Object({
    names: Type.Array(
      Type.Object({
        path: Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 4 }),
        nameHi: Type.String({ minLength: 1, maxLength: 300 }),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  output: Type.Object({}),
})

export const StorePrice = Type.Object(
  { productId: ProductId, price: Price, mrp: Price },
  { additionalProperties: false, title: 'StorePrice' },
)

/** A store's own prices, which then stand before those of the products. All of them or none; unknown products refuse. */
export const SetPrices = operation('catalogue.setPrices', {
  idempotentBy: 'prices',
  input: Type.Object({ storeId: StoreId, prices: Type.Array(StorePrice, { minItems: 1, maxItems: 500 }) }),
  output: Type.Object({ changed: Type.Integer() }),
})

export const CountProducts = operation('catalogue.count', {
  read: true,
  input: Type.Object({}),
  output: Type.Object({ products: Type.Integer(), categories: Type.Integer() }),
})

/** Key: the first product id. Tells which products to read again. */
export const ProductChanged = event(
  'product.changed',
  1,
  Type.Object({ productIds: Type.Array(ProductId, { maxItems: 500 }) }),
)

/** Key: the category. Its name or picture is another. */
export const CategoryChanged = event('category.changed', 1, Type.Object({ categoryId: CategoryId }))

/** Key: store + product. A price of a store of its own; where it has none, `product.changed` tells. */
export const PriceChanged = event(
  'price.changed',
  1,
  Type.Object({ storeId: StoreId, productId: ProductId, price: Price, mrp: Price }),
)

/** Products of a store by what somebody types, best first: for staff who look for stock. */
export const FindProducts = operation('catalogue.find', {
  read: true,
  input: Type.Object({
    storeId: StoreId,
    q: Type.String({ maxLength: 200 }),
    limit: Type.Integer({ minimum: 1, maximum: 100 }),
  }),
  output: Type.Object({ listings: Type.Array(Listing) }),
})

/** A product's price and stock in one store, as merchandisers see it. `own`: the store has a price of its own. */
export const StoreTerms = Type.Object(
  {
    storeId: StoreId,
    price: Price,
    mrp: Price,
    own: Type.Boolean(),
    listed: Type.Boolean(),
    /** Packs that can be sold; absent while the store cannot be asked and it may be more than the ten of which each is told. */
    available: Type.Optional(Type.Integer()),
  },
  { title: 'StoreTerms' },
)
export type StoreTerms = Static<typeof StoreTerms>

/** What has become different for shoppers of a store: they lay it over what they have. */
export const ShelfChange = Type.Object(
  {
    productId: ProductId,
    /** Absent when the product is not sold there any more. */
    card: Type.Optional(ProductCard),
  },
  { title: 'ShelfChange' },
)
export type ShelfChange = Static<typeof ShelfChange>

export const importKinds = ['products', 'prices', 'stock'] as const
export type ImportKind = (typeof importKinds)[number]
/**
 *     checking ─► checked ─► applying ─► applied ─► undoing ─► undone
 *     (rows are compared)    (in batches)          (prices only)
 */
export const importStates = ['checking', 'checked', 'applying', 'applied', 'undoing', 'undone'] as const
export const importVerdicts = ['added', 'changed', 'unchanged', 'refused'] as const
export type ImportVerdict = (typeof importVerdicts)[number]

/** A file that was handed in: first compared with what is there, then, if somebody says so, applied. */
export const ImportFile = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum([...importKinds]),
    fileName: Type.String(),
    state: Type.Enum([...importStates]),
    rows: Type.Integer(),
    /** Rows of this state that are done: the measure of progress. */
    done: Type.Integer(),
    counts: Type.Object({
      added: Type.Integer(),
      changed: Type.Integer(),
      unchanged: Type.Integer(),
      refused: Type.Integer(),
    }),
    createdBy: Type.String(),
    createdAt: Timestamp,
    appliedAt: Type.Optional(Timestamp),
    undoneAt: Type.Optional(Timestamp),
  },
  { title: 'ImportFile' },
)
export type ImportFile = Static<typeof ImportFile>

/** One row of a file: what it would change, field by field, as people read it. */
export const ImportRow = Type.Object(
  {
    /** As a spreadsheet counts: the header is 1. */
    row: Type.Integer(),
    key: Type.String(),
    label: Type.String(),
    verdict: Type.Enum([...importVerdicts]),
    changes: Type.Array(
      Type.Object({ field: Type.String(), from: Type.Union([Type.String(), Type.Null()]), to: Type.String() }),
    ),
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    /** The same as `message` for programs and other languages; absent of rows from before it was kept. */
    details: Type.Optional(Reasoned),
    applied: Type.Boolean(),
  },
  { title: 'ImportRow' },
)
export type ImportRow = Static<typeof ImportRow>

/** All products of a category and those below it: for audiences of campaigns. */
export const ProductsInCategory = operation('catalogue.productsIn', {
  read: true,
  input: Type.Object({ categoryId: CategoryId, limit: Type.Integer({ minimum: 1, maximum: 20_000 }) }),
  output: Type.Object({ productIds: Type.Array(ProductId) }),
})

/** Product ids by the operator's own keys. Unknown ones are left out. */
export const FindBySku = operation('catalogue.findBySku', {
  read: true,
  input: Type.Object({ skus: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 500 }) }),
  output: Type.Object({ products: Type.Array(Type.Object({ sku: Type.String(), productId: ProductId })) }),
})

/** What may be put in for a product in a store: of its category, most alike first. None for an unknown product. */
export const FindSimilar = operation('catalogue.findSimilar', {
  read: true,
  input: Type.Object({ storeId: StoreId, productId: ProductId }),
  output: Type.Object({ listings: Type.Array(Listing) }),
})

/** Products by what is printed on them: SKU or barcode. Unknown codes are left out. */
export const FindByCode = operation('catalogue.findByCode', {
  read: true,
  input: Type.Object({ codes: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 500 }) }),
  output: Type.Object({ products: Type.Array(Type.Object({ code: Type.String(), productId: ProductId })) }),
})
