import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { money } from '../../contracts/money.ts'
import type { Pick } from '../../contracts/stores.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type Product, password, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn, livesAt, orderReceivedOn } from './customer.ts'
import { fixtures } from './fixtures.ts'
import { openTown } from './town.ts'

const everyDay = [0, 1, 2, 3, 4, 5, 6]

describe('from a cart to an order, in a real browser on a phone', { skip: noBrowser }, () => {
  const on = fixtures({ town: openTown, browser: openBrowser })

  const checkout = (page: Page) => page.getByRole('heading', { level: 1, name: 'Checkout' })
  const about = (page: Page) => page.getByRole('region', { name: 'About this order' })

  test('a cart that another device has changed is shown as it is now, however young the kept one is', async () => {
    const { shop } = on.town
    const [milk, bread] = [shop.products[0]!, shop.products[1]!]
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    await livesAt(page, storePoint)
    await shop.fill(who, milk)
    await page.goto(on.town.url)
    const cart = (items: string) => page.getByRole('button', { name: new RegExp(`^Cart: ${items}`) }).first()
    await cart('1 item,').waitFor()
    await eventually('it is kept', () =>
      page.evaluate<boolean>(`(localStorage.getItem('tokri.kept') ?? '').includes('${milk.id}')`),
    )
    await shop.fill(who, [milk, 2], bread)
    await page.reload()
    await cart('3 items,').waitFor()
    noFaults(faults)
    await context.close()
  })

  test('what a guest has collected comes to what the account has already, and a limit is told', async () => {
    const { shop, send } = on.town
    const [tea, few] = (await shop.stocked([{ name: 'Leaf tea' }, { name: 'Rare jam', maxPerOrder: 3 }], 50)) as [
      Product,
      Product,
    ]
    const milk = shop.products[0]!
    const email = 'two-carts@example.com'
    const session = await send('POST', '/v1/auth/register', { body: { email, password, name: 'Asha Rao' } })
    const token: string = expect(session, 201).accessToken
    const address = { label: 'Home', line1: '4 Park Street', ...storePoint }
    expect(await send('POST', '/v1/me/addresses', { token, body: address }), 201)
    await shop.fill({ token }, [tea, 2], [few, 2], milk)

    const { page, context, faults } = await openPage(on.browser, 'phone')
    await page.goto(on.town.url)
    await page.evaluate(
      (point) => localStorage.setItem('tokri.place', JSON.stringify({ point, label: 'Here', line1: '4 Park Street' })),
      storePoint,
    )
    for (const product of [tea, few]) {
      await page.goto(`${on.town.url}/product/${product.id}`)
      const buy = page.getByRole('region', { name: 'Price and quantity' })
      await buy.getByRole('button', { name: `Add ${product.name}` }).click()
      await buy.getByRole('button', { name: `One more ${product.name}` }).click()
    }
    await page
      .getByRole('button', { name: /^Cart: 4 items/ })
      .first()
      .click()
    await page.getByRole('button', { name: /Log in to order/ }).click()
    const login = page.getByRole('dialog', { name: 'Log in or sign up' })
    await login.getByRole('textbox', { name: 'Email' }).fill(email)
    await login.getByLabel('Password').fill(password)
    await login.getByRole('button', { name: 'Log in', exact: true }).click()
    await checkout(page).waitFor()
    await page.getByRole('group', { name: `4 of ${tea.name} in the cart` }).waitFor()
    await page.getByRole('group', { name: `1 of ${milk.name} in the cart` }).waitFor()
    // The pin of the guest is no address yet; one that is saved is chosen.
    await page.getByRole('button', { name: 'Choose an address first' }).last().waitFor()
    await page.getByRole('radio', { name: 'Home' }).click()
    const limit = page.getByRole('list', { name: 'Before you order' })
    await limit.getByText('At most 3 of Rare jam in an order').waitFor()
    await limit.getByRole('button', { name: 'Take 3' }).click()
    await limit.waitFor({ state: 'detached' })
    await page.getByRole('radio', { name: 'Cash at the door' }).click()
    await page.getByRole('button', { name: /^Place order, ₹/ }).click()
    const { lines } = await orderReceivedOn(page, on.town, { token })
    assert.deepEqual(Object.fromEntries(lines.map((line) => [line.name, line.quantity])), {
      [tea.name]: 4,
      [few.name]: 3,
      [milk.name]: 1,
    })
    noFaults(faults)
    await context.close()
  })

  test('UPI that is refused, back to the cart with all goods in it, UPI that goes through; wishes reach the picker', async () => {
    const { shop, send } = on.town
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    const [rice, dal] = [shop.products[2]!, shop.products[3]!]
    await shop.fill(who, [rice, 2], dal)
    await page.goto(`${on.town.url}/cart`)
    await page.getByRole('combobox', { name: `If sold out: ${dal.name}` }).selectOption('ask')
    await page.getByRole('button', { name: /Go to checkout/ }).click()
    const payByUpi = async (address: string) => {
      await checkout(page).waitFor()
      await page.getByRole('radio', { name: 'UPI' }).click()
      await page.getByRole('button', { name: /^Continue to pay ₹/ }).click()
      await page.getByRole('heading', { level: 1, name: 'Pay', exact: true }).waitFor()
      await page.frameLocator('iframe').first().getByLabel('UPI ID').fill(address)
      await page.getByRole('button', { name: /^Pay ₹/ }).click()
    }
    await payByUpi('fail@upi')
    await page.getByRole('alert').getByText('Nothing was charged').waitFor()
    await page.getByRole('button', { name: 'Pay another way' }).click()
    await page.getByRole('button', { name: 'Back to the cart instead' }).click()
    await checkout(page).waitFor()
    await page.getByRole('group', { name: `2 of ${rice.name} in the cart` }).waitFor()
    assert.equal(await page.getByRole('combobox', { name: `If sold out: ${dal.name}` }).inputValue(), 'ask')

    await page.getByRole('button', { name: '₹30' }).click()
    await page.getByRole('textbox', { name: /^Instructions/ }).fill('Do not ring')
    await page.getByRole('checkbox', { name: 'Leave the bags at my door' }).check()
    await page.getByRole('textbox', { name: /^Words for the card/ }).fill('Happy birthday')
    await page
      .getByRole('radiogroup', { name: 'If something is sold out' })
      .getByRole('radio', { name: 'Replace it' })
      .click()
    await payByUpi('success@upi')
    const order = await orderReceivedOn(page, on.town, who)
    assert.deepEqual([order.payment.method, order.totals.tip.amount], ['upi', 3_000])
    const goods = page.getByRole('region', { name: 'What you ordered' })
    for (const text of ['If sold out: Ask me', 'Tip for the rider', 'Paid by: UPI'])
      await goods.getByText(text).waitFor()
    for (const text of ['Do not ring', 'Leave the bags at my door', 'Happy birthday', 'Replace it'])
      await about(page).getByText(text).waitFor()

    const { token } = await shop.staff('picker')
    const pick = await eventually('it is to be picked', async () => {
      const { items } = expect(await send('GET', '/v1/store/picks', { token }), 200)
      return (items as Pick[]).find((each) => each.orderId === order.id)
    })
    assert.deepEqual([pick.giftNote, pick.substitutions], ['Happy birthday', 'allow'])
    assert.deepEqual(
      pick.lines.map((line) => [line.productId, line.substitution]).toSorted(),
      [
        [rice.id, undefined],
        [dal.id, 'ask'],
      ].toSorted(),
    )
    // The refusal is a 402 of the provider's.
    noFaults(faults)
    await context.close()
  })

  test('later: not before a time is chosen; paid from the wallet once it has enough; the page says when', async () => {
    const { shop, send } = on.town
    const manager = await shop.staff('manager')
    const window = { start: 600, end: 660, capacity: 5, fee: money(1_500), cutoffMinutes: 60 }
    const body = { storeId: shop.storeId, weekdays: everyDay, ...window }
    expect(await send('POST', '/v1/admin/slots', { token: manager.token, body }), 201)
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    await shop.credit(who.userId, 1_000)
    await shop.fill(who, [shop.products[2]!, 2])
    await page.goto(`${on.town.url}/checkout`)
    await checkout(page).waitFor()
    const wallet = page.getByRole('radio', { name: 'Wallet' })
    await page.getByText('Only ₹10 in the wallet').waitFor()
    assert.ok(await wallet.isDisabled())
    await shop.credit(who.userId, 100_000)
    await page.reload()
    await page.getByText('₹1,010 in the wallet').waitFor()
    await wallet.click()

    await page.getByRole('radio', { name: 'Later' }).click()
    const waiting = page.getByRole('button', { name: 'Choose a time first' }).last()
    await waiting.waitFor()
    assert.ok(await waiting.isDisabled())
    await page.getByRole('combobox', { name: 'Day' }).selectOption({ index: 1 })
    await page.getByRole('radiogroup', { name: 'Time', exact: true }).getByRole('radio').first().click()
    await page.getByText(/, from Tokri lake$/).waitFor()
    await page
      .getByRole('button', { name: /^Place order, ₹/ })
      .last()
      .click()
    const order = await orderReceivedOn(page, on.town, who)
    assert.ok(order.window && Date.parse(order.window.end) - Date.parse(order.window.start) === 3_600_000)
    assert.ok(Date.parse(order.window.start) > Date.now())
    assert.ok(order.totals.deliveryFee.amount >= 1_500, 'the window has its price')
    const said = await page.evaluate(
      ([start, end]) => {
        const time = new Intl.DateTimeFormat('en-IN', { timeStyle: 'short' })
        return `${time.format(new Date(start))} – ${time.format(new Date(end))}`
      },
      [order.window.start, order.window.end] as const,
    )
    await page.getByRole('region', { name: 'Order received' }).getByText(said).waitFor()
    assert.equal(await page.getByRole('timer', { name: 'Time left' }).count(), 0)
    await about(page).getByText(said).waitFor()
    await page.goto(on.town.url)
    await page.getByRole('list', { name: 'Orders under way' }).getByText(said).waitFor()
    noFaults(faults)
    await context.close()
  })

  test('tip, gift note and window are chosen in the cart, stay for a reload and arrive in the order', async () => {
    const { shop, send } = on.town
    const { token } = await shop.staff('manager')
    const window = { start: 690, end: 750, capacity: 5, fee: money(500), cutoffMinutes: 60 }
    const body = { storeId: shop.storeId, weekdays: everyDay, ...window }
    expect(await send('POST', '/v1/admin/slots', { token, body }), 201)
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    await shop.fill(who, [shop.products[2]!, 2])
    await page.goto(`${on.town.url}/cart`)
    const gift = page.getByRole('textbox', { name: /^Words for the card/ })
    const tip = page.getByRole('group', { name: 'Tip your rider' }).getByRole('button', { name: '₹30' })
    const time = page.getByRole('radiogroup', { name: 'Time', exact: true }).getByRole('radio').first()
    await tip.click()
    await gift.fill('With love')
    await page.getByRole('radio', { name: 'Later' }).click()
    await page.getByRole('combobox', { name: 'Day' }).selectOption({ index: 1 })
    await time.click()
    const bill = page.getByRole('region', { name: 'Bill' })
    await bill.getByText('Tip for the rider').waitFor()
    await page.reload()
    await page.getByRole('button', { name: /Go to checkout/ }).click()
    await checkout(page).waitFor()
    assert.equal(await tip.getAttribute('aria-pressed'), 'true')
    assert.equal(await gift.inputValue(), 'With love')
    await page.getByText(/, from Tokri lake$/).waitFor()
    assert.ok(await time.isChecked())
    await page.getByRole('radio', { name: 'Cash at the door' }).click()
    await page
      .getByRole('button', { name: /^Place order, ₹/ })
      .last()
      .click()
    const order = await orderReceivedOn(page, on.town, who)
    assert.equal(order.totals.tip.amount, 3_000)
    assert.equal(order.giftNote, 'With love')
    assert.ok(order.window && Date.parse(order.window.start) > Date.now())

    // The next one begins anew, in the drawer as on the page; the server empties the cart in a moment.
    await eventually('the cart is empty', async () => {
      const cart = expect(await send('GET', '/v1/cart', { token: who.token }), 200)
      return cart.lines.length === 0
    })
    await page.goto(`${on.town.url}/product/${shop.products[2]!.id}`)
    await page.getByRole('region', { name: 'Price and quantity' }).getByRole('button', { name: /^Add / }).click()
    await page
      .getByRole('button', { name: /^Cart: 1 item/ })
      .first()
      .click()
    await page.getByRole('dialog').getByRole('radio', { name: 'Now', checked: true }).waitFor()
    assert.equal(await gift.inputValue(), '')
    assert.equal(await tip.getAttribute('aria-pressed'), 'false')
    noFaults(faults)
    await context.close()
  })

  test('a window that goes meanwhile is chosen no more, and its list is asked for again', async () => {
    const { shop, send } = on.town
    const { token } = await shop.staff('manager')
    const window = { start: 780, end: 840, capacity: 5, fee: money(0), cutoffMinutes: 60 }
    const body = { storeId: shop.storeId, weekdays: everyDay, ...window }
    const { items } = expect(await send('POST', '/v1/admin/slots', { token, body }), 201)
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    await shop.fill(who, [shop.products[2]!, 2])
    await page.goto(`${on.town.url}/checkout`)
    await checkout(page).waitFor()
    await page.getByRole('radio', { name: 'Later' }).click()
    await page.getByRole('combobox', { name: 'Day' }).selectOption({ index: 1 })
    const times = page.getByRole('radiogroup', { name: 'Time', exact: true })
    const last = times.getByRole('radio').last()
    const count = await last.click().then(() => times.getByRole('radio').count())
    await page.getByText(/, from Tokri lake$/).waitFor()
    for (const { id } of items) expect(await send('DELETE', `/v1/admin/slots/${id}`, { token }), 204)
    await page.getByRole('button', { name: '₹20', exact: true }).click()
    await page.getByRole('button', { name: 'Choose a time first' }).last().waitFor()
    await eventually('it is listed no more', async () => (await times.getByRole('radio').count()) < count)
    noFaults(faults)
    await context.close()
  })
})
