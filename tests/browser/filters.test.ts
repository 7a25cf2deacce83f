import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PutAccounts } from '../../contracts/users.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage, type screens } from './browser.ts'

const email = 'asha.admin@example.com'
const password = 'a long enough password'
/** This small shop has no streets: the live page goes without a map, and says so. */
const withoutMap = (faults: readonly string[]) => faults.filter((fault) => !/status of 503|\/map\/style/.test(fault))

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
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Live orders' }).waitFor()
    await page.goto(`${stage.house.url}/console/orders`)
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    return { page, context, faults }
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
})
