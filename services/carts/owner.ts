import { createHash, randomBytes } from 'node:crypto'
import { carts } from '../../contracts/carts.ts'
import type { Actor } from '../../contracts/identity.ts'

/** Whose cart it is. A guest is known by a secret that only the guest has; the database keeps its hash. */
export interface Owner {
  readonly key: string
  /** To be told to the guest with every answer. */
  readonly token?: string
}

const tokenPattern = /^gct_[A-Za-z0-9_-]{43}$/

const guestOf = (token: string): Owner => ({ key: `guest:${createHash('sha256').update(token).digest('hex')}`, token })

export const newGuest = (): Owner => guestOf(`gct_${randomBytes(32).toString('base64url')}`)

/** @throws carts/guest-cart-not-found when the token is not one of ours */
export function knownGuest(token: string): Owner {
  if (!tokenPattern.test(token)) throw carts('carts/guest-cart-not-found')
  return guestOf(token)
}

/** The user when logged in; otherwise the guest of the `X-Cart-Token` header; otherwise nobody yet. */
export function ownerOf(actor: Actor | undefined, header: string | string[] | undefined): Owner | null {
  if (actor) return { key: actor.userId }
  return typeof header === 'string' && tokenPattern.test(header) ? guestOf(header) : null
}
