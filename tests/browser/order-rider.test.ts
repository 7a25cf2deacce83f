import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { RiderTask } from '../../contracts/deliveries.ts'
import type { Order } from '../../contracts/orders.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import type { Person, Staff } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn } from './customer.ts'
import { openTown, type Town, withoutWay } from './town.ts'

const numbers = { customer: '+919812300001', rider: '+919812300002' }

describe('the rider of an order, in a real browser on a phone', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  let picker: Person
  let rider: Staff
  before(async () => {
    town = await openTown({ TOKRI_DELIVERIES_OFFER_S: '600' })
    browser = await openBrowser()
    picker = await town.shop.staff('picker')
    rider = await town.shop.rider()
    await hasNumber(rider, numbers.rider)
  })
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const hasNumber = async ({ token }: Person, phone: string) =>
    expect(await town.send('PATCH', '/v1/me', { token, body: { phone } }), 200)
  const open = async (page: Page, order: Order) => {
    await page.goto(`${town.url}/orders/${order.id}`)
    await page.getByRole('heading', { level: 1, name: 'Order received' }).waitFor()
  }
  const call = (page: Page) => page.getByRole('button', { name: 'Call your rider' })
  /** Packed and accepted: the rider is known, and on the way to the store. */
  async function assign(order: Order): Promise<RiderTask> {
    const { shop, send } = town
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    const task = await eventually('an offer', async () => {
      const { items } = expect(await send('GET', '/v1/rider/tasks', { token: rider.token }), 200)
      return (items as RiderTask[]).find((each) => each.orderId === order.id && each.readyAt === undefined)
    })
    expect(await send('POST', `/v1/rider/tasks/${task.id}/accept`, { token: rider.token }), 200)
    return task
  }
  async function bring(order: Order, task: RiderTask): Promise<void> {
    const { send } = town
    const deed = async (kind: string, body?: object) =>
      expect(
        await send('POST', `/v1/rider/tasks/${task.id}/${kind}`, { token: rider.token, ...(body ? { body } : {}) }),
        200,
      )
    for (const kind of ['arrive', 'pickup', 'arrive']) await deed(kind)
    await deed('deliver', { code: order.doorCode, cashCollected: task.cashDue })
  }

  test('the code for the door is on the page until it is over; a call connects both without their numbers', async () => {
    const { shop, house } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    await hasNumber({ userId: who.userId, token: who.token }, numbers.customer)
    const order = await shop.bought(who, [shop.products[0]!])
    assert.match(order.doorCode ?? '', /^\d{4,}$/)
    await open(page, order)
    const code = page.getByRole('paragraph').filter({ hasText: 'Say at the door' })
    await page.getByText('A rider is found while your bag is packed').waitFor()
    assert.equal(await code.textContent(), `Say at the door${order.doorCode}`)
    assert.equal(await call(page).count(), 0, 'nobody to call yet')

    const task = await assign(order)
    const head = page.getByRole('region', { name: /./ }).filter({ has: code })
    await head.getByText(/^Ravi/).waitFor()
    await head.getByText('On a scooter').waitFor()
    assert.equal(await code.textContent(), `Say at the door${order.doorCode}`)
    await call(page).click()
    await page.getByText('We call you now and connect you. Nobody sees your number.').waitFor()
    const rung = await eventually('the phone rings', async () => {
      const asked = new URLSearchParams({ channel: 'sms', to: numbers.customer })
      const { items } = (await (await fetch(`${house.sandboxUrl}/outbox.json?${asked}`)).json()) as {
        items: { text: string }[]
      }
      return items.find(({ text }) => text.startsWith('Call from'))
    })
    assert.ok(rung.text.includes(numbers.rider), 'and is put through to the rider')
    const shown = (await page.locator('body').textContent()) ?? ''
    for (const number of Object.values(numbers)) assert.ok(!shown.includes(number.slice(3)), 'no number on the page')

    await bring(order, task)
    await page.getByRole('heading', { level: 1, name: 'Delivered' }).waitFor()
    await code.waitFor({ state: 'detached' })
    await call(page).waitFor({ state: 'detached' })
    noFaults(withoutWay(faults))
    await context.close()
  })

  test('who has left no number is offered no call, only to write', async () => {
    const { shop } = town
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    const order = await shop.bought(who, [shop.products[1]!])
    await open(page, order)
    const task = await assign(order)
    await page.getByRole('button', { name: 'Message your rider' }).waitFor()
    assert.equal(await call(page).count(), 0)
    await bring(order, task)
    await page.getByRole('heading', { level: 1, name: 'Delivered' }).waitFor()
    noFaults(withoutWay(faults))
    await context.close()
  })
})
