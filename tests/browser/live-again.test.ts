import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { RiderTask } from '../../contracts/deliveries.ts'
import { money } from '../../contracts/money.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type Product, type Staff, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn, logInOn } from './customer.ts'
import { openTown, type Town } from './town.ts'

/** What a browser says of a network that is gone. */
const known =
  /Failed to load resource|Unable to preload|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|WebSocket|Worker failed to load/

/**
 * A page whose network can be lost as it is in a lift: requests fail, and the live connection stays open while nothing comes
 * through it any more.
 */
async function losable(page: Page, context: BrowserContext) {
  const connections: { dead: boolean; beat(): void }[] = []
  await page.routeWebSocket(/\/v1\/live/, (near) => {
    const connection = { dead: false, beat: () => near.send('{"type":"beat"}') }
    connections.push(connection)
    const far = near.connectToServer()
    near.onMessage((message) => connection.dead || far.send(message))
    far.onMessage((message) => connection.dead || near.send(message))
  })
  return {
    connections,
    /** The device does not notice. */
    die: () => {
      for (const each of connections) each.dead = true
    },
    async lose() {
      for (const each of connections) each.dead = true
      await context.setOffline(true)
      await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    },
    back: () => context.setOffline(false),
    /** A page that was loaded again would have forgotten it. */
    isSameDocument: () => page.evaluate(() => 'sameDocument' in globalThis),
  }
}

describe('a page that was without a connection for a while', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  let picker: Staff
  let rider: Staff
  before(async () => {
    town = await openTown()
    browser = await openBrowser()
    picker = await town.shop.staff('picker')
    rider = await town.shop.rider()
  })
  // Who has not been heard of for a while is asked nothing.
  beforeEach(() => town.shop.ready(rider))
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const tasks = async (): Promise<RiderTask[]> =>
    expect(await town.send('GET', '/v1/rider/tasks', { token: rider.token }), 200).items
  const cancelled = async (orderId: string) => {
    const { token } = await town.shop.staff('support')
    const body = { reason: 'The test is over' }
    expect(await town.send('POST', `/v1/admin/orders/${orderId}/cancel`, { token, body }), 200)
  }

  test('the page of an order: how far it is, who brings it and what was written', async () => {
    const { shop, send } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const network = await losable(page, context)
    const who = await customerOn(town, page)
    const order = await shop.bought(who, [shop.products[0]!, shop.products[1]!])
    await page.goto(`${town.url}/orders/${order.id}`)
    const status = page.getByRole('heading', { level: 1 })
    await status.getByText('Order received').waitFor()
    await page.getByRole('region', { name: 'What you ordered' }).waitFor()

    await network.lose()
    await page.getByText(/^Last known at/).waitFor()
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    const task = await eventually('an offer', async () =>
      (await tasks()).find((each) => each.orderId === order.id && each.readyAt === undefined),
    )
    const step = (deed: string) => send('POST', `/v1/rider/tasks/${task.id}/${deed}`, { token: rider.token })
    for (const deed of ['accept', 'arrive', 'pickup']) expect(await step(deed), 200)
    const words = { token: rider.token, body: { text: 'Two minutes more' } }
    expect(await send('POST', `/v1/orders/${order.id}/messages`, words), 201)

    await network.back()
    await status.getByText('On the way to you').waitFor()
    await page.getByText(/^Last known at/).waitFor({ state: 'hidden' })
    await page.getByText(/^Ravi/).waitFor()
    await page.getByText('1 new message').waitFor()
    // And it is told of what comes from now on.
    expect(await step('arrive'), 200)
    await status.getByText('Almost there').waitFor()
    const handed = { code: order.doorCode, cashCollected: task.cashDue }
    expect(await send('POST', `/v1/rider/tasks/${task.id}/deliver`, { token: rider.token, body: handed }), 200)
    await status.getByText('Delivered').waitFor()
    assert.ok(await network.isSameDocument())
    noFaults(faults.filter((fault) => !known.test(fault)))
    await context.close()
  })

  test('a rider’s app: an offer that was made meanwhile', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: storePoint.lat, longitude: storePoint.lng })
    const network = await losable(page, context)
    await logInOn(page, `${town.url}/rider`, rider.email, 'rider')
    await page.goto(`${town.url}/rider`)
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()

    await network.lose()
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[2]!])
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    await eventually('an offer', async () => (await tasks()).some((each) => each.orderId === order.id))
    await network.back()
    await page.getByRole('heading', { level: 1, name: 'New order' }).waitFor()
    assert.ok(await network.isSameDocument())
    noFaults(faults.filter((fault) => !known.test(fault)))
    await context.close()
    await cancelled(order.id)
  })

  test('a picker’s phone: an order that was cancelled meanwhile, and one that has come', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const network = await losable(page, context)
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[3]!])
    await logInOn(page, `${town.url}/console`, picker.email, 'console')
    await page.goto(`${town.url}/console/picking`)
    await page.getByRole('button', { name: `Take order ${order.number}` }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor()

    await network.lose()
    await cancelled(order.id)
    await network.back()
    await page.getByRole('heading', { name: /cancelled/i }).waitFor()
    assert.ok(await network.isSameDocument())

    await page.goto(`${town.url}/console/picking`)
    await page.getByRole('heading', { level: 1, name: 'Picking' }).waitFor()
    await network.lose()
    const next = await shop.bought(who, [shop.products[4]!])
    await network.back()
    await page.getByRole('button', { name: `Take order ${next.number}` }).waitFor()
    assert.ok(await network.isSameDocument())
    noFaults(faults.filter((fault) => !known.test(fault)))
    await context.close()
    await cancelled(next.id)
  })

  test('the live map of the city: an order that has come meanwhile, and one that is over', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'desktop')
    const network = await losable(page, context)
    const who = await shop.customer()
    const before = await shop.bought(who, [shop.products[5]!])
    await logInOn(page, `${town.url}/console`, (await shop.staff('support')).email, 'console')
    await page.goto(`${town.url}/console`)
    await page.getByRole('heading', { level: 1, name: 'Live orders' }).waitFor()
    const of = ({ number }: { number: string }) => page.getByText(number, { exact: false }).first()
    await of(before).waitFor()

    await network.lose()
    const next = await shop.bought(who, [shop.products[6]!])
    await cancelled(before.id)
    await network.back()
    await of(next).waitFor()
    await of(before).waitFor({ state: 'hidden' })
    assert.ok(await network.isSameDocument())
    noFaults(faults.filter((fault) => !known.test(fault)))
    await context.close()
    await cancelled(next.id)
  })

  test('a live connection that dies while the device believes itself online is opened anew', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.clock.install()
    const network = await losable(page, context)
    await logInOn(page, `${town.url}/console`, (await town.shop.staff('support')).email, 'console')
    await page.goto(`${town.url}/console`)
    await page.getByRole('heading', { level: 1, name: 'Live orders' }).waitFor()
    // A filter says `Live`, too.
    await page.getByRole('region', { name: 'Live orders' }).getByText('Refreshing').waitFor({ state: 'hidden' })
    const open = network.connections.filter(({ dead }) => !dead)
    const beat = async () => {
      for (const each of open) each.beat()
      // Heard before time goes on.
      await page.evaluate('document.title')
    }
    await beat()
    const before = network.connections.length

    await page.clock.fastForward(45_000)
    await beat()
    await page.clock.fastForward(45_000)
    assert.equal(network.connections.length, before, 'as long as beats come it stays')

    network.die()
    await page.clock.fastForward(61_000)
    await eventually('another connection', async () => network.connections.length > before)
    noFaults(faults)
    await context.close()
  })

  test('a picker asks and the customer takes it, each on their own phone', async () => {
    const { shop } = town
    const shelf = { categoryPath: ['Rice'] }
    const [gone, refused, taken] = (await shop.stocked(
      ['Red rice', 'Brown rice', 'Wild rice'].map((name) => ({ ...shelf, name, price: money(9_000) })),
      5,
    )) as [Product, Product, Product]
    const customer = await openPage(browser, 'phone')
    const who = await customerOn(town, customer.page)
    const order = await shop.bought(who, [gone], { substitutions: 'ask' })
    await customer.page.goto(`${town.url}/orders/${order.id}`)
    await customer.page.getByRole('region', { name: 'What you ordered' }).waitFor()

    const { page, context, faults } = await openPage(browser, 'phone')
    await logInOn(page, `${town.url}/console`, picker.email, 'console')
    await page.goto(`${town.url}/console/picking`)
    await page.getByRole('button', { name: `Take order ${order.number}` }).click()
    await page.getByRole('button', { name: 'Short' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Note it, choose something instead' }).click()

    const question = customer.page.getByRole('region', { name: `${gone.name} is sold out` })
    for (const [product, answer] of [
      [refused, 'No, refund it'],
      [taken, 'Yes, take it'],
    ] as const) {
      await dialog.getByRole('button', { name: `Ask about ${product.name}` }).click()
      await dialog.getByRole('timer', { name: 'Time left to answer' }).waitFor()
      await question.getByText(`1 × ${product.name}`).waitFor()
      await question.getByRole('timer', { name: 'Time to answer' }).waitFor()
      await question.getByRole('button', { name: answer }).click()
      if (product === refused) await dialog.getByText('The customer does not want that.').waitFor()
    }
    await customer.page.getByText(`${taken.name} comes instead.`).waitFor()
    await page.getByRole('button', { name: 'Close 1 bag' }).click()
    await page.getByRole('heading', { name: 'Packed' }).waitFor()
    await customer.page.getByText(`Replaced by 1 × ${taken.name}`).waitFor()
    await customer.page.getByRole('heading', { level: 1, name: 'Packed' }).waitFor()
    noFaults(faults)
    // The shop is off the streets of this city: the map goes without the way.
    noFaults(customer.faults.filter((fault) => !/status of 422.*\/v1\/route/.test(fault)))
    await context.close()
    await customer.context.close()
  })
})
