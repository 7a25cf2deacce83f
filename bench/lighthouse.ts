/**
 * npm run bench:lighthouse [-- --runs 3 --json]
 *
 * Lighthouse, as on a middling phone with a slow connection, on the pages that people see most, in the demo city; the
 * sizes of what each app loads first; and how long a tap takes in a list of a thousand products. Needs `npm run build`.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import lighthouse from 'lighthouse'
import { type BrowserContext, chromium } from 'playwright-core'
import { openDemo } from '../tests/demo.ts'
import { freePorts } from '../tests/ports.ts'
import { tapsInLongList } from './shop/long-list.ts'
import { prepareCustomer } from './shop/prepare-customer.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, runs: { type: 'string', default: '3' } } })
const runs = Number(values.runs)
const dist = fileURLToPath(new URL('../web/dist/', import.meta.url))
const categories = ['performance', 'accessibility', 'best-practices'] as const
const timings = {
  firstPaintMs: 'first-contentful-paint',
  largestPaintMs: 'largest-contentful-paint',
  blockingMs: 'total-blocking-time',
  shift: 'cumulative-layout-shift',
  speedIndexMs: 'speed-index',
} as const

interface Scores {
  performance: number
  accessibility: number
  'best-practices': number
  firstPaintMs: number
  largestPaintMs: number
  blockingMs: number
  shift: number
  speedIndexMs: number
  /** What is not perfect, by Lighthouse's own names. */
  failed: string[]
}

await using stack = new AsyncDisposableStack()
const demo = stack.use(await openDemo({ speed: 1 }))
const profile = await mkdtemp(join(tmpdir(), 'tokri-lighthouse-'))
stack.defer(() => rm(profile, { recursive: true, force: true }))
const [port = 0] = await freePorts(1)
const browser: BrowserContext = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.TOKRI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  viewport: { width: 390, height: 844 },
})
stack.defer(() => browser.close())

const { categoryId, productId, orderId } = await prepareCustomer(demo.url, browser)
const pages = {
  home: '/',
  category: `/category/${categoryId}`,
  product: `/product/${productId}`,
  cart: '/cart',
  order: `/orders/${orderId}`,
}
const scores: Record<string, Scores> = {}
for (const [name, path] of Object.entries(pages)) {
  const measured: Scores[] = []
  for (let run = 0; run < runs; run += 1) measured.push(await measure(`${demo.url}${path}`))
  scores[name] = measured.sort((a, b) => a.performance - b.performance)[Math.floor(runs / 2)]!
}
const bundles = await firstLoads()
const list = await tapsInLongList(demo.url, categoryId)

if (values.json) process.stdout.write(`${JSON.stringify({ scores, bundles, list })}\n`)
else {
  console.table(Object.fromEntries(Object.entries(scores).map(([name, { failed: _, ...row }]) => [name, row])))
  for (const [name, { failed }] of Object.entries(scores)) if (failed.length > 0) console.log(name, failed.join(', '))
  console.table(bundles)
  console.table({ list })
}

async function measure(url: string): Promise<Scores> {
  const result = await lighthouse(url, {
    port,
    onlyCategories: [...categories],
    // The person stays logged in; everything that a visit before has fetched is forgotten.
    clearStorageTypes: ['cache_storage', 'service_workers', 'shader_cache'],
    logLevel: 'silent',
  })
  if (!result) throw new Error(`lighthouse gave no answer for ${url}`)
  const { lhr } = result
  if (lhr.runtimeError) process.stderr.write(`${url}: ${lhr.runtimeError.message}\n`)
  const score = (category: string) => Math.round((lhr.categories[category]?.score ?? 0) * 100)
  const value = (audit: string) => Math.round((lhr.audits[audit]?.numericValue ?? 0) * 1_000) / 1_000
  const counted = categories.flatMap((category) => lhr.categories[category]?.auditRefs ?? [])
  const failed = counted
    .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => id)
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    ...(Object.fromEntries(Object.entries(timings).map(([name, audit]) => [name, value(audit)])) as Record<
      keyof typeof timings,
      number
    >),
    failed,
  }
}

/** Kilobytes (1,000 bytes, brotli) that each front door loads before anything lazy. */
async function firstLoads() {
  const doors = { storefront: 'index.html', console: 'console/index.html', rider: 'rider/index.html' }
  const sizes: Record<string, { scripts: number; scriptKb: number; styleKb: number }> = {}
  for (const [name, page] of Object.entries(doors)) {
    const html = await readFile(join(dist, page), 'utf8')
    const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]!)
    const kilobytes = async (type: string) => {
      const bytes = await Promise.all(files.filter((file) => file.endsWith(type)).map(sizeOf))
      return Math.round(bytes.reduce((sum, each) => sum + each, 0) / 100) / 10
    }
    const scripts = files.filter((file) => file.endsWith('.js')).length
    sizes[name] = { scripts, scriptKb: await kilobytes('.js'), styleKb: await kilobytes('.css') }
  }
  return sizes
}

/** As it is served: small files are not compressed. */
function sizeOf(file: string): Promise<number> {
  return stat(join(dist, `${file}.br`))
    .catch(() => stat(join(dist, file)))
    .then(({ size }) => size)
}
