/**
 * npm run pictures
 *
 * Takes the pictures of the README anew: four phones from a demo city that stands still, so that each is at a moment worth
 * seeing, and the console from one that lives. Needs `npm run build` and Chromium; look at them before you commit them.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { demoAccounts, demoPassword } from '../city/people/accounts.ts'
import { simulate } from '../city/people/simulate.ts'
import { openBrowser, screens } from '../tests/browser/browser.ts'
import { logInOn } from '../tests/browser/customer.ts'
import { type Demo, openDemo } from '../tests/demo.ts'
import { eventually } from '../tests/eventually.ts'
import { prepareCustomer } from './shop/prepare-customer.ts'

const width = 1_320
const quality = 68
/** City seconds in a second, customers in a minute, and how many orders the live page shall show at least. */
const citySpeed = 6
const ratePerMinute = 20
const liveOrders = 24

await using stack = new AsyncDisposableStack()
const browser = await openBrowser()
stack.defer(() => browser.close())
const { home, live } = await livingCity()
await keep('phones', await sideBySide([home, ...(await phones())]))
await keep('console', live)

async function keep(name: string, picture: Buffer): Promise<void> {
  await writeFile(fileURLToPath(new URL(`../docs/images/${name}.jpg`, import.meta.url)), picture)
  console.log(`${name}.jpg: ${Math.round(picture.length / 1_000)} kB`)
}

/** The customer's order, the picker's and the rider's task. */
async function phones(): Promise<Buffer[]> {
  await using demo = await openDemo({ speed: 1, alive: false })
  const customer = await phone()
  const { liveOrderId, picker, rider } = await prepareCustomer(demo, customer, { onTheWay: true })
  const order = await customer.newPage()
  await order.goto(`${demo.url}/orders/${liveOrderId}`)
  await order.getByRole('button', { name: 'Message your rider' }).waitFor()

  const aisle = await opened(await phone(), demo, 'console', '/picking', picker)
  await aisle.getByRole('button', { name: 'Take the next order' }).click()
  await aisle.getByRole('button', { name: /^Found/ }).click()
  await aisle.getByText('1 of 4 done').waitFor()

  const street = await opened(await phone(), demo, 'rider', '', rider)
  await street.getByRole('heading', { name: /in hand/ }).waitFor()

  const shots: Buffer[] = []
  for (const page of [order, aisle, street]) shots.push(await settled(page))
  return shots
}

function phone(): Promise<BrowserContext> {
  return browser.newContext({ ...screens.phone, deviceScaleFactor: 2, locale: 'en-IN', reducedMotion: 'reduce' })
}

/** A page of an app, where somebody of the demo city is logged in. */
async function opened(
  context: BrowserContext,
  { url }: Demo,
  app: 'storefront' | 'rider' | 'console',
  path: string,
  email: string,
): Promise<Page> {
  const page = await context.newPage()
  await logInOn(page, url, email, app, demoPassword)
  await page.goto(app === 'storefront' ? `${url}${path}` : `${url}/${app}${path}`)
  return page
}

/** When pictures, fonts and the map have come. */
async function settled(page: Page, more: { type?: 'jpeg'; quality?: number } = {}): Promise<Buffer> {
  await page.waitForLoadState('networkidle')
  await page.evaluate('document.fonts.ready')
  return page.screenshot({ animations: 'disabled', ...more })
}

/** Phones on the brand's green, drawn as a page of their own. */
async function sideBySide(shots: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height: 664 } })
  const frames = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`)
  await page.setContent(`<style>
    body { margin: 0; height: 100vh; display: flex; justify-content: space-evenly; align-items: center;
      background: linear-gradient(#0e6058, #053b37) }
    img { width: 280px; border: 6px solid #101615; border-radius: 26px; box-shadow: 0 14px 30px #0006 }
  </style>${frames.join('')}`)
  return settled(page, { type: 'jpeg', quality })
}

/** The shop's home page, and all orders, riders and stores of a city at work. */
async function livingCity(): Promise<{ home: Buffer; live: Buffer }> {
  await using demo = await openDemo({ speed: citySpeed })
  const { stores } = demo.seeded
  const enough = new AbortController()
  const shopping = simulate({
    url: demo.url,
    sandboxUrl: demo.house.sandboxUrl,
    orders: 200,
    ratePerMinute,
    speed: citySpeed,
    accounts: demoAccounts({ stores: stores.length }),
    stores,
    workers: false,
    signal: enough.signal,
    // Whoever is still shopping at the end is called home.
  }).catch(() => {})
  const screen = { viewport: { width, height: 788 }, locale: 'en-IN', reducedMotion: 'reduce' } as const
  const desk = await opened(await browser.newContext(screen), demo, 'console', '', 'admin@demo.tokri')
  await eventually(
    'the city is busy',
    async () => {
      const said = await desk.getByText(/^\d+ orders, \d+ riders/).textContent()
      return Number.parseInt(said ?? '0', 10) >= liveOrders
    },
    { withinMs: 300_000 },
  )
  const shop = await opened(await phone(), demo, 'storefront', '', 'customer@demo.tokri')
  await shop.getByRole('heading', { name: 'Shop by category' }).waitFor()
  const pictures = { live: await settled(desk, { type: 'jpeg', quality }), home: await settled(shop) }
  enough.abort()
  await shopping
  return pictures
}
