/**
 * npm run bench:live-map [-- --riders 200 --seconds 10 --json]
 *
 * Frames of the live map in headless Chromium while riders move: `/design?riders=N` of the demo city, 1440×900. Without
 * a graphics card the picture is made by software, so that a real screen has it easier. The page without riders is
 * measured beside it: the difference is what they cost.
 */
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { openBrowser, screens } from '../tests/browser/browser.ts'
import { openDemo } from '../tests/demo.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    riders: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
  },
})

interface Frames {
  riders: number
  framesPerSecond: number
  medianMs: number
  p95Ms: number
  /** The page's own work in a frame: scripts, style and layout, without the picture. */
  workMsPerSecond: number
}

async function measure(browser: Browser, url: string, riders: number, seconds: number): Promise<Frames> {
  const context = await browser.newContext({ ...screens.desktop })
  const page = await context.newPage()
  await page.goto(`${url}/design?riders=${riders}`)
  await page.locator('canvas.maplibregl-canvas').waitFor()
  await page.waitForLoadState('networkidle')
  const client = await context.newCDPSession(page)
  await client.send('Performance.enable')
  const busyS = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  }
  const before = await busyS()
  // As text: the types of the back end know no browser.
  const gaps = await page.evaluate<number[]>(`new Promise((done) => {
    const times = []
    const begin = performance.now()
    requestAnimationFrame(function step(at) {
      times.push(at)
      if (at - begin < ${seconds * 1_000}) requestAnimationFrame(step)
      else done(times.slice(1).map((each, index) => each - times[index]))
    })
  })`)
  const work = (await busyS()) - before
  await context.close()
  const sorted = gaps.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? 0)
  const totalS = gaps.reduce((sum, gap) => sum + gap, 0) / 1_000
  return {
    riders,
    framesPerSecond: round(gaps.length / totalS),
    medianMs: at(0.5),
    p95Ms: at(0.95),
    workMsPerSecond: round((work * 1_000) / totalS),
  }
}

const round = (value: number) => Math.round(value * 10) / 10

await using demo = await openDemo({ speed: 1 })
const browser = await openBrowser()
try {
  const figures: Frames[] = []
  for (const riders of [1, Number(values.riders)])
    figures.push(await measure(browser, demo.url, riders, Number(values.seconds)))
  if (values.json) console.log(JSON.stringify({ figures }))
  else console.table(figures)
} finally {
  await browser.close()
}
