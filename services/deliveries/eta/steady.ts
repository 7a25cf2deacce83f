import type { EtaReason } from '../../../contracts/deliveries.ts'

/** What a customer has been told last. */
export interface ShownEta {
  readonly etaAtMs: number
  readonly changedAtMs: number
  readonly reason: EtaReason | null
}

/** What is estimated now. */
export interface RawEta {
  readonly etaAtMs: number
  /** What the estimate depends on, as far as it explains a change. */
  readonly cause: EtaReason
  /** A step of the rider (took the order, left the store), not only another position. */
  readonly step: boolean
}

/** Changes smaller than this share of what is left are not told. */
const bandShare = 0.15
const bandLeastMs = 45_000
const bandMostMs = 180_000
/** A time is not told again to be earlier within so long of the last change: it would only go back and forth. */
const earlierAfterMs = 60_000
/** An arrival that has passed is put off by at least so much, so that it does not creep along second by second. */
const putOffMs = 60_000

const bandOf = (etaAtMs: number, nowMs: number): number =>
  Math.min(bandMostMs, Math.max(bandLeastMs, (etaAtMs - nowMs) * bandShare))

/**
 * The arrival time that is told. It stands while the estimate stays near it, follows at once when it becomes much later,
 * and follows to earlier only after a while, so that what is told goes back and forth as seldom as can be and is never
 * further from the estimate than the band, but for a time that has become earlier a moment ago.
 */
export function steadyEta(shown: ShownEta | null, raw: RawEta, nowMs: number): ShownEta {
  const told = (etaAtMs: number, reason: EtaReason | null): ShownEta => ({ etaAtMs, changedAtMs: nowMs, reason })
  if (!shown) return told(raw.etaAtMs, null)
  const byMs = raw.etaAtMs - shown.etaAtMs
  const band = bandOf(raw.etaAtMs, nowMs)
  // What has been told is over and the rider is not there.
  if (shown.etaAtMs <= nowMs && raw.etaAtMs > nowMs) return told(Math.max(raw.etaAtMs, nowMs + putOffMs), raw.cause)
  if (Math.abs(byMs) <= band) return shown
  if (byMs > 0) return told(raw.etaAtMs, raw.cause)
  if (!raw.step && nowMs - shown.changedAtMs < earlierAfterMs) return shown
  return told(raw.etaAtMs, 'faster')
}

/** Why a change is told as it is, from what the rider has in hand and where. */
export function causeOf(scene: {
  /** Doors before this one. */
  readonly doorsBefore: number
  readonly hadDoorsBefore: number
  readonly inStore: boolean
  /** The rider has left the way and another was found. */
  readonly detour: boolean
  /** Another rider than the last time. */
  readonly otherRider: boolean
}): EtaReason {
  if (scene.otherRider) return 'other-rider'
  if (scene.doorsBefore > scene.hadDoorsBefore) return 'another-stop'
  if (scene.inStore) return 'waiting-at-store'
  return scene.detour ? 'detour' : 'slow-ride'
}
