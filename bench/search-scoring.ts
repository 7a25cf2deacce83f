/** Judged queries and their scores, as ../shared/data/search/README.md defines them. */
import type { CatalogueRow } from './search-catalogue.ts'

export type Predicate =
  | { all: Predicate[] }
  | { any: Predicate[] }
  | { not: Predicate }
  | { field: keyof CatalogueRow; regex: string }

export type JudgedQuery = { id: string; query: string; kind: string; relevant: Predicate; best?: Predicate }
export type Score = { ndcg: number; precision: number; first: number; gain: number }

const depth = 10
const patterns = new Map<string, RegExp>()
const ideals = new Map<string, { gains: number[]; relevant: number }>()

/** @returns nDCG@10, precision@10, whether the first is relevant (0 or 1), and the gain of the first */
export function scoreQuery(query: JudgedQuery, found: CatalogueRow[], all: CatalogueRow[]): Score {
  let ideal = ideals.get(query.id)
  if (!ideal) {
    const gains = all.map((row) => gainOf(query, row)).filter((gain) => gain > 0)
    ideal = { gains: gains.sort((a, b) => b - a).slice(0, depth), relevant: gains.length }
    ideals.set(query.id, ideal)
  }
  const gains = found.slice(0, depth).map((row) => gainOf(query, row))
  return {
    ndcg: ideal.relevant === 0 ? 0 : discounted(gains) / discounted(ideal.gains),
    precision: gains.filter((gain) => gain > 0).length / Math.max(1, Math.min(depth, ideal.relevant)),
    first: (gains[0] ?? 0) > 0 ? 1 : 0,
    gain: gains[0] ?? 0,
  }
}

export function summarise(scores: (Score & { kind: string })[]) {
  const row = (some: typeof scores) => ({
    queries: some.length,
    ndcg10: round(mean(some.map(({ ndcg }) => ndcg))),
    precision10: round(mean(some.map(({ precision }) => precision))),
    firstRelevant: round(mean(some.map(({ first }) => first))),
  })
  const kinds = [...new Set(scores.map(({ kind }) => kind))].sort()
  return {
    overall: row(scores),
    byKind: Object.fromEntries(kinds.map((kind) => [kind, row(scores.filter((score) => score.kind === kind))])),
  }
}

export const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

function gainOf(query: JudgedQuery, row: CatalogueRow): number {
  if (!holds(query.relevant, row)) return 0
  return query.best && holds(query.best, row) ? 2 : 1
}

function holds(predicate: Predicate, row: CatalogueRow): boolean {
  if ('all' in predicate) return predicate.all.every((part) => holds(part, row))
  if ('any' in predicate) return predicate.any.some((part) => holds(part, row))
  if ('not' in predicate) return !holds(predicate.not, row)
  let pattern = patterns.get(predicate.regex)
  if (!pattern) {
    pattern = new RegExp(predicate.regex, 'i')
    patterns.set(predicate.regex, pattern)
  }
  return pattern.test(row[predicate.field])
}

const discounted = (gains: number[]) => gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
const round = (value: number) => Math.round(value * 1_000) / 1_000
