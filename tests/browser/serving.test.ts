import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { money } from '../../contracts/money.ts'
import type { Order } from '../../contracts/orders.ts'
import { MoveStock, PutStores, ReserveStock } from '../../contracts/stores.ts'
import { surgeOff } from '../../services/stores/domain/surge.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { storeNamed, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage, screens } from './browser.ts'
import { customerOn, orderReceivedOn } from './customer.ts'
import { fixtures } from './fixtures.ts'
import { inPage } from './in-page.ts'
import { openTown, withoutWay } from './town.ts'

describe('the store that serves, in a real browser on a phone', { skip: noBrowser }, () => {
  const on = fixtures({ town: openTown, browser: openBrowser })

  /** In both sizes and themes, as it stands. */
  async function look(page: Page, name: string): Promise<void> {
    for (const [screen, { viewport }] of Object.entries(screens)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        assert.deepEqual(await page.evaluate(`tokriLook.axe('${name}, ${screen}, ${colorScheme}', {})`), [])
        assert.deepEqual(await page.evaluate(`tokriLook.tooWide('${name}, ${screen}')`), [])
      }
      await page.emulateMedia({ colorScheme: 'light' })
    }
    await page.setViewportSize(screens.phone.viewport)
  }

  const placeInCash = async (page: Page, who: { token: string }): Promise<Order> => {
    await page.getByRole('radio', { name: 'Cash at the door' }).click()
    await page
      .getByRole('button', { name: /^Place order, ₹/ })
      .last()
      .click()
    return orderReceivedOn(page, on.town, who)
  }

  test('is another one when the nearer has no more of what is in the cart; the cart goes there, whole', async () => {
    const { shop, house } = on.town
    const point = { lat: storePoint.lat - 0.006, lng: storePoint.lng }
    const { stores } = await house.call(PutStores, { stores: [storeNamed('canal', { point })] })
    const canal = stores[0]!.storeId
    const milk = shop.products[0]!
    const [saffron] = await shop.stocked([{ name: 'Saffron' }], 5)
    const receive = (storeId: string, productId: string, quantity: number) => ({
      storeId,
      productId,
      kind: 'receive' as const,
      quantity,
    })
    await house.call(MoveStock, {
      batchId: randomUUID(),
      actor: 'system:test',
      moves: [receive(canal, milk.id, 20), receive(canal, saffron!.id, 20)],
    })

    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn(on.town, page)
    await shop.fill(who, milk, [saffron!, 2])
    await page.goto(on.town.url)
    await page.getByText('from Tokri lake', { exact: false }).waitFor()
    await page.goto(`${on.town.url}/cart`)
    await page.getByRole('group', { name: `2 of ${saffron!.name} in the cart` }).waitFor()

    // Somebody else takes all of it.
    const orderId = `ord_${randomUUID().replaceAll('-', '')}`
    const lines = [{ productId: saffron!.id, quantity: 5 }]
    const taken = await house.call(ReserveStock, { orderId, storeId: shop.storeId, lines })
    assert.equal(taken.kind, 'reserved')
    await page.reload()
    await page.getByText('Another store brings this now. Your cart has its prices.').waitFor()
    await page.getByRole('group', { name: `2 of ${saffron!.name} in the cart` }).waitFor()
    const cart = async () => expect(await on.town.send('GET', '/v1/cart', { token: who.token }), 200)
    assert.equal((await cart()).storeId, canal)

    // It stays: neither the answer that is asked with the cart, nor the one after a reload, takes it back.
    const asked = page.waitForResponse((response) => response.url().includes(`&store=${canal}`))
    await page.reload()
    await asked
    await page.getByRole('button', { name: /Go to checkout/ }).click()
    await page
      .getByText(/Tokri canal/)
      .first()
      .waitFor()
    const order = await placeInCash(page, who)
    assert.equal(order.storeId, canal)
    assert.deepEqual(Object.fromEntries(order.lines.map(({ name, quantity }) => [name, quantity])), {
      [milk.name]: 1,
      [saffron!.name]: 2,
    })
    noFaults(withoutWay(faults))
    await context.close()
  })

  test('that brings nothing now is looked around in, and asked for a window', async () => {
    const { shop, send, house } = on.town
    // The other one is out of the way.
    await house.call(PutStores, { stores: [storeNamed('canal', { hours: [] })] })
    const { token } = await shop.staff('manager')
    const window = { start: 600, end: 660, capacity: 5, fee: money(1_500), cutoffMinutes: 60 }
    const body = { storeId: shop.storeId, weekdays: [0, 1, 2, 3, 4, 5, 6], ...window }
    expect(await send('POST', '/v1/admin/slots', { token, body }), 201)
    const first = await shop.customer()
    await shop.fill(first, shop.products[0]!)
    expect(await shop.order(first), 201)
    const path = `/v1/admin/stores/${shop.storeId}/surge`
    expect(await send('PUT', path, { token, body: { ...surgeOff, refuseAbove: 1 } }), 200)
    const here = `lat=${storePoint.lat + 0.004}&lng=${storePoint.lng + 0.003}`
    await eventually('it is busy', async () => {
      const { reason } = expect(await send('GET', `/v1/serviceability?${here}`), 200)
      return reason === 'too-busy'
    })

    const { page, context, faults } = await openPage(on.browser, 'phone')
    await context.addInitScript({ content: inPage })
    const who = await customerOn(on.town, page)
    await page.goto(on.town.url)
    await page.getByRole('heading', { level: 1, name: 'Your basket, when you choose' }).waitFor()
    await page.getByText('The store has too many orders just now').waitFor()
    await page.getByText(/Order for a delivery window, from/).waitFor()
    await page.getByRole('button', { name: /^By delivery window/ }).waitFor()

    await look(page, 'home')
    const rice = shop.products[2]!
    await page.goto(`${on.town.url}/product/${rice.id}`)
    const buy = page.getByRole('region', { name: 'Price and quantity' })
    await buy.getByRole('button', { name: `Add ${rice.name}` }).click()
    await buy.getByRole('button', { name: `One more ${rice.name}` }).click()
    await page
      .getByRole('button', { name: /^Cart: 2 items/ })
      .first()
      .click()
    await page.getByRole('dialog').getByText('By delivery window').waitFor()
    await look(page, 'cart')
    await page.getByRole('button', { name: /Go to checkout/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor()
    assert.ok(await page.getByRole('radio', { name: 'Now' }).isDisabled())
    assert.ok(await page.getByRole('radio', { name: 'Later' }).isChecked())
    await page.getByRole('button', { name: 'Choose a time first' }).last().waitFor()
    assert.equal(await page.getByRole('list', { name: 'Before you order' }).count(), 0)
    await page.getByRole('combobox', { name: 'Day' }).waitFor()
    await look(page, 'checkout')
    await page.getByRole('combobox', { name: 'Day' }).selectOption({ index: 1 })
    await page.getByRole('radiogroup', { name: 'Time', exact: true }).getByRole('radio').first().click()
    await page.getByText(/, from Tokri lake$/).waitFor()
    const order = await placeInCash(page, who)
    assert.ok(order.window && Date.parse(order.window.start) > Date.now())

    assert.equal(
      await page.getByText('The store has too many orders just now').count(),
      0,
      'not where it is of no concern',
    )

    expect(await send('PUT', path, { token, body: surgeOff }), 200)
    await eventually('it takes orders again', async () => {
      await page.goto(on.town.url)
      return page
        .getByRole('heading', { level: 1, name: /^Your basket, in/ })
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        )
    })
    noFaults(withoutWay(faults))
    await context.close()
  })
})
