import type { CartsContext } from './context.ts'
import { getCart, type KeptCart } from './store.ts'

/**
 * Nobody sees a cart older than this. It is that old only when the word of a change did not reach the cache, and then
 * never in the process that made the change.
 */
const ttlMs = 30_000

const keyOf = (owner: string) => `cart:${owner}`

/** The cart, to be looked at. What is to be changed or paid for is read from the database. */
export async function readCart({ cache, db }: CartsContext, owner: string): Promise<KeptCart | null> {
  const key = keyOf(owner)
  const copy = (await cache.get([key])).get(key)
  if (copy) return copy.value as KeptCart
  const cart = await getCart(db.sql, owner)
  if (cart) void cache.put(key, { version: cart.revision, value: cart }, ttlMs)
  return cart
}

/** After a change: whoever reads the cart next, anywhere, sees it. */
export async function changed<C extends KeptCart | null>({ cache }: CartsContext, owner: string, cart: C): Promise<C> {
  if (cart) await cache.renew(keyOf(owner), { version: cart.revision, value: cart }, ttlMs)
  return cart
}

/** After a change whose outcome is not at hand. */
export const forget = ({ cache }: CartsContext, owner: string, revision: number): Promise<void> =>
  cache.drop(keyOf(owner), revision)
