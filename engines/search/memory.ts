/**
 * Search in this process: an inverted index over typed arrays, held in memory and rebuilt from the catalogue at start.
 * Why our own, on which figures: docs/decisions/0002-search-index.md.
 */
import { LRUCache } from 'lru-cache'
import { checkDocument, checkQuery, checkSuggest } from './check.ts'
import { questionOf } from './language/order.ts'
import { normalForm, planQuery } from './language/plan.ts'
import { readCursor, writeCursor } from './memory/cursor.ts'
import { addLate, breather, buildIndex, dropDocument, lateCapacity } from './memory/index.ts'
import { Listings } from './memory/listings.ts'
import { type Matches, rank } from './memory/rank.ts'
import { selectPage } from './memory/select.ts'
import type { SearchDocument, SearchEngine, SearchQuery, SearchResult, Suggestion, SuggestQuery } from './port.ts'
import { readSynonyms, type Synonyms } from './text/synonyms.ts'

export type MemorySearchOptions = {
  /** Bytes for ranked matches of recent queries; 0 keeps none. Default 16 MiB. */
  cacheBytes?: number
  synonyms?: Synonyms
}

type Answer = { version: number; matches: Matches; corrected?: string }

/** Rather than appended one by one, documents are built into a new index when there are more than this. */
const buildFrom = 512

export async function openMemorySearch(options: MemorySearchOptions = {}): Promise<SearchEngine> {
  const synonyms = options.synonyms ?? readSynonyms()
  const cacheBytes = options.cacheBytes ?? 16 * 2 ** 20
  const cache =
    cacheBytes > 0
      ? new LRUCache<string, Answer>({
          maxSize: cacheBytes,
          maxEntrySize: cacheBytes,
          sizeCalculation: ({ matches }, key) => 256 + key.length * 2 + matches.rows.length * 9,
        })
      : undefined
  const listings = new Listings()
  let index = await buildIndex([], synonyms, listings.slotOf)
  let writing: Promise<void> = Promise.resolve()

  /** Changes of documents follow one another: a build gives way to searches, not to other changes. */
  function afterEarlier(change: () => Promise<void>): Promise<void> {
    const done = writing.then(change)
    writing = done.catch(() => {})
    return done
  }

  async function rebuild(changed: SearchDocument[]) {
    const all = new Map<string, SearchDocument>()
    for (const document of index.documents) if (document) all.set(document.id, document)
    for (const document of changed) all.set(document.id, document)
    index = await buildIndex([...all.values()], synonyms, listings.slotOf)
  }

  function answer(q: string): Answer {
    const form = normalForm(q)
    const key = JSON.stringify(form)
    const kept = cache?.get(key)
    if (kept && kept.version === index.version) return kept
    const plan = planQuery(index, synonyms, form)
    const fresh = { version: index.version, matches: rank(index, plan), corrected: plan.corrected }
    cache?.set(key, fresh)
    return fresh
  }

  function find(query: SearchQuery): SearchResult {
    const question = questionOf(query)
    const after = query.after === undefined ? undefined : readCursor(question, query.after)
    const asked = query.q !== undefined && query.q.trim() !== '' ? answer(query.q) : undefined
    const columns = listings.shelfOf(query.store)
    if (!columns) return { ids: [], total: 0, next: null, ...(query.facets ? { facets: noFacets() } : {}) }
    const page = selectPage(index, columns, query, asked?.matches, after)
    const result: SearchResult = {
      ids: page.rows.map((row) => index.documents[row]!.id),
      total: page.total,
      next: page.more && page.last ? writeCursor(question, page.last) : null,
    }
    if (page.facets) result.facets = page.facets
    if (asked?.corrected !== undefined) result.corrected = asked.corrected
    return result
  }

  function complete({ store, q, limit }: SuggestQuery): Suggestion[] {
    const columns = listings.shelfOf(store)
    if (!columns || q.trim() === '') return []
    let found = index.phrases.complete(index, columns, q, limit)
    if (found.length === 0) {
      const { corrected } = answer(q)
      if (corrected !== undefined) found = index.phrases.complete(index, columns, corrected, limit)
    }
    // Two letters begin too many products for any of them to be worth showing.
    if (found.length > 0 && q.trim().length < 3) return found
    const productShare = Math.min(3, Math.ceil(limit / 3))
    found = found.slice(0, Math.max(limit - productShare, 1))
    const { ids } = find({ store, q, limit: Math.max(1, limit - found.length) })
    const shown = new Set(found.map(({ text }) => text.toLowerCase()))
    for (const id of ids) {
      const text = index.documents[index.rowOf.get(id)!]!.name
      if (found.length === limit || shown.has(text.toLowerCase())) continue
      shown.add(text.toLowerCase())
      found.push({ text, kind: 'product', id })
    }
    return found
  }

  return {
    async index(documents) {
      for (const document of documents) checkDocument(document)
      await afterEarlier(async () => {
        if (documents.length > Math.min(buildFrom, lateCapacity)) return rebuild(documents)
        const breathe = breather()
        for (const [at, document] of documents.entries()) {
          await breathe()
          if (!addLate(index, document, listings.slotOf)) return rebuild(documents.slice(at))
        }
      })
    },
    async remove(ids) {
      await afterEarlier(async () => {
        for (const id of ids) {
          dropDocument(index, id)
          listings.forget(id)
        }
      })
    },
    async list(changed) {
      listings.put(changed)
    },
    async unlist(gone) {
      for (const { storeId, productId } of gone) listings.take(storeId, productId)
    },
    async search(query) {
      checkQuery(query)
      return find(query)
    },
    async suggest(query) {
      checkSuggest(query)
      return complete(query)
    },
    async [Symbol.asyncDispose]() {
      await writing
      cache?.clear()
    },
  }
}

const noFacets = () => ({ brands: [], categories: [], prices: [], attributes: [] })
