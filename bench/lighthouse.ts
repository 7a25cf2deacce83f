/**
 * npm run bench:lighthouse [-- --runs 3 --pages home,cart,list --slowdown 4 --reports DIR --json]
 *
 * Lighthouse, as on a middling phone with a slow connection, on the pages that people see most, in the demo city; the
 * sizes of what each app loads first; and with `list` how long a tap takes among a thousand products. Needs
 * `npm run build`. The run in the middle counts.
 *
 * Lighthouse measures on this machine and reckons what a phone would have needed, so that other work on the machine
 * makes pages slower than they are: beside the scores stand how busy the machine was (load, of so many cores) and how
 * quick Lighthouse found it (index). Its four times slower is meant for a quick desktop, of an index of 1,500; with
 * `--slowdown index` each page is slowed by what makes a middling phone of the machine as it was found.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import lighthouse from 'lighthouse'
import { type BrowserContext, chromium } from 'playwright-core'
import { openDemo } from '../tests/demo.ts'
import { freePorts } from '../tests/ports.ts'
import { firstLoad } from '../web/first-load.ts'
import { measureLongList } from './shop/long-list.ts'
import { prepareCustomer } from './shop/prepare-customer.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '3' },
    pages: { type: 'string', default: 'home,category,product,cart,order,order-live,list' },
    reports: { type: 'string' },
    slowdown: { type: 'string', default: '4' },
  },
})
const wanted = values.pages.split(',')
const runs = Number(values.runs)
const dist = fileURLToPath(new URL('../web/dist/', import.meta.url))
const categories = ['performance', 'accessibility', 'best-practices'] as const
const timings = {
  firstPaintMs: 'first-contentful-paint',
  largestPaintMs: 'largest-contentful-paint',
  blockingMs: 'total-blocking-time',
  shift: 'cumulative-layout-shift',
  speedIndexMs: 'speed-index',
  scriptMs: 'bootup-time',
} as const

/** Lighthouse's own, for a quick desktop. */
const usualSlowdown = 4
const round = (value: number, digits: number) => Number(value.toFixed(digits))
const kilobytes = (bytes: number) => round(bytes / 1_000, 1)

interface Scores {
  performance: number
  accessibility: number
  'best-practices': number
  firstPaintMs: number
  largestPaintMs: number
  blockingMs: number
  shift: number
  speedIndexMs: number
  /** What scripts needed until the page was idle, so many times slowed. */
  scriptMs: number
  /** What came of scripts until the page was idle, headers too. */
  scriptsKb: number
  load: number
  index: number
  slowdown: number
  /** What is not perfect, by Lighthouse's own names. */
  failed: string[]
}

await using stack = new AsyncDisposableStack()
// A city that stands still: riders and other customers would share the processor, and the order would move on.
const demo = stack.use(await openDemo({ speed: 1, alive: false }))
const profile = await mkdtemp(join(tmpdir(), 'tokri-lighthouse-'))
stack.defer(() => rm(profile, { recursive: true, force: true }))
const [port = 0] = await freePorts(1)
const browser: BrowserContext = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.TOKRI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  viewport: { width: 390, height: 844 },
})
stack.defer(() => browser.close())

const { categoryId, productId, orderId, liveOrderId } = await prepareCustomer(demo, browser, {
  onTheWay: wanted.includes('order-live'),
})
const pages = {
  home: '/',
  category: `/category/${categoryId}`,
  product: `/product/${productId}`,
  cart: '/cart',
  order: `/orders/${orderId}`,
  // The same page with a rider on the way, whose map opens by itself.
  'order-live': `/orders/${liveOrderId}`,
}
const unknown = wanted.filter((name) => name !== 'list' && !(name in pages))
if (unknown.length > 0) throw new Error(`no such page: ${unknown.join()}; there are ${Object.keys(pages).join()}, list`)
if (values.reports !== undefined) await mkdir(values.reports, { recursive: true })
const scores: Record<string, Scores> = {}
for (const [name, path] of Object.entries(pages).filter(([each]) => wanted.includes(each))) {
  const measured: Scores[] = []
  const slowdown = await slowdownFor(`${demo.url}${path}`)
  for (let run = 0; run < runs; run += 1) {
    const [scored] = await Promise.allSettled([measure(`${demo.url}${path}`, `${name}-${run + 1}`, slowdown)])
    if (scored.status === 'fulfilled') measured.push(scored.value)
    // A busy machine gives no answer now and then: the other runs and pages still count.
    else process.stderr.write(`${name}, run ${run + 1}: ${scored.reason}\n`)
  }
  measured.sort((a, b) => a.performance - b.performance)
  const middle = measured[Math.floor(measured.length / 2)]
  if (middle) scores[name] = middle
  else process.exitCode = 1
}
const bundles = await firstLoads()
const list = wanted.includes('list') ? await measureLongList(demo.url, categoryId) : undefined

if (values.json) process.stdout.write(`${JSON.stringify({ scores, bundles, list })}\n`)
else {
  console.log(`load: the last minute's, on ${availableParallelism()} cores; index: Lighthouse's own of this machine`)
  console.table(Object.fromEntries(Object.entries(scores).map(([name, { failed: _, ...row }]) => [name, row])))
  for (const [name, { failed }] of Object.entries(scores)) if (failed.length > 0) console.log(name, failed.join(', '))
  console.table(bundles)
  if (list) console.table(list)
}

/**
 * A visit that does not count: the server has then answered these questions before, and the page keeps what it keeps for
 * who comes back. With `--slowdown index` it also tells how quick the machine is just now; the factors are those of the
 * calculator that Lighthouse's docs/throttling.md names: an index of 150 is a middling phone itself, one of 800 is twice
 * as quick, one of 1,300 three times.
 */
async function slowdownFor(url: string): Promise<number> {
  const visit = await lighthouse(url, { port, onlyCategories: ['performance'], logLevel: 'silent' }).catch(
    () => undefined,
  )
  const index = visit?.lhr.environment.benchmarkIndex
  if (values.slowdown !== 'index' || index === undefined) return Number(values.slowdown) || usualSlowdown
  if (index >= 1_300) return 3 + (index - 1_300) / 233
  if (index >= 800) return 2 + (index - 800) / 500
  return Math.max(1, 1 + (index - 150) / 650)
}

async function measure(url: string, name: string, slowdown: number): Promise<Scores> {
  const result = await lighthouse(url, {
    port,
    output: 'html',
    onlyCategories: [...categories],
    // The person stays logged in; everything that a visit before has fetched is forgotten.
    clearStorageTypes: ['cache_storage', 'service_workers', 'shader_cache'],
    // Cards' pictures, the map and its worker take a while on a machine without a graphics card.
    maxWaitForLoad: 90_000,
    throttling: { cpuSlowdownMultiplier: slowdown },
    logLevel: 'silent',
  })
  if (!result) throw new Error(`lighthouse gave no answer for ${url}`)
  const { lhr } = result
  if (values.reports !== undefined) {
    await writeFile(join(values.reports, `${name}.html`), String(result.report))
    await writeFile(join(values.reports, `${name}.json`), JSON.stringify(lhr))
  }
  if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`)
  const score = (category: string) => Math.round((lhr.categories[category]?.score ?? 0) * 100)
  const value = (audit: string) => round(lhr.audits[audit]?.numericValue ?? 0, audit === timings.shift ? 3 : 0)
  const counted = categories.flatMap((category) => lhr.categories[category]?.auditRefs ?? [])
  const failed = counted
    .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => id)
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    ...(Object.fromEntries(Object.entries(timings).map(([key, audit]) => [key, value(audit)])) as Record<
      keyof typeof timings,
      number
    >),
    scriptsKb: kilobytes(scriptBytesOf(lhr.audits['network-requests']?.details)),
    load: round(loadavg()[0] ?? 0, 1),
    index: Math.round(lhr.environment.benchmarkIndex),
    slowdown: round(slowdown, 1),
    failed,
  }
}

/** Bytes of all scripts that a page has asked for by itself, in Lighthouse's list of requests. */
function scriptBytesOf(details: object | undefined): number {
  const { items = [] } = (details ?? {}) as { items?: { resourceType?: string; transferSize?: number }[] }
  return items
    .filter(({ resourceType }) => resourceType === 'Script')
    .reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)
}

/** Kilobytes (1,000 bytes) that each document loads before anything lazy. */
async function firstLoads() {
  const documents = {
    home: 'index.html',
    category: 'category/index.html',
    product: 'product/index.html',
    cart: 'cart/index.html',
    order: 'orders/index.html',
    console: 'console/index.html',
    rider: 'rider/index.html',
  }
  const sizes: Record<string, { scripts: number; brotliKb: number; gzipKb: number; stylesBrotliKb: number }> = {}
  for (const [name, page] of Object.entries(documents)) {
    const { scripts, scriptBytes, scriptGzipBytes, styleBytes } = await firstLoad(dist, page)
    sizes[name] = {
      scripts,
      brotliKb: kilobytes(scriptBytes),
      gzipKb: kilobytes(scriptGzipBytes),
      stylesBrotliKb: kilobytes(styleBytes),
    }
  }
  return sizes
}
