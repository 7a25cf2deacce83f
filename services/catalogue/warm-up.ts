import type { CatalogueContext } from './context.ts'

const searchesMax = 200
const warmUpMs = 400

/**
 * The first searches of a process are slow, until V8 has compiled what they run: they are made before customers come, by
 * the names of what is sold.
 */
export async function warmUp({ assortment, search, log }: CatalogueContext): Promise<void> {
  const store = assortment.stock.storeIds[0]
  const products = assortment.products()
  if (store === undefined || products.length === 0) return
  const until = performance.now() + warmUpMs
  const step = Math.max(1, Math.floor(products.length / searchesMax))
  try {
    for (let at = 0; at < products.length && performance.now() < until; at += step) {
      const { name, brand } = products[at]!
      const q = (at % 2 ? name : brand).slice(0, 40)
      await search.search({ store, q, limit: 24, facets: at % 3 === 0 })
      await search.suggest({ store, q: q.slice(0, 4), limit: 8 })
    }
  } catch (error) {
    log.warn({ error }, 'search could not be warmed up')
  }
}
