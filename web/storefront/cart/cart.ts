import { queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { getCart, type Substitution, setCartItem, setCartStore } from '../../api-client/cart.ts'
import { isProblem } from '../../api-client/problem.ts'
import type { Cart, CartLine, ProductCard } from '../../api-client/types.ts'
import { queryClient } from '../query-client.ts'
import { correctionOf, quantityLimit } from './correction.ts'

/** What the cart needs to know of a product to show it before the answer has come. */
export type Addable = Pick<
  ProductCard,
  'id' | 'name' | 'nameHi' | 'brand' | 'pack' | 'image' | 'mrp' | 'price' | 'maxPerOrder'
>

export const addableLine = ({ productId, ...line }: Omit<CartLine, 'quantity' | 'total'>): Addable => ({
  id: productId,
  ...line,
})

interface Wish {
  product: Addable
  quantity: number
  storeId: string
  substitution?: Substitution
}

/*
 * A tap changes the cart on the screen at once. The wish is kept until the API has answered for it; taps that come
 * meanwhile replace the wish, so only the last one is sent. One request at a time: the first one of a guest creates the
 * cart, and two at once would create two. What is shown is always the last answer with the open wishes laid over it.
 */
const wishes = new Map<string, Wish>()
let answered: Cart | null = null
let working = false

/** A tap that came to nothing, or to less than was wished. */
export type CartNews =
  | { kind: 'refused'; product: Addable; error: unknown }
  | { kind: 'corrected'; product: Addable; quantity: number; why: 'stock' | 'limit' }

let tellNews: (news: CartNews) => void = () => {}

export const onCartNews = (listener: typeof tellNews): void => {
  tellNews = listener
}

export const cartQuery = queryOptions({
  queryKey: ['mine', 'cart'],
  queryFn: async () => {
    const cart = await getCart()
    // An answer that was asked for before a wish was sent would take the wish back.
    if (!working) answered = cart
    return laidOver(answered ?? cart)
  },
  staleTime: 30_000,
})

export function useCart(): Cart | undefined {
  return useQuery(cartQuery).data
}

/*
 * How many of each product are in the cart, for the steppers: a thousand cards that each watch a query would take
 * longer to tell than to draw.
 */
let quantities: ReadonlyMap<string, number> = new Map()
const watchers = new Set<() => void>()
queryClient.getQueryCache().subscribe(({ query, type }) => {
  if ((type !== 'updated' && type !== 'removed') || query.queryKey[0] !== 'mine' || query.queryKey[1] !== 'cart') return
  const lines = type === 'removed' ? [] : ((query.state.data as Cart | undefined)?.lines ?? [])
  for (const line of lines) names.set(line.productId, line)
  if (lines.length === quantities.size && lines.every((line) => quantities.get(line.productId) === line.quantity))
    return
  quantities = new Map(lines.map((line) => [line.productId, line.quantity]))
  for (const tell of watchers) tell()
})
/** Names of what was in the cart since the page was opened: a cart does not name what its store does not sell. */
const names = new Map<string, Pick<CartLine, 'name' | 'nameHi'>>()
export const nameSeen = (productId: string) => names.get(productId)

const watch = (tell: () => void) => {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

export const quantityOf = (productId: string): number => quantities.get(productId) ?? 0

export const useQuantity = (productId: string): number => useSyncExternalStore(watch, () => quantityOf(productId))

export function setQuantity(product: Addable, quantity: number, storeId: string): void {
  const wished = Math.max(0, Math.min(quantity, product.maxPerOrder))
  wishes.set(product.id, { ...wishes.get(product.id), product, quantity: wished, storeId })
  showCart()
  void work()
}

/** What is to be done when this line is sold out at the shelf. */
export function setSubstitution(
  { quantity, ...line }: Parameters<typeof addableLine>[0] & { quantity: number },
  substitution: Substitution,
  storeId: string,
): void {
  wishes.set(line.productId, { product: addableLine(line), quantity, storeId, substitution })
  showCart()
  void work()
}

/** Shows an answer of the API that came by another way: a coupon, another store. */
export function takeCart(cart: Cart): void {
  answered = cart
  showCart()
}

/** An order was made of the cart: it is empty at once here, and in a moment on the server too. */
export function emptyCartShown(): void {
  wishes.clear()
  answered = emptyCart
  showCart()
}

/** The cart may be another one by now: asks again. */
export const refreshCart = (): Promise<void> => queryClient.invalidateQueries({ queryKey: cartQuery.queryKey })

/** Another person: what was known is no longer so. */
export async function forgetCart(): Promise<void> {
  wishes.clear()
  answered = null
  await queryClient.cancelQueries({ queryKey: cartQuery.queryKey })
  queryClient.removeQueries({ queryKey: cartQuery.queryKey })
  await queryClient.invalidateQueries({ queryKey: cartQuery.queryKey })
}

/** Waits until every tap has been answered. */
export async function cartSettled(): Promise<void> {
  while (working) await new Promise((resolve) => settledListeners.add(resolve))
}
const settledListeners = new Set<(value: unknown) => void>()

async function work(): Promise<void> {
  if (working) return
  working = true
  try {
    while (wishes.size > 0) {
      const [id, wish] = wishes.entries().next().value!
      try {
        answered = await send(wish)
        if (wishes.get(id) === wish) {
          wishes.delete(id)
          correct(wish, correctionOf(answered, wish.product.id))
        }
      } catch (error) {
        if (wishes.get(id) === wish) wishes.delete(id)
        const limit = isProblem(error, 'carts/over-limit') ? quantityLimit(error.details) : undefined
        if (limit !== undefined && limit < wish.quantity) correct(wish, { quantity: limit, why: 'limit' })
        else tellNews({ kind: 'refused', product: wish.product, error })
      }
      showCart()
    }
  } finally {
    working = false
    for (const resolve of settledListeners) resolve(undefined)
    settledListeners.clear()
  }
}

/** The server knows better: what it can give is wished instead, and the person is told why. */
function correct(wish: Wish, correction: ReturnType<typeof correctionOf>): void {
  if (!correction) return
  const { quantity, why } = correction
  wishes.set(wish.product.id, { ...wish, quantity })
  tellNews({ kind: 'corrected', product: wish.product, quantity, why })
}

async function send({ product, quantity, storeId, substitution }: Wish): Promise<Cart> {
  if (answered?.storeId !== storeId) answered = await setCartStore(storeId)
  return setCartItem(product.id, quantity, substitution)
}

const emptyCart: Cart = {
  storeId: null,
  coupon: null,
  lines: [],
  itemCount: 0,
  subtotal: { amount: 0, currency: 'INR' },
  saved: { amount: 0, currency: 'INR' },
}

function showCart(): void {
  void queryClient.cancelQueries({ queryKey: cartQuery.queryKey })
  queryClient.setQueryData(cartQuery.queryKey, laidOver(answered ?? emptyCart))
}

function laidOver(cart: Cart): Cart {
  if (wishes.size === 0) return cart
  const known = new Set(cart.lines.map((line) => line.productId))
  const changed = cart.lines.map((line) => {
    const { quantity = line.quantity, substitution } = wishes.get(line.productId) ?? {}
    return withQuantity(substitution ? { ...line, substitution } : line, quantity)
  })
  const added = [...wishes.values()].filter((wish) => !known.has(wish.product.id)).map(lineOf)
  const lines = [...changed, ...added].filter((line) => line.quantity > 0)
  const sum = (of: (line: CartLine) => number) => ({
    amount: lines.reduce((total, line) => total + of(line), 0),
    currency: 'INR' as const,
  })
  return {
    ...cart,
    lines,
    itemCount: lines.reduce((count, line) => count + line.quantity, 0),
    subtotal: sum((line) => line.total.amount),
    saved: sum((line) => Math.max(0, line.mrp.amount - line.price.amount) * line.quantity),
  }
}

const withQuantity = (line: CartLine, quantity: number): CartLine => ({
  ...line,
  quantity,
  total: { ...line.price, amount: line.price.amount * quantity },
})

const lineOf = ({ product: { id, ...product }, quantity }: Wish): CartLine =>
  withQuantity({ ...product, productId: id, gstBasisPoints: 0, quantity, total: product.price }, quantity)
