import { useQuery } from '@tanstack/react-query'
import type { Address, DeliveryTerms, Point, StoreBrief } from '../../api-client/types.ts'
import { stored, useStored } from '../../shared/stored.ts'
import { cityQuery, serviceabilityQuery } from '../queries.ts'

/** Where the person wants it brought. With `addressId` it is one of their saved addresses. */
export interface Place {
  point: Point
  label: string
  line1: string
  line2?: string
  addressId?: string
}

const chosen = stored<Place | null>('tokri.place', null)

export const choosePlace = chosen.set
export const chosenPlace = chosen.get

export const placeOfAddress = ({ id, label, line1, line2, lat, lng }: Address): Place => ({
  point: { lat, lng },
  label,
  line1,
  line2,
  addressId: id,
})

export interface Serving {
  /** Null until the person has chosen; the middle of the city stands in, so that there is something to look at. */
  place: Place | null
  point: Point | null
  /** `later`: the store brings nothing now, and something in a window. */
  state: 'loading' | 'served' | 'later' | 'unserved' | 'failed'
  store?: StoreBrief
  promiseMinutes?: number
  distanceM?: number
  approximate?: boolean
  fees?: DeliveryTerms
  reason?: 'outside-every-area' | 'no-store-open' | 'too-busy' | 'no-riders' | 'no-pickers' | 'no-way'
  opensAt?: string
  /** When its first free window begins. */
  from?: string
  /** The store's people have paused it. */
  paused?: boolean
  error?: unknown
  retry: () => void
}

/** Which store brings it here, and how soon. */
export function useServing(): Serving {
  const place = useStored(chosen)
  const city = useQuery({ ...cityQuery, enabled: place === null })
  const point = place?.point ?? city.data?.centre ?? null
  const answer = useQuery({ ...serviceabilityQuery(point ?? { lat: 0, lng: 0 }), enabled: point !== null })
  const base = {
    place,
    point,
    retry: () => void (point === null ? city.refetch() : answer.refetch()),
  }
  const error = point === null ? city.error : answer.error
  if (!answer.data || point === null) return { ...base, state: error ? 'failed' : 'loading', error }
  return answer.data.serviceable
    ? { ...base, ...answer.data, state: 'served' }
    : { ...base, ...answer.data, ...answer.data.later, state: answer.data.later ? 'later' : 'unserved' }
}
