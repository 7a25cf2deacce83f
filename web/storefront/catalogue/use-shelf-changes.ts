import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { shelfChanges } from '../../api-client/catalogue.ts'
import type { ProductCard, ProductDetail, ProductPage } from '../../api-client/types.ts'

const askMs = 10_000
const listKeys = ['products', 'rail', 'product', 'seen', 'categories']

/**
 * Keeps what is shown true while the page stays open: asks now and then what has changed on the store's shelves, and
 * lays it over the lists and products that are in memory. A page in the background asks nothing until it is looked at.
 */
export function useShelfChanges(client: QueryClient, store: string | undefined): void {
  useEffect(() => {
    if (store === undefined) return
    const ended = new AbortController()
    let since: string | undefined
    let asking = false
    const ask = async () => {
      if (asking || document.hidden || !navigator.onLine) return
      asking = true
      try {
        const { at, items, reload } = await shelfChanges(store, since, ended.signal)
        since = at
        const changed = new Map(items.map(({ productId, card }) => [productId, card]))
        if (reload) for (const key of listKeys) void client.invalidateQueries({ queryKey: [key] })
        else if (changed.size > 0) layOver(client, changed)
      } catch {
        // Asked again in a moment; what is shown is as old as it was.
      } finally {
        asking = false
      }
    }
    void ask()
    const timer = setInterval(() => void ask(), askMs)
    const look = () => void ask()
    document.addEventListener('visibilitychange', look)
    return () => {
      ended.abort()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [client, store])
}

type Changed = ReadonlyMap<string, ProductCard | undefined>

function layOver(client: QueryClient, changed: Changed): void {
  const fresh = (card: ProductCard): ProductCard => changed.get(card.id) ?? card
  const freshPage = (page: ProductPage): ProductPage =>
    page.items.some(({ id }) => changed.has(id)) ? { ...page, items: page.items.map(fresh) } : page
  client.setQueriesData<{ pages: ProductPage[] }>(
    { queryKey: ['products'] },
    (list) => list && { ...list, pages: list.pages.map(freshPage) },
  )
  client.setQueriesData<ProductPage>({ queryKey: ['rail'] }, (page) => page && freshPage(page))
  client.setQueriesData<ProductDetail>(
    { queryKey: ['product'] },
    (product) =>
      product && {
        ...product,
        ...changed.get(product.id),
        variants: product.variants.map(fresh),
        similar: product.similar.map(fresh),
      },
  )
  // A product's page says more than its card. What is sold no more is taken away until the API has said so.
  for (const [id, card] of changed)
    void client[card ? 'invalidateQueries' : 'resetQueries']({ queryKey: ['product', id] })
  // What a store does not sell any more is told by the lists themselves.
  if ([...changed.values()].includes(undefined)) void client.invalidateQueries({ queryKey: ['products'] })
}
