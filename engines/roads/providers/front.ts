import type { KnowsClosed, Mode, Point, Roads } from '../port.ts'
import { roadsProblem } from '../problems.ts'
import type { Asking } from './asking.ts'
import type { RoadsProvider } from './provider.ts'

/** A provider, what lies behind it, and how it is asked. */
export type Front = {
  readonly provider: RoadsProvider
  /** The own street map, or null where none has been imported. */
  readonly own: Roads | null
  readonly ask: Asking
}

/** How long an answer serves, and how many are kept. Times of traffic grow old; where an address lies does not. */
export const kept = {
  legsMs: 3 * 60_000,
  legs: 100_000,
  /** Points in the lines of all ways that are kept, as these are what takes memory. */
  linePoints: 500_000,
  placesMs: 24 * 3_600_000,
  places: 5_000,
}

/** Points nearer to each other than some 11 m count as one place for a travel time. */
export const legKey = ({ lat, lng }: Point): string => `${lat.toFixed(4)},${lng.toFixed(4)}`

/** @throws roads/unavailable where no map has been imported */
export function mustOwn({ own, provider }: Front): Roads {
  if (own) return own
  throw roadsProblem('roads/unavailable', { detail: `${provider.name} gave no answer, and no map has been imported` })
}

/**
 * The own map for a mode that the provider does not have.
 * @throws roads/off-map where no map has been imported: whoever asks estimates then, and the provider is not down
 */
export function ownInMode({ own, provider }: Front): Roads {
  if (own) return own
  throw roadsProblem('roads/off-map', { detail: `${provider.name} has no such mode, and no map has been imported` })
}

/**
 * The own map for what the provider finds no way for at all, in a mode that it may not know there: in some countries a provider knows motor
 * vehicles only, and says of all else that there is no way.
 */
export const ownIfUnknown = ({ own }: Front, mode: Mode): Roads | null => (mode === 'motorbike' ? null : own)

/** The own map, if streets can be closed in it. */
export const closingOf = ({ own }: Front): (Roads & KnowsClosed) | undefined =>
  own && 'detours' in own ? (own as Roads & KnowsClosed) : undefined

/**
 * Whether a point lies on no street of the own map; a point amid closed streets has none either. Without an own map: whether nothing is
 * known of it, as the provider finds no way and does not say why.
 */
export const isOffMap = async ({ own, provider }: Front, point: Point, mode: Mode): Promise<boolean> =>
  own ? (await own.snap(point, { mode })) === null : !provider.tellsOffMap
