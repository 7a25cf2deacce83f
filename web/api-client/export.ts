import { getPreferences, getWallet, listAddresses, listInbox } from './account.ts'
import { getCart } from './cart.ts'
import { api } from './http.ts'
import { listMySessions } from './people.ts'
import { listSavedFilters } from './saved-filters.ts'
import type { PageOf } from './types.ts'

/** Far more than anybody has; a list that does not end must not fill the memory. */
const pagesMax = 500

async function all<T>(list: (cursor: string | undefined) => Promise<PageOf<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMax; page += 1) {
    const found = await list(cursor)
    items.push(...found.items)
    if (!found.next) break
    cursor = found.next
  }
  return items
}

/**
 * All that Tokri keeps about who is logged in, as its API tells it: each service knows its own part, and what a person
 * may not see is not theirs to export. One request after another, so that nobody else has to wait.
 * @param onProgress hears how many orders have been read, of how many
 */
export async function exportMine(onProgress: (done: number, of: number) => void) {
  const profile = await api('GET /v1/me')
  const addresses = (await listAddresses()).items
  const briefs = await all((cursor) => api('GET /v1/orders', { query: { limit: 100, cursor } }))
  const orders = []
  for (const [index, { id }] of briefs.entries()) {
    onProgress(index, briefs.length)
    orders.push(await api('GET /v1/orders/{id}', { path: { id } }))
  }
  onProgress(briefs.length, briefs.length)
  return {
    exportedAt: new Date().toISOString(),
    profile,
    addresses,
    orders,
    cart: await getCart(),
    wallet: { balance: (await getWallet()).balance, entries: await all(getWallet) },
    notificationPreferences: await getPreferences(),
    inbox: await all(listInbox),
    pushDevices: (await api('GET /v1/me/devices')).items,
    savedFilters: (await listSavedFilters()).items,
    sessions: (await listMySessions()).items,
  }
}
