/** What the index holds: one record per product, and one per product and store, which repeats the product's. */
import { createHash } from 'node:crypto'
import { bandEdges, discountOf, nameKeyOf, priorOf, tieOf } from '../language/order.ts'
import { foldPhrase, phrasesOf } from '../language/phrases.ts'
import { field, placeOf, type Term, tellingFields, termsOf } from '../language/terms.ts'
import { type Listing, type SearchDocument, SearchError } from '../port.ts'

/** Between the parts of a keyword that holds several: nobody types it. */
export const mark = '\u0001'

/** The product's part. All fields are always there, so that one record replaces another whole. */
export type ProductRecord = {
  productId: string
  known: true
  /** Equal for equal documents. */
  hash: string
  /** Words of the document; the same and neighbours written as one. */
  words: string[]
  any: string[]
  telling: string[]
  onShelf: string[]
  named: string[]
  segment: string[]
  heads: string[]
  brandWords: string[]
  /** The name as folded words, and the Hindi one, for neighbours. */
  name: string
  /** By word: what it says about the product, 0 to 1. */
  impact: Record<string, number>
  nameLength: number
  segmentLength: number
  brandLength: number
  nameShare: number
  segmentShare: number
  sizes: number[]
  prior: number
  rating: number
  nameKey: string
  title: string
  tie: number
  brandKey: string
  brand: string | null
  categoryIds: string[]
  categories: string[]
  attributes: string[]
  kind: string
  shelf: string
  aisle: string
  phrases: string[]
}

export type ListingRecord = {
  store: string
  price: number
  mrp: number
  discount: number
  inStock: boolean
  known?: boolean
}

/** A word as the name of a feature, where a dot would be a path. */
export const featureOf = (word: string): string => word.replaceAll('.', '_')

export const productKey = (productId: string): string => `p/${productId}`
export const listingKey = (storeId: string, productId: string): string => `l/${storeId}/${productId}`

export function recordOf(document: SearchDocument): ProductRecord {
  const terms = termsOf(document)
  const all = new Map([...joined(terms.byWord, [terms.nameWords, terms.brandWords]), ...terms.byWord])
  const wordsIn = (bits: number) => [...all].filter(([, { fields }]) => (fields & bits) !== 0).map(([word]) => word)
  const { kind, path } = placeOf(document)
  const brand = document.brand.trim()
  return {
    productId: document.id,
    known: true,
    hash: hashOf(document),
    words: [...terms.byWord.keys()],
    any: [...all.keys()],
    telling: wordsIn(tellingFields),
    onShelf: wordsIn(field.shelf),
    named: wordsIn(field.name),
    segment: wordsIn(field.segment),
    heads: wordsIn(field.head),
    brandWords: wordsIn(field.brand),
    name: [...terms.nameWords, mark, ...terms.nameHiWords].join(' '),
    impact: Object.fromEntries([...all].map(([word, { impact }]) => [featureOf(word), Math.max(impact, 0.004)])),
    nameLength: terms.nameWords.length,
    segmentLength: terms.segmentLength,
    brandLength: terms.brandWords.length,
    nameShare: 1 / Math.max(1, terms.nameWords.length),
    segmentShare: 1 / Math.max(1, terms.segmentLength),
    sizes: terms.sizes,
    prior: Math.round(priorOf(document) * 1_000_000),
    rating: Math.round((document.rating ?? 0) * 1_000),
    nameKey: nameKeyOf(document.name),
    title: document.name,
    tie: tieOf(document.id),
    brandKey: brand.toLowerCase(),
    brand: brand === '' ? null : brand.toLowerCase() + mark + brand,
    categoryIds: document.categoryIds,
    categories: document.categoryIds.map((id, depth) => id + mark + (document.categoryPath[depth] ?? '')),
    attributes: Object.entries(document.attributes ?? {}).map(([name, value]) => name + mark + value),
    kind,
    shelf: path.at(-1) ?? '',
    aisle: path[0] ?? '',
    phrases: [...new Set(phrasesOf(document).flatMap(phraseEntries))],
  }
}

/** "Corn Flakes" is also found as `cornflakes`. */
function joined(byWord: Map<string, Term>, lists: string[][]): Map<string, Term> {
  const found = new Map<string, Term>()
  for (const words of lists) {
    for (let i = 0; i + 1 < words.length; i++) {
      const [first, second] = [words[i]!, words[i + 1]!]
      if (first.length < 2 || second.length < 2) continue
      const [a, b] = [byWord.get(first)!, byWord.get(second)!]
      found.set(first + second, { impact: Math.max(a.impact, b.impact), place: b.place, fields: a.fields | b.fields })
    }
  }
  return found
}

/** A phrase under the beginning of each of its words, as a text that sorts and can be looked up by its beginning. */
function phraseEntries({ text, kind, id = '', typed = text }: ReturnType<typeof phrasesOf>[number]): string[] {
  const words = foldPhrase(typed).split(' ')
  return words.flatMap((_, at) => {
    const rest = words.slice(at).join(' ')
    return rest === '' ? [] : [[rest, kind, id, text, at === 0 ? '1' : '0'].join(mark)]
  })
}

export const hashOf = (document: SearchDocument): string =>
  createHash('sha1').update(JSON.stringify(document)).digest('base64url')

const dearest = 1_000_000_000 // paise

/** @throws {SearchError} `search/bad-listing` */
export function checkListing({ productId, storeId, price, mrp, inStock }: Listing): void {
  const fault = (what: string) =>
    new SearchError('search/bad-listing', `listing of ${String(productId).slice(0, 64)}: ${what}`)
  if (typeof productId !== 'string' || productId === '') throw fault('no product id')
  if (typeof storeId !== 'string' || storeId === '') throw fault('no store id')
  if (!Number.isInteger(price) || price < 0 || price > dearest) throw fault('price is not a sum in paise')
  if (!Number.isInteger(mrp) || mrp < 0 || mrp > dearest) throw fault('mrp is not a sum in paise')
  if (typeof inStock !== 'boolean') throw fault('inStock is not true or false')
}

export const listingRecord = ({ storeId, price, mrp, inStock }: Listing): ListingRecord => ({
  store: storeId,
  price,
  mrp,
  discount: discountOf(price, mrp),
  inStock,
})

/** One of everything: what is made of it changes when the code that makes it does. */
export const sample = (): unknown => [
  recordOf({
    id: 'sample',
    name: 'Corn Flakes - Crunchy & Roasted Almonds 500 g (with Honey)',
    nameHi: 'मूँग ज़ीरा',
    brand: "Kellogg's",
    pack: '2 x 500 g',
    categoryPath: ['Snacks', 'Breakfast, Cereals & दलिया'],
    categoryPathHi: ['नमकीन', 'नाश्ता'],
    categoryIds: ['c1', 'c2'],
    type: 'Flakes/Muesli',
    keywords: ['nashta'],
    description: 'For <b>busy</b> mornings.',
    attributes: { colour: 'Golden brown' },
    rating: 4.2,
    popularity: 17,
  }),
  bandEdges,
]
