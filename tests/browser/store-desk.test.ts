import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { money } from '../../contracts/money.ts'
import type { SlotDay } from '../../contracts/slots.ts'
import type { Store } from '../../contracts/stores.ts'
import { expect } from '../api.ts'
import { dayIn } from '../days.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type ShopHouse, type Staff, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { logIn, openConsole, withoutMap } from './console.ts'
import { customerOn, livesAt } from './customer.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** In the page. */
const isFocused = (element: { matches: (selector: string) => boolean }) => element.matches(':focus')
const weekdayOf = (day: string) => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]!

describe('what a manager sets for a store, in a real browser, and what the shop says then', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  let manager: Staff
  before(async () => {
    stage = await openShopHouse({ env: { TOKRI_CARTS_NEAR_M: '200' } })
    browser = await openBrowser()
    manager = await stage.shop.staff('manager')
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  const enter = (path: string, title: string) => openConsole(browser, stage.house.url!, manager.email, path, title)
  const says = async (part: Locator, ...sentences: (string | RegExp)[]) => {
    for (const sentence of sentences) await part.getByText(sentence).first().waitFor()
  }
  const saved = async (page: Page, deed: Locator) => {
    await deed.click()
    await page.getByText('Saved', { exact: true }).last().waitFor()
  }

  test('windows: places, price, cut-off and a closed day are what the checkout offers, and refuses', async () => {
    const { shop, send, house } = stage
    const [tomorrow, filled, shut] = [dayIn(1), dayIn(2), dayIn(3)]
    const desk = await enter('/slots', 'Delivery windows')
    const form = desk.page.getByRole('form', { name: 'New window' })
    await form.getByLabel('Orders').fill('1')
    await form.getByLabel('Fee in rupees').fill('15')
    await form.getByRole('button', { name: 'Add window' }).click()
    await desk.page.getByText('7 windows added').waitFor()
    const change = async (day: string, terms: Record<string, string>) => {
      await desk.page.getByRole('button', { name: `Change ${weekdayOf(day)} at 10:00` }).click()
      const dialog = desk.page.getByRole('dialog', { name: `${weekdayOf(day)} at 10:00` })
      for (const [label, value] of Object.entries(terms)) await dialog.getByLabel(label).fill(value)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }

    const shopper = await openPage(browser, 'desktop')
    const who = await customerOn(stage, shopper.page)
    await shop.fill(who, [shop.products[2]!, 2])
    const window = async (day: string) => {
      await shopper.page.goto(`${house.url}/checkout`)
      await shopper.page.getByRole('radio', { name: 'Later' }).click()
      await shopper.page.getByRole('combobox', { name: 'Day' }).selectOption(day)
      return shopper.page.getByRole('radiogroup', { name: 'Time', exact: true }).locator('label').first()
    }
    await (await window(filled)).filter({ hasText: '₹15 more · one place left' }).waitFor()
    await change(filled, { Orders: '2', 'Fee in rupees': '20.50' })
    const offered = await window(filled)
    await offered.filter({ hasText: '₹20.50 more · 2 places left' }).waitFor()
    await offered.click()
    const bill = shopper.page.getByRole('region', { name: 'Bill' })
    await says(bill, 'Delivery window', 'For the time you have chosen', '₹20.50')

    const slotsOn = async (day: string): Promise<SlotDay> =>
      expect(await send('GET', `/v1/slots?store=${shop.storeId}&date=${day}`), 200)
    const [slot] = (await slotsOn(filled)).items
    for (const name of ['Ravi', 'Meera'])
      await shop.bought(await shop.customer({ name }), [shop.products[3]!], { slotId: slot!.id })
    const full = await window(filled)
    await full.filter({ hasText: 'Full' }).waitFor()
    assert.ok(await full.isDisabled())

    await change(tomorrow, { 'Closes so many minutes before': '2880' })
    const late = await window(tomorrow)
    await late.filter({ hasText: 'Too late' }).waitFor()
    assert.ok(await late.isDisabled())

    const days = desk.page.getByRole('table', { name: 'Single days' })
    await desk.page.reload()
    const rowOf = (day: string) =>
      days
        .getByRole('row')
        .filter({ hasText: new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium' }).format(new Date(day)) })
    await rowOf(filled).getByRole('cell').filter({ hasText: /^2$/ }).waitFor()
    await rowOf(shut)
      .getByRole('button', { name: /^Close all windows of / })
      .click()
    const closing = desk.page.getByRole('dialog', { name: /^Close all windows of / })
    await closing.getByText('Nobody has booked a window on this day yet.').waitFor()
    await closing.getByRole('textbox').fill('Stocktaking')
    await closing.getByRole('button', { name: 'Close', exact: true }).last().click()
    await rowOf(shut).getByText('Stocktaking').waitFor()
    const closed = await window(shut)
    await closed.filter({ hasText: 'Closed' }).waitFor()
    assert.ok(await closed.isDisabled())
    const [none] = (await slotsOn(shut)).items
    assert.deepEqual([none!.available, none!.reason], [false, 'closed'])
    assert.equal((await shop.order(who, { slotId: none!.id })).status, 409)

    await rowOf(shut)
      .getByRole('button', { name: /^Open the windows of / })
      .click()
    await rowOf(shut).getByText('As in the week').waitFor()
    await (await window(shut)).click()
    await shopper.page.getByText(/, from Tokri lake$/).waitFor()
    noFaults(withoutMap([...desk.faults, ...shopper.faults]))
    await Promise.all([desk.context.close(), shopper.context.close()])
  })

  test('a window moves to another day and time while no order has it, and stays with a reason while one has', async () => {
    const { shop, send } = stage
    const [from, to] = [dayIn(4), dayIn(5)]
    const body = {
      storeId: shop.storeId,
      weekdays: [new Date(`${from}T00:00:00Z`).getUTCDay()],
      start: 900,
      end: 960,
      capacity: 3,
      fee: money(1_000),
      cutoffMinutes: 30,
    }
    expect(await send('POST', '/v1/admin/slots', { token: manager.token, body }), 201)
    const desk = await enter('/slots', 'Delivery windows')
    const buttonOf = (day: string, time: string) =>
      desk.page.getByRole('button', { name: `Change ${weekdayOf(day)} at ${time}` })
    const open = async (day: string, time: string) => {
      await buttonOf(day, time).press('Enter')
      return desk.page.getByRole('dialog', { name: `${weekdayOf(day)} at ${time}` })
    }
    const eveningOf = async (day: string) => {
      const { items } = expect(await send('GET', `/v1/slots?store=${shop.storeId}&date=${day}`), 200) as SlotDay
      return items.filter(({ fee }) => fee.amount === 1_000)
    }
    const moving = await open(from, '15:00')
    await moving.getByRole('combobox', { name: 'Day' }).selectOption({ label: weekdayOf(to) })
    await moving.getByLabel('From').fill('21:00')
    await moving.getByLabel('Until').fill('01:00')
    await moving.getByText('On the next day', { exact: true }).waitFor()
    await moving.getByLabel('Until').press('Enter')
    await desk.page.getByText(`Moved to ${weekdayOf(to)} at 21:00`).waitFor()
    await eventually('the keyboard goes on at it', () => buttonOf(to, '21:00').evaluate(isFocused))
    assert.equal(await buttonOf(from, '15:00').count(), 0)
    assert.deepEqual(await eveningOf(from), [])
    const [slot] = await eveningOf(to)
    assert.equal(Date.parse(slot!.end) - Date.parse(slot!.start), 4 * 3_600_000)
    assert.equal(slot!.capacity, 3)

    await shop.bought(await shop.customer(), [shop.products[3]!], { slotId: slot!.id })
    const booked = await open(to, '21:00')
    await booked.getByLabel('From').fill('20:00')
    await booked.getByRole('button', { name: 'Save' }).click()
    await booked
      .getByRole('alert')
      .getByText(`Orders have this delivery window. 1 order, the last on ${to}. Remove it`)
      .waitFor()
    assert.deepEqual((await eveningOf(to))[0], { ...slot, left: 2 })
    await booked.getByLabel('From').fill('21:00')
    await booked.getByLabel('Orders', { exact: true }).fill('9')
    await booked.getByRole('button', { name: 'Save' }).click()
    await booked.waitFor({ state: 'hidden' })
    assert.deepEqual((await eveningOf(to))[0], { ...slot, capacity: 9, left: 8 })
    noFaults(withoutMap(desk.faults).filter((fault) => !/status of 409/.test(fault)))
    await desk.context.close()
  })

  test('opening hours: a holiday, a day of the week, a pause and its end; the shop says which, and until when', async () => {
    const { shop, send, house } = stage
    const storeNow = async () => {
      const { items } = expect(await send('GET', '/v1/store/stores', { token: manager.token }), 200)
      return (items as Store[])[0]!
    }
    const shopper = await openPage(browser, 'desktop')
    await livesAt(shopper.page, storePoint)
    const shows = async (title: string | RegExp, ...more: (string | RegExp)[]) => {
      await shopper.page.goto(house.url!)
      await shopper.page.getByRole('heading', { level: 1, name: title }).waitFor()
      await says(shopper.page.getByRole('main'), ...more)
    }
    const open = /in \d+ minutes/
    await shows(open)

    const desk = await enter('/store', 'Store')
    const page = desk.page
    const hours = page.getByRole('region', { name: 'Opening hours' })
    const save = hours.getByRole('button', { name: 'Save the hours' })
    const badge = (state: string) =>
      page.locator('main header, main').getByText(state, { exact: true }).first().waitFor()
    // Two days of it, so that it holds also where a day begins meanwhile.
    for (const [at, day] of [dayIn(0), dayIn(1)].entries()) {
      await hours.getByRole('button', { name: 'Add a day' }).click()
      if (at === 0) assert.equal(await hours.getByLabel('Date').first().inputValue(), day)
      await hours.getByLabel('Date').nth(at).fill(day)
      await hours.getByLabel('What for').nth(at).fill('Diwali')
    }
    await saved(page, save)
    await badge('Closed')
    await shows(
      'Your basket, when you choose',
      'The store is closed right now',
      /^It opens again /,
      /Order for a delivery window/,
    )
    const { exceptions } = await storeNow()
    assert.deepEqual(
      exceptions?.map(({ closed, note }) => [closed, note]),
      [
        [true, 'Diwali'],
        [true, 'Diwali'],
      ],
    )

    // Closed by the week, and open on these days all the same.
    for (const day of [dayIn(0), dayIn(1)])
      await hours.getByRole('button', { name: `Closed on ${weekdayOf(day)}` }).click()
    for (const at of [0, 1]) {
      await hours.getByLabel('Closed all day').nth(at).uncheck()
      await hours.getByLabel('Opens on this day').nth(at).fill('00:00')
      await hours.getByLabel('Closes on this day').nth(at).fill('00:00')
    }
    await saved(page, save)
    await badge('Open')
    await shows(open)
    for (const _ of [0, 1]) await hours.getByRole('button', { name: 'Remove this day' }).first().click()
    await saved(page, save)
    await badge('Closed')
    await shows(
      'Your basket, when you choose',
      'The store is closed right now',
      /^It opens again /,
      /Order for a delivery window/,
    )
    for (const day of [dayIn(0), dayIn(1)]) {
      const name = weekdayOf(day)
      await hours.getByRole('button', { name: `Open on ${name}` }).click()
      await hours.getByLabel(`Opens on ${name}`).fill('00:00')
      await hours.getByLabel(`Closes on ${name}`).fill('00:00')
    }
    await saved(page, save)
    await badge('Open')
    await shows(open)
    assert.equal((await storeNow()).hours.filter(({ open, close }) => open === 0 && close === 1_440).length, 7)

    const pause = page.getByRole('region', { name: 'Pause' })
    await pause.getByLabel('Why').selectOption({ label: 'Power cut' })
    await pause.getByLabel('For how long').selectOption({ label: '60 minutes' })
    await pause.getByRole('button', { name: 'Pause the store' }).click()
    await says(pause, 'Power cut', /^Until /)
    await badge('Paused')
    await shows('The store has paused for a while', /^It opens again /)
    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    const refused = await shop.order(who)
    assert.deepEqual([refused.status, (await storeNow()).paused], [409, true])
    await pause.getByRole('button', { name: 'Open again' }).click()
    await pause.getByRole('button', { name: 'Pause the store' }).waitFor()
    await shows(open)
    expect(await shop.order(who), 201)
    noFaults(withoutMap([...desk.faults, ...shopper.faults]))
    await Promise.all([desk.context.close(), shopper.context.close()])
  })

  test('a weekday has several opening hours: what overlaps is said at its fields and not saved', async () => {
    const { send, house } = stage
    const [day, next] = [weekdayOf(dayIn(3)), weekdayOf(dayIn(4))]
    const saidOf = async () => {
      const { items } = expect(await send('GET', '/v1/store/stores', { token: manager.token }), 200)
      const number = new Date(`${dayIn(3)}T00:00:00Z`).getUTCDay()
      return (items as Store[])[0]!.hours.filter((each) => each.day === number).map(({ open, close }) => [open, close])
    }
    const desk = await enter('/store', 'Store')
    const { page } = desk
    const hours = page.getByRole('region', { name: 'Opening hours' })
    const save = hours.getByRole('button', { name: 'Save the hours' })
    const field = (name: string) => hours.getByLabel(name, { exact: true })
    const hasFocus = (name: string, part: Locator) =>
      eventually(`the focus is at ${name}`, () => part.evaluate(isFocused))
    const add = hours.getByRole('button', { name: `Add hours on ${day}` })
    await field(`Closes on ${day}`).waitFor()
    assert.equal(await add.count(), 0, 'a day that is open all day has no room')
    await field(`Closes on ${day}`).fill('13:00')
    await add.press('Enter')
    const opens = field(`Opens on ${day} (2)`)
    await hasFocus('the new ones', opens)
    assert.deepEqual([await opens.inputValue(), await field(`Closes on ${day} (2)`).inputValue()], ['14:00', '18:00'])

    await opens.fill('12:30')
    await says(hours, /^Overlaps 12:00.am – 1:00.pm$/i, /^Overlaps 12:30.pm – 6:00.pm$/i)
    for (const name of [`Opens on ${day} (1)`, `Closes on ${day} (2)`])
      assert.equal(await field(name).getAttribute('aria-invalid'), 'true')
    await save.press('Enter')
    await hasFocus('what is wrong first', field(`Opens on ${day} (1)`))
    assert.deepEqual(await saidOf(), [[0, 1_440]], 'nothing was kept')

    // Past midnight it meets the next day, which begins at midnight here.
    await opens.fill('15:00')
    await field(`Closes on ${day} (2)`).fill('01:00')
    await says(hours, new RegExp(`^Overlaps .* of ${day}$`), new RegExp(`^Overlaps .* of ${next}$`))
    await field(`Opens on ${next}`).fill('06:00')
    await hours.getByText(/^Closes at 1:00.am on the next day$/i).waitFor()
    assert.equal(await hours.locator('[aria-invalid=true]').count(), 0)
    await saved(page, save)
    assert.deepEqual(await saidOf(), [
      [0, 780],
      [900, 1_500],
    ])

    const phone = await openPage(browser, 'phone')
    await logIn(phone.page, house.url!, manager.email)
    await phone.page.goto(`${house.url}/console/store`)
    const small = phone.page.getByRole('region', { name: 'Opening hours' })
    await small.getByRole('button', { name: `Remove the hours of ${day} (1)` }).tap()
    const left = small.getByLabel(`Opens on ${day}`, { exact: true })
    await hasFocus('what is left', left)
    assert.equal(await left.inputValue(), '15:00')
    await small.getByRole('button', { name: `Closed on ${day}` }).tap()
    await hasFocus('the closed day', small.getByRole('button', { name: `Open on ${day}` }))
    await saved(phone.page, small.getByRole('button', { name: 'Save the hours' }))
    assert.deepEqual(await saidOf(), [])
    noFaults(withoutMap([...desk.faults, ...phone.faults]))
    await Promise.all([desk.context.close(), phone.context.close()])
  })

  test('a surge and what is given for a late order are explained to the customer, and alike to staff', async () => {
    const { shop, send, sql, house } = stage
    const desk = await enter('/surge', 'Load and surge')
    const surge = desk.page.getByRole('form', { name: 'Settings' })
    await surge.getByLabel('Surge').selectOption({ label: 'By hand' })
    await surge.getByLabel('Fee by hand, rupees').fill('7.50')
    await saved(desk.page, surge.getByRole('button', { name: 'Save' }))
    const late = desk.page.getByRole('form', { name: 'Late credit' })
    await late.getByLabel('What is given').selectOption({ label: 'As this store says' })
    const given = {
      'From so many minutes late': '5',
      Rupees: '20',
      'Percent of the total': '10',
      'At most, rupees': '25',
    }
    for (const [label, value] of Object.entries(given)) await late.getByLabel(label, { exact: true }).fill(value)
    await saved(desk.page, late.getByRole('button', { name: 'Save' }))
    await eventually('payments have learnt it', async () => {
      const rows = await sql`select 1 from payments.late_policies where store_id = ${shop.storeId}`
      return rows.length === 1
    })

    const shopper = await openPage(browser, 'desktop')
    const who = await customerOn(stage, shopper.page)
    await shop.fill(who, shop.products[0]!)
    await shopper.page.goto(`${house.url}/cart`)
    const charge = ['Busy-time charge', '₹7.50', 'Set by the store for a while, the same for everybody.']
    await says(shopper.page.getByRole('region', { name: 'Bill' }), ...charge)
    const order = expect(await shop.order(who, { tip: money(1_000) }), 201)
    await shopper.page.goto(`${house.url}/orders/${order.id}`)
    const goods = shopper.page.getByRole('region', { name: 'What you ordered' })
    await says(goods, ...charge)
    await desk.page.goto(`${house.url}/console/orders/${order.id}`)
    const lines = desk.page.getByRole('region', { name: 'Lines' })
    await says(lines, ...charge)
    /** The bill as it is read: each amount with its words. */
    const billOf = (part: Locator) => part.locator('dl').first().locator('dt, dd').allInnerTexts()
    const [hers, ours] = [await billOf(goods), await billOf(lines)]
    // The customer is told of the tax in it, too.
    assert.deepEqual(
      ours,
      hers.map((text) => text.split('\nIncludes')[0]!),
    )
    assert.ok(
      ours.some((text) => text.includes('km beyond the first 200 m')),
      ours.join(),
    )

    const rider = await shop.rider()
    await shop.pick(await shop.staff('picker'), order.id)
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    await sql`update orders.orders set promised_at = ${new Date(Date.now() - 20 * 60_000)} where id = ${order.id}`
    expect(await shop.handOver(rider, task, order), 200)
    await eventually('it is given', async () => {
      const { balance } = expect(await send('GET', '/v1/wallet', { token: who.token }), 200)
      return balance.amount === 2_500
    })
    await shopper.page.goto(`${house.url}/account?tab=wallet`)
    const item = shopper.page.getByRole('listitem').filter({ hasText: 'Credit: your order came later than promised' })
    await item.getByText('+₹25').waitFor()
    await item.getByRole('link').click()
    await shopper.page.waitForURL(`**/orders/${order.id}`)
    noFaults(withoutMap([...desk.faults, ...shopper.faults]))
    await Promise.all([desk.context.close(), shopper.context.close()])
  })
})
