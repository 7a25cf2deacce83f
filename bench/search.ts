/**
 * `npm run bench:search -- --catalogue FILE.csv --queries FILE.jsonl [--search URL] [--json] [--show ID] [--runs N]`
 *
 * Search quality and speed of the in-process engine, and with `--search` of Elasticsearch or OpenSearch there as well, on a real catalogue (layout: ../shared/data/catalogue/README.md):
 * nDCG@10, precision@10 and the share of queries whose first answer is relevant, overall and by kind; latency with the
 * cache of ranked matches off and on; build time and memory. `--queries` may be given more than once; `--show ID` prints
 * what a query found. Of our own sets, `search-queries.jsonl` was looked at while the rules were made;
 * `search-queries-unseen.jsonl` was written after them, and nothing has been tuned to it.
 */

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { openElasticsearch } from '../engines/search/elasticsearch.ts'
import { openMemorySearch } from '../engines/search/memory.ts'
import type { SearchEngine, SearchSource } from '../engines/search/port.ts'
import { silentLog } from '../kit/log.ts'
import { type CatalogueRow, documentOf, listingOf, readCatalogue, store } from './search-catalogue.ts'
import { type JudgedQuery, mean, scoreQuery, summarise } from './search-scoring.ts'

const { values: options } = parseArgs({
  options: {
    catalogue: { type: 'string', default: '../shared/data/catalogue/bigbasket_products.csv' },
    queries: { type: 'string', multiple: true },
    search: { type: 'string' },
    json: { type: 'boolean', default: false },
    show: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '20' },
  },
})
const queryFiles = options.queries ?? [
  '../shared/data/search/queries.jsonl',
  'bench/search-queries.jsonl',
  'bench/search-queries-unseen.jsonl',
]

for (const file of [options.catalogue, ...queryFiles]) {
  if (!existsSync(file)) {
    console.error(`bench:search: there is no ${file}; name one with --catalogue or --queries`)
    process.exit(1)
  }
}
const rows = readCatalogue(options.catalogue)
const byId = new Map(rows.map((row) => [row.index, row]))
const before = memory()
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const cold = await openMemorySearch({ cacheBytes: 0 })
const started = performance.now()
const startedCpu = process.cpuUsage()
await cold.index(rows.map(documentOf))
const buildMs = performance.now() - started
const buildCpuMs = cpuMs(startedCpu)
delay.disable()
await cold.list(rows.map(listingOf))
const after = memory()

const querySets = queryFiles.map((file) => ({
  file: basename(file),
  queries: readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JudgedQuery),
}))
const texts = querySets.flatMap(({ queries }) => queries.map((query) => query.query))
const runs = Number(options.runs)
const warm = await openMemorySearch()
await warm.index(rows.map(documentOf))
await warm.list(rows.map(listingOf))
const report = {
  documents: rows.length,
  buildMs: round(buildMs),
  buildCpuMs,
  longestPauseMs: round(delay.max / 1e6),
  memoryMiB: round((after - before) / 2 ** 20),
  quality: await qualityOf('memory', cold),
  latencyMs: {
    cacheOff: await time(cold, texts, runs),
    cacheOn: await time(warm, texts, runs),
    cacheOffWithFacets: await time(cold, texts, runs, { facets: true }),
    browse: await time(cold, [undefined], 50, { sort: 'price' }),
    suggest: await timeSuggest(cold, texts, Math.ceil(runs / 4)),
  },
  listingsPerSecond: await timeListings(cold, 100),
  ...(options.search ? { elasticsearch: await measureElasticsearch(options.search) } : {}),
}
if (options.json) console.log(JSON.stringify(report))
else print()

/** nDCG@10 and the like of each set of queries. */
async function qualityOf(name: string, engine: SearchEngine) {
  const reports = []
  for (const { file, queries } of querySets) {
    const scores = []
    for (const query of queries) {
      const { ids } = await engine.search({ store, q: query.query, limit: 10 })
      const found = ids.map((id) => byId.get(id)!)
      scores.push({ kind: query.kind, id: query.id, ...scoreQuery(query, found, rows) })
      if (options.show.includes(query.id)) show(name, query, found)
    }
    const weakest = [...scores].sort((a, b) => a.ndcg - b.ndcg).slice(0, 12)
    reports.push({ file, ...summarise(scores), weakest: weakest.map((s) => [s.id, round(s.ndcg)]) })
  }
  return reports
}

/** The same catalogue in an engine outside, under a name of its own that is removed afterwards. */
async function measureElasticsearch(url: string) {
  const prefix = `bench-${randomBytes(4).toString('hex')}`
  const parts = { urls: [url], variable: '--search', log: silentLog, prefix, patienceMs: 10_000 }
  await using engine = await openElasticsearch(parts)
  const shared = engine.shared!
  const listed = new Map(rows.map((row) => [row.index, listingOf(row)]))
  const source: SearchSource = {
    documents: () => pagesOf(rows.map(documentOf)),
    has: (id) => listed.has(id),
    stores: () => [store],
    listings: () => pagesOf([...listed.values()]),
    lists: (_, id) => listed.has(id),
  }
  try {
    const from = performance.now()
    await shared.align(source)
    const buildMs = performance.now() - from
    const again = performance.now()
    await shared.align(source)
    const alignMs = performance.now() - again
    // The first searches of a server make it compile scripts and load columns.
    const quality = await qualityOf('elasticsearch', engine)
    return {
      buildMs: round(buildMs),
      alignMs: round(alignMs),
      quality,
      latencyMs: {
        first: await timeFirst(parts),
        repeated: await time(engine, texts, Math.ceil(runs / 4)),
        withFacets: await time(engine, texts, 2, { facets: true }),
        browse: await time(engine, [undefined], 50, { sort: 'price' }),
        suggest: await timeSuggest(engine, texts.slice(0, 60), 1),
      },
      listingsPerSecond: await timeListings(engine, 5),
    }
  } finally {
    await shared.destroy()
  }
}

/** Each query for the first time in a process: nothing of it is known, and its meaning is asked for as well. */
async function timeFirst(parts: Parameters<typeof openElasticsearch>[0]) {
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    await using engine = await openElasticsearch(parts)
    await engine.search({ store, limit: 1 })
    for (const q of texts) {
      const from = performance.now()
      await engine.search({ store, q, limit: 24 })
      times.push(performance.now() - from)
    }
  }
  return percentiles(times)
}

async function* pagesOf<T>(all: T[]): AsyncGenerator<T[]> {
  for (let at = 0; at < all.length; at += 1_000) yield all.slice(at, at + 1_000)
}

/** Milliseconds of one search, over all queries and runs, after a warm-up. */
async function time(engine: SearchEngine, texts: (string | undefined)[], runs: number, extra = {}) {
  const times: number[] = []
  let cpu = process.cpuUsage()
  for (let run = -2; run < runs; run++) {
    if (run === 0) cpu = process.cpuUsage()
    for (const q of texts) {
      const from = performance.now()
      await engine.search({ store, q, limit: 24, ...extra })
      if (run >= 0) times.push(performance.now() - from)
    }
  }
  return { ...percentiles(times), cpuMean: round(cpuMs(cpu) / times.length) }
}

/** Processor time since then, all threads, in milliseconds: says more than the clock on a busy machine. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return round((user + system) / 1_000)
}

async function timeSuggest(engine: SearchEngine, texts: string[], runs: number) {
  const times: number[] = []
  for (let run = -1; run < runs; run++) {
    for (const text of texts) {
      for (let length = 2; length <= Math.min(text.length, 8); length++) {
        const from = performance.now()
        await engine.suggest({ store, q: text.slice(0, length), limit: 8 })
        if (run >= 0) times.push(performance.now() - from)
      }
    }
  }
  return percentiles(times)
}

/** Stock of a thousand products at a time, changing each time. */
async function timeListings(engine: SearchEngine, times: number) {
  const from = performance.now()
  for (let i = 0; i < times; i++) {
    const batch = rows.slice(0, 1_000).map((row) => ({ ...listingOf(row), inStock: i % 2 === 1 }))
    await engine.list(batch)
  }
  return Math.round((times * 1_000 * 1_000) / (performance.now() - from))
}

function percentiles(times: number[]) {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!)
  return { mean: round(mean(times)), p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** Heap and array buffers in use, in bytes. Exact only with `node --expose-gc`. */
function memory(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

function show(name: string, query: JudgedQuery, found: CatalogueRow[]) {
  console.error(`${name}: ${query.id} ${query.query}`)
  for (const row of found) {
    const { gain } = scoreQuery(query, [row], rows)
    console.error(`  ${gain} ${row.product} | ${row.brand} | ${row.category} > ${row.sub_category} > ${row.type}`)
  }
}

function print() {
  const { quality, latencyMs, elasticsearch, ...rest } = report
  printEngine('in this process', rest, quality, latencyMs)
  if (!elasticsearch) return
  const { quality: theirs, latencyMs: times, ...more } = elasticsearch
  printEngine('elasticsearch', more, theirs, times)
}

function printEngine(name: string, facts: object, quality: Awaited<ReturnType<typeof qualityOf>>, times: object) {
  console.log(`\n== ${name}\n${JSON.stringify(facts)}`)
  for (const { file, byKind, overall, weakest } of quality) {
    console.log(`\n${file}`)
    console.table({ ...byKind, overall })
    console.log('weakest', weakest.map((pair) => pair.join(' ')).join(', '))
  }
  console.log('\nlatency, ms')
  console.table(times)
}
