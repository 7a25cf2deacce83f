import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PutRiders } from '../../contracts/deliveries.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, password, type ShopHouse, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { logIn, openPalette, withoutMap } from './console.ts'
import { livesAt } from './customer.ts'

describe('operations in a real browser', { skip: noBrowser }, () => {
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

  /** An administrator at the first page of the console. */
  async function adminOn(page: Page): Promise<string> {
    const email = `admin-${randomUUID()}@example.com`
    const { users } = await stage.house.call(PutAccounts, {
      accounts: [{ email, password, name: 'Asha Admin', roles: ['admin'], storeIds: [] }],
    })
    await logIn(page, stage.house.url!, email)
    return users[0]!.userId
  }

  async function riderNamed(name: string) {
    const { shop } = stage
    const person = await shop.rider()
    const rider = { userId: person.userId, name, vehicle: 'scooter' as const, storeId: shop.storeId }
    await stage.house.call(PutRiders, { riders: [rider] })
    await shop.ready(person)
    return person
  }

  const tasksOf = async (token: string): Promise<string[]> => {
    const { items } = expect(await stage.send('GET', '/v1/rider/tasks', { token }), 200)
    return (items as { orderId: string }[]).map((task) => task.orderId)
  }

  test('a rider falls silent with the bags: it is seen, and the delivery is sent again, and given up at last', async () => {
    const { shop, send, sql } = stage
    const [picker, ravi] = [await shop.staff('picker'), await riderNamed('Ravi Silent')]
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    await shop.pick(picker, order.id)
    const task = await shop.ride(ravi, order)
    const ago = new Date(Date.now() - 2 * 3_600_000)
    const silence = async (riderId: string) => {
      await sql`update deliveries.deliveries set picked_up_at = ${ago} where id = ${task.id}`
      await sql`update deliveries.positions set at = ${ago} where rider_id = ${riderId}`
    }
    await silence(ravi.userId)

    const { page, context, faults } = await openPage(browser, 'desktop')
    await adminOn(page)
    const live = page.getByRole('region', { name: 'Live orders' })
    await live.getByText('1 rider lost').waitFor()
    const row = live.getByRole('button', { name: new RegExp(order.number) })
    await row.getByText(/^Rider silent since /).waitFor()
    await row.click()
    const panel = page.getByRole('complementary', { name: `Order ${order.number}` })
    await panel.getByText(/^Nothing was heard of Ravi Silent since /).waitFor()
    await panel.getByText(/Ravi Silent, last heard .+ ago/).waitFor()
    await panel.getByRole('button', { name: 'Send again' }).click()
    const again = page.getByRole('dialog', { name: `Send order ${order.number} out again?` })
    await again.getByRole('radio', { name: 'The rider had an accident' }).check()
    await again.getByRole('button', { name: 'Send again' }).click()
    await again.waitFor({ state: 'hidden' })
    await live.getByText('1 rider lost').waitFor({ state: 'hidden' })

    const meera = await riderNamed('Meera Silent')
    await shop.ride(meera, order)
    await silence(meera.userId)
    await panel.getByRole('link', { name: 'Open the order' }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor()
    await page.getByRole('button', { name: 'Give up the delivery' }).waitFor()
    const palette = await openPalette(page)
    await page.keyboard.type('give up')
    await palette.getByRole('option', { name: 'Give up the delivery', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    const failing = page.getByRole('dialog', { name: `Give up the delivery of order ${order.number}?` })
    await failing.getByRole('button', { name: 'Give up the delivery' }).click()
    await failing.waitFor({ state: 'hidden' })
    await shop.reaches(who, order.id, 'failed')
    assert.equal((await shop.handOver(meera, task, order)).status, 409)

    await page.reload()
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText(/Came too late: says to have handed over, and to have taken ₹/).waitFor()
    await page.getByRole('button', { name: 'What became of the goods' }).click()
    const goods = page.getByRole('dialog', { name: `The goods of order ${order.number}` })
    await goods.getByRole('radio', { name: 'Lost' }).check()
    await goods.getByRole('textbox').fill('The bag was stolen')
    await goods.getByRole('button', { name: 'What became of the goods' }).click()
    await goods.waitFor({ state: 'hidden' })
    await timeline.getByText('The bag was stolen').waitFor()
    for (const { token } of [ravi, meera])
      expect(await send('POST', '/v1/rider/shift', { token, body: { state: 'off' } }), 200)
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('a late order is found, given to another rider, refunded by line and made good for; all of it is on record', async () => {
    const { shop, send, sql } = stage
    const [picker, ravi] = [await shop.staff('picker'), await riderNamed('Ravi Das')]
    const who = await shop.customer()
    await shop.credit(who.userId, 100_000)
    const [milk, bread] = [shop.products[0]!, shop.products[1]!]
    const order = await shop.bought(who, [[milk, 2], bread], { method: 'wallet' })
    const text = 'Where is my order?'
    expect(await send('POST', `/v1/orders/${order.id}/messages`, { token: who.token, body: { text } }), 201)
    await shop.pick(picker, order.id)
    await eventually('it is with the first rider', async () => (await tasksOf(ravi.token)).includes(order.id))
    const meera = await riderNamed('Meera Nair')
    const ago = new Date(Date.now() - 20 * 60_000)
    await sql`update orders.orders set promised_at = ${ago} where id = ${order.id}`

    const { page, context, faults } = await openPage(browser, 'desktop')
    const adminId = await adminOn(page)
    await page.getByRole('group', { name: 'Which orders' }).getByRole('button', { name: 'Late' }).click()
    await page
      .getByRole('region', { name: 'Live orders' })
      .getByRole('button', { name: new RegExp(order.number) })
      .click()
    const panel = page.getByRole('complementary', { name: `Order ${order.number}` })
    await panel
      .getByText(/\(Customer\)$/)
      .first()
      .waitFor()
    assert.doesNotMatch((await panel.textContent()) ?? '', /usr_|system:/)
    await panel.getByRole('link', { name: 'Open the order' }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor()

    await page.getByRole('button', { name: 'Reassign' }).click()
    const reassign = page.getByRole('dialog', { name: 'Give the delivery to somebody else' })
    await reassign.getByLabel('To whom').selectOption({ label: 'Meera Nair, Free, 0 in hand' })
    await reassign.getByLabel('Reason').fill('The first rider has a flat tyre')
    await reassign.getByRole('button', { name: 'Reassign' }).click()
    await reassign.waitFor({ state: 'hidden' })
    await eventually('it is with the other rider', async () => (await tasksOf(meera.token)).includes(order.id))
    assert.deepEqual(await tasksOf(ravi.token), [])

    const why = page.getByRole('region', { name: 'Why this rider' })
    await why.getByText('Meera Nair was asked at').waitFor()
    await why.getByText('by staff: The first rider has a flat tyre').waitFor()
    await why.getByText('1 earlier offer').click()
    await why.getByText('Ravi Das was asked at').waitFor()
    const terms = why.getByRole('region', { name: 'What the choice of Meera Nair' })
    await terms.getByRole('rowheader', { name: 'From order to door' }).waitFor()
    await why.getByRole('button', { name: 'Keep for a rider' }).click()
    const keep = page.getByRole('dialog', { name: 'Keep this order for one rider' })
    await keep.getByLabel('For whom').selectOption({ label: 'Meera Nair, Asked, 1 in hand' })
    await keep.getByLabel('Reason').fill('Knows the gate')
    await keep.getByRole('button', { name: 'Keep for a rider' }).click()
    await keep.waitFor({ state: 'hidden' })
    await why.getByText('Kept for Meera Nair: Knows the gate').waitFor()
    await why.getByRole('button', { name: 'Let the planner choose' }).click()
    const open = page.getByRole('dialog', { name: 'Let the planner choose again?' })
    await open.getByLabel('Reason').fill('Anybody may go')
    await open.getByRole('button', { name: 'Let the planner choose' }).click()
    await open.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Refund' }).click()
    const refund = page.getByRole('dialog', { name: `Refund order ${order.number}` })
    await refund.getByRole('checkbox', { name: new RegExp(milk.name) }).check()
    await refund.getByLabel(`Packs of ${milk.name}`).selectOption('1')
    assert.equal(await refund.getByLabel('Amount in rupees').inputValue(), String(milk.price / 100))
    await refund.getByLabel('Reason').fill('One pack leaks')
    await refund.getByLabel('Amount in rupees').fill(String(milk.price / 100 + 1))
    await refund.getByRole('button', { name: 'Refund' }).click()
    await refund.getByRole('alert').getByText('more than was paid for these lines').waitFor()
    await refund.getByLabel('Amount in rupees').fill(String(milk.price / 100))
    await refund.getByRole('button', { name: 'Refund' }).click()
    await refund.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Credit wallet' }).click()
    const credit = page.getByRole('dialog', { name: /^Credit the wallet of / })
    await credit.getByLabel('Amount in rupees').fill('50')
    await credit.getByLabel('Reason').fill('Sorry for the wait')
    await credit.getByRole('button', { name: 'Credit wallet' }).click()
    await credit.waitFor({ state: 'hidden' })
    const before = 100_000 - order.total.amount
    await eventually('both are in the wallet', async () => {
      const { balance } = expect(await send('GET', '/v1/wallet', { token: who.token }), 200)
      return balance.amount === before + milk.price + 5_000
    })

    const talk = page.getByRole('region', { name: 'Conversation' })
    await talk.getByText(text).waitFor()
    await talk.getByRole('textbox', { name: 'Message' }).fill('It is on its way, and a little something is yours')
    await talk.getByRole('button', { name: 'Send' }).click()
    await talk.getByRole('listitem').nth(1).waitFor()
    const notes = page.getByRole('region', { name: 'Notes' })
    await notes.getByRole('textbox', { name: 'Note' }).fill('Flat tyre near the bridge')
    await notes.getByRole('button', { name: 'Add the note' }).click()
    await notes.getByRole('list', { name: 'Notes' }).getByText('Asha Admin').waitFor()
    await page.getByRole('region', { name: 'Money' }).getByText('Paid from the wallet').waitFor()

    await page.goto(`${stage.house.url}/console/audit?actor=${adminId}`)
    const trail = page.getByRole('table', { name: 'Audit trail' })
    for (const deed of [
      'deliveries.reassigned',
      'deliveries.locked',
      'deliveries.unlocked',
      'payments.refunded',
      'payments.credited',
      'orders.noted',
    ])
      await trail.getByRole('row', { name: new RegExp(deed.replace('.', '\\.')) }).waitFor()
    await trail.getByText('One pack leaks').waitFor()
    // A link to an entry opens it also where the list shows others.
    await trail.getByRole('row', { name: /payments\.refunded/ }).click()
    const refunded = page.getByRole('dialog', { name: 'payments.refunded' })
    await refunded.getByText('One pack leaks').waitFor()
    const entry = new URL(page.url()).searchParams.get('entry')!.replaceAll('"', '')
    await page.goto(`${stage.house.url}/console/audit?action=orders.&entry=${entry}`)
    await refunded.getByText('One pack leaks').waitFor()
    await page.goto(`${stage.house.url}/console/audit?entry=999999999`)
    await page.getByRole('dialog', { name: 'Audit trail' }).getByText('No such change').waitFor()
    noFaults(withoutMap(faults).filter((fault) => !/status of 422/.test(fault)))
    await context.close()
  })

  test('an area is drawn anew, and the storefront serves whom it covers', async () => {
    const { lat, lng } = storePoint
    const shopper = await openPage(browser, 'phone')
    await livesAt(shopper.page, { lat: lat + 0.02, lng: lng + 0.02 })
    await shopper.page.goto(stage.house.url!)
    await shopper.page.getByRole('heading', { level: 1, name: /in \d+ minutes/ }).waitFor()

    const { page, context, faults } = await openPage(browser, 'desktop')
    await adminOn(page)
    await page.goto(`${stage.house.url}/console/areas`)
    const half = 0.01
    const ring = [
      [lng - half, lat - half],
      [lng + half, lat - half],
      [lng + half, lat + half],
      [lng - half, lat + half],
    ]
    const outline = page.getByRole('textbox', { name: 'GeoJSON polygon' })
    await outline.fill(JSON.stringify({ type: 'Polygon', coordinates: [[...ring, ring[0]]] }))
    await page.getByRole('button', { name: 'Use these' }).click()
    await page.getByText(/ km², \d+ cells/).waitFor()
    await page.getByRole('button', { name: 'Save the area' }).click()
    const asking = page.getByRole('dialog', { name: /^Serve this area from / })
    await asking.getByRole('textbox').fill('The bridge is closed')
    await asking.getByRole('button', { name: 'Save the area' }).click()
    await asking.waitFor({ state: 'hidden' })

    await shopper.page.reload()
    await shopper.page.getByRole('heading', { level: 1, name: 'We are not here yet' }).waitFor()
    noFaults(withoutMap([...faults, ...shopper.faults]))
    await Promise.all([context.close(), shopper.context.close()])
  })
})
