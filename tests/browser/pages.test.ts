import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Demo, openDemo } from '../demo.ts'
import { noBrowser, openBrowser, screens } from './browser.ts'
import { inPage } from './in-page.ts'
import { type AppPage, type Places, pages } from './pages.ts'
import { type Stage, setStage } from './stage.ts'
import { states } from './states/index.ts'

/** What the names of tests say where an address has something of the city. */
const placeNames: Places = {
  productId: '{product}',
  withdrawnId: '{withdrawn}',
  categoryId: '{category}',
  orderId: '{order}',
  unpaidId: '{unpaid}',
  pickedId: '{picked}',
  deliveredId: '{delivered}',
  pickId: '{pick}',
  packedId: '{packed}',
  packedOrderId: '{packed order}',
  taskId: '{task}',
}
const sizes = { phone: screens.phone.viewport, desktop: screens.desktop.viewport }
/** `TOKRI_PAGES='console|coupon'` looks only at pages whose address or state has one of these. */
const only = (process.env.TOKRI_PAGES ?? '').split('|')

/** One context for each person of each app, and one page in it that goes from address to address. */
interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  faults: string[]
}

/** How often axe was asked, and what it found. */
const looked = { states: 0, times: 0, findings: 0 }

describe('every page', { skip: noBrowser, timeout: 1_800_000 }, () => {
  let demo: Demo
  let browser: Browser
  let stage: Stage
  const visitors = new Map<string, Promise<Visitor>>()

  before(async () => {
    // Offers, payments and picks wait until they have been looked at.
    const env = {
      TOKRI_DELIVERIES_OFFER_S: '600',
      TOKRI_ORDERS_PAYMENT_MINUTES: '60',
      TOKRI_STORES_PICK_IDLE_MINUTES: '60',
    }
    demo = await openDemo({ speed: 10, alive: false, env })
    stage = await setStage(demo)
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  for (const app of ['', 'console', 'rider', 'design', 'docs']) {
    test(`/${app}: a script, a style or a request that somebody smuggles in does nothing`, async () => {
      const context = await browser.newContext()
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
      })
      await page.goto(new URL(`/${app}`, demo.url).href)
      await page.getByRole('heading').first().waitFor()
      assert.deepEqual(refused, [], 'the page itself keeps to the policy')
      await page.evaluate(inPage)
      assert.deepEqual(await ask(page, 'intrude'), [])
      assert.ok(refused.length >= 4, refused.join('\n'))
      await context.close()
    })
  }

  for (const entry of [...pages, ...states]) {
    const name = titleOf(entry)
    if (!only.some((part) => name.includes(part))) continue
    test(name, async () => {
      const key = `${entry.app} ${entry.as ?? ''} ${entry.who ?? ''}`
      if (!visitors.has(key)) visitors.set(key, visit(browser, demo.url, stage, entry))
      const visitor = await visitors.get(key)!
      const found = await look(visitor, entry, stage, demo.url)
      assert.deepEqual(found, [])
    })
  }

  test('what was looked at', (t) => {
    const { states, times, findings } = looked
    t.diagnostic(`axe: ${states} states of pages, ${times} looks (phone, desktop; light, dark), ${findings} findings`)
  })
})

function pathOf(entry: AppPage, places: Places): string {
  return typeof entry.path === 'string' ? entry.path : entry.path(places)
}

function titleOf(entry: AppPage): string {
  const state = entry.state && `(${entry.state})`
  return [pathOf(entry, placeNames), state, entry.as && `as ${entry.as}`].filter(Boolean).join(' ')
}

/** All that is wrong with a page, in words. */
async function look(visitor: Visitor, entry: AppPage, stage: Stage, url: string): Promise<string[]> {
  const { page } = visitor
  const { screens: on = ['phone', 'desktop'] } = entry
  const wrong: string[] = []
  visitor.faults = wrong
  await page.setViewportSize(sizes[on[0]!])
  await page.emulateMedia({ media: 'screen', colorScheme: 'light', reducedMotion: 'reduce' })
  await entry.before?.(stage, page)
  await page.goto(new URL(pathOf(entry, stage), url).href)
  await ready(page, entry)
  await entry.open?.(page, stage)
  // The design system shows for good what elsewhere is soon over.
  if (entry.app !== 'design') await settled(page)
  looked.states += 1
  const many = entry.englishOnly
  for (const screen of on) {
    await page.setViewportSize(sizes[screen])
    await page.emulateMedia({ colorScheme: 'light' })
    wrong.push(...(await tooWide(page, `on a ${screen}`)))
    // A dialog has the same parts on each screen.
    if (screen !== on[0] && (await ask(page, 'under'))) continue
    wrong.push(...(await axe(page, `${screen}, light`, { many })))
    await page.emulateMedia({ colorScheme: 'dark' })
    wrong.push(...(await axe(page, `${screen}, dark`, { many, ...colours })))
  }

  await page.setViewportSize(sizes[on.includes('phone') ? 'phone' : 'desktop'])
  await ask(page, 'enlarge', 200)
  wrong.push(...(await tooWide(page, 'with text of 200 %')))
  await ask(page, 'enlarge', 100)
  if (!entry.englishOnly) {
    const letters = await ask<number>(page, 'hindi')
    await ask(page, 'keep', 'tokri.language', 'hi')
    await page.waitForFunction(
      (before) => (globalThis as unknown as { tokriLook: { hindi: () => number } }).tokriLook.hindi() > before + 5,
      letters,
    )
    for (const screen of on) {
      await page.setViewportSize(sizes[screen])
      wrong.push(...(await tooWide(page, `in Hindi, on a ${screen}`)))
    }
    await ask(page, 'keep', 'tokri.language', 'en')
  }
  return entry.refused ? wrong.filter((each) => !/^console: .*status of 4\d\d/.test(each)) : wrong
}

async function ready(page: Page, { ready: { role = 'heading', name, level } }: AppPage): Promise<void> {
  const wanted = page.getByRole(role, { name, ...(role === 'heading' ? { level: level ?? 1 } : {}) })
  await wanted.first().waitFor()
  await settled(page)
}

const colours = { runOnly: ['color-contrast'] }

/** A function and not a text: a text that has to be asked twice would be an `eval`, which the policy refuses. */
const settled = (page: Page) =>
  page.waitForFunction(() => (globalThis as unknown as { tokriLook: { settled: () => boolean } }).tokriLook.settled())

async function axe(page: Page, where: string, options: object): Promise<string[]> {
  const found = await ask<string[]>(page, 'axe', where, options)
  looked.times += 1
  looked.findings += found.length
  return found
}
const tooWide = (page: Page, when: string) => ask<string[]>(page, 'tooWide', when)

/** Calls a function of `in-page.js`. */
const ask = <T>(page: Page, name: string, ...given: unknown[]): Promise<T> =>
  page.evaluate<T>(`tokriLook.${name}(${given.map((each) => JSON.stringify(each)).join(', ')})`)

/** Opens an app as a person, and remembers what goes wrong on its pages: scripts, the console, requests, the policy. */
async function visit(browser: Browser, url: string, stage: Stage, { app, as, who }: AppPage): Promise<Visitor> {
  const context = await browser.newContext({ viewport: sizes.phone, locale: 'en-IN', reducedMotion: 'reduce' })
  await context.addInitScript(inPage)
  // Who is elsewhere and keeps it to themselves is asked for nothing.
  if (app === 'rider' && !who) {
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: stage.storePoint.lat, longitude: stage.storePoint.lng })
  }
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const visitor: Visitor = { context, page, faults: [] }
  page.on('pageerror', (error) => visitor.faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/GPU|WebGL|swiftshader/i.test(message.text()))
      visitor.faults.push(`console: ${message.text()}`)
  })
  page.on('requestfailed', (request) => {
    // A page that is left takes back what it asked for.
    const reason = request.failure()?.errorText ?? ''
    if (!/ERR_ABORTED/.test(reason)) visitor.faults.push(`request: ${request.url()}: ${reason}`)
  })
  page.on('request', (request) => {
    if (!isOurs(request.url(), url)) visitor.faults.push(`third party: ${request.url()}`)
  })
  if (as) await logIn(page, url, app, who ?? as)
  return visitor
}

/** The stand-in of the payment provider is on this machine, as the app itself is. */
const isOurs = (asked: string, url: string) =>
  /^(data|blob):/.test(asked) || new URL(asked).hostname === new URL(url).hostname

async function logIn(page: Page, url: string, app: string, who: string): Promise<void> {
  await page.goto(`${url}/docs/docs.css`)
  const email = `${who}@demo.tokri`
  await page.evaluate(`fetch('/v1/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'tokri-app': '${app}' },
    body: JSON.stringify({ email: '${email}', password: 'tokri-demo' }),
  }).then(async (answer) => {
    if (!answer.ok) throw new Error('login as ${email}: ' + (await answer.text()))
    const { user } = await answer.json()
    localStorage.setItem('tokri.${app}.session', JSON.stringify({ user }))
  })`)
}
