import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Role } from '../../contracts/identity.ts'
import { type Demo, openDemo } from '../demo.ts'
import { noBrowser, openBrowser, screens } from './browser.ts'
import { type AppPage, type Places, pages } from './pages.ts'
import { findPlaces } from './places.ts'

const inPage = [
  await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  await readFile(new URL('./in-page.js', import.meta.url), 'utf8'),
].join('\n')
/** What the names of tests say where an address has something of the city. */
const placeNames: Places = {
  productId: '{product}',
  categoryId: '{category}',
  orderId: '{order}',
  pickedId: '{picked}',
  deliveredId: '{delivered}',
  pickId: '{pick}',
  packedId: '{packed}',
}
const phone = screens.phone.viewport
const desktop = screens.desktop.viewport
/** `TOKRI_PAGES=console` looks only at pages whose address has it. */
const only = process.env.TOKRI_PAGES ?? ''

/** One context for each person of each app, and one page in it that goes from address to address. */
interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  faults: string[]
}

describe('every page', { skip: noBrowser, timeout: 900_000 }, () => {
  let demo: Demo
  let browser: Browser
  let places: Places
  const visitors = new Map<string, Promise<Visitor>>()

  before(async () => {
    demo = await openDemo({ speed: 10, alive: false })
    places = await findPlaces(demo)
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

  for (const entry of pages) {
    const name = typeof entry.path === 'string' ? entry.path : entry.path(placeNames)
    if (!name.includes(only)) continue
    test(`${name}${entry.as ? ` as ${entry.as}` : ''}`, async () => {
      const key = `${entry.app} ${entry.as ?? ''}`
      if (!visitors.has(key)) visitors.set(key, visit(browser, demo.url, entry))
      const visitor = await visitors.get(key)!
      const found = await look(visitor, entry, new URL(pathOf(entry, places), demo.url).href)
      assert.deepEqual(found, [])
    })
  }
})

const pathOf = (entry: AppPage, places: Places) => (typeof entry.path === 'string' ? entry.path : entry.path(places))

/** All that is wrong with a page, in words. */
async function look(visitor: Visitor, entry: AppPage, url: string): Promise<string[]> {
  const { page } = visitor
  const wrong: string[] = []
  visitor.faults = wrong
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(url)
  await ready(page, entry)
  wrong.push(...(await tooWide(page, 'on a phone')))
  wrong.push(...(await axe(page, 'phone, light')))
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  wrong.push(...(await axe(page, 'phone, dark', colours)))
  await page.setViewportSize(desktop)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  wrong.push(...(await axe(page, 'desktop, light')))

  await page.setViewportSize(phone)
  await ask(page, 'enlarge')
  wrong.push(...(await tooWide(page, 'with text of 200 %')))
  if (entry.englishOnly) return wrong
  await page.evaluate(`localStorage.setItem('tokri.language', '"hi"')`)
  await page.reload()
  await page.locator('html[lang="hi"]').waitFor()
  await page
    .getByRole(entry.ready.role ?? 'heading')
    .first()
    .waitFor()
  wrong.push(...(await tooWide(page, 'in Hindi')))
  await page.evaluate(`localStorage.setItem('tokri.language', '"en"')`)
  return wrong
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

const axe = (page: Page, where: string, options: object = {}) => ask<string[]>(page, 'axe', where, options)
const tooWide = (page: Page, when: string) => ask<string[]>(page, 'tooWide', when)

/** Calls a function of `in-page.js`. */
const ask = <T>(page: Page, name: string, ...given: unknown[]): Promise<T> =>
  page.evaluate<T>(`tokriLook.${name}(${given.map((each) => JSON.stringify(each)).join(', ')})`)

/** Opens an app as a person, and remembers what goes wrong on its pages: scripts, the console, requests, the policy. */
async function visit(browser: Browser, url: string, { app, as }: AppPage): Promise<Visitor> {
  const context = await browser.newContext({ viewport: phone, locale: 'en-IN', reducedMotion: 'reduce' })
  await context.addInitScript(inPage)
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
  if (as) await logIn(page, url, app, as)
  return visitor
}

/** The stand-in of the payment provider is on this machine, as the app itself is. */
const isOurs = (asked: string, url: string) =>
  /^(data|blob):/.test(asked) || new URL(asked).hostname === new URL(url).hostname

async function logIn(page: Page, url: string, app: string, role: Role): Promise<void> {
  await page.goto(`${url}/docs/docs.css`)
  const email = `${role}@demo.tokri`
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
