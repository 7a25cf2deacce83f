/**
 * `npm run bench:search -- --catalogue FILE.csv --queries FILE.jsonl [--json] [--show ID] [--runs N]`
 *
 * Search quality and speed of the in-process engine on a real catalogue (layout: ../shared/data/catalogue/README.md):
 * nDCG@10, precision@10 and the share of queries whose first answer is relevant, overall and by kind; latency with the
 * cache of ranked matches off and on; build time and memory. `--queries` may be given more than once; `--show ID` prints
 * what a query found. Of our own sets, `search-queries.jsonl` was looked at while the rules were made;
 * `search-queries-unseen.jsonl` was written after them, and nothing has been tuned to it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { openMemorySearch } from '../engines/search/memory.ts'
import type { SearchEngine } from '../engines/search/port.ts'
import { type CatalogueRow, documentOf, listingOf, readCatalogue, store } from './search-catalogue.ts'
import { type JudgedQuery, mean, scoreQuery, summarise } from './search-scoring.ts'

const { values: options } = parseArgs({
  options: {
    catalogue: { type: 'string', default: '../shared/data/catalogue/bigbasket_products.csv' },
    queries: { type: 'string', multiple: true },
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

const sets = []
for (const file of queryFiles) {
  const queries = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JudgedQuery)
  const scores = []
  for (const query of queries) {
    const { ids } = await cold.search({ store, q: query.query, limit: 10 })
    const found = ids.map((id) => byId.get(id)!)
    scores.push({ kind: query.kind, id: query.id, ...scoreQuery(query, found, rows) })
    if (options.show.includes(query.id)) show(query, found)
  }
  const weakest = [...scores].sort((a, b) => a.ndcg - b.ndcg).slice(0, 12)
  sets.push({
    queries,
    report: { file: basename(file), ...summarise(scores), weakest: weakest.map((s) => [s.id, round(s.ndcg)]) },
  })
}

const texts = sets.flatMap(({ queries }) => queries.map((query) => query.query))
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
  quality: sets.map(({ report }) => report),
  latencyMs: {
    cacheOff: await time(cold, texts, runs),
    cacheOn: await time(warm, texts, runs),
    cacheOffWithFacets: await time(cold, texts, runs, { facets: true }),
    browse: await time(cold, [undefined], 50, { sort: 'price' }),
    suggest: await timeSuggest(cold, texts, Math.ceil(runs / 4)),
  },
  listingsPerSecond: await timeListings(cold),
}
if (options.json) console.log(JSON.stringify(report))
else print()

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

async function timeListings(engine: SearchEngine) {
  const batch = rows.slice(0, 1_000).map((row) => ({ ...listingOf(row), inStock: true }))
  const from = performance.now()
  for (let i = 0; i < 100; i++) await engine.list(batch)
  return Math.round((100 * batch.length * 1_000) / (performance.now() - from))
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

function show(query: JudgedQuery, found: CatalogueRow[]) {
  console.error(`${query.id} ${query.query}`)
  for (const row of found) {
    const { gain } = scoreQuery(query, [row], rows)
    console.error(`  ${gain} ${row.product} | ${row.brand} | ${row.category} > ${row.sub_category} > ${row.type}`)
  }
}

function print() {
  const { quality, latencyMs, ...rest } = report
  console.log(JSON.stringify(rest))
  for (const { file, byKind, overall, weakest } of quality) {
    console.log(`\n${file}`)
    console.table({ ...byKind, overall })
    console.log('weakest', weakest.map((pair) => pair.join(' ')).join(', '))
  }
  console.log('\nlatency, ms')
  console.table(latencyMs)
}
