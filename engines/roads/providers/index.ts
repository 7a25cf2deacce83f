import type { Log } from '../../../kit/log.ts'
import { type GuardWatch, guard } from '../../../kit/resilience.ts'
import type { Roads } from '../port.ts'
import type { FallbackReason } from './asking.ts'
import { type GoogleConfig, openGoogleMaps } from './google.ts'
import { type OsrmConfig, openOsrm } from './osrm.ts'
import { billedPerDay, quotaOf } from './quota.ts'
import { withFallback } from './with-fallback.ts'

const tellEveryMs = 60_000

/** OSRM or Google Maps in front of the own map, which answers when the provider does not. */
export function openRoadsProvider(options: {
  own: Roads | null
  osrm?: OsrmConfig
  google?: GoogleConfig
  /** 0 is no limit. Without a day's limit Google is asked `billedPerDay` times, and OSRM without end. */
  quota: { perMinute: number; perDay?: number | undefined }
  /** Of the breaker by that name. */
  watch(name: string): GuardWatch
  onFallback(why: FallbackReason): void
  log: Log
}): Roads | null {
  const provider = options.osrm ? openOsrm(options.osrm) : options.google ? openGoogleMaps(options.google) : undefined
  if (!provider) return options.own
  const toldAtMs = new Map<FallbackReason, number>()
  return withFallback({
    provider,
    own: options.own,
    guard: guard(provider.name, options.watch('roads-provider')),
    placesGuard: guard(provider.name, provider.geocode ? options.watch('places-provider') : {}),
    quota: quotaOf({ ...options.quota, perDay: options.quota.perDay ?? (options.osrm ? 0 : billedPerDay) }),
    nowMs: Date.now,
    onFallback(why, code) {
      options.onFallback(why)
      if (performance.now() - (toldAtMs.get(why) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return
      toldAtMs.set(why, performance.now())
      const what = why === 'refused' ? 'refused to answer, as with a wrong key' : 'gave no answer'
      options.log.warn({ provider: provider.name, why, code }, `the roads provider ${what}; the own map answers`)
    },
  })
}
