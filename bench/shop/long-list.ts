import type { BrowserContext } from 'playwright-core'

const wanted = 1_000
const taps = 12
const toEnd = 'window.scrollTo(0, document.documentElement.scrollHeight)'
const watchTaps = `
  window.tokriTaps = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.tokriTaps.push(entry.duration)
  }).observe({ type: 'event', durationThreshold: 16 })`
const drawn = 'new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))'

/** From the tap to the next frame, in a list of a thousand products or as many as the city sells. Milliseconds. */
export async function tapsInLongList(url: string, browser: BrowserContext) {
  const page = await browser.newPage()
  await page.goto(`${url}/search?q=a`)
  const cards = page.locator('main li article')
  await cards.first().waitFor()
  let products = await cards.count()
  for (let before = 0; products < wanted && products !== before; ) {
    before = products
    await page.evaluate(toEnd)
    await page
      .waitForFunction(`document.querySelectorAll('main li article').length > ${before}`, undefined, { timeout: 5_000 })
      .catch(() => {})
    products = await cards.count()
  }
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
  await page.close()
  const sorted = durations.sort((a, b) => a - b)
  return { products, taps, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, worstMs: sorted.at(-1) ?? 0 }
}
