/**
 * npm run bench:live-map [-- --riders 200 --seconds 10 --every 5 --json]
 *
 * Frames while riders move, in headless Chromium at 1440×900: of the map alone (`/design?riders=N`), and of the console's
 * whole live page, with riders on shift who send their positions through the API every few seconds. Without a graphics
 * card the picture is made by software, so that a real screen has it easier; and here the house that takes the
 * positions shares the processors with the browser. Each with one rider and with all: the difference is what they cost.
 */
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { demoPassword } from '../city/people/accounts.ts'
import { openBrowser, screens } from '../tests/browser/browser.ts'
import { openDemo } from '../tests/demo.ts'
import { eventually } from '../tests/eventually.ts'
import { ridersAtWork } from './shop/riders.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    riders: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    every: { type: 'string', default: '5' },
  },
})
const seconds = Number(values.seconds)

interface Frames {
  page: 'map' | 'live page'
  riders: number
  framesPerSecond: number
  medianMs: number
  p95Ms: number
  /** Tasks of more than 50 ms, and the longest of them. */
  longTasks: number
  longestMs: number
  /** The page's own work in a second: scripts, style and layout, without the picture. */
  workMsPerSecond: number
}

async function measure(page: Page, which: Pick<Frames, 'page' | 'riders'>): Promise<Frames> {
  await page.locator('canvas.maplibregl-canvas').waitFor()
  await page.waitForLoadState('networkidle')
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable')
  const busyS = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  }
  const before = await busyS()
  // As text: the types of the back end know no browser.
  const { gaps, long } = await page.evaluate<{ gaps: number[]; long: number[] }>(`new Promise((done) => {
    const times = []
    const long = []
    const watch = new PerformanceObserver((list) => long.push(...list.getEntries().map((each) => each.duration)))
    watch.observe({ type: 'longtask' })
    const begin = performance.now()
    requestAnimationFrame(function step(at) {
      times.push(at)
      if (at - begin < ${seconds * 1_000}) requestAnimationFrame(step)
      else done({ gaps: times.slice(1).map((each, index) => each - times[index]), long })
    })
  })`)
  const work = (await busyS()) - before
  const sorted = gaps.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? 0)
  const totalS = gaps.reduce((sum, gap) => sum + gap, 0) / 1_000
  return {
    ...which,
    framesPerSecond: round(gaps.length / totalS),
    medianMs: at(0.5),
    p95Ms: at(0.95),
    longTasks: long.length,
    longestMs: round(Math.max(0, ...long)),
    workMsPerSecond: round((work * 1_000) / totalS),
  }
}

const round = (value: number) => Math.round(value * 10) / 10

async function measureMap(browser: Browser, url: string, riders: number): Promise<Frames> {
  const context = await browser.newContext({ ...screens.desktop })
  try {
    const page = await context.newPage()
    await page.goto(`${url}/design?riders=${riders}`)
    return await measure(page, { page: 'map', riders })
  } finally {
    await context.close()
  }
}

async function measureLivePage(browser: Browser, url: string, riders: number): Promise<Frames> {
  const context = await browser.newContext({ ...screens.desktop })
  try {
    const page = await context.newPage()
    await page.goto(`${url}/console`)
    await page.getByLabel('Email').fill('admin@demo.tokri')
    await page.getByLabel('Password').fill(demoPassword)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    const counted = page.getByText(new RegExp(`, ${riders} riders?, `))
    await eventually('all riders are on the page', () => counted.isVisible(), { withinMs: 60_000 })
    return await measure(page, { page: 'live page', riders })
  } finally {
    await context.close()
  }
}

await using demo = await openDemo({ speed: 1, alive: false })
const browser = await openBrowser()
try {
  const figures: Frames[] = []
  const counts = [1, Number(values.riders)]
  for (const riders of counts) figures.push(await measureMap(browser, demo.url, riders))
  for (const count of counts) {
    await using _atWork = await ridersAtWork(demo, { count, everyMs: Number(values.every) * 1_000 })
    figures.push(await measureLivePage(browser, demo.url, count))
  }
  if (values.json) console.log(JSON.stringify({ figures }))
  else console.table(figures)
} finally {
  await browser.close()
}
