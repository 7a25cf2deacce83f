import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PutAccounts } from '../../contracts/users.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, password, type ShopHouse, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage, type screens } from './browser.ts'
import { logIn, withoutMap } from './console.ts'

const email = 'asha.admin@example.com'

describe('the filters of lists, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
    const account = { email, password, name: 'Asha Admin', roles: ['admin' as const], storeIds: [] }
    await stage.house.call(PutAccounts, { accounts: [account] })
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  async function openOrders(screen: keyof typeof screens, kept?: object) {
    const { page, context, faults } = await openPage(browser, screen)
    await page.goto(`${stage.house.url}/console`)
    if (kept) await page.evaluate(`localStorage.setItem('tokri.filters.orders', '${JSON.stringify(kept)}')`)
    await logIn(page, stage.house.url!, email)
    await page.goto(`${stage.house.url}/console/orders`)
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    return { page, context, faults }
  }
  async function riderOnShift() {
    const rider = await stage.shop.rider()
    await stage.shop.ready(rider)
    return rider
  }
  const openSaved = async (page: Page) => {
    await page.getByRole('button', { name: 'Saved filters' }).click()
    return page.getByRole('dialog', { name: 'Saved filters' })
  }

  test('what one device kept goes up once, and is there on the next one, in a sheet that leaves room for the list', async () => {
    const desk = await openOrders('desktop', [{ name: 'Late ones', filters: { late: 'yes' } }])
    const saved = await openSaved(desk.page)
    await saved.getByRole('button', { name: 'Late ones', exact: true }).waitFor()
    await eventually(
      'the device has nothing of its own any more',
      async () => (await desk.page.evaluate(`localStorage.getItem('tokri.filters.orders')`)) === null,
    )

    const phone = await openOrders('phone')
    const { page } = phone
    const list = await openSaved(page)
    await list.getByRole('button', { name: 'Late ones', exact: true }).click()
    const filters = page.getByRole('button', { name: 'Filters (1)' })
    await filters.waitFor()
    const bar = (await page.getByRole('search').boundingBox())!
    assert.ok(bar.height < 60, `one row, not ${bar.height} px`)
    await filters.click()
    const sheet = page.getByRole('dialog', { name: 'Filters' })
    assert.equal(await sheet.getByRole('combobox', { name: 'Promise' }).inputValue(), 'yes')
    await sheet.getByRole('combobox', { name: 'Status' }).selectOption('picking')
    await sheet.getByRole('button', { name: 'Show the list' }).click()
    await page.getByRole('button', { name: 'Filters (2)' }).waitFor()
    assert.match(page.url(), /status=picking/)
    const more = await openSaved(page)
    await more.getByRole('textbox', { name: 'Save these filters as' }).fill('Late at the shelf')
    await more.getByRole('button', { name: 'Save filters' }).click()
    await more.getByRole('button', { name: 'Late at the shelf', exact: true }).waitFor()
    await more.getByRole('button', { name: 'Delete saved filter Late ones' }).click()
    await more.getByRole('button', { name: 'Late ones', exact: true }).waitFor({ state: 'detached' })

    await desk.page.reload()
    const again = await openSaved(desk.page)
    await again.getByRole('button', { name: 'Late at the shelf', exact: true }).waitFor()
    assert.equal(await again.getByRole('button', { name: 'Late ones', exact: true }).count(), 0)
    noFaults(withoutMap([...desk.faults, ...phone.faults]))
    await desk.context.close()
    await phone.context.close()
  })

  test('the live page keeps its filters, too, and its address shows somebody else the same list', async () => {
    const { shop, house } = stage
    const [lata, omar] = [await shop.customer({ name: 'Lata Sen' }), await shop.customer({ name: 'Omar Khan' })]
    const { number } = await shop.bought(lata, [shop.products[0]!])
    await shop.bought(omar, [shop.products[0]!])
    const { page, context, faults } = await openOrders('desktop')
    // Somebody always moves: the page is drawn several times a second while one types.
    const userId = (await riderOnShift()).userId
    let moves: NodeJS.Timeout | undefined
    await page.routeWebSocket(/\/v1\/live/, (near) => {
      const far = near.connectToServer()
      let turn = 0
      near.onMessage((message) => far.send(message))
      far.onMessage((message) => near.send(message))
      moves ??= setInterval(() => {
        turn += 1
        const at = new Date().toISOString()
        const data = { userId, point: { ...storePoint, lat: storePoint.lat + turn / 1_000_000 }, at, state: 'free' }
        near.send(JSON.stringify({ topic: 'city', type: 'rider', data }))
      }, 10)
    })
    await page.goto(`${house.url}/console`)
    const listed = page.getByRole('region', { name: 'Live orders' }).getByRole('listitem').getByRole('button')
    await eventually('both are listed', async () => (await listed.count()) === 2)
    await page.getByRole('group', { name: 'Which orders' }).getByRole('button', { name: 'In store' }).click()
    const search = page.getByRole('searchbox', { name: 'Number, customer, rider' })
    await search.pressSequentially('lata ')
    const onlyHers = (found: typeof listed) =>
      eventually('only hers is listed', async () => {
        const [first, ...others] = await found.allTextContents()
        return others.length === 0 && first?.includes(number)
      })
    await onlyHers(listed)
    assert.equal(await search.inputValue(), 'lata ', 'a pause leaves the space')
    await search.pressSequentially('sen')
    await eventually('the address has both words', () => /lata.+sen/.test(page.url()))
    await onlyHers(listed)
    clearInterval(moves)
    const saved = await openSaved(page)
    await saved.getByRole('textbox', { name: 'Save these filters as' }).fill('Lata in the store')
    await saved.getByRole('button', { name: 'Save filters' }).click()
    await saved.getByRole('button', { name: 'Lata in the store', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    const address = page.url()
    await page.goto(`${house.url}/console`)
    await eventually('all are listed again', async () => (await listed.count()) === 2)
    const again = await openSaved(page)
    await again.getByRole('button', { name: 'Lata in the store', exact: true }).click()
    await onlyHers(listed)
    assert.equal(page.url(), address)

    const other = await openOrders('desktop')
    await other.page.goto(address)
    await onlyHers(other.page.getByRole('region', { name: 'Live orders' }).getByRole('listitem').getByRole('button'))
    // A number in an address is a number to whoever reads it: a phone finds its people all the same.
    await other.page.goto(`${house.url}/console/users?q=9812345678`)
    await other.page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
    assert.equal(await other.page.getByRole('searchbox').inputValue(), '9812345678')
    noFaults(withoutMap([...faults, ...other.faults]))
    await Promise.all([context.close(), other.context.close()])
  })
})
