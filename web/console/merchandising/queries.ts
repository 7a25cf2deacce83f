import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listAdminStores } from '../../api-client/admin.ts'
import {
  getAdminProduct,
  getImport,
  getOffer,
  getOfferUsage,
  type ImportFile,
  listAdminCategories,
  listAdminProducts,
  listImportRows,
  listImports,
  listOffers,
  listPrices,
  type ProductFilter,
  type Verdict,
} from '../../api-client/merchandising.ts'

export const productsQuery = (filter: ProductFilter) =>
  infiniteQueryOptions({
    queryKey: ['merch', 'products', filter],
    queryFn: ({ pageParam, signal }) => listAdminProducts(filter, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const productQuery = (id: string) =>
  queryOptions({ queryKey: ['merch', 'product', id], queryFn: ({ signal }) => getAdminProduct(id, signal) })

export const pricesQuery = (ids: string[]) =>
  queryOptions({
    queryKey: ['merch', 'prices', ids],
    queryFn: async ({ signal }) => (ids.length === 0 ? [] : (await listPrices(ids, signal)).items),
    placeholderData: keepPreviousData,
  })

export const categoriesQuery = queryOptions({
  queryKey: ['merch', 'categories'],
  queryFn: async ({ signal }) => (await listAdminCategories(signal)).items,
  staleTime: 30_000,
})

export const storesQuery = queryOptions({
  queryKey: ['merch', 'stores'],
  queryFn: async () => (await listAdminStores()).items,
  staleTime: 5 * 60_000,
})

export const importsQuery = queryOptions({
  queryKey: ['merch', 'imports'],
  queryFn: async ({ signal }) => (await listImports(signal)).items,
})

export const underWay = (file: ImportFile | undefined): boolean =>
  file !== undefined && ['checking', 'applying', 'undoing'].includes(file.state)

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['merch', 'import', id],
    queryFn: ({ signal }) => getImport(id, signal),
    refetchInterval: (query) => (underWay(query.state.data) ? 500 : false),
  })

export const importRowsQuery = (id: string, state: string, verdict: Verdict | undefined) =>
  infiniteQueryOptions({
    queryKey: ['merch', 'import-rows', id, state, verdict],
    queryFn: ({ pageParam, signal }) => listImportRows(id, verdict, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const offersQuery = queryOptions({
  queryKey: ['merch', 'offers'],
  queryFn: async () => (await listOffers()).items,
})
export const offerQuery = (code: string) =>
  queryOptions({ queryKey: ['merch', 'offer', code], queryFn: () => getOffer(code) })
export const usageQuery = (code: string) =>
  queryOptions({ queryKey: ['merch', 'offer-usage', code], queryFn: () => getOfferUsage(code) })
