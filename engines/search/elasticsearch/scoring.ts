/**
 * A plan as a query of Elasticsearch. The arithmetic is that of memory/rank.ts, said in its words: a rank feature per
 * word (what the word says about the product), sums over concepts, and factors by `function_score`.
 */
import type { Concept, Plan, Wording } from '../language/plan.ts'
import type { Level, Words } from './lexicon.ts'
import { featureOf } from './records.ts'

export type Query = Record<string, unknown>
/** How well groups of products fit what was asked, 0 to 1, by level and name. */
export type Fits = Record<Level, Map<string, number>>

/** What a match in weak fields counts towards coverage. */
const shelfCoverage = 0.75
const weakCoverage = 0.4
/** A relaxed match answers at least this part of the query, by weight. */
const leastCoverage = 0.3
const bonus = { adjacent: 0.12, wholeName: 0.1, wholeSegment: 0.22, wholeBrand: 0.12, size: 0.25, prior: 0.06 }
const notHead = 0.85
const intentShare = { kind: 0.5, shelf: 0.25, aisle: 0.25 }
const intentStrength = 1.1
/** An exact product out of stock stays above poor matches in stock, and below comparable ones. */
const outOfStockShare = 0.55
/** Fits are told apart so finely. */
const fitSteps = 25

/** A way to say a concept, in words. */
type Said = { words: string[]; sureness: number }

/** Everything of a plan that a query is made of. */
export type Asked = { concepts: { said: Said[]; weight: number; length: number }[]; total: number; sizes: number[] }

export function askedOf(words: Words, plan: Plan): Asked {
  const textOf = ({ words: ids, sureness }: Wording): Said => ({
    words: ids.map((id) => words.vocabulary.words[id]!),
    sureness,
  })
  // A word that is not known here may have come by another copy a moment ago.
  const unknown = ({ asked }: Concept): Said[] => [{ words: asked, sureness: 1 }]
  const concepts = plan.concepts.map((concept) => ({
    said: concept.wordings.length > 0 ? concept.wordings.map(textOf) : unknown(concept),
    weight: concept.weight,
    length: concept.length,
  }))
  return { concepts, total: concepts.reduce((sum, { weight }) => sum + weight, 0), sizes: plan.sizes }
}

/** Products that answer every concept in words that say what they are. */
export const fullMatch = ({ concepts }: Asked): Query => all(concepts.map(({ said }) => inFields(said, ['telling'])))

/** Products that answer enough of the query. */
export function relaxedMatch({ concepts, total }: Asked): Query {
  const enough = concepts.flatMap((one, i) => {
    if (one.weight >= leastCoverage * total) return [present(one.said)]
    return concepts
      .slice(i + 1)
      .filter((other) => one.weight + other.weight >= leastCoverage * total)
      .map((other) => all([present(one.said), present(other.said)]))
  })
  return any(enough)
}

/** How well products answer, before any thought of what kind of thing was meant. */
export function answerScore(asked: Asked, match: Query): Query {
  const { concepts, total } = asked
  const worths = concepts.flatMap(({ said, weight }) => worth(said, weight / total))
  const adjacent = concepts
    .slice(1)
    .map(({ said, weight }, i) => constant(neighbours([concepts[i]!.said, said]), (bonus.adjacent * weight) / total))
  const words = concepts.reduce((sum, { length }) => sum + length, 0)
  const coverage = concepts.flatMap(({ said, weight }) => [
    { filter: present(said), weight: (weakCoverage * weight) / total },
    { filter: inFields(said, ['onShelf', 'telling']), weight: ((shelfCoverage - weakCoverage) * weight) / total },
    { filter: inFields(said, ['telling']), weight: ((1 - shelfCoverage) * weight) / total },
  ])
  const named = concepts.flatMap(({ said, length }) => [
    ...shareOf(inFields(said, ['named']), { share: 'nameShare', count: 'nameLength' }, words, length, bonus.wholeName),
    ...shareOf(
      inFields(said, ['segment']),
      { share: 'segmentShare', count: 'segmentLength' },
      words,
      length,
      bonus.wholeSegment,
    ),
    {
      filter: all([inFields(said, ['brandWords']), { range: { brandLength: { lte: length } } }]),
      weight: bonus.wholeBrand,
    },
  ])
  const worthTimesCoverage = factor({ bool: { should: [...worths, ...adjacent], filter: match } }, coverage)
  const asNamed = {
    function_score: {
      query: any(named.map(({ filter }) => filter)),
      functions: named,
      ...summed,
      boost_mode: 'replace',
    },
  }
  return factor(factor({ bool: { must: worthTimesCoverage, should: asNamed } }, coverage), [
    { weight: notHead },
    { filter: any(concepts.map(({ said }) => inFields(said, ['heads', 'brandWords']))), weight: 1 - notHead },
  ])
}

/** The whole score: how well it answers, how well its kind fits, how much it is liked, whether it can be had. */
export function finalScore(asked: Asked, match: Query, fits: Fits): Query {
  const kinds = (['kind', 'shelf', 'aisle'] as const).flatMap((level) =>
    // Each function costs time at every match: groups that fit nearly the same share one.
    [...Map.groupBy(fits[level], ([, fit]) => Math.round(fit * fitSteps))]
      .filter(([step]) => step > 0)
      .map(([step, groups]) => ({
        filter: { terms: { [level]: groups.map(([name]) => name) } },
        weight: (intentStrength * intentShare[level] * step) / fitSteps,
      })),
  )
  const liked = { field_value_factor: { field: 'prior', factor: 1e-6, missing: 0 }, weight: bonus.prior }
  const lifted = factor(answerScore(asked, match), [{ weight: 1 }, ...kinds, liked])
  const sized =
    asked.sizes.length === 0
      ? lifted
      : factor(lifted, [{ weight: 1 }, { filter: { terms: { sizes: asked.sizes } }, weight: bonus.size }])
  return factor(sized, [
    { weight: outOfStockShare },
    { filter: { term: { inStock: true } }, weight: 1 - outOfStockShare },
  ])
}

/** The best way to say it counts; of several words each gives its part, and together they are worth more. */
function worth(said: readonly Said[], weight: number): Query[] {
  const queries = said.flatMap(({ words, sureness }) => {
    const boost = weight * sureness
    if (words.length === 1) return [feature(words[0]!, boost)]
    const apart = words.map((word, i) =>
      feature(word, boost * 0.85 * (i === words.length - 1 ? 0.6 : 0.4 / (words.length - 1))),
    )
    const together = { bool: { must: feature(words.at(-1)!, boost), filter: phrase(words) } }
    return [{ bool: { must: apart } }, together]
  })
  return queries.length === 0 ? [] : [{ dis_max: { queries } }]
}

const feature = (word: string, boost: number): Query => ({
  rank_feature: { field: `impact.${featureOf(word)}`, linear: {}, boost },
})

/** The concept, wherever it stands. */
const present = (said: readonly Said[]): Query => inFields(said, ['any'])

/** The concept in any of these fields; of several words all are there, and at least one in these fields. */
function inFields(said: readonly Said[], fields: readonly string[]): Query {
  const single = said.filter(({ words }) => words.length === 1).map(({ words }) => words[0]!)
  const several = said.filter(({ words }) => words.length > 1)
  const where = (words: readonly string[]) => fields.map((field) => ({ terms: { [field]: [...new Set(words)] } }))
  return any([
    ...(single.length > 0 ? where(single) : []),
    ...several.map(({ words }) =>
      all([...words.map((word) => ({ term: { any: word } })), ...(fields[0] === 'any' ? [] : [any(where(words))])]),
    ),
  ])
}

/** Two concepts side by side in the name. */
function neighbours(pair: readonly (readonly Said[])[]): Query {
  const clauses = pair.map((said) => {
    const words = new Set(said.filter((one) => one.words.length === 1).map((one) => one.words[0]!))
    return { span_or: { clauses: [...words].map((name) => ({ span_term: { name } })) } }
  })
  if (clauses.some(({ span_or }) => span_or.clauses.length === 0)) return { match_none: {} }
  return { span_near: { clauses, slop: 0, in_order: true } }
}

const phrase = (words: readonly string[]): Query => ({
  span_near: { clauses: words.map((name) => ({ span_term: { name } })), slop: 0, in_order: true },
})

/** `strength` times the concept's share of all the words of a field, or of the query where that is longer. */
function shareOf(
  filter: Query,
  { share, count }: { share: string; count: string },
  words: number,
  length: number,
  strength: number,
) {
  return [
    {
      filter: all([filter, { range: { [count]: { gte: words } } }]),
      field_value_factor: { field: share, missing: 0 },
      weight: strength * length,
    },
    { filter: all([filter, { range: { [count]: { lt: words } } }]), weight: (strength * length) / words },
  ]
}

const summed = { score_mode: 'sum' }
const factor = (query: Query, functions: object[]): Query => ({
  function_score: { query, functions, ...summed, boost_mode: 'multiply' },
})
const constant = (filter: Query, boost: number): Query => ({ constant_score: { filter, boost } })
const all = (queries: readonly Query[]): Query => ({ bool: { filter: queries } })
const any = (queries: readonly Query[]): Query =>
  queries.length === 1 ? queries[0]! : { bool: { should: queries, minimum_should_match: 1 } }
