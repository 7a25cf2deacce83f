import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type Demo, openDemo } from '../demo.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import type { Places } from './pages.ts'
import { findPlaces } from './places.ts'

describe('the map of an order that is being picked, in a real browser', { skip: noBrowser }, () => {
  let demo: Demo
  let browser: Browser
  let places: Places
  before(async () => {
    demo = await openDemo({ speed: 1, alive: false })
    places = (await findPlaces(demo)).places
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  async function openOrder({ saveData }: { saveData: boolean }) {
    const { page, context, faults } = await openPage(browser, 'phone')
    await page.addInitScript(
      `Object.defineProperty(navigator, 'connection', { value: { saveData: ${saveData}, effectiveType: '4g' } })`,
    )
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${demo.url}/docs/docs.css`)
    await page.evaluate(`fetch('/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tokri-app': 'storefront' },
      body: JSON.stringify({ email: 'customer@demo.tokri', password: 'tokri-demo' }),
    }).then(async (answer) =>
      localStorage.setItem('tokri.storefront.session', JSON.stringify({ user: (await answer.json()).user })))`)
    // A picture by itself makes the browser look for an icon.
    faults.length = 0
    await page.goto(`${demo.url}/orders/${places.pickedId}`)
    await page.getByRole('heading', { level: 1, name: 'Being picked' }).waitFor()
    return { page, context, faults, asked }
  }

  test('it opens by itself, with the store, the door and the street between them', async () => {
    const { page, context, faults, asked } = await openOrder({ saveData: false })
    const map = page.getByRole('region', { name: 'Map with your rider' })
    await map.getByRole('img', { name: 'Your door' }).waitFor()
    assert.equal(await map.getByRole('img').count(), 2)
    assert.ok(asked.includes('/v1/route'), 'the way has been asked for')
    noFaults(faults)
    await context.close()
  })

  test('where data is to be saved, nothing of it is loaded before it is asked for', async () => {
    const { page, context, faults, asked } = await openOrder({ saveData: true })
    const show = page.getByRole('button', { name: 'Show the map' })
    await show.waitFor()
    await page.waitForLoadState('networkidle')
    assert.deepEqual(
      asked.filter((path) => /maplibre|\/map\/|\/v1\/route/.test(path)),
      [],
    )
    await show.click()
    await page.getByRole('img', { name: 'Your door' }).waitFor()
    noFaults(faults)
    await context.close()
  })
})
