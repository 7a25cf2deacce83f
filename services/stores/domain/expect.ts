import type { Pick, ZoneBags } from '../../../contracts/stores.ts'

/** Steps of a pick: one a line, and so many for beginning and for closing the bags. */
const besideLines = 2
/** The operator's figure is for a basket of so many lines. */
const usualLines = 7
/** How many picks the operator's figure counts as, beside those that the store has seen. */
const priorPicks = 5
const packsInBag = 10
/** An answer that comes at the last moment still has to be packed. */
const afterAnswerMs = 15_000
/** What is later by less is not told: a fifth of what is left, and at least this. */
const newsMs = 20_000
const newsShare = 0.2

export const stepsOf = (lines: number): number => lines + besideLines

/** Seconds a step, from what a store needed for its last picks and from what its operator expects. */
export function paceOf(pickBaseS: number, seen: { seconds: number; steps: number }): number {
  const priorSteps = priorPicks * stepsOf(usualLines)
  return (priorPicks * pickBaseS + seen.seconds) / (priorSteps + seen.steps)
}

/**
 * The pick with the instant at which it is likely to be packed: what is left of it at the store's pace, or the end of an
 * open question to the customer. One that was given up waits for its turn first. Small changes are not told; one that
 * nobody has begun, or that has ended, has no such instant.
 */
export function withExpected(pick: Pick, at: { nowMs: number; stepS: number; queueS: number }): Pick {
  const { expectedAt: told, ...rest } = pick
  const begun = pick.state === 'picking' || (pick.state === 'queued' && told !== undefined)
  if (!begun) return rest
  const left = pick.lines.filter((line) => line.picked === null).length
  const waitS = pick.state === 'queued' ? at.queueS + at.stepS : 0
  const closing = left === pick.lines.length ? besideLines : 1
  const byPaceMs = at.nowMs + (waitS + (left + closing) * at.stepS) * 1000
  const answers = pick.lines.map(({ substitute }) =>
    substitute?.state === 'asked' && substitute.expiresAt ? Date.parse(substitute.expiresAt) + afterAnswerMs : 0,
  )
  const expectedMs = Math.round(Math.max(byPaceMs, ...answers))
  const isNews =
    told === undefined ||
    Math.abs(expectedMs - Date.parse(told)) >= Math.max(newsMs, newsShare * (expectedMs - at.nowMs))
  return { ...rest, expectedAt: isNews ? new Date(expectedMs).toISOString() : told }
}

/** Into how many bags of each temperature a pick is likely to go. */
export function expectedBags({ lines }: Pick): ZoneBags {
  const bags = (zone: keyof ZoneBags) => {
    const packs = lines.reduce((sum, line) => sum + ((line.zone ?? 'ambient') === zone ? line.ordered : 0), 0)
    return Math.min(50, Math.ceil(packs / packsInBag))
  }
  return { ambient: bags('ambient'), chilled: bags('chilled'), frozen: bags('frozen') }
}
