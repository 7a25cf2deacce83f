import type { Cart } from '../../api-client/types.ts'

/** How many there may be instead of those that are in the cart, and why; null where the cart is right. */
export function correctionOf(
  { lines }: Pick<Cart, 'lines'>,
  productId: string,
): { quantity: number; why: 'stock' | 'limit' } | null {
  const line = lines.find((each) => each.productId === productId)
  if (!line) return null
  const { quantity, available = quantity, maxPerOrder } = line
  const possible = Math.min(available, maxPerOrder)
  if (quantity <= possible) return null
  return { quantity: Math.max(0, possible), why: available < maxPerOrder ? 'stock' : 'limit' }
}

/** The limit that a refusal names. */
export function quantityLimit(details: unknown): number | undefined {
  if (typeof details !== 'object' || details === null || !('maxPerOrder' in details)) return undefined
  return typeof details.maxPerOrder === 'number' ? details.maxPerOrder : undefined
}

/** What is missing to a delivery without a fee; null where there is none to be saved. Paise. */
export function toFreeDelivery(
  subtotalPaise: number,
  fees: { deliveryFee: { amount: number }; freeDeliveryFrom: { amount: number } } | undefined,
): { missing: number; share: number } | null {
  if (!fees || fees.deliveryFee.amount === 0) return null
  const from = fees.freeDeliveryFrom.amount
  return { missing: Math.max(0, from - subtotalPaise), share: from === 0 ? 1 : Math.min(1, subtotalPaise / from) }
}
