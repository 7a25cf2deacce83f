import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PutStores } from '../../contracts/stores.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { storeNamed } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { customerOn } from './customer.ts'
import { openTown, type Town } from './town.ts'

describe('where it is brought, in a real browser on a phone', { skip: noBrowser }, () => {
  let town: Town
  let browser: Browser
  before(async () => {
    town = await openTown()
    // Most of the city, its middle included.
    const { centre } = expect(await town.send('GET', '/v1/city'), 200)
    const corner = (east: number, north: number): [number, number] => [
      centre.lng + east * 0.02,
      centre.lat + north * 0.02,
    ]
    const area = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
    await town.house.call(PutStores, { stores: [storeNamed('centre', { point: centre, area })] })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const where = (page: Page) => page.getByRole('button', { name: /Deliver to:/ })
  const choice = (page: Page) => page.getByRole('dialog', { name: 'Where shall we deliver?' })

  test('an address is searched for, the pin is moved, and the place stands in the header, also after a reload', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    await page.goto(town.url)
    await where(page).click()
    const search = choice(page).getByRole('searchbox', { name: 'Search for your address' })
    await search.fill('qqqzzz')
    await choice(page)
      .getByText(/^Nothing found for “qqqzzz”/)
      .waitFor()
    await search.fill('Lokmanya')
    const found = choice(page)
      .getByRole('list', { name: 'Addresses found' })
      .getByRole('button', { name: /Lokmanya/ })
    const line1 = (await found.first().locator('span > span').first().textContent()) ?? ''
    await found.first().click()
    const pin = page.getByRole('dialog', { name: 'Set the pin on your door' })
    await pin.getByText(line1).waitFor()
    await pin.getByText(/delivers here in \d+ minutes/).waitFor()

    // Keys move the map under the pin; each stop is another door.
    const map = pin.locator('canvas.maplibregl-canvas')
    await map.waitFor()
    await eventually('the map has moved', async () => {
      await map.press('ArrowRight')
      return (await pin.getByText(line1, { exact: false }).count()) === 0
    })
    await pin.getByText(/delivers here in \d+ minutes/).waitFor()
    await pin.getByRole('button', { name: 'Deliver here' }).click()
    await pin.waitFor({ state: 'detached' })
    await page.getByRole('heading', { level: 1, name: /^Your basket, in/ }).waitFor()
    // The minutes of the promise may be others by then.
    const said = async () => ((await where(page).textContent()) ?? '').replace(/^\d+ /, '')
    const chosen = await said()
    assert.ok(!chosen.includes(line1) && !chosen.includes('Choose where to deliver'), chosen)
    await page.reload()
    await eventually('it is still that place', async () => (await said()) === chosen)
    noFaults(faults)
    await context.close()
  })

  test('a saved address where nobody brings anything says so, another one has its goods', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    const who = await customerOn(town, page)
    const far = { label: 'Far away', line1: '1 Sea View', lat: 21.6, lng: 88.2 }
    expect(await town.send('POST', '/v1/me/addresses', { token: who.token, body: far }), 201)
    await page.goto(town.url)
    const choose = async (label: RegExp) => {
      await where(page).click()
      await choice(page).getByRole('region', { name: 'Saved addresses' }).getByRole('button', { name: label }).click()
      await choice(page).waitFor({ state: 'detached' })
    }
    await choose(/^Far away/)
    await page.getByRole('heading', { level: 1, name: 'We are not here yet' }).waitFor()
    await page.getByText(/^No Tokri store near 1 Sea View yet/).waitFor()
    await page.getByRole('button', { name: 'Choose another place' }).click()
    await choice(page).getByRole('button', { name: 'Far away', pressed: true }).waitFor()
    await choice(page).getByRole('button', { name: /^Home/ }).click()
    await page.getByRole('heading', { name: 'Shop by category' }).waitFor()
    await where(page).getByText('Home: 4 Park Street').waitFor()
    noFaults(faults)
    await context.close()
  })
})
