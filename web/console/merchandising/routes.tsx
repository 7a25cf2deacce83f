import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.tsx'
import { searchText } from '../search-text.ts'

const text = searchText(200)
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((each) => each === value)

export interface ProductsSearch {
  q?: string
  category?: string
  brand?: string
  shelf?: 'on' | 'off'
  view?: 'prices'
}
export interface ImportsSearch {
  kind?: 'products' | 'prices' | 'stock'
  id?: string
  verdict?: 'added' | 'changed' | 'unchanged' | 'refused'
}

const products = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/products',
  validateSearch: (given: Record<string, unknown>): ProductsSearch => ({
    q: text(given.q),
    category: text(given.category),
    brand: text(given.brand),
    shelf: oneOf(['on', 'off'] as const, given.shelf),
    view: oneOf(['prices'] as const, given.view),
  }),
  component: lazyRouteComponent(() => import('./products/products-page.tsx'), 'ProductsPage'),
})
const product = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/products/$id',
  component: lazyRouteComponent(() => import('./products/product-page.tsx'), 'ProductPage'),
})
const categories = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/categories',
  component: lazyRouteComponent(() => import('./categories-page.tsx'), 'CategoriesPage'),
})
const imports = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/imports',
  validateSearch: (given: Record<string, unknown>): ImportsSearch => ({
    kind: oneOf(['products', 'prices', 'stock'] as const, given.kind),
    id: text(given.id),
    verdict: oneOf(['added', 'changed', 'unchanged', 'refused'] as const, given.verdict),
  }),
  component: lazyRouteComponent(() => import('./imports-page.tsx'), 'ImportsPage'),
})
const offers = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/offers',
  component: lazyRouteComponent(() => import('./offers/offers-page.tsx'), 'OffersPage'),
})
const offer = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/offers/$code',
  component: lazyRouteComponent(() => import('./offers/offer-page.tsx'), 'OfferPage'),
})

const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/campaigns',
  component: lazyRouteComponent(() => import('./campaigns/campaigns-page.tsx'), 'CampaignsPage'),
})
const campaign = createRoute({
  getParentRoute: () => root,
  path: '/merchandising/campaigns/$id',
  component: lazyRouteComponent(() => import('./campaigns/campaign-page.tsx'), 'CampaignPage'),
})

/** The pages of this part of the console; each is loaded when it is gone to. */
export const merchandisingRoutes = [products, product, categories, imports, offers, offer, campaigns, campaign] as const
