import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { ensureMap } from '../../bin/seed/site.ts'
import { money } from '../../contracts/money.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { expect, injecting } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type TestHouse, testHouse } from '../house.ts'
import { openShop, type Product, type Shop, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { filmOf } from './pictured-code.ts'

const password = 'a long enough password'

/** A scanner: all keys at once, and Enter. */
const scan = (page: Page, code: string) =>
  page.evaluate(
    `for (const key of [...'${code}', 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`,
  )

async function logIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}

describe('in the store', { skip: noBrowser }, () => {
  let home: string
  let house: TestHouse
  let shop: Shop
  let browser: Browser
  before(async () => {
    // A map, so that its login page and the storefront know of a city.
    home = await mkdtemp(join(tmpdir(), 'tokri-picking-'))
    await ensureMap(home, () => {})
    house = await testHouse({ listen: true, env: { TOKRI_HOME: home } })
    shop = await openShop({ call: house.call, send: injecting(house.gateway!) })
    const people = (['picker', 'manager'] as const).map((role) => ({
      email: `${role}@shop.example`,
      password,
      name: `Asha ${role}`,
      roles: [role],
      storeIds: [shop.storeId],
    }))
    await house.call(PutAccounts, { accounts: people })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await house?.[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })

  test('a picker on a phone scans, meets a wrong item, is short, puts something alike in, packs and hands over', async () => {
    const shelf = { categoryPath: ['Tea'] }
    const [tea, gone, alike] = (await shop.stocked(
      [
        { ...shelf, name: 'Green tea', barcodes: ['8901234500011'], price: money(9_000) },
        { ...shelf, name: 'Black tea', barcodes: ['8901234500028'], price: money(8_000) },
        { ...shelf, name: 'White tea', barcodes: ['8901234500035'], price: money(8_100) },
      ],
      5,
    )) as [Product, Product, Product]
    const who = await shop.customer()
    const giftNote = 'For the tea table'
    const order = await shop.bought(who, [tea, gone], { substitutions: 'allow', giftNote })
    const { page, context, faults } = await openPage(browser, 'phone')
    await logIn(page, `${house.url}/console/picking`, 'picker@shop.example')
    await page.getByRole('button', { name: 'Take the next order' }).click()
    await page.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor()

    const atHand = page.getByRole('heading', { level: 2 })
    for (const _ of [1, 2]) {
      const name = await atHand.textContent()
      if (name === 'Green tea') {
        await scan(page, '8909999999999')
        await page.getByRole('alert').getByText('Wrong item').waitFor()
        await scan(page, '8901234500011')
      } else {
        await page.getByRole('button', { name: 'Short' }).click()
        await page.getByRole('radio', { name: 'Damaged' }).click()
        await page.getByRole('button', { name: 'Note it, choose something instead' }).click()
        await page.getByRole('button', { name: 'Put in White tea' }).click()
      }
      await eventually('the next is at hand', async () => (await atHand.textContent()) !== name)
    }
    await page.getByRole('heading', { name: 'Count the bags' }).waitFor()
    await page.getByRole('button', { name: 'One bag more' }).click()
    await page.getByRole('button', { name: 'Close 2 bags' }).click()
    await page.getByRole('heading', { name: 'Packed' }).waitFor()
    await page.getByText(giftNote).waitFor()
    const code = ((await page.getByText('Hand-over code').locator('..').textContent()) ?? '').trim().slice(-4)
    assert.equal(
      (await shop.reaches(who, order.id, 'packed')).lines.find(({ productId }) => productId === gone.id)?.substitute
        ?.productId,
      alike.id,
    )

    await page.getByRole('link', { name: 'Packing slip' }).click()
    await page.getByRole('article').getByText(giftNote).waitFor()
    await page.goto(`${house.url}/console/handover`)
    await page.getByRole('list', { name: 'Bags that wait' }).getByText(order.number).waitFor()
    await page.getByLabel('Code that the rider says').fill(code)
    await page.getByRole('button', { name: 'Hand over' }).click()
    await page.getByRole('heading', { name: 'No bags wait' }).waitFor()
    noFaults(faults)
    await context.close()
  })

  test('a pack is held under the camera, also where the browser reads no barcodes by itself', async () => {
    const code = '8901234500118'
    const film = join(home, 'pack.y4m')
    await filmOf(code, film)
    const device = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
    const withCamera = await openBrowser(['--use-fake-ui-for-media-stream', ...device])
    try {
      const [honey] = (await shop.stocked([{ name: 'Honey', barcodes: [code] }], 5)) as [Product]
      const who = await shop.customer()
      const order = await shop.bought(who, [honey])
      const { page, faults } = await openPage(withCamera, 'phone')
      await page.addInitScript('delete globalThis.BarcodeDetector')
      await logIn(page, `${house.url}/console/picking`, 'picker@shop.example')
      await page.getByRole('button', { name: `Take order ${order.number}` }).click()
      await page.getByRole('heading', { level: 2, name: 'Honey' }).waitFor()
      await page.getByRole('button', { name: 'Scan with the camera' }).click()
      await page.getByRole('heading', { name: 'Count the bags' }).waitFor()
      await page.getByRole('button', { name: 'Close 1 bag' }).click()
      await page.getByRole('link', { name: 'Packing slip' }).click()
      await page.getByRole('img', { name: new RegExp(`^${order.number} [A-Z3-9]{4}$`) }).waitFor()
      noFaults(faults)
    } finally {
      await withCamera.close()
    }
  })

  test('a customer who wants to be asked refuses one thing and takes another; the picker sees it live', async () => {
    const shelf = { categoryPath: ['Rice'] }
    const [gone, refused, taken] = (await shop.stocked(
      ['Red rice', 'Brown rice', 'Wild rice'].map((name) => ({ ...shelf, name, price: money(9_000) })),
      5,
    )) as [Product, Product, Product]
    const who = await shop.customer()
    const order = await shop.bought(who, [gone], { substitutions: 'ask' })
    const { page, context, faults } = await openPage(browser, 'phone')
    await logIn(page, `${house.url}/console/picking`, 'picker@shop.example')
    await page.getByRole('button', { name: 'Take the next order' }).click()
    await page.getByRole('button', { name: 'Short' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The customer wants to be asked first.').waitFor()
    await dialog.getByRole('button', { name: 'Note it, choose something instead' }).click()
    const answer = async (decision: string) => {
      const path = `/v1/orders/${order.id}/substitutions`
      const open = await eventually('the customer is asked', async () => {
        const { items } = expect(await shop.send('GET', path, { token: who.token }), 200)
        return (items as { id: string; state: string }[]).find((each) => each.state === 'asked')
      })
      expect(await shop.send('POST', `${path}/${open.id}`, { token: who.token, body: { decision } }), 200)
    }

    await dialog.getByRole('button', { name: 'Ask about Brown rice' }).click()
    await dialog.getByRole('timer', { name: 'Time left to answer' }).waitFor()
    await answer('refuse')
    await dialog.getByText('The customer does not want that.').waitFor()
    await dialog.getByRole('button', { name: 'Ask about Wild rice' }).waitFor()
    assert.equal(await dialog.getByRole('button', { name: 'Ask about Brown rice' }).count(), 0)

    await dialog.getByRole('button', { name: 'Ask about Wild rice' }).click()
    await dialog.getByRole('timer', { name: 'Time left to answer' }).waitFor()
    await dialog.getByRole('button', { name: 'Go on meanwhile' }).click()
    const close = page.getByRole('button', { name: 'Waiting for the customer' })
    assert.equal(await close.isDisabled(), true)
    await answer('approve')
    await page.getByRole('button', { name: 'Close 1 bag' }).click()
    await page.getByRole('heading', { name: 'Packed' }).waitFor()
    const { lines } = await shop.reaches(who, order.id, 'packed')
    assert.equal(lines[0]?.substitute?.productId, taken.id)
    assert.equal((await shop.level(refused)).reserved, 0)
    noFaults(faults)
    await context.close()
  })

  test('a manager receives goods and pauses the store', async () => {
    const [jam] = (await shop.stocked([{ name: 'Plum jam' }], 5)) as [Product]
    const { page, context, faults } = await openPage(browser, 'desktop')
    await logIn(page, `${house.url}/console/stock`, 'manager@shop.example')
    await page.getByRole('heading', { level: 1, name: 'Stock' }).waitFor()
    // A link opens also what is on none of the pages of the list.
    await page.goto(`${house.url}/console/stock?show=out&product=${jam.id}`)
    const panel = page.getByRole('dialog', { name: 'Plum jam' })
    await panel.getByLabel('Packs delivered').fill('7')
    await panel.getByRole('button', { name: 'Receive' }).click()
    await eventually('the goods are there', async () => (await shop.level(jam)).onHand === 12)
    await page.goto(`${house.url}/console/stock?product=prd_${'0'.repeat(32)}`)
    await page.getByRole('dialog', { name: 'Product' }).getByText('No such product').waitFor()
    await page.goto(`${house.url}/console/store`)
    await page.getByRole('button', { name: 'Pause the store' }).click()
    await page.getByRole('button', { name: 'Open again' }).waitFor()

    const shopper = await openPage(browser, 'phone')
    await shopper.page.goto(house.url!)
    await shopper.page.evaluate((place) => localStorage.setItem('tokri.place', JSON.stringify(place)), {
      point: storePoint,
      label: 'Home',
      line1: '4 Park Street',
    })
    await shopper.page.goto(house.url!)
    await shopper.page.getByRole('heading', { level: 1, name: 'The store has paused for a while' }).waitFor()
    await shopper.page.getByText(/^It opens again .*\d/).waitFor()
    await page.getByRole('button', { name: 'Open again' }).click()
    await page.getByRole('button', { name: 'Pause the store' }).waitFor()
    await eventually('it is open', async () => {
      await shopper.page.reload()
      return (await shopper.page.getByRole('heading', { name: 'Shop by category' }).count()) > 0
    })
    noFaults(shopper.faults)
    await shopper.context.close()
    noFaults(faults)
    await context.close()
  })
})
