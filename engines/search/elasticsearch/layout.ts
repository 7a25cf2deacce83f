/** How the index is laid out: settings, analysers and fields, and a name for all of it that changes when it does. */
import { createHash } from 'node:crypto'
import { sample } from './records.ts'

const keyword = { type: 'keyword', ignore_above: 8_000 }
/** For looking up only. */
const lookup = { type: 'keyword', doc_values: false, norms: false, ignore_above: 8_000 }
const whole = { type: 'integer' }

/** Beginnings of phrases are indexed to this length. */
export const startLength = 12

// Writers refresh when they have written; this is for what a writer that died left behind.
export const refreshInterval = '5s'

const settings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  refresh_interval: refreshInterval,
  analysis: {
    filter: { starts: { type: 'edge_ngram', min_gram: 1, max_gram: startLength } },
    analyzer: {
      // Words arrive folded by engines/search/text, the same way on both sides: plurals, accents, Devanagari.
      folded: { type: 'custom', tokenizer: 'whitespace' },
      starts: { type: 'custom', tokenizer: 'keyword', filter: ['starts'] },
      asTyped: { type: 'custom', tokenizer: 'keyword' },
    },
  },
}

const mappings = {
  dynamic: false,
  properties: {
    /** `product` or `listing`. */
    type: keyword,
    productId: keyword,
    hash: keyword,
    changed: { type: 'long' },
    known: { type: 'boolean' },
    words: keyword,
    named: keyword,
    heads: keyword,
    any: lookup,
    telling: lookup,
    onShelf: lookup,
    segment: lookup,
    brandWords: lookup,
    name: { type: 'text', analyzer: 'folded', norms: false },
    impact: { type: 'rank_features' },
    nameLength: whole,
    segmentLength: whole,
    brandLength: whole,
    nameShare: { type: 'float', index: false },
    segmentShare: { type: 'float', index: false },
    sizes: { type: 'long' },
    prior: whole,
    rating: whole,
    nameKey: keyword,
    /** The name as it is shown. */
    title: { type: 'keyword', index: false, ignore_above: 8_000 },
    tie: { type: 'long' },
    brandKey: keyword,
    brand: keyword,
    categoryIds: keyword,
    categories: keyword,
    attributes: keyword,
    kind: keyword,
    shelf: keyword,
    aisle: keyword,
    phrases: {
      ...keyword,
      fields: { start: { type: 'text', analyzer: 'starts', search_analyzer: 'asTyped', norms: false } },
    },
    store: keyword,
    price: whole,
    mrp: whole,
    discount: whole,
    inStock: { type: 'boolean' },
  },
}

/** The same as long as an index filled by one version serves the other: part of its name. */
export const layoutName = (): string =>
  createHash('sha256')
    .update(JSON.stringify([settings, mappings, sample()]))
    .digest('hex')
    .slice(0, 10)

/**
 * For all indexes of the family. Operators who want more shards or replicas put a template of their own with a higher
 * priority, which repeats this one, and have the index built anew.
 */
export const indexTemplate = (family: string) => ({
  index_patterns: [`${family}-*`],
  priority: 100,
  template: { settings: { index: settings }, mappings },
})
