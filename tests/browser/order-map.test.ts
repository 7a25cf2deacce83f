import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { fixtures } from './fixtures.ts'
import type { Places } from './pages.ts'
import { findPlaces } from './places.ts'

describe('the map of an order that is being picked, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })
  let places: Places
  before(async () => {
    places = (await findPlaces(on.demo)).places
  })

  async function openOrder({
    saveData = false,
    colorScheme = 'light',
    screen = 'phone',
    without,
  }: {
    saveData?: boolean
    colorScheme?: 'light' | 'dark'
    screen?: 'phone' | 'desktop'
    /** What does not come. */
    without?: RegExp
  }) {
    const { page, context, faults } = await openPage(on.browser, screen)
    if (without) await context.route(without, (route) => route.abort())
    await page.emulateMedia({ colorScheme })
    await page.addInitScript(
      `Object.defineProperty(navigator, 'connection', { value: { saveData: ${saveData}, effectiveType: '4g' } })`,
    )
    const asked: string[] = []
    // Also those of the worker.
    context.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${on.demo.url}/docs/docs.css`)
    await page.evaluate(`fetch('/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tokri-app': 'storefront' },
      body: JSON.stringify({ email: 'customer@demo.tokri', password: 'tokri-demo' }),
    }).then(async (answer) =>
      localStorage.setItem('tokri.storefront.session', JSON.stringify({ user: (await answer.json()).user })))`)
    // A picture by itself makes the browser look for an icon.
    faults.length = 0
    await page.goto(`${on.demo.url}/orders/${places.pickedId}`)
    await page.getByRole('heading', { level: 1, name: 'Being picked' }).waitFor()
    return { page, context, faults, asked }
  }

  const mapOf = (page: Page) => page.getByRole('region', { name: 'Map with your rider' })
  /** The picture's own dots, once it is drawn: how many colours it has, and how bright it is from 0 to 1. */
  const pictureOf = (page: Page) =>
    eventually('the streets are drawn', async () => {
      // As text: the types of the back end know no browser.
      const { colours, light } = await page.evaluate<{ colours: number; light: number }>(`(async () => {
          const canvas = document.querySelector('section[aria-label="Map with your rider"] canvas')
          if (!canvas) return { colours: 0, light: 0 }
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
          copy.drawImage(await createImageBitmap(canvas), 0, 0)
          const dots = copy.getImageData(0, 0, canvas.width, canvas.height).data
          const seen = new Set()
          let sum = 0
          for (let at = 0; at < dots.length; at += 4) {
            seen.add(dots[at] * 65536 + dots[at + 1] * 256 + dots[at + 2])
            sum += dots[at]
          }
          return { colours: seen.size, light: (sum * 4) / dots.length / 255 }
        })()`)
      return colours > 20 ? { colours, light } : undefined
    })

  test('a picture of it opens by itself, with the store, the door and the street between them', async () => {
    const { page, context, faults, asked } = await openOrder({})
    const map = mapOf(page)
    await map.getByRole('img', { name: 'Your door' }).waitFor()
    assert.equal(await map.getByRole('img').count(), 2)
    assert.ok(asked.includes('/v1/route'), 'the way has been asked for')
    await map.getByText('Tokripur, an invented city').waitFor()
    assert.ok((await pictureOf(page)).light > 0.7)
    assert.deepEqual(
      asked.filter((path) => path.includes('maplibre')),
      [],
      'who only looks needs nothing else',
    )
    noFaults(faults)
    await context.close()
  })

  test('it is dark where the page is', async () => {
    const { page, context, faults } = await openOrder({ colorScheme: 'dark' })
    assert.ok((await pictureOf(page)).light < 0.4)
    noFaults(faults)
    await context.close()
  })

  test('it can be moved once it is zoomed or tapped, and what stands on it stays', async () => {
    const { page, context, faults } = await openOrder({})
    const map = mapOf(page)
    // By key: the arrow keys then move the map.
    await map.getByRole('button', { name: 'Zoom in' }).press('Enter')
    const moved = map.locator('canvas.maplibregl-canvas')
    await moved.waitFor()
    await eventually('the keys are its own', () =>
      page.evaluate<boolean>("document.activeElement.classList.contains('maplibregl-canvas')"),
    )
    assert.equal(await map.getByRole('img').count(), 2)
    assert.equal(await map.getByRole('button', { name: 'Zoom in' }).count(), 1)
    noFaults(faults)
    await context.close()
  })

  test('where what moves it does not come, the picture stays, and another tap tries again', async () => {
    const { page, context } = await openOrder({})
    const map = mapOf(page)
    await pictureOf(page)
    await page.route(/maplibre/, (route) => route.abort())
    const failed = page.waitForEvent('requestfailed')
    await map.locator('canvas').tap({ position: { x: 30, y: 200 } })
    await failed
    await map.getByRole('img', { name: 'Your door' }).waitFor()
    await page.unroute(/maplibre/)
    await map
      .locator('canvas')
      .first()
      .tap({ position: { x: 30, y: 200 } })
    await map.locator('canvas.maplibregl-canvas').waitFor()
    await context.close()
  })

  test('where no browser could draw it in motion, the picture stays', async () => {
    const { page, context } = await openOrder({})
    const map = mapOf(page)
    await pictureOf(page)
    await page.evaluate(`{
      const draw = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return /webgl/.test(kind) ? null : draw.call(this, kind, ...more)
      }
    }`)
    const zoom = map.getByRole('button', { name: 'Zoom in' })
    await zoom.press('Enter')
    // Buttons that could do nothing are gone, and the focus is not lost with them.
    await zoom.waitFor({ state: 'detached' })
    assert.equal(
      await page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')"),
      'Map with your rider',
    )
    assert.equal(await map.getByRole('img').count(), 2)
    assert.ok(await pictureOf(page))
    await context.close()
  })

  test('a picture stays while there is no connection for another, which comes by itself later', async () => {
    const { page, context } = await openOrder({})
    assert.ok((await pictureOf(page)).light > 0.7)
    await context.route(/\/map\/style/, (route) => route.abort())
    const failed = context.waitForEvent('requestfailed')
    await page.emulateMedia({ colorScheme: 'dark' })
    await failed
    // By itself, after the first answer has been taken.
    await context.waitForEvent('requestfailed')
    assert.ok((await pictureOf(page)).light > 0.7)
    await context.unroute(/\/map\/style/)
    await eventually('it is dark, too', async () => (await pictureOf(page)).light < 0.4 || undefined)
    await context.close()
  })

  test('a picture of which some tiles are missing takes the place of none, or of another such one', async () => {
    const { page, context, faults, asked } = await openOrder({ screen: 'desktop' })
    assert.ok((await pictureOf(page)).light > 0.7)
    const tiles = asked.filter((path) => path.startsWith('/tiles/'))
    assert.ok(new Set(tiles).size > 1, `more than one tile: ${tiles}`)
    const isMissing = (url: URL) => url.pathname === tiles.at(-1)
    await context.route(isMissing, (route) => route.abort())
    const failed = context.waitForEvent('requestfailed')
    await page.emulateMedia({ colorScheme: 'dark' })
    await failed
    // Asked for again, so what came of the first time has been taken.
    await context.waitForEvent('requestfailed')
    assert.ok((await pictureOf(page)).light > 0.7)
    await context.unroute(isMissing)
    await eventually('it is dark, too', async () => (await pictureOf(page)).light < 0.4 || undefined)

    await context.route(isMissing, (route) => route.abort())
    await page.reload()
    assert.ok((await pictureOf(page)).light < 0.4, 'better than none')
    noFaults(faults.filter((fault) => !fault.includes(tiles.at(-1)!)))
    await context.close()
  })

  test('where what draws the picture does not come, the page says so, and draws it once it does', async () => {
    const { page, context, faults } = await openOrder({ without: /still-worker/ })
    const map = mapOf(page)
    await map.getByText('The map could not be drawn').waitFor()
    // What stands on it is known all the same.
    await map.getByRole('img', { name: 'Your door' }).waitFor()
    await context.unroute(/still-worker/)
    assert.ok(await pictureOf(page))
    await map.getByText('The map could not be drawn').waitFor({ state: 'detached' })
    noFaults(faults.filter((fault) => !/still-worker/.test(fault)))
    await context.close()
  })

  test('where what draws the picture does not come, the map that can be moved does', async () => {
    const { page, context, faults } = await openOrder({ without: /still-worker/ })
    const map = mapOf(page)
    await map.getByText('The map could not be drawn').click({ force: true })
    await map.locator('canvas.maplibregl-canvas').waitFor()
    await map.getByText('The map could not be drawn').waitFor({ state: 'detached' })
    noFaults(faults.filter((fault) => !/still-worker/.test(fault)))
    await context.close()
  })

  test('where data is to be saved, nothing of it is loaded before it is asked for', async () => {
    const { page, context, faults, asked } = await openOrder({ saveData: true })
    const show = page.getByRole('button', { name: 'Show the map' })
    await show.waitFor()
    await page.waitForLoadState('networkidle')
    assert.deepEqual(
      asked.filter((path) => /still-|maplibre|\/map\/|\/v1\/route/.test(path)),
      [],
    )
    await show.click()
    await page.getByRole('img', { name: 'Your door' }).waitFor()
    noFaults(faults)
    await context.close()
  })
})
