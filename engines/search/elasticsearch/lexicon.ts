/** The words of the index, as planning wants them: read from the index, so that all copies know the same. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { TransientError } from '../../../kit/resilience.ts'
import type { Lexicon } from '../language/plan.ts'
import { termsOf } from '../language/terms.ts'
import { Vocabulary } from '../language/vocabulary.ts'
import type { SearchDocument } from '../port.ts'
import type { Synonyms } from '../text/synonyms.ts'
import { IndexMissing } from './bulk.ts'
import type { Ask } from './client.ts'
import type { Indexes } from './indexes.ts'

type Hearsay = (ask: Ask) => Promise<{ status: number; body: unknown }>
export type Level = 'kind' | 'shelf' | 'aisle'

export type Words = Lexicon & {
  rowOf: { size: number }
  /** Products in each group, by its name. */
  groups: Record<Level, Map<string, number>>
  /** What it was read from: another value, other words. */
  state: string
}

const pageSize = 10_000
const answerMs = 10_000
const mostGroups = 10_000

/** A text that changes whenever a product is written or removed; cheap to ask for. */
export async function stateOf(ask: Hearsay, indexes: Indexes): Promise<string> {
  const current = await indexes.current()
  if (current === undefined) throw new IndexMissing(indexes.alias)
  const body = {
    size: 0,
    track_total_hits: true,
    query: { term: { type: 'product' } },
    aggs: { changed: { max: { field: 'changed' } } },
  }
  const answer = await search(ask, current, body)
  return JSON.stringify([current, answer.hits.total.value, answer.aggregations.changed.value])
}

export async function readWords(ask: Hearsay, indexes: Indexes, synonyms: Synonyms): Promise<Words> {
  const state = await stateOf(ask, indexes)
  const [name, size] = JSON.parse(state) as [string, number]
  const [words, named, heads] = await Promise.all([
    countsOf(ask, name, 'words'),
    countsOf(ask, name, 'named'),
    countsOf(ask, name, 'heads'),
  ])
  const vocabulary = new Vocabulary()
  for (const word of synonyms.words) vocabulary.add(word)
  for (const [word, count] of words) vocabulary.documents[vocabulary.add(word)] = count
  await vocabulary.arrange(() => nextTurn())
  const headShares = Float32Array.from(
    vocabulary.words,
    (word) => ((heads.get(word) ?? 0) + 1) / ((named.get(word) ?? 0) + 2),
  )
  const groups = await groupsOf(ask, name)
  return { vocabulary, headShares, rowOf: { size }, groups, state }
}

/** Words of documents that this process has just written are known at once. */
export function learn(words: Words, documents: readonly SearchDocument[]): void {
  const { vocabulary } = words
  for (const document of documents) {
    for (const word of termsOf(document).byWord.keys()) {
      const id = vocabulary.add(word)
      if (vocabulary.documents[id] === 0) vocabulary.documents[id] = 1
    }
  }
}

async function countsOf(ask: Hearsay, name: string, field: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let after: unknown; ; ) {
    const composite = { size: pageSize, sources: [{ word: { terms: { field } } }], ...(after ? { after } : {}) }
    const body = { size: 0, query: { term: { type: 'product' } }, aggs: { words: { composite } } }
    const { words } = (await search(ask, name, body)).aggregations
    for (const { key, doc_count } of words.buckets) counts.set((key as { word: string }).word, doc_count)
    after = words.after_key
    if (words.buckets.length < pageSize) return counts
  }
}

async function groupsOf(ask: Hearsay, name: string): Promise<Words['groups']> {
  const levels = ['kind', 'shelf', 'aisle'] as const
  const aggs = Object.fromEntries(levels.map((level) => [level, { terms: { field: level, size: mostGroups } }]))
  const { aggregations } = await search(ask, name, { size: 0, query: { term: { type: 'product' } }, aggs })
  const groups = levels.map((level) => [
    level,
    new Map(aggregations[level]!.buckets.map(({ key, doc_count }) => [key as string, doc_count])),
  ])
  return Object.fromEntries(groups)
}

type Found = {
  hits: { total: { value: number } }
  aggregations: Record<
    string,
    { value?: number; after_key?: unknown; buckets: { key: unknown; doc_count: number }[] }
  > & { words: { after_key?: unknown; buckets: { key: unknown; doc_count: number }[] } } & {
    changed: { value: number }
  }
}

async function search(ask: Hearsay, name: string, body: object): Promise<Found> {
  const answer = await ask({ method: 'POST', path: `/${name}/_search`, body, timeoutMs: answerMs })
  if (answer.status === 404) throw new IndexMissing(name)
  if (answer.status !== 200)
    throw new TransientError(
      `the search engine answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`,
    )
  return answer.body as Found
}
