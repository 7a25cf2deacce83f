import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type Staff, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { openConsole, withoutMap } from './console.ts'
import { customerOn, logInOn } from './customer.ts'
import { slide } from './rider.ts'
import { openTown, type Town, withoutWay } from './town.ts'

describe('what a rider does not take, and what comes back, in a real browser on a phone', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  let picker: Staff
  let rider: Staff
  before(async () => {
    // Time enough to answer on any machine.
    town = await openTown({ TOKRI_DELIVERIES_OFFER_S: '600' })
    browser = await openBrowser()
    picker = await town.shop.staff('picker')
    rider = await town.shop.rider()
  })
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  /** The rider's phone at the store, logged in and on shift. */
  async function onShift() {
    const opened = await openPage(browser, 'phone')
    const { page, context } = opened
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: storePoint.lat, longitude: storePoint.lng })
    await logInOn(page, `${town.url}/rider`, rider.email, 'rider')
    await town.shop.ready(rider)
    await page.goto(`${town.url}/rider`)
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()
    return opened
  }

  test('an offer is declined with a reason: it goes to another rider, and staff see why', async () => {
    const { shop, send } = town
    const { page, context, faults } = await onShift()
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    await shop.pick(picker, order.id)
    await page.getByRole('heading', { level: 1, name: 'New order' }).waitFor()
    const asked = async ({ token }: Staff): Promise<{ id: string; orderId: string }[]> =>
      expect(await send('GET', '/v1/rider/tasks', { token }), 200).items
    const [task] = await asked(rider)
    await page.getByRole('button', { name: 'Decline', exact: true }).click()
    const why = page.getByRole('dialog', { name: 'Why not?' })
    await why.getByRole('button', { name: 'Too heavy' }).click()
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()

    const support = await shop.staff('support')
    await eventually('staff see the reason', async () => {
      const path = `/v1/admin/deliveries/${task!.id}/why`
      const { offers }: DispatchWhy = expect(await send('GET', path, { token: support.token }), 200)
      return offers.some(
        (each) => each.rider.userId === rider.userId && each.state === 'declined' && each.declineReason === 'too_heavy',
      )
    })
    const other = await shop.rider()
    await shop.ready(other)
    const taken = await shop.ride(other, order)
    assert.deepEqual(await asked(rider), [], 'who declined is not asked again')
    expect(await shop.handOver(other, taken, order), 200)
    await shop.reaches(who, order.id, 'delivered')
    expect(await send('POST', '/v1/rider/shift', { token: other.token, body: { state: 'off' } }), 200)
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()
    noFaults(withoutWay(faults))
    await context.close()
  })

  test('at the door nobody wants it: with a reason it goes back to the store, and the goods to the shelf', async () => {
    const { shop } = town
    const { page, context, faults } = await onShift()
    const who = await shop.customer()
    const [milk] = shop.products
    const { onHand } = await shop.level(milk!)
    const order = await shop.bought(who, [[milk!, 3]])
    await shop.pick(picker, order.id)
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await page.getByRole('link', { name: 'Ride to the store' }).click()
    await page.getByRole('button', { name: 'I am at the store' }).click()
    const code = ((await page.getByText(/^Code \w \w \w \w$/).textContent()) ?? '').replace('Code', '')
    await page.getByLabel('Code on the bags').fill(code.replaceAll(' ', ''))
    await slide(page, /^Slide: I have the bag/)
    await page.getByRole('button', { name: 'I am at the door' }).click()
    await shop.reaches(who, order.id, 'arriving')
    await eventually('they have left the shelf', async () => (await shop.level(milk!)).onHand === onHand - 3)

    await page.getByRole('button', { name: 'I cannot hand it over' }).click()
    await page
      .getByRole('dialog', { name: 'What is the matter?' })
      .getByRole('button', { name: 'The customer does not want it' })
      .click()
    await page
      .getByRole('dialog', { name: 'The customer does not want it' })
      .getByText('The bags go back to Tokri lake. You are paid for the trip.')
      .waitFor()
    await slide(page, /^Slide: take it back/)
    await page.getByRole('heading', { name: 'Back to Tokri lake' }).waitFor()
    const failed = await shop.reaches(who, order.id, 'failed')
    assert.equal(failed.history.at(-1)?.reasonCode, 'refused')
    await page.getByText('Hand the bag in at the counter.').waitFor()
    await slide(page, /^Slide: handed in/)
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()
    await shop.reaches(who, order.id, 'returned')
    await eventually('the goods are on the shelf', async () => (await shop.level(milk!)).onHand === onHand)
    noFaults(withoutWay(faults))
    await context.close()
  })

  test('left at the door with a photo that waits for signal: the customer and staff see it', async () => {
    const { shop, send } = town
    const { page, context, faults } = await onShift()
    const mine = await openPage(browser, 'phone')
    const who = await customerOn(town, mine.page)
    await shop.credit(who.userId, 500_000)
    const order = await shop.bought(who, [shop.products[1]!], { method: 'wallet', leaveAtDoor: true })
    await shop.pick(picker, order.id)
    const task = await shop.ride(rider, order)
    await page.goto(`${town.url}/rider/tasks/${task.id}`)
    await page.getByText('A photo is needed.').waitFor()
    assert.ok(await page.getByRole('button', { name: /^Slide: left at the door/ }).isDisabled())

    await context.setOffline(true)
    await page
      .getByLabel('Take a photo')
      .setInputFiles({ name: 'door.png', mimeType: 'image/png', buffer: await page.screenshot() })
    await page.getByText('1 photo', { exact: true }).waitFor()
    await slide(page, /^Slide: left at the door/)
    await page.getByRole('button', { name: /things wait to be sent/ }).waitFor()
    assert.equal((await shop.read(who, order.id)).status, 'arriving', 'nothing has arrived yet')
    await context.setOffline(false)
    await shop.reaches(who, order.id, 'delivered')

    await mine.page.goto(`${town.url}/orders/${order.id}`)
    const photo = mine.page.getByRole('img', { name: 'Photo 1 of the bags at your door' })
    await eventually('the picture is drawn', () =>
      photo.evaluate((img) => (img as { naturalWidth?: number }).naturalWidth === 390),
    )
    const support = await shop.staff('support')
    const path = `/v1/orders/${order.id}/door-photos`
    const { items } = expect(await send('GET', path, { token: support.token }), 200)
    assert.equal(items.length, 1, 'once')
    const desk = await openConsole(browser, town.url, support.email, `/orders/${order.id}`, `Order ${order.number}`)
    const door = desk.page.getByRole('region', { name: 'At the door' })
    await door.getByRole('button', { name: 'Bags at the door, photo 1 of the rider' }).click()
    const large = desk.page.getByRole('dialog', { name: 'Bags at the door, photo 1 of the rider' })
    await eventually('it is large', async () => ((await large.locator('img').boundingBox())?.width ?? 0) > 400)
    await desk.page.keyboard.press('Escape')
    await large.waitFor({ state: 'hidden' })
    noFaults(withoutMap(withoutWay([...mine.faults, ...desk.faults])))
    await desk.context.close()
    noFaults(withoutWay(faults).filter((each) => !/ERR_INTERNET_DISCONNECTED/.test(each)))
    await mine.context.close()
    await context.close()
  })

  test('cash from a door is handed in: it waits for the store, is counted there, and is no longer in hand', async () => {
    const { shop, send } = town
    const { page, context, faults } = await onShift()
    const who = await shop.customer()
    const order = await shop.bought(who, [[shop.products[2]!, 2]])
    await shop.pick(picker, order.id)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    await shop.reaches(who, order.id, 'delivered')

    await page.goto(`${town.url}/rider`)
    await page.getByRole('link', { name: 'Money' }).click()
    await page.getByRole('button', { name: 'Cash', exact: true }).click()
    const inHand = page.getByRole('region', { name: 'Cash in hand' })
    const rupees = (paise: number) => `₹${paise / 100}`
    const due = task.cashDue.amount
    assert.ok(due > 20_000, `${due} paise`)
    await inHand.getByText(rupees(due), { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Collected' }).getByText(order.number).waitFor()

    await page.getByRole('button', { name: 'Hand cash in' }).click()
    const sheet = page.getByRole('dialog', { name: 'Hand cash in' })
    const amount = sheet.getByLabel('Rupees')
    await amount.fill('99999')
    await sheet.getByText(/^An amount between ₹1 and ₹/).waitFor()
    await amount.fill('200')
    await slide(page, /^Slide: I have handed it in/)
    const given = page.getByRole('region', { name: 'Handed in' }).getByRole('listitem').filter({ hasText: '₹200' })
    await given.getByText('waits for the store').waitFor()
    // Until the store has counted it, it is the rider's to answer for.
    await inHand.getByText(rupees(due), { exact: true }).waitFor()

    const manager = await shop.staff('manager')
    const waiting = await eventually('the store has heard of it', async () => {
      const { items } = expect(
        await send('GET', '/v1/store/cash-deposits?state=declared', { token: manager.token }),
        200,
      )
      return items.find((each: { rider: { userId: string } }) => each.rider.userId === rider.userId)
    })
    const counted = { token: manager.token, body: { counted: { amount: 20_000, currency: 'INR' } } }
    expect(await send('POST', `/v1/store/cash-deposits/${waiting.id}/confirm`, counted), 200)
    await page.reload()
    await given.getByText('confirmed').waitFor()
    await inHand.getByText(rupees(due - 20_000), { exact: true }).waitFor()
    noFaults(withoutWay(faults))
    await context.close()
  })

  test('change is counted at the door; what was earned today, how one is rated and where orders are is shown', async () => {
    const { shop, send } = town
    const { page, context, faults } = await onShift()
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[4]!])
    await shop.pick(picker, order.id)
    const task = await shop.ride(rider, order)
    await page.goto(`${town.url}/rider/tasks/${task.id}`)
    const cash = page.getByRole('region', { name: /^Collect in cash/ })
    await page.getByText('Say what the customer gives.').waitFor()
    const given = Math.ceil(task.cashDue.amount / 50_000) * 50_000
    await cash.getByRole('button', { name: `₹${given / 100}`, exact: true }).click()
    await cash.getByText(`Give back ₹${(given - task.cashDue.amount) / 100}`).waitFor()
    await page.getByText('Type the door code.').waitFor()
    await page.getByLabel('Door code').fill(order.doorCode!)
    await slide(page, /^Slide: handed over/)
    await shop.reaches(who, order.id, 'delivered')
    const body = { stars: 4, riderStars: 4, comment: 'Quick and kind' }
    const rated = await send('POST', `/v1/orders/${order.id}/rating`, { token: who.token, body })
    assert.ok(rated.status < 300, JSON.stringify(rated.body))

    await page.getByRole('link', { name: 'Money' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await page.getByRole('button', { name: 'Ratings' }).click()
    await eventually('the rating is shown', async () => {
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Ratings' }).waitFor()
      return (await page.getByText('by 1 customer in six months').count()) > 0
    })
    await page.getByRole('link', { name: 'Demand' }).click()
    await page.getByRole('heading', { level: 1, name: 'Where orders are' }).waitFor()
    await page.getByRole('region', { name: 'By store' }).getByText('Tokri lake').waitFor()
    noFaults(withoutWay(faults))
    await context.close()
  })
})
