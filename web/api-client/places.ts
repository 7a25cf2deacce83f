import { api } from './http.ts'
import { isProblem } from './problem.ts'
import type { Point } from './types.ts'

export const getCity = () => api('GET /v1/city', { as: 'none' })

/** @param asked what is wanted (`items`), and the store that serves now; said in the order in which `early.ts` says it */
export const getServiceability = (
  { lat, lng }: Point,
  { items, store }: { items?: string; store?: string } = {},
  signal?: AbortSignal,
) => {
  const ask = (more: object) => api('GET /v1/serviceability', { query: { lat, lng, ...more }, as: 'none', signal })
  // A copy of a release before knows the place only.
  return ask({ items, store }).catch((error) => {
    if (isProblem(error, 'request/invalid')) return ask({})
    throw error
  })
}

/** Places and addresses that match a text, nearest to `near` first. */
export const geocode = (q: string, near: Point, signal?: AbortSignal) =>
  api('GET /v1/geocode', { query: { q, lat: near.lat, lng: near.lng }, as: 'none', signal })

/** The address of a point. */
export const reverseGeocode = ({ lat, lng }: Point, signal?: AbortSignal) =>
  api('GET /v1/reverse', { query: { lat, lng }, as: 'none', signal })

const show = ({ lat, lng }: Point) => `${lat.toFixed(5)},${lng.toFixed(5)}`

/** The line along the streets from one point to another. */
export const getPath = (from: Point, to: Point, signal?: AbortSignal) =>
  api('GET /v1/route', { query: { from: show(from), to: show(to) }, signal }).then(({ path }) => path)
