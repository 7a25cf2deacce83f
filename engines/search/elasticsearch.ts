/**
 * Search in Elasticsearch or OpenSearch: an index that all copies of the catalogue share. Queries are understood here,
 * with the same words and rules as in memory; the engine finds, filters, counts and sorts.
 */
import { LRUCache } from 'lru-cache'
import { common } from '../../contracts/problem.ts'
import { ConfigError } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import { type GuardWatch, TransientError } from '../../kit/resilience.ts'
import { checkDocument, checkQuery, checkSuggest } from './check.ts'
import { readAddresses } from './elasticsearch/addresses.ts'
import { align, rebuild } from './elasticsearch/align.ts'
import { type Ask, lateness } from './elasticsearch/client.ts'
import { SearchConnection } from './elasticsearch/connection.ts'
import { type Place, readCursor, writeCursor } from './elasticsearch/cursor.ts'
import { Indexes } from './elasticsearch/indexes.ts'
import { fitsOf, type IntentAnswer, intentBody } from './elasticsearch/intent.ts'
import { Knowledge } from './elasticsearch/knowledge.ts'
import { type FacetAnswer, facetsOf, inStore, orderOf, pageBody } from './elasticsearch/page.ts'
import { titles } from './elasticsearch/probe.ts'
import { checkListing } from './elasticsearch/records.ts'
import {
  type Asked,
  askedOf,
  type Fits,
  finalScore,
  fullMatch,
  type Query,
  relaxedMatch,
} from './elasticsearch/scoring.ts'
import { type PhrasesAnswer, phrasesBody, phrasesOf } from './elasticsearch/suggest.ts'
import { IndexWriter } from './elasticsearch/writer.ts'
import { questionOf } from './language/order.ts'
import { normalForm, planQuery } from './language/plan.ts'
import type { SearchEngine, SearchQuery, SearchResult, Suggestion, SuggestQuery } from './port.ts'
import { SearchError } from './port.ts'
import { readSynonyms, type Synonyms } from './text/synonyms.ts'

export type ElasticsearchOptions = {
  urls: readonly string[]
  /** The variable that they came from, named in every message about them. */
  variable: string
  log: Log
  watch?: GuardWatch
  /** Begins the name of every index of this installation; lower case. Default `tokri`. */
  prefix?: string
  synonyms?: Synonyms
  /** A shopper waits no longer than this for the engine. Default 1 s. */
  patienceMs?: number
}

const leastMs = 50
/** With fewer full matches than this, partial ones follow them. */
const relaxBelow = 20
/** When customers sort by price or name, what hardly matches would come first: it is left out. */
const leastShare = 0.3
const understoodMax = 5_000

type Understood = { asked: Asked; fits: Fits; corrected: string | undefined; edition: number }
type Hit = { fields?: { productId?: string[]; title?: string[] }; sort: unknown[] }
type Found = { hits: { total: { value: number }; max_score: number | null; hits: Hit[] }; aggregations?: FacetAnswer }

/** @throws ConfigError when the address, the password or the version is wrong; not when nobody answers */
export async function openElasticsearch(options: ElasticsearchOptions): Promise<SearchEngine> {
  const { log, prefix = 'tokri', watch = {}, patienceMs = 1_000 } = options
  const addresses = readAddresses(options.urls, options.variable)
  const synonyms = options.synonyms ?? readSynonyms()
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(prefix))
    throw new ConfigError([
      `TOKRI_SEARCH_PREFIX is "${prefix}", but may only hold lower-case letters, digits and dashes`,
    ])
  const ended = new AbortController()
  const connection = new SearchConnection({ addresses, log, watch })
  const indexes = new Indexes(connection, prefix, log)
  const writer = new IndexWriter({ connection, indexes, log, ended })
  const knowledge = new Knowledge({ connection, indexes, synonyms, log, ended: ended.signal })
  const understood = new LRUCache<string, Understood>({ max: understoodMax })
  await connection.begin()
  if (connection.found) await knowledge.read().catch(() => {})
  const following = knowledge.follow()

  /** Several searches in one request, answered in order. */
  function ask<T>(store: string | undefined, bodies: readonly object[], timeoutMs: number): Promise<T[]> {
    const header = store === undefined ? {} : { routing: store }
    const request: Ask = {
      method: 'POST',
      path: `/${indexes.alias}/_msearch`,
      body: bodies.flatMap((body) => [header, body]),
      timeoutMs,
    }
    return connection.hot(request, ({ status, body }) => {
      const { responses = [] } = body as {
        responses?: (T & { status?: number; timed_out?: boolean; error?: unknown })[]
      }
      for (const each of status === 200 ? responses : [{ status, error: body, timed_out: false }]) {
        if (each.status === 404) {
          knowledge.forget()
          throw common('service/unavailable', { detail: 'search' })
        }
        if (each.timed_out) throw new TransientError('it ran out of time', { kind: lateness(timeoutMs) })
        if (each.status !== 200) {
          const told = `the search engine answered ${each.status}: ${JSON.stringify(each.error).slice(0, 500)}`
          if (each.status === 400) throw new Error(told)
          throw new TransientError(told, { kind: each.status === 429 ? 'busy' : 'failed' })
        }
      }
      return responses
    })
  }

  async function understand(q: string, leftMs: () => number): Promise<Understood> {
    const { words, edition } = knowledge
    if (!words) throw common('service/unavailable', { detail: 'search' })
    const form = normalForm(q)
    const key = JSON.stringify(form)
    const kept = understood.get(key)
    if (kept?.edition === edition) return kept
    const plan = planQuery(words, synonyms, form)
    const asked = askedOf(words, plan)
    const [answer] = await ask<IntentAnswer>(undefined, [intentBody(asked)], leftMs())
    const fresh = { asked, fits: fitsOf(words, plan, asked, answer!), corrected: plan.corrected, edition }
    understood.set(key, fresh)
    return fresh
  }

  /** Whether partial matches are wanted in this store, and from which score on. */
  async function relaxation(query: SearchQuery, { asked, fits }: Understood, leftMs: () => number) {
    const scored = query.sort !== undefined && query.sort !== 'relevance'
    const probe = (match: Query) => ({
      size: scored ? 1 : 0,
      track_total_hits: scored ? 1 : relaxBelow,
      stored_fields: '_none_',
      query: {
        bool: { filter: inStore(query.store), must: scored ? finalScore(asked, match, fits) : match },
      },
    })
    const [full, some] = await ask<Found>(
      query.store,
      scored ? [probe(fullMatch(asked)), probe(relaxedMatch(asked))] : [probe(fullMatch(asked))],
      leftMs(),
    )
    if (!scored) return { relaxed: full!.hits.total.value < relaxBelow, minScore: null }
    const relaxed = full!.hits.total.value === 0
    return { relaxed, minScore: ((relaxed ? some : full)!.hits.max_score ?? 0) * leastShare }
  }

  async function find(query: SearchQuery, titles = false): Promise<SearchResult & { titles: string[] }> {
    const until = performance.now() + patienceMs
    const leftMs = () => Math.max(leastMs, Math.ceil(until - performance.now()))
    const question = questionOf(query)
    const text = query.q !== undefined && query.q.trim() !== '' ? query.q : undefined
    const order = orderOf(query.sort ?? 'relevance', text !== undefined)
    const after = query.after === undefined ? undefined : readCursor(question, query.after, order.length)
    const meant = text === undefined ? undefined : await understand(text, leftMs)
    const how = after ?? (meant ? await relaxation(query, meant, leftMs) : { relaxed: false, minScore: null })
    const match = meant && (how.relaxed ? relaxedMatch(meant.asked) : fullMatch(meant.asked))
    const score = meant && finalScore(meant.asked, match!, meant.fits)
    const more = { titles, timeoutMs: leftMs(), ...(how.minScore === null ? {} : { minScore: how.minScore }) }
    const body = pageBody(query, score, after ? { ...more, after: after.sort } : more)
    const [page] = await ask<Found>(query.store, [body], more.timeoutMs).catch((error) => {
      // A cursor that was tampered with may name what cannot be compared.
      if (after && error instanceof Error && error.message.includes('answered 400'))
        throw new SearchError('search/bad-cursor', 'this cursor is not one of ours; start again without it')
      throw error
    })
    const { hits, total } = page!.hits
    const shown = hits.slice(0, query.limit)
    const place: Place | undefined = shown.length > 0 ? { ...how, sort: shown.at(-1)!.sort } : undefined
    const result: SearchResult & { titles: string[] } = {
      ids: shown.map(({ fields }) => String(fields?.productId?.[0])),
      titles: shown.map(({ fields }) => String(fields?.title?.[0])),
      total: total.value,
      next: hits.length > query.limit && place ? writeCursor(question, place) : null,
    }
    if (query.facets && page!.aggregations) result.facets = facetsOf(page!.aggregations)
    if (meant?.corrected !== undefined) result.corrected = meant.corrected
    return result
  }

  async function phrases(store: string, text: string, limit: number): Promise<Suggestion[]> {
    const body = phrasesBody(store, text, patienceMs)
    if (!body) return []
    const [answer] = await ask<PhrasesAnswer>(store, [body], patienceMs)
    return phrasesOf(answer!, text, limit)
  }

  async function complete({ store, q, limit }: SuggestQuery): Promise<Suggestion[]> {
    if (q.trim() === '') return []
    let found = await phrases(store, q, limit)
    if (found.length === 0) {
      const { corrected } = await understand(q, () => patienceMs)
      if (corrected !== undefined) found = await phrases(store, corrected, limit)
    }
    // Two letters begin too many products for any of them to be worth showing.
    if (found.length > 0 && q.trim().length < 3) return found
    const productShare = Math.min(3, Math.ceil(limit / 3))
    found = found.slice(0, Math.max(limit - productShare, 1))
    const shown = new Set(found.map(({ text }) => text.toLowerCase()))
    const { ids, titles } = await find({ store, q, limit: Math.max(1, limit - found.length) }, true)
    for (const [at, id] of ids.entries()) {
      const name = titles[at]!
      if (found.length === limit || shown.has(name.toLowerCase())) continue
      shown.add(name.toLowerCase())
      found.push({ text: name, kind: 'product', id })
    }
    return found
  }

  return {
    async index(documents) {
      for (const document of documents) checkDocument(document)
      await writer.index(documents)
      await knowledge.wrote(documents)
    },
    remove: (ids) => writer.remove(ids),
    async list(listings) {
      for (const listing of listings) checkListing(listing)
      await writer.list(listings)
    },
    unlist: (gone) => writer.unlist(gone),
    async search(query) {
      checkQuery(query)
      const { titles: _, ...result } = await find(query)
      return result
    },
    async suggest(query) {
      checkSuggest(query)
      return complete(query)
    },
    shared: {
      layout: indexes.layout,
      ready: async () => (await indexes.current()) !== undefined,
      async align(source) {
        const done = await align({ connection, indexes, writer }, source)
        if (done.built || done.written > 0 || !knowledge.words) await knowledge.read()
        return done
      },
      async rebuild(source) {
        await rebuild({ connection, indexes, writer }, source)
        await knowledge.read()
      },
      async tidy(keep) {
        const kept = new Set([indexes.layout, ...keep].map((layout) => `${indexes.family}-${layout}-`))
        const old = (await indexes.all()).filter((name) => ![...kept].some((start) => name.startsWith(start)))
        await indexes.drop(old)
      },
      async check() {
        const current = await indexes.current()
        const { distribution, version } = connection.found!
        return `${titles[distribution]} ${version}, ${current ?? 'no index yet'}`
      },
      destroy: () => indexes.destroy(),
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await following
      await writer.idle().catch(() => {})
      await connection[Symbol.asyncDispose]()
    },
  }
}
