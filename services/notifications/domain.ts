import type { Channel, Preferences } from '../../contracts/notifications.ts'

export const devicesMax = 10

/** What somebody wants who never said: order updates by push, else SMS, else email; offers by push. */
export const defaultPreferences: Omit<Preferences, 'language'> = {
  orderUpdates: ['push', 'sms', 'email'],
  offers: ['push'],
}

/** So long a message that staff send again is of use, whatever it was worth at first. */
export const resendUsefulS = 900
const resendPauseMs = 60_000
const resendsPerDay = 5

/**
 * How long until an order's last message may be sent again, ms; 0 when it may be now.
 * @param earlier when it was in the last 24 hours, newest first, epoch ms
 */
export function resendPauseLeftMs(earlier: readonly number[], nowMs: number): number {
  const [last] = earlier
  if (last === undefined) return 0
  if (earlier.length >= resendsPerDay) return Math.max(1, earlier[resendsPerDay - 1]! + 86_400_000 - nowMs)
  return Math.max(0, last + resendPauseMs - nowMs)
}

/**
 * What a provider's answer, or its silence, means:
 * - `retry`: it said that it did not take the message, or was never reached; later it may;
 * - `refused`: it will never take this one; another channel may;
 * - `unknown`: the request left and no answer came.
 */
export type Outcome =
  | { readonly kind: 'sent'; readonly providerId: string }
  | { readonly kind: 'retry'; readonly code: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string }

/** Tries per channel, and the pauses between them. The first channels are quick: an order lasts ten minutes. */
const patience: Record<Channel, { tries: number; firstPauseMs: number; maxPauseMs: number }> = {
  push: { tries: 3, firstPauseMs: 1_000, maxPauseMs: 10_000 },
  sms: { tries: 4, firstPauseMs: 2_000, maxPauseMs: 60_000 },
  email: { tries: 8, firstPauseMs: 5_000, maxPauseMs: 15 * 60_000 },
}

/** Milliseconds after so many tries: doubling, with jitter between half and the whole. `random` is from 0 to 1. */
export function pauseMs(channel: Channel, tries: number, random: number): number {
  const { firstPauseMs, maxPauseMs } = patience[channel]
  return Math.round(Math.min(maxPauseMs, firstPauseMs * 2 ** Math.max(0, tries - 1)) * (0.5 + random / 2))
}

/** The channels to try, in the user's order: those that the message is worth, the user wants and can be reached by. */
export const planChannels = (
  wanted: readonly Channel[],
  worth: readonly Channel[],
  reachable: ReadonlySet<Channel>,
): Channel[] => wanted.filter((channel) => worth.includes(channel) && reachable.has(channel))

export interface Progress {
  readonly channels: readonly Channel[]
  readonly channelIndex: number
  /** Failed tries on this channel. */
  readonly tries: number
}

export type Step =
  | { readonly state: 'sent' | 'unsent' | 'unknown' }
  | { readonly state: 'due'; readonly channelIndex: number; readonly tries: number; readonly pauseMs: number }

/**
 * Where a message goes from an attempt.
 *
 *     sent ────► sent
 *     retry ───► due again on this channel after a pause; out of patience, the next channel at once
 *     refused ─► the next channel at once; after the last one, unsent
 *     unknown ─► by push due again: the device shows a repeat in place of the first.
 *                By SMS or email unknown for good: neither provider knows a repeat, and better none than two
 */
export function stepAfter(progress: Progress, outcome: Outcome, random: number): Step {
  const channel = progress.channels[progress.channelIndex]!
  if (outcome.kind === 'sent') return { state: 'sent' }
  if (outcome.kind === 'unknown' && channel !== 'push') return { state: 'unknown' }
  const tries = progress.tries + 1
  if (outcome.kind !== 'refused' && tries < patience[channel].tries) {
    const asked = outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0
    return {
      state: 'due',
      channelIndex: progress.channelIndex,
      tries,
      pauseMs: Math.max(asked, pauseMs(channel, tries, random)),
    }
  }
  const next = progress.channelIndex + 1
  return next < progress.channels.length
    ? { state: 'due', channelIndex: next, tries: 0, pauseMs: 0 }
    : { state: 'unsent' }
}

/** What became of a push to all devices of a user: one that got it is enough. */
export function ofDevices(outcomes: readonly Outcome[]): Outcome {
  for (const kind of ['sent', 'unknown', 'retry'] as const) {
    const found = outcomes.find((each) => each.kind === kind)
    if (found) return found
  }
  return outcomes[0] ?? { kind: 'refused', code: 'no-device' }
}
