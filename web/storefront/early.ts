/*
 * What the first screen shows has to be asked for, one answer after another: the city, the store that serves its middle
 * or the chosen place, the goods; and of who is logged in a token, their cart or order. This file is a script of its own,
 * a few hundred bytes that run while the page's scripts are still coming, so that their answers are there when the page
 * can draw. `takeEarly` hands them over.
 *
 * It imports nothing but types: anything else would be waited for.
 */
import type { EarlyAnswers } from '../api-client/early.ts'

/** Pictures that the first screen of a phone shows. */
const picturesAtOnce = 6
const answers: EarlyAnswers = new Map()
Object.assign(globalThis, { tokriEarly: answers })

const asJson = { accept: 'application/json' }

/** An answer is handed over when what follows from it has been asked for: nobody asks for that a second time. */
function ask<T>(address: string, next?: (answer: T) => void, name = address, how: RequestInit = { headers: asJson }) {
  hand(name, fetch(address, how), next)
}

function hand<T>(name: string, asked: Promise<Response>, next?: (answer: T) => void): void {
  const answer = asked.then(async (response) => {
    if (next && response.ok) await response.clone().json().then(next, ignore)
    return response
  })
  // Who waits for it hears of a failure; here it only means that there is nothing more to ask.
  answer.catch(ignore)
  answers.set(name, answer)
}

const ignore = () => {}

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

/** Asks for pictures, and puts them where the document has room for them (`shells/`). */
function show(pictures: readonly (string | undefined)[]): void {
  const places = document.querySelectorAll<HTMLImageElement>('img[data-early]')
  for (const [index, picture] of pictures.slice(0, picturesAtOnce).entries()) {
    if (!picture) continue
    const image = places[index] ?? new Image()
    image.onload = () => {
      image.hidden = false
    }
    if (index < 2) image.fetchPriority = 'high'
    image.src = picture
  }
}

type Pictured = { image?: string; images?: string[]; parentId?: string | null }

const { pathname, search } = window.location
const [, page, id] = pathname.split('/')

/** Addresses are written as `api-client/` writes them: what is asked for twice is not early. */
function askForGoods(store: string): void {
  if (page === '')
    ask<{ categories: Pictured[] }>(`/v1/home?store=${store}`, ({ categories }) =>
      show(categories.filter(({ parentId }) => parentId === null).map(({ image }) => image)),
    )
  else if (page === 'category' && id && search === '') {
    ask(`/v1/categories?store=${store}`)
    ask<{ items: Pictured[] }>(`/v1/products?store=${store}&category=${id}&limit=30`, ({ items }) =>
      show(items.map(({ image }) => image)),
    )
  } else if (page === 'product' && id)
    ask<Pictured>(`/v1/products/${id}?store=${store}`, ({ image, images }) => show([images?.[0] ?? image]))
}

interface Serves {
  store?: { id: string }
}
type Kept = Partial<Point> & { store?: string; items?: string }

/** The store that served the place the last time: most often it still does. */
function likelyStore(place: Point | undefined, last: Kept): string | undefined {
  return !place || (place.lat === last.lat && place.lng === last.lng) ? last.store : undefined
}

function begin(): void {
  const place = chosenPoint()
  // As `storefront/place/serving-kept.ts` keeps it.
  const last = (kept('tokri.serving') ?? {}) as Kept
  const likely = likelyStore(place, last)
  const asked =
    (last.items ? `&items=${encodeURIComponent(last.items)}` : '') + (last.store ? `&store=${last.store}` : '')
  if (likely) askForGoods(likely)
  const askWhoServes = ({ lat, lng }: Point) =>
    ask<Serves & { later?: Serves }>(`/v1/serviceability?lat=${lat}&lng=${lng}${asked}`, (answer) => {
      const { store } = answer.later ?? answer
      if (store && store.id !== likely) askForGoods(store.id)
    })
  if (place) askWhoServes(place)
  else ask<{ centre: Point }>('/v1/city', ({ centre }) => askWhoServes(centre))
}

const sessionKey = 'tokri.storefront.session'

/** What is the person's own, named with the token that it was asked for with. */
function beginOwn(): void {
  const session = kept(sessionKey) as { user?: { id: string }; refreshToken?: string } | null
  const leaves = localStorage.getItem('tokri.storefront.logout-owed') !== null
  if (!session?.user || session.refreshToken || leaves || !navigator.locks) return
  const askOwn = (address: string, token: string) =>
    ask(address, undefined, `${token} ${address}`, { headers: { ...asJson, authorization: `Bearer ${token}` } })
  // As `api-client/session.ts` renews a session, under the same lock: a refresh token may be used once.
  const renewed = navigator.locks.request(`${sessionKey}.refresh`, () =>
    fetch('/v1/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tokri-app': 'storefront' },
      body: '{}',
      // Whoever leaves at once keeps the session: the answer's cookie is taken all the same.
      keepalive: true,
    }),
  )
  hand<{ accessToken: string }>(`${session.user.id} /v1/auth/refresh`, renewed, ({ accessToken }) => {
    if (page === 'orders' && id) askOwn(`/v1/orders/${id}`, accessToken)
    askOwn('/v1/cart', accessToken)
  })
}

// Before anything is drawn: the document has its few words in both languages.
document.documentElement.lang = chosenLanguage()
begin()
beginOwn()
