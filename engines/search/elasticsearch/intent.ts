/** What a query means, learned from its own matches, as in memory/intent.ts; Elasticsearch adds them up by group. */
import { askedWords, nameFit } from '../language/fit.ts'
import { partsOf } from '../language/order.ts'
import type { Plan } from '../language/plan.ts'
import type { Level, Words } from './lexicon.ts'
import { type Asked, answerScore, type Fits, relaxedMatch } from './scoring.ts'

/** Small groups prove little. */
const smoothing = 4
const mostGroups = 200
const levels = ['kind', 'shelf', 'aisle'] as const

export const noFits = (): Fits => ({ kind: new Map(), shelf: new Map(), aisle: new Map() })

/** The body of a search that counts, by group, how good the matches are. */
export function intentBody(asked: Asked): object {
  const score = { script: { source: '_score' } }
  const strong = { script: { source: 'Math.pow(_score.doubleValue(), 4)' } }
  const sums = { counts: { sum: score }, strength: { sum: strong } }
  const aggs = Object.fromEntries(
    levels.map((level) => [
      level,
      { terms: { field: level, size: mostGroups, order: { strength: 'desc' } }, aggs: sums },
    ]),
  )
  return {
    size: 1,
    track_total_hits: false,
    stored_fields: '_none_',
    query: answerScore(asked, { bool: { filter: [{ term: { type: 'product' } }, relaxedMatch(asked)] } }),
    aggs,
  }
}

type Bucket = { key: string; counts: { value: number }; strength: { value: number } }
export type IntentAnswer = {
  hits: { max_score: number | null }
  aggregations: Record<Level, { buckets: Bucket[] }>
}

/** How well each group fits, 0 to 1 with the best of each level at 1. */
export function fitsOf(words: Words, plan: Plan, asked: Asked, answer: IntentAnswer): Fits {
  const fits = noFits()
  const best = answer.hits.max_score ?? 0
  if (best === 0) return fits
  const said = askedWords(words, plan)
  for (const level of levels) {
    const { buckets } = answer.aggregations[level]
    const everything = buckets.reduce((sum, { strength }) => sum + strength.value, 0)
    let most = 0
    for (const { key, counts, strength } of buckets) {
      const part = strength.value / everything
      const purity = counts.value / best / ((words.groups[level].get(key) ?? 1) + smoothing)
      const fit = Math.sqrt(part * purity) + nameFit(partsOf(key), plan, said, asked.total)
      fits[level].set(key, fit)
      most = Math.max(most, fit)
    }
    for (const [name, fit] of fits[level]) fits[level].set(name, Math.round((1_000 * fit) / most) / 1_000)
  }
  return fits
}
