import Type, { type Static } from 'typebox'

/**
 * Why exactly something was refused: `reason` is stable and finer than the code beside it, the rest is what a sentence about
 * it names, `field` as whoever sent it calls it. Pages say it in their language by `<code>.<reason>`.
 */
export const Reasoned = Type.Object(
  { reason: Type.String({ maxLength: 40 }) },
  {
    additionalProperties: Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]),
    title: 'Reasoned',
  },
)
export type Reasoned = Static<typeof Reasoned> & { readonly [named: string]: string | number | string[] }

/** Reasons of `carts/bad-offer`. */
export const offerFaults = [
  'percent-out-of-range',
  'amount-not-positive',
  'packs-missing',
  'packs-not-wanted',
  'ends-before-start',
  'amount-above-minimum',
  'cap-not-positive',
  'budget-not-positive',
] as const
export type OfferFault = (typeof offerFaults)[number]

/** Reasons of `catalogue/bad-product`, of products and categories. */
export const productFaults = ['sku-empty', 'name-empty', 'category-name-empty', 'category-too-deep'] as const
export type ProductFault = (typeof productFaults)[number]

/** Reasons of `catalogue/bad-file`. */
export const fileFaults = [
  'file-empty',
  'no-rows',
  'columns-missing',
  'columns-unknown',
  'quote-not-closed',
  'quote-misplaced',
  'cells-do-not-match',
  'row-too-long',
  'unreadable',
] as const
export type FileFault = (typeof fileFaults)[number]

/** Reasons of rows of an import, by the code of the row. */
export const importRowReasons = {
  'request/invalid': [
    'empty',
    'too-long',
    'too-many',
    'not-a-number',
    'not-whole',
    'too-small',
    'not-above',
    'too-large',
    'not-one-of',
    'not-valid',
  ],
  'catalogue/bad-product': [
    ...productFaults,
    'prices-missing',
    'category-missing',
    'not-an-amount',
    'price-zero',
    'not-a-count',
  ],
  'catalogue/price-above-mrp': ['price-above-mrp'],
  'catalogue/price-too-high': ['price-too-high'],
  'catalogue/duplicate-sku': ['earlier-row'],
  'catalogue/product-not-found': ['unknown-sku'],
  'catalogue/changed-since': ['price-changed', 'stock-changed', 'store-opened', 'preview-too-old'],
  'stores/not-found': ['unknown-store', 'store-missing', 'all-stores', 'store-gone'],
  'stores/stock-below-reserved': ['sold-or-reserved'],
} as const
export type ImportRowCode = keyof typeof importRowReasons
export type ImportRowReason<Code extends ImportRowCode> = (typeof importRowReasons)[Code][number]

/** What is told of a row that was not refused: such rows have no code, and pages say it by `import/note.<reason>`. */
export const importNotes = ['sold-since', 'returned-since'] as const
export type ImportNote = (typeof importNotes)[number]
