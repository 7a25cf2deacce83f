import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listAddresses } from '../api-client/account.ts'
import { listCartOffers, listOffers } from '../api-client/cart.ts'
import {
  getHome,
  getProduct,
  listCategories,
  listProducts,
  listProductsById,
  type ProductQuery,
  suggest,
} from '../api-client/catalogue.ts'
import { getCity, getServiceability } from '../api-client/places.ts'
import type { Point } from '../api-client/types.ts'
import { rememberServing, servingKept } from './place/serving-kept.ts'
import { queryClient } from './query-client.ts'

/** What the pages read, with how long it stays good. Keys that begin with `mine` are forgotten when the person changes. */
export const cityQuery = queryOptions({ queryKey: ['city'], queryFn: getCity, staleTime: Number.POSITIVE_INFINITY })

export const serviceabilityQuery = (point: Point) =>
  queryOptions({
    queryKey: ['serviceability', point.lat, point.lng],
    queryFn: async ({ signal }) => {
      const answer = await getServiceability(point, servingKept(), signal)
      rememberServing(point, (answer.serviceable ? answer : answer.later)?.store.id)
      return answer
    },
    staleTime: 60_000,
    refetchInterval: 120_000,
  })

export const categoriesQuery = (store: string) =>
  queryOptions({
    queryKey: ['categories', store],
    queryFn: async ({ signal }) => (await listCategories(store, signal)).items,
    staleTime: 10 * 60_000,
  })

/** The home page in one answer; the categories in it are those that other pages ask for. */
export const homeQuery = (store: string) =>
  queryOptions({
    queryKey: ['home', store],
    queryFn: async ({ signal }) => {
      const home = await getHome(store, signal)
      queryClient.setQueryData(categoriesQuery(store).queryKey, home.categories)
      return home
    },
    staleTime: 60_000,
  })

/** Products by their ids, in that order. */
export const someProductsQuery = (store: string, ids: string[]) =>
  queryOptions({
    queryKey: ['some-products', store, ids],
    queryFn: async ({ signal }) => (await listProductsById(ids, store, signal)).items,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const offersQuery = (store: string) =>
  queryOptions({
    queryKey: ['offers', store],
    queryFn: async () => (await listOffers(store)).items,
    staleTime: 5 * 60_000,
  })

/** `contents` tells one cart from another: offers are asked for anew when it changes. */
export const cartOffersQuery = (contents: string) =>
  queryOptions({
    queryKey: ['mine', 'cart-offers', contents],
    queryFn: async () => (await listCartOffers()).items,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

/** Products of a list that are asked for at once. */
export const pageSize = 30

export const productsQuery = (query: ProductQuery) =>
  infiniteQueryOptions({
    queryKey: ['products', query],
    queryFn: ({ pageParam, signal }) => listProducts({ ...query, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
  })

export const productQuery = (id: string, store: string) =>
  queryOptions({ queryKey: ['product', id, store], queryFn: ({ signal }) => getProduct(id, store, signal) })

export const suggestQuery = (store: string, text: string) =>
  queryOptions({
    queryKey: ['suggest', store, text],
    queryFn: async ({ signal }) => (await suggest(store, text, signal)).items,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  })

export const addressesQuery = queryOptions({
  queryKey: ['mine', 'addresses'],
  queryFn: async () => (await listAddresses()).items,
})
