import type { CDPSession, Page } from 'playwright-core'
import type { ProductPage } from '../../contracts/catalogue.ts'
import { openBrowser, screens } from '../../tests/browser/browser.ts'

const wanted = 1_000
const taps = 12
const flicks = 40
/** As Lighthouse reckons a middling phone. */
const phoneSlowdown = 4

/** Milliseconds, but for `products` and `taps`. */
export interface ListFigures {
  products: number
  taps: number
  /** From a tap on “Add” or a stepper to the frame that shows what came of it. */
  tapMedianMs: number
  tapWorstMs: number
  /** Between two frames while the list is scrolled from one end to the other. */
  scrollMedianMs: number
  scrollWorstMs: number
}

/** Taps and scrolling in a category that holds a thousand products: as quick as this machine, and four times slower. */
export async function measureLongList(url: string, categoryId: string): Promise<Record<string, ListFigures>> {
  await using browser = await openBrowser()
  const context = await browser.newContext({ ...screens.phone, serviceWorkers: 'block' })
  const list = await longList(url)
  const figures: Record<string, ListFigures> = {}
  for (const [name, slowdown] of Object.entries({ 'this machine': 1, [`${phoneSlowdown}x slower`]: phoneSlowdown })) {
    const page = await context.newPage()
    await page.route('**/v1/products?*', (route) => route.fulfill({ json: list }))
    await page.goto(`${url}/category/${categoryId}`)
    const cards = page.locator('main li article')
    await cards.nth(wanted - 1).waitFor({ state: 'attached' })
    await page.waitForLoadState('networkidle')
    const client = await context.newCDPSession(page)
    const tapped = await tap(page, client, slowdown)
    const scrolled = await scroll(page, client, slowdown)
    figures[name] = { products: await cards.count(), taps, ...tapped, ...scrolled }
    await page.close()
  }
  return figures
}

const slowed = async <T>(client: CDPSession, rate: number, work: () => Promise<T>): Promise<T> => {
  await client.send('Emulation.setCPUThrottlingRate', { rate })
  const result = await work()
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return result
}

// As text: the types of the back end know no browser. A tap is several events; the longest of them is what it took.
const watchTaps = `
  window.tokriTaps = new Map()
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.tokriTaps.set(interactionId, Math.max(duration, window.tokriTaps.get(interactionId) ?? 0))
  }).observe({ type: 'event', durationThreshold: 16 })`
const drawn = 'new Promise((done) => requestAnimationFrame(() => setTimeout(done, 80)))'

/** Those of less than 16 ms are not told by the browser: they count as 16. */
async function tap(page: Page, client: CDPSession, slowdown: number) {
  await page.evaluate('window.scrollTo(0, 0)')
  await page.evaluate(watchTaps)
  await slowed(client, slowdown, async () => {
    // “Add”, then the stepper's “Remove”: nobody's limit is reached, however many taps there are.
    for (let count = 0; count < taps; count += 1) {
      const card = page.locator('main li article').nth(Math.floor(count / 2) % 4)
      await card.getByRole('button').first().tap()
      await page.evaluate(drawn)
    }
  })
  const told = (await page.evaluate('[...window.tokriTaps.values()]')) as number[]
  const durations = [...told, ...Array.from({ length: Math.max(0, taps - told.length) }, () => 16)]
  return { tapMedianMs: at(durations, 0.5), tapWorstMs: at(durations, 1) }
}

async function scroll(page: Page, client: CDPSession, slowdown: number) {
  const gaps = await slowed(client, slowdown, () =>
    page.evaluate<number[]>(`new Promise((done) => {
      const end = document.documentElement.scrollHeight
      const times = []
      requestAnimationFrame(function step(now) {
        times.push(now)
        if (times.length > ${flicks}) done(times.slice(1).map((each, index) => each - times[index]))
        else {
          window.scrollTo(0, (end * times.length) / ${flicks})
          requestAnimationFrame(step)
        }
      })
    })`),
  )
  return { scrollMedianMs: at(gaps, 0.5), scrollWorstMs: at(gaps, 1) }
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

/** Products of all shelves as one page of a list; those of the demo come more than once, as others. */
async function longList(url: string): Promise<ProductPage> {
  const answer = await fetch(`${url}/v1/products?limit=100`)
  const page = (await answer.json()) as ProductPage
  const sold = page.items.filter((product) => product.inStock)
  const items = Array.from({ length: wanted }, (_, index) => {
    const product = sold[index % sold.length]!
    return index < sold.length ? product : { ...product, id: `${product.id}-${index}` }
  })
  return { ...page, items, total: wanted, next: null }
}
