import { Bike, Package, ReceiptText, UserRound } from 'lucide-react'
import { api } from '../../api-client/http.ts'
import type { Role } from '../../api-client/types.ts'
import type { MessageKey } from '../messages/messages.ts'
import type { Command } from './commands.ts'

/** Where a thing is shown: a path of the console with its search part. */
export interface Target {
  to: string
  search?: Record<string, string>
}

/** Things that the palette finds by asking the API. Whoever brings a page for things may bring a source. */
export interface SearchSource {
  title: MessageKey
  roles: readonly Role[]
  /** Said of a text that cannot find anything here, so that nothing is asked: too short, of the wrong form. */
  accepts: (text: string) => boolean
  search: (text: string, go: (target: Target) => void, signal: AbortSignal) => Promise<Command[]>
}

const limit = 6

const orders: SearchSource = {
  title: 'palette.orders',
  roles: ['admin', 'support', 'manager'],
  accepts: (text) => /^[\w-]{3,12}$/.test(text),
  async search(text, go, signal) {
    const { items } = await api('GET /v1/admin/orders', { query: { number: text, limit }, signal })
    return items.map((order) => ({
      id: order.id,
      label: order.number,
      note: order.userName,
      icon: ReceiptText,
      run: () => go({ to: `/orders/${order.id}` }),
    }))
  },
}

const people: SearchSource = {
  title: 'palette.people',
  roles: ['admin', 'support'],
  accepts: (text) => text.length >= 3,
  async search(text, go, signal) {
    const { items } = await api('GET /v1/admin/users', { query: { q: text, limit }, signal })
    return items.map((user) => ({
      id: user.id,
      label: user.name,
      note: user.phone ?? user.email ?? undefined,
      icon: UserRound,
      run: () => go({ to: '/users', search: { user: user.id } }),
    }))
  },
}

const riders: SearchSource = {
  title: 'palette.riders',
  roles: ['admin', 'support', 'manager'],
  accepts: (text) => text.length >= 2,
  async search(text, go, signal) {
    const { items } = await api('GET /v1/admin/riders', { query: { q: text, limit }, signal })
    return items.map((rider) => ({
      id: rider.userId,
      label: rider.name,
      note: rider.phone,
      icon: Bike,
      run: () => go({ to: '/riders', search: { rider: rider.userId } }),
    }))
  },
}

const products: SearchSource = {
  title: 'palette.products',
  roles: ['admin', 'support', 'manager'],
  accepts: (text) => text.length >= 3,
  async search(text, go, signal) {
    const { items } = await api('GET /v1/admin/products', { query: { q: text, limit }, signal })
    return items.map((product) => ({
      id: product.id,
      label: product.name,
      note: product.pack,
      icon: Package,
      run: () => go({ to: `/merchandising/products/${product.id}` }),
    }))
  },
}

export const sources: readonly SearchSource[] = [orders, riders, people, products]
