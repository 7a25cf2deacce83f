import { currentUser } from '../api-client/session.ts'
import { cartQuery } from './cart/cart.ts'
import { orderQuery } from './orders/queries.ts'
import { chosenPlace } from './place/place.ts'
import {
  categoriesQuery,
  cityQuery,
  homeQuery,
  pageSize,
  productQuery,
  productsQuery,
  serviceabilityQuery,
} from './queries.ts'
import { queryClient } from './query-client.ts'

/** The document shows the shape of its page meanwhile; then the page itself does, and each answer as it comes. */
const waitMs = 400

/**
 * What the page that is opened shows first (`early.ts` has asked for most of it): waited for a moment, since a page that is
 * drawn once is there sooner than one that each answer draws anew.
 */
export async function firstAnswers(): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, waitMs))
  // What fails is asked for again, and told, by the page itself.
  await Promise.race([Promise.all([goods(), own()]).catch(() => {}), late])
}

async function place() {
  const point = chosenPlace()?.point ?? (await queryClient.ensureQueryData(cityQuery)).centre
  const answer = await queryClient.ensureQueryData(serviceabilityQuery(point))
  return (answer.serviceable ? answer : answer.later)?.store.id
}

const [, page, id] = window.location.pathname.split('/')

async function goods(): Promise<void> {
  const store = await place()
  if (!store) return
  if (page === '') await queryClient.ensureQueryData(homeQuery(store))
  else if (page === 'product' && id) await queryClient.ensureQueryData(productQuery(id, store))
  else if (page === 'category' && id && window.location.search === '')
    await Promise.all([
      queryClient.ensureQueryData(categoriesQuery(store)),
      queryClient.ensureInfiniteQueryData(productsQuery({ store, category: id, limit: pageSize })),
    ])
}

async function own(): Promise<void> {
  if (page === 'cart') await queryClient.ensureQueryData(cartQuery)
  else if (page === 'orders' && id && currentUser()) await queryClient.ensureQueryData(orderQuery(id))
}
