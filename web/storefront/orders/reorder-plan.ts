import type { Money, ProductCard } from '../../api-client/types.ts'

/** What of an order can be had again today, and what is to be told about it. */
export interface ReorderPlan {
  put: { product: ProductCard; quantity: number }[]
  /** Sold out, or not sold by the store that serves this person now. */
  gone: string[]
  dearer: { name: string; before: Money; now: Money }[]
}

/** @param inCart packs of a product that are in the cart already: those of the order come on top */
export function planReorder(
  lines: readonly { productId: string; name: string; quantity: number; price: Money }[],
  products: readonly ProductCard[],
  inCart: (productId: string) => number,
): ReorderPlan {
  const known = new Map(products.map((product) => [product.id, product]))
  const plan: ReorderPlan = { put: [], gone: [], dearer: [] }
  for (const { productId, name, quantity, price } of lines) {
    const product = known.get(productId)
    if (!product?.inStock) {
      plan.gone.push(name)
      continue
    }
    plan.put.push({ product, quantity: Math.min(inCart(productId) + quantity, product.maxPerOrder) })
    if (product.price.amount > price.amount) plan.dearer.push({ name, before: price, now: product.price })
  }
  return plan
}
