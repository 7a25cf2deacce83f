import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowserDevice } from '../../sandbox/web-push/for-test.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn } from './customer.ts'

type Device = Awaited<ReturnType<typeof openBrowserDevice>>

/** What a service worker offers inside; the types of the back end know no browser. */
interface WorkerScope {
  readonly registration: { getNotifications(): Promise<{ title: string; body: string; tag: string }[]> }
}

describe('push messages in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  test('a customer turns them on; an order that is on its way is shown by the system, and a tap opens it', async () => {
    const { house, shop, send } = stage
    const url = house.url!
    const { page, context, faults } = await openPage(browser, 'phone', { serviceWorkers: 'allow' })
    await context.grantPermissions(['notifications'], { origin: url })
    const { publicKey } = expect(await send('GET', '/v1/web-push'), 200)
    const device = await openBrowserDevice(house.sandboxUrl!, publicKey)
    await subscribesAt(page, device, publicKey)
    const who = await customerOn(stage, page)
    await controlled(page)

    await page.goto(`${url}/account?tab=notifications`)
    const here = page.getByRole('switch', { name: 'Notify me on this device' })
    await here.click()
    await page.getByRole('switch', { name: 'Notify me on this device', checked: true }).waitFor()
    await page.reload()
    await page.getByRole('switch', { name: 'Notify me on this device', checked: true }).waitFor()

    const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
    await shop.ready(rider)
    const order = await shop.bought(who, [shop.products[0]!])
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    await shop.ride(rider, order)
    const pushed = await eventually('the push service has it', async () =>
      (await device.read()).find(({ link }) => String(link).endsWith(`/orders/${order.id}`)),
    )
    await page.goto(`${url}/`)
    const shown = await eventually('the system shows it', async () => {
      // One that comes while the worker is being started may be lost on this way in; a repeat takes the first one's place.
      await deliver(context, page, url, pushed)
      return eventually('it is shown', async () => (await notifications(context))[0], { withinMs: 3_000 })
    })
    assert.deepEqual([shown.title, shown.body], [pushed.title, pushed.body])
    assert.notEqual(shown.title, '')

    // News of the same order takes the place of the first.
    const news = { ...pushed, body: `${pushed.body} (2)` }
    await deliver(context, page, url, news)
    await eventually('the system shows the news', async () => (await notifications(context))[0]?.body === news.body)
    assert.equal((await notifications(context)).length, 1)

    await tap(context)
    await page.waitForURL(`${url}/orders/${order.id}`)
    await page.getByRole('heading', { level: 1, name: 'Almost there' }).waitFor()
    await eventually('the system has taken it away', async () => (await notifications(context)).length === 0)

    await page.goto(`${url}/account?tab=notifications`)
    await here.click()
    await page.getByRole('switch', { name: 'Notify me on this device', checked: false }).waitFor()
    assert.deepEqual(expect(await send('GET', '/v1/me/devices', { token: who.token }), 200).items, [])
    // This small shop has no streets: the page of the order goes without a map.
    noFaults(faults.filter((fault) => !/status of 503|\/map\/style/.test(fault)))
    await context.close()
  })
})

/**
 * A browser asks its maker's push service for a subscription, in a protocol of their own. Here it gets one of the
 * stand-in, whose keys the test has; all else is the browser's.
 */
async function subscribesAt(page: Page, { subscription }: Device, publicKey: string): Promise<void> {
  await page.addInitScript(
    `(() => {
      const key = Uint8Array.from(atob('${publicKey}'.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
      const given = ${JSON.stringify(subscription)}
      const kept = 'test.subscribed'
      const made = {
        endpoint: given.endpoint,
        options: { applicationServerKey: key.buffer, userVisibleOnly: true },
        toJSON: () => given,
        unsubscribe: async () => { localStorage.removeItem(kept); return true },
      }
      PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
        if (!userVisibleOnly || applicationServerKey !== '${publicKey}') throw new DOMException('', 'NotAllowedError')
        localStorage.setItem(kept, 'yes')
        return made
      }
      PushManager.prototype.getSubscription = async () => (localStorage.getItem(kept) ? made : null)
    })()`,
  )
}

/** The service worker has the page. */
const controlled = (page: Page) =>
  page.waitForFunction(() => {
    const { navigator } = globalThis as unknown as { navigator: { serviceWorker: { controller: unknown } } }
    return navigator.serviceWorker.controller !== null
  })

const workerOf = (context: BrowserContext) => context.serviceWorkers()[0]!

const notifications = (context: BrowserContext) =>
  workerOf(context).evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerScope
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
  })

/** As the browser does with what it has decrypted. */
async function deliver(context: BrowserContext, page: Page, origin: string, message: object): Promise<void> {
  const session = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ isDeleted }) => !isDeleted)
      if (ours) resolve(ours.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registered,
    data: JSON.stringify(message),
  })
  await session.detach()
}

/** A tap on what the system shows. Only the system can make a trusted event, so the worker is told in its words. */
const tap = (context: BrowserContext) =>
  workerOf(context).evaluate(async () => {
    const scope = globalThis as unknown as WorkerScope & {
      NotificationEvent: new (name: string, given: object) => object
      dispatchEvent(event: object): void
    }
    const [notification] = await scope.registration.getNotifications()
    const event = new scope.NotificationEvent('notificationclick', { notification })
    let done: Promise<unknown> = Promise.resolve()
    Object.defineProperty(event, 'waitUntil', { value: (promise: Promise<unknown>) => (done = promise) })
    scope.dispatchEvent(event)
    await done
  })
