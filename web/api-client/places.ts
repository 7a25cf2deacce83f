import { ask } from './http.ts'
import type { City, GeoPlace, Point, Serviceability } from './types.ts'

export const getCity = () => ask<City>('/v1/city', { as: 'none' })

export const getServiceability = ({ lat, lng }: Point, signal?: AbortSignal) =>
  ask<Serviceability>('/v1/serviceability', { query: { lat, lng }, as: 'none', signal })

/** Places and addresses that match a text, nearest to `near` first. */
export const geocode = (q: string, near: Point, signal?: AbortSignal) =>
  ask<{ items: GeoPlace[] }>('/v1/geocode', { query: { q, lat: near.lat, lng: near.lng }, as: 'none', signal })

/** The address of a point. */
export const reverseGeocode = ({ lat, lng }: Point, signal?: AbortSignal) =>
  ask<GeoPlace>('/v1/reverse', { query: { lat, lng }, as: 'none', signal })
