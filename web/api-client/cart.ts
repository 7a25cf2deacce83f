import { forgetGuestCart, guestCartToken, keepGuestCart } from './guest-cart.ts'
import { api, type Body } from './http.ts'
import { isProblem } from './problem.ts'
import type { Cart } from './types.ts'

const kept = (cart: Cart): Cart => {
  if (cart.token) keepGuestCart(cart.token)
  return cart
}

export const getCart = () => api('GET /v1/cart').then(kept)

/** What is to be done with a line that is sold out at the shelf. */
export type Substitution = NonNullable<Body<'PUT /v1/cart/items/{productId}'>['substitution']>

/** Sets how many of a product are in the cart; none takes it out. */
export const setCartItem = (productId: string, quantity: number, substitution?: Substitution) =>
  (quantity > 0
    ? api('PUT /v1/cart/items/{productId}', {
        path: { productId },
        body: { quantity, ...(substitution ? { substitution } : {}) },
      })
    : api('DELETE /v1/cart/items/{productId}', { path: { productId } })
  ).then(kept)

export const setCartStore = (storeId: string) => api('PUT /v1/cart/store', { body: { storeId } }).then(kept)

export const setCoupon = (code: string) => api('PUT /v1/cart/coupon', { body: { code } }).then(kept)

export const removeCoupon = () => api('DELETE /v1/cart/coupon').then(kept)

export const quoteCart = (body: Body<'POST /v1/cart/quote'>, signal?: AbortSignal) =>
  api('POST /v1/cart/quote', { body, signal })

/** Coupons, each with what it would do for the cart or why it does not apply. */
export const listCartOffers = () => api('GET /v1/cart/offers')

/** Coupons that can be used in a store now. */
export const listOffers = (store: string) => api('GET /v1/offers', { query: { store }, as: 'none' })

/**
 * Puts what a guest had collected into the cart of the person who has just logged in.
 * @returns the cart that came of it, or null where there was nothing to bring
 */
export async function mergeGuestCart(): Promise<Cart | null> {
  const token = guestCartToken()
  if (!token) return null
  try {
    const merged = await api('POST /v1/cart/merge', { body: { token } })
    forgetGuestCart()
    return merged
  } catch (error) {
    // Merged before, or expired. Anything else is tried again at the next login.
    if (!isProblem(error, 'carts/guest-cart-not-found')) throw error
    forgetGuestCart()
    return null
  }
}
