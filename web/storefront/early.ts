/*
 * What the first screen shows has to be asked for, one answer after another: the city, the store that serves its middle
 * or the chosen place, the goods; and of who is logged in a token, their cart or order. This file is a script of its own, a few hundred bytes that run while the page's
 * scripts are still coming, so that their answers are there when the page can draw. `takeEarly` hands them over.
 *
 * It imports nothing but types: anything else would be waited for.
 */
import type { EarlyAnswers } from '../api-client/early.ts'

/** Pictures that the first screen of a phone shows. */
const picturesAtOnce = 6
const answers: EarlyAnswers = new Map()
Object.assign(globalThis, { tokriEarly: answers })

const ask = <T>(address: string): Promise<T> =>
  handedOver<T>(address, fetch(address, { headers: { accept: 'application/json' } }))

async function handedOver<T>(name: string, answer: Promise<Response>): Promise<T> {
  // Who waits for it hears of a failure; here it only means that there is nothing more to ask.
  answer.catch(() => {})
  answers.set(name, answer)
  const response = await answer
  if (!response.ok) throw new Error(String(response.status))
  return response.clone().json() as Promise<T>
}

interface Point {
  lat: number
  lng: number
}

function kept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

/** As `shared/i18n/i18n.tsx` keeps and guesses it. */
const chosenLanguage = () => String(kept('tokri.language') ?? (navigator.language.startsWith('hi') ? 'hi' : 'en'))

/** The place that was chosen before, as `storefront/place/place.ts` keeps it. */
const chosenPoint = () => (kept('tokri.place') as { point?: Point } | null)?.point

function show(pictures: readonly (string | undefined)[]): void {
  for (const [index, picture] of pictures.slice(0, picturesAtOnce).entries()) {
    if (!picture) continue
    const image = new Image()
    if (index < 2) image.fetchPriority = 'high'
    image.src = picture
  }
}

type Pictured = { image?: string; images?: string[]; parentId?: string | null }

/** Addresses are written as `api-client/` writes them: what is asked for twice is not early. */
async function askFor([, page, id]: string[], search: string, store: string): Promise<void> {
  if (page === '') {
    const { categories } = await ask<{ categories: Pictured[] }>(`/v1/home?store=${store}`)
    show(categories.filter(({ parentId }) => parentId === null).map(({ image }) => image))
  } else if (page === 'category' && id && search === '') {
    void ask(`/v1/categories?store=${store}`).catch(() => {})
    const { items } = await ask<{ items: Pictured[] }>(`/v1/products?store=${store}&category=${id}&limit=30`)
    show(items.map(({ image }) => image))
  } else if (page === 'product' && id) {
    const { image, images } = await ask<Pictured>(`/v1/products/${id}?store=${store}`)
    show([images?.[0] ?? image])
  }
}

/** The store that served the place the last time, as `storefront/place/serving-kept.ts` keeps it: most often it still does. */
function likelyStore(place: Point | undefined): string | null {
  const last = kept('tokri.serving') as (Point & { store: string | null }) | null
  return last && (!place || (place.lat === last.lat && place.lng === last.lng)) ? last.store : null
}

async function begin(): Promise<void> {
  const { pathname, search } = window.location
  const place = chosenPoint()
  const likely = likelyStore(place)
  const goodsOf = (store: string) => askFor(pathname.split('/'), search, store)
  if (likely) goodsOf(likely).catch(() => {})
  const { lat, lng } = place ?? (await ask<{ centre: Point }>('/v1/city')).centre
  const serving = await ask<{ store?: { id: string } }>(`/v1/serviceability?lat=${lat}&lng=${lng}`)
  if (serving.store && serving.store.id !== likely) await goodsOf(serving.store.id)
}

const sessionKey = 'tokri.storefront.session'

/** As `api-client/session.ts` renews a session, under the same lock: a refresh token may be used once. */
const refresh = (): Promise<Response> =>
  navigator.locks.request(`${sessionKey}.refresh`, () =>
    fetch('/v1/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tokri-app': 'storefront' },
      body: '{}',
    }),
  ) as Promise<Response>

/** What is the person's own, by the token that it was asked for with. */
async function beginOwn(): Promise<void> {
  const session = kept(sessionKey) as { user?: object; refreshToken?: string } | null
  const leaves = localStorage.getItem('tokri.storefront.logout-owed') !== null
  if (!session?.user || session.refreshToken !== undefined || leaves || !('locks' in navigator)) return
  const { accessToken } = await handedOver<{ accessToken: string }>('/v1/auth/refresh', refresh())
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` }
  const askOwn = (address: string) =>
    handedOver(`${accessToken} ${address}`, fetch(address, { headers })).catch(() => {})
  const [, page, id] = window.location.pathname.split('/')
  if (page === 'orders' && id) void askOwn(`/v1/orders/${id}`)
  void askOwn('/v1/cart')
}

// Before anything is drawn: the document has its few words in both languages.
document.documentElement.lang = chosenLanguage()
begin().catch(() => {})
beginOwn().catch(() => {})
