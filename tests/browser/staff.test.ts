import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Request } from 'playwright-core'
import type { Role } from '../../contracts/identity.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { expect, type Method, type Sending } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, password, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { heading, logIn, openPalette, withoutMap } from './console.ts'
import { hasFocus } from './keyboard.ts'

type Staff = Extract<Role, 'admin' | 'manager' | 'support' | 'picker'>
const notForYou = 'This page is not for your role'

/** The navigation of each, in its order: the whole of what is theirs. */
const sections: Record<Exclude<Staff, 'admin'>, string[]> = {
  picker: ['Picking', 'Hand-over', 'Stock', 'My security'],
  support: [
    ...['Live', 'Orders', 'Riders', 'Service areas', 'Closed streets', 'Delivery windows', 'Load and surge'],
    ...['Stock', 'Riders’ cash', 'Today', 'Products', 'Categories', 'Analytics', 'Users', 'My security'],
  ],
  manager: [
    ...['Live', 'Orders', 'Riders', 'Service areas', 'Delivery windows', 'Load and surge'],
    ...['Picking', 'Hand-over', 'Stock', 'Store', 'Riders’ cash', 'Today'],
    ...['Products', 'Categories', 'Imports', 'Campaigns', 'Analytics', 'My security'],
  ],
}

describe('staff at the console, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
    await stage.house.call(PutAccounts, {
      accounts: (['admin', 'manager', 'support', 'picker'] as const).map((role) => ({
        email: `${role}@shop.example`,
        password,
        name: `Asha ${role}`,
        roles: [role],
        storeIds: role === 'manager' || role === 'picker' ? [stage.shop.storeId] : [],
      })),
    })
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  async function enter(role: Staff, first = 'Live orders') {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await logIn(page, stage.house.url!, `${role}@shop.example`, first)
    return { page, context, faults }
  }

  test('Ctrl-K leads to a page, an order by its number, a deed, a product and a person; Escape gives the focus back', async () => {
    const { shop } = stage
    const who = await shop.customer({ name: 'Zubin Wadia' })
    const order = await shop.bought(who, [shop.products[0]!])
    const { page, context, faults } = await enter('admin')
    const search = page.getByRole('searchbox', { name: 'Number, customer, rider' })
    await search.focus()
    const palette = await openPalette(page)
    await palette.getByRole('option', { name: 'Orders' }).waitFor()
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'hidden' })
    await eventually('the focus is back', () => hasFocus(search))

    await openPalette(page)
    await page.keyboard.type('windows')
    await palette.getByRole('option', { name: 'Delivery windows', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await heading(page, 'Delivery windows').waitFor()
    await eventually('the keyboard is in the new page', () => hasFocus(page.getByRole('main')))

    // As from a message: pasted, and Enter before anything can have been found.
    await openPalette(page)
    await page.keyboard.insertText(order.number)
    await page.keyboard.press('Enter')
    await heading(page, `Order ${order.number}`).waitFor()
    await openPalette(page)
    await page.keyboard.type('cancel')
    await palette.getByRole('option', { name: 'Cancel order', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    const cancel = page.getByRole('dialog', { name: `Cancel order ${order.number}?` })
    await cancel.waitFor()
    await page.keyboard.press('Escape')
    await cancel.waitFor({ state: 'hidden' })

    await openPalette(page)
    await page.keyboard.type('basmati')
    await palette.getByRole('group', { name: 'Products' }).getByRole('option', { name: 'Basmati rice' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await palette.getByRole('option', { name: 'Basmati rice', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await heading(page, 'Basmati rice').waitFor()

    await openPalette(page)
    await page.keyboard.type('zubin')
    await palette.getByRole('group', { name: 'People' }).getByRole('option', { name: 'Zubin Wadia' }).click()
    await heading(page, 'Users').waitFor()
    await page.getByRole('dialog', { name: 'Zubin Wadia' }).getByText(who.userId).waitFor()
    await page.keyboard.press('Escape')

    await openPalette(page)
    await page.keyboard.type('no such thing at all')
    await palette.getByText('Nothing found').waitFor()
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'hidden' })
    await page.goto(`${stage.house.url}/console/no-such-page`)
    await heading(page, 'There is no such page').waitFor()
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('? tells the keys; g and a letter go to a page, arrows walk a list and Enter opens; nothing of it while one types', async () => {
    const { shop } = stage
    const who = await shop.customer({ name: 'Gita Iyer' })
    const orders = [await shop.bought(who, [shop.products[1]!]), await shop.bought(who, [shop.products[2]!])]
    const { page, context, faults } = await enter('admin')
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard' })
    await help.getByText('Open the row').waitFor()
    assert.match((await help.getByRole('region', { name: 'Go to' }).textContent()) ?? '', /OrdersGO/)
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })

    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await heading(page, 'Orders').waitFor()
    await page.keyboard.press('/')
    const search = page.getByRole('searchbox')
    await eventually('the search has the focus', () => hasFocus(search))
    await page.keyboard.type('Gita')
    await page.keyboard.press('Enter')
    const rows = page.getByRole('table', { name: 'Orders' }).locator('tbody tr')
    await eventually('only hers are listed', async () => (await rows.count()) === 2)
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await heading(page, 'Orders').waitFor()
    assert.equal(await search.inputValue(), 'Gitagr')
    await search.fill('Gita')
    await eventually('hers are listed again', async () => (await rows.count()) === 2)

    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    await eventually('the second row has the focus', () => hasFocus(rows.nth(1)))
    await page.keyboard.press('Enter')
    // The newest is first.
    await heading(page, `Order ${orders[0]!.number}`).waitFor()
    await page.goBack()
    await heading(page, 'Orders').waitFor()
    assert.equal(await search.inputValue(), 'Gita')

    await page.keyboard.press('?')
    await help.getByRole('switch', { name: 'Single keys do something' }).click()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    const address = page.url()
    await page.keyboard.press('g')
    await page.keyboard.press('u')
    await openPalette(page)
    assert.equal(page.url(), address)
    await heading(page, 'Orders').waitFor()
    noFaults(withoutMap(faults))
    await context.close()
  })

  /** What is seen of the console by somebody: all that is theirs opens without being refused, and nothing else does. */
  async function sees(role: keyof typeof sections, forbidden: string[]): Promise<void> {
    const { page, context, faults } = await enter(role, role === 'picker' ? 'Picking' : 'Live orders')
    const asked = new Set<Request>()
    page.on('request', (request) => void (/\/v1\//.test(request.url()) && asked.add(request)))
    page.on('requestfinished', (request) => void asked.delete(request))
    page.on('requestfailed', (request) => void asked.delete(request))
    const answered = () => eventually('all is answered', async () => asked.size === 0)
    const nav = page.getByRole('navigation', { name: 'Sections' })
    assert.deepEqual(await nav.getByRole('link').allTextContents(), sections[role])
    const palette = await openPalette(page)
    const offered = await palette.getByRole('group', { name: 'Go to' }).getByRole('option').allTextContents()
    assert.equal(offered.length, sections[role].length)
    for (const [index, name] of sections[role].entries()) assert.ok(offered[index]?.startsWith(name), offered[index])
    await page.keyboard.press('Escape')

    for (const name of sections[role]) {
      await nav.getByRole('link', { name, exact: true }).click()
      await heading(page, name === 'Live' ? 'Live orders' : name).waitFor()
      await answered()
    }
    for (const path of forbidden) {
      await page.goto(`${stage.house.url}/console${path}`)
      await heading(page, notForYou).waitFor()
      await answered()
    }
    await page.getByRole('link', { name: `Go to ${sections[role][0]}` }).click()
    await heading(page, role === 'picker' ? 'Picking' : 'Live orders').waitFor()
    // Nothing was asked that would have been refused.
    noFaults(withoutMap(faults))
    await context.close()
  }

  async function refused(role: Staff, deeds: [Method, string, body?: Sending['body']][]): Promise<void> {
    const login = { email: `${role}@shop.example`, password }
    const { accessToken: token } = expect(await stage.send('POST', '/v1/auth/login', { body: login }), 200)
    for (const [method, path, body] of deeds) {
      const { code } = expect(await stage.send(method, path, { token, ...(body ? { body } : {}) }), 403)
      assert.equal(code, 'auth/forbidden', `${method} ${path}`)
    }
  }

  const reason = 'Only to see'
  const someOrder = `ord_${'0'.repeat(32)}`
  const someUser = `usr_${'0'.repeat(32)}`

  test('a picker has the shelves and nothing else', async () => {
    await sees('picker', ['/orders', '/stock/receive', '/store', '/users'])
    const { storeId, products } = stage.shop
    const moves = { storeId, moves: [{ productId: products[0]!.id, quantity: 1 }] }
    await refused('picker', [
      ['GET', '/v1/admin/orders'],
      ['POST', `/v1/admin/orders/${someOrder}/cancel`, { reason }],
      ['POST', '/v1/store/stock/receive', moves],
      ['PATCH', `/v1/admin/stores/${storeId}`, { paused: true }],
      ['GET', '/v1/admin/users'],
    ])
  })

  test('support has every order and customer, and no prices, stores or rights', async () => {
    await sees('support', ['/picking', '/merchandising/imports', '/merchandising/products/new', '/audit', '/webhooks'])
    const { storeId } = stage.shop
    await refused('support', [
      ['PATCH', `/v1/admin/stores/${storeId}`, { paused: true }],
      ['GET', '/v1/admin/imports'],
      ['PUT', `/v1/admin/stores/${storeId}/surge`, {}],
      ['PATCH', `/v1/admin/users/${someUser}`, { roles: ['admin'], storeIds: [] }],
      ['GET', '/v1/admin/audit'],
      ['GET', '/v1/admin/webhooks'],
    ])
  })

  test('a manager has the store, and no offers, customers or refunds', async () => {
    await sees('manager', ['/merchandising/offers', '/merchandising/campaigns/new', '/closures', '/users', '/health'])
    await refused('manager', [
      ['GET', '/v1/admin/offers'],
      ['GET', '/v1/admin/users'],
      ['GET', '/v1/admin/road-closures'],
      ['POST', '/v1/admin/refunds', { orderId: someOrder, amount: { amount: 100, currency: 'INR' }, reason }],
      ['GET', '/v1/admin/health'],
    ])
  })
})
