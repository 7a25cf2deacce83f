import type { Query, QueryKey } from '@tanstack/react-query'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import { queryClient } from '../query-client.ts'

/*
 * The last of what is somebody's own (the cart, orders, where the rider is), for when there is no connection. By
 * person: another one never sees it, and logging out forgets it. It is shown until the network has answered.
 */
const storageKey = 'tokri.kept'
const entriesMax = 24
const charactersMax = 400_000
const writeAfterMs = 500
const worthKeeping = new Set(['cart', 'order', 'orders', 'tracking', 'addresses'])

interface Entry {
  key: QueryKey
  data: unknown
  /** When the API said so, epoch ms. */
  at: number
}
interface Kept {
  userId: string | null
  entries: Entry[]
}

const userId = () => currentUser()?.id ?? null
const isKept = (key: QueryKey) => key[0] === 'mine' && worthKeeping.has(String(key[1]))

/** Puts back what was kept of this person, and keeps what comes from now on. Once, before the first page. */
export function keepForOffline(): void {
  for (const { key, data, at } of read().entries) queryClient.setQueryData(key, data, { updatedAt: at })
  // However young: another device may have changed it, and what is true now has been asked for early.
  void queryClient.invalidateQueries()
  let timer: ReturnType<typeof setTimeout> | undefined
  const writeNow = () => {
    clearTimeout(timer)
    timer = undefined
    write()
  }
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || !isKept(query.queryKey) || query.state.status !== 'success') return
    clearTimeout(timer)
    timer = setTimeout(writeNow, writeAfterMs)
  })
  // A page that is left at once keeps what it has just heard, too.
  window.addEventListener('pagehide', () => timer !== undefined && writeNow())
  onSessionChange(() => {
    if (stored()?.userId !== userId()) localStorage.removeItem(storageKey)
  })
}

function stored(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Kept | null
    return kept && Array.isArray(kept.entries) ? kept : null
  } catch {
    return null
  }
}

function read(): Kept {
  const kept = stored()
  return kept?.userId === userId() ? kept : { userId: userId(), entries: [] }
}

function write(): void {
  const entries = queryClient
    .getQueryCache()
    .getAll()
    .filter((query) => isKept(query.queryKey) && query.state.data !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .slice(0, entriesMax)
    .map(({ queryKey, state }: Query): Entry => ({ key: queryKey, data: state.data, at: state.dataUpdatedAt }))
  try {
    let text = JSON.stringify({ userId: userId(), entries })
    while (text.length > charactersMax && entries.pop()) text = JSON.stringify({ userId: userId(), entries })
    localStorage.setItem(storageKey, text)
  } catch {
    // A full or forbidden storage: then there is nothing to show offline.
  }
}

/** When the API last answered anything that is shown now, epoch ms; undefined before the first answer. */
export function lastAnswerAt(): number | undefined {
  const times = queryClient
    .getQueryCache()
    .getAll()
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0)
  return times.length === 0 ? undefined : Math.max(...times)
}
