import { catalogue, PriceChanged } from '../../contracts/catalogue.ts'
import { money } from '../../contracts/money.ts'
import type { Stored } from '../../engines/documents/port.ts'
import { type Message, message } from '../../kit/sql.ts'
import { listings } from './collections.ts'
import type { CatalogueContext } from './context.ts'
import { type ListingBody, listingIdOf, type ProductBody, priceFault } from './domain/product.ts'
import { productMessages } from './put.ts'
import { getListings, getProducts } from './store.ts'

/** What is to be another in a store; the rest stays. Prices in paise. */
export interface TermsChange {
  readonly productId: string
  /** Null: no terms of its own any more, those of the product stand. */
  readonly terms?: { readonly price: number; readonly mrp: number } | null
  readonly listed?: boolean
}

/**
 * Gives a store its own terms for products, all or none, and tells of them in the same commit.
 * @returns how many have changed
 * @throws catalogue/product-not-found, catalogue/price-above-mrp, catalogue/price-too-high naming the product
 */
export async function changeTerms(
  { documents, keeper }: Pick<CatalogueContext, 'documents' | 'keeper'>,
  storeId: string,
  changes: readonly TermsChange[],
  audit: Message[] = [],
): Promise<number> {
  for (const { productId, terms } of changes) {
    const fault = terms && priceFault(terms.price, terms.mrp)
    if (fault) throw catalogue(fault.code, { detail: fault.message, details: { productId } })
  }
  const wanted = new Map(changes.map((each) => [each.productId, each]))
  // Products never go, so this may be asked before the change begins.
  const known = new Map((await getProducts(documents, [...wanted.keys()])).map(({ id, body }) => [id, body]))
  const missing = [...wanted.keys()].find((id) => !known.has(id))
  if (missing) throw catalogue('catalogue/product-not-found', { details: { productId: missing } })

  const done = await documents.change(async (change) => {
    const ids = [...wanted.keys()].map((productId) => listingIdOf(storeId, productId))
    const before = new Map((await getListings(change, ids)).map((each) => [each.id, each]))
    const all = [...wanted.values()].map(({ productId, terms, listed }): Stored<ListingBody> => {
      const id = listingIdOf(storeId, productId)
      const old = before.get(id)
      const { price, mrp, ...rest } = old?.body ?? {}
      const kept = price === undefined || mrp === undefined ? {} : { price, mrp }
      const body = {
        listed: true,
        ...rest,
        storeId,
        productId,
        ...(terms === undefined ? kept : terms),
        ...(listed === undefined ? {} : { listed }),
      }
      return { id, version: old?.version ?? 0, body }
    })
    const put = await change.put(listings, all)
    const changed = all
      .filter(({ id }) => !put.unchanged.has(id))
      .map((each) => ({ ...each, version: each.version + 1 }))
    const messages = changed.flatMap(({ body }) => told(wanted.get(body.productId)!, body, known.get(body.productId)!))
    change.publish(...messages, ...(changed.length > 0 ? audit : []))
    return { changed, messages }
  })
  keeper.applied({ listings: done.changed }, done.messages)
  return done.changed.length
}

const told = (
  { terms, listed }: TermsChange,
  { storeId, productId, price, mrp }: ListingBody,
  product: ProductBody,
): Message[] => [
  ...(terms !== undefined
    ? [
        message(PriceChanged, listingIdOf(storeId, productId), {
          storeId,
          productId,
          price: money(price ?? product.price),
          mrp: money(mrp ?? product.mrp),
        }),
      ]
    : []),
  ...(listed === undefined ? [] : productMessages([productId])),
]
