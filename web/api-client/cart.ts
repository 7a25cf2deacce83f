import { forgetGuestCart, guestCartToken, keepGuestCart } from './guest-cart.ts'
import { ask } from './http.ts'
import { isProblem } from './problem.ts'
import type { Cart, Money, Offer, Quote } from './types.ts'

const kept = (cart: Cart): Cart => {
  if (cart.token) keepGuestCart(cart.token)
  return cart
}

export const getCart = () => ask<Cart>('/v1/cart').then(kept)

/** Sets how many of a product are in the cart; none takes it out. */
export const setCartItem = (productId: string, quantity: number) =>
  (quantity > 0
    ? ask<Cart>(`/v1/cart/items/${productId}`, { method: 'PUT', body: { quantity } })
    : ask<Cart>(`/v1/cart/items/${productId}`, { method: 'DELETE' })
  ).then(kept)

export const setCartStore = (storeId: string) =>
  ask<Cart>('/v1/cart/store', { method: 'PUT', body: { storeId } }).then(kept)

export const setCoupon = (code: string) => ask<Cart>('/v1/cart/coupon', { method: 'PUT', body: { code } }).then(kept)

export const removeCoupon = () => ask<Cart>('/v1/cart/coupon', { method: 'DELETE' }).then(kept)

export const quoteCart = (body: { addressId: string; tip?: Money }, signal?: AbortSignal) =>
  ask<Quote>('/v1/cart/quote', { method: 'POST', body, signal })

/** Coupons that can be used in a store now. */
export const listOffers = (store: string) => ask<{ items: Offer[] }>('/v1/offers', { query: { store }, as: 'none' })

/**
 * Puts what a guest had collected into the cart of the person who has just logged in.
 * @returns the cart that came of it, or null where there was nothing to bring
 */
export async function mergeGuestCart(): Promise<Cart | null> {
  const token = guestCartToken()
  if (!token) return null
  try {
    const merged = await ask<Cart>('/v1/cart/merge', { method: 'POST', body: { token } })
    forgetGuestCart()
    return merged
  } catch (error) {
    // Merged before, or expired. Anything else is tried again at the next login.
    if (!isProblem(error, 'carts/guest-cart-not-found')) throw error
    forgetGuestCart()
    return null
  }
}
