import type { ProductPage } from '../../contracts/catalogue.ts'
import { openBrowser, screens } from '../../tests/browser/browser.ts'

const wanted = 1_000
const taps = 12
const watchTaps = `
  window.tokriTaps = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.tokriTaps.push(entry.duration)
  }).observe({ type: 'event', durationThreshold: 16 })`
const drawn = 'new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))'

/** From the tap to the next frame, in a category that holds a thousand products. Milliseconds. */
export async function tapsInLongList(url: string, categoryId: string) {
  await using browser = await openBrowser()
  const page = await browser.newPage({ ...screens.phone, serviceWorkers: 'block' })
  const list = await longList(url)
  await page.route('**/v1/products?*', (route) => route.fulfill({ json: list }))
  await page.goto(`${url}/category/${categoryId}`)
  const cards = page.locator('main li article')
  await cards.nth(wanted - 1).waitFor({ state: 'attached' })
  const products = await cards.count()
  await page.evaluate('window.scrollTo(0, 0)')
  await page.evaluate(watchTaps)
  for (let tap = 0; tap < taps; tap += 1) {
    await page
      .locator('main li article')
      .nth(tap % 4)
      .getByRole('button')
      .last()
      .click()
    await page.evaluate(drawn)
  }
  const durations = (await page.evaluate('window.tokriTaps')) as number[]
  const sorted = durations.sort((a, b) => a - b)
  return { products, taps, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, worstMs: sorted.at(-1) ?? 0 }
}

/** Products of all shelves as one page of a list; those of the demo come more than once, as others. */
async function longList(url: string): Promise<ProductPage> {
  const answer = await fetch(`${url}/v1/products?limit=100`)
  const page = (await answer.json()) as ProductPage
  const items = Array.from({ length: wanted }, (_, index) => {
    const product = page.items[index % page.items.length]!
    return index < page.items.length ? product : { ...product, id: `${product.id}-${index}` }
  })
  return { ...page, items, total: wanted, next: null }
}
