import type { Category, Home, Rail } from '../../contracts/catalogue.ts'
import type { Assortment } from './assortment.ts'
import { type ListQuery, listProducts } from './list.ts'

const railsMax = 6
const railItems = 12
/** Fewer are no row. */
const dealsMin = 4

/** The categories that a store has products in, in shop order. */
export function categoriesOf(assortment: Assortment, storeId: string): Category[] {
  const counts = assortment.countByCategory(storeId)
  return assortment.categories().flatMap((category) => {
    const count = counts.get(category.id) ?? 0
    return count > 0 ? assortment.showCategory(category, count) : []
  })
}

/** What the home page shows, so that it needs one request and not one for each row. */
export async function homeOf(context: Parameters<typeof listProducts>[0], storeId: string): Promise<Home> {
  const categories = categoriesOf(context.assortment, storeId)
  const items = async (query: Partial<ListQuery>) => {
    const page = await listProducts(context, { store: storeId, limit: railItems, inStock: true, ...query }, false)
    return page.items
  }
  const roots = categories.filter(({ parentId }) => parentId === null).slice(0, railsMax)
  const [deals, ...rows] = await Promise.all([
    items({ sort: 'discount', discountMin: 5 }),
    ...roots.map(({ id }) => items({ category: id })),
  ])
  const rails: Rail[] = roots.map(({ id, name, nameHi }, index) => ({
    kind: 'category',
    category: { id, name, ...(nameHi ? { nameHi } : {}) },
    items: rows[index] ?? [],
  }))
  if (deals && deals.length >= dealsMin) rails.unshift({ kind: 'deals', items: deals })
  return { storeId, categories, rails: rails.filter((rail) => rail.items.length > 0) }
}
