import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { MetricsReport } from '../../contracts/analytics.ts'
import type { InboxItem } from '../../contracts/notifications.ts'
import { expect } from '../api.ts'
import { dayIn } from '../days.ts'
import { eventually } from '../eventually.ts'
import { type Customer, openShopHouse, type Product, type ShopHouse, type Staff } from '../shop.ts'
import { noBrowser, noFaults, openBrowser } from './browser.ts'
import { heading, openConsole, withoutMap } from './console.ts'

describe('figures, campaigns and stock at the console, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  let admin: Staff
  /** Both have ordered once; only the first wants offers, by email. */
  let wants: Customer
  let other: Customer
  before(async () => {
    stage = await openShopHouse({ env: { TOKRI_QUIET_HOURS: 'none' } })
    browser = await openBrowser()
    admin = await stage.shop.staff('admin')
    ;[wants, other] = [await shopper(['email']), await shopper([])]
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  async function shopper(offers: string[]): Promise<Customer> {
    const { shop, send } = stage
    const who = await shop.customer()
    const preferences = { orderUpdates: [], offers, language: 'en' }
    expect(await send('PUT', '/v1/me/notification-preferences', { token: who.token, body: preferences }), 200)
    await shop.bought(who, [shop.products[2]!])
    return who
  }
  const asAdmin = async (method: 'GET' | 'POST', path: string, body?: object) =>
    expect(await stage.send(method, path, { token: admin.token, ...(body ? { body } : {}) }), 200)
  const enter = ({ email }: Staff, path: string, title: string) =>
    openConsole(browser, stage.house.url!, email, path, title)
  /** What stands below a name among figures. */
  const figure = (page: Page, of: Locator, name: string) =>
    of.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) })

  test('analytics: the figures, the line and the file that is downloaded say the same', async () => {
    // Three days of the city: the orders lie within them, also where a day begins while this runs.
    const range = new URLSearchParams({ from: dayIn(-1), to: dayIn(1) })
    const report = await eventually('the figures are there', async () => {
      const now: MetricsReport = await asAdmin('GET', `/v1/admin/metrics?${range}`)
      return now.total.orders === 2 && now.total.newCustomers === 2 ? now : null
    })
    const revenue = report.total.revenue.amount
    const { page, context, faults } = await enter(admin, `/analytics?${range}`, 'Analytics')
    const figures = page.getByRole('region', { name: 'Figures' })
    const says = (name: string, value: string) =>
      figure(page, figures, name).getByText(value, { exact: true }).first().waitFor()
    await says('Orders', '2')
    await says('New customers', '2')
    await says('Revenue', `₹${Math.round(revenue / 100)}`)

    const panel = page.getByRole('region', { name: 'Orders over time' })
    const chart = panel.getByRole('group', { name: 'Orders over time' })
    assert.equal(await chart.locator('circle').count(), report.series.length)
    await chart.focus()
    await page.keyboard.press('Home')
    for (const { now } of report.series) {
      await panel
        .getByRole('status')
        .filter({ hasText: `: ${now.orders}.` })
        .waitFor()
      await page.keyboard.press('ArrowRight')
    }
    await panel.getByRole('button', { name: 'Table' }).click()
    const rows = panel.getByRole('table').locator('tbody tr')
    await rows.first().waitFor()
    const counts = await rows.locator('td:nth-of-type(1)').allTextContents()
    assert.deepEqual(
      counts,
      report.series.map(({ now }) => String(now.orders)),
    )

    await page.getByRole('region', { name: 'By store' }).getByText('Tokri lake').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    assert.equal(download.suggestedFilename(), `tokri-${report.from}-${report.to}.csv`)
    const text = (await readFile(await download.path(), 'utf8')).replace(/^\ufeff/, '')
    const [head, ...lines] = text
      .trim()
      .split('\r\n')
      .map((line) => line.split(','))
    const records = lines.map((cells) => Object.fromEntries(head!.map((name, at) => [name, cells[at]])))
    const days = records.filter(({ store }) => store === '')
    assert.deepEqual(
      days.map(({ time, orders }) => [time, orders]),
      report.series.map(({ at, now }) => [at, String(now.orders)]),
    )
    const rupees = (paise: number) => (paise / 100).toFixed(2)
    assert.deepEqual(
      days.map((day) => day.revenue),
      report.series.map(({ now }) => rupees(now.revenue.amount)),
    )
    const [store] = records.filter((each) => each.store !== '')
    assert.deepEqual(
      [store!.store, store!.orders, store!.revenue, store!.newCustomers],
      ['Tokri lake', '2', rupees(revenue), '2'],
    )
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('a campaign: whom it reaches and what arrives is seen before it is sent, and then what became of it', async () => {
    await eventually('both have been heard of', async () => {
      const rules = { audience: { storeId: stage.shop.storeId }, channels: ['email'] }
      return (await asAdmin('POST', '/v1/admin/campaigns/audience', rules)).people === 2
    })
    const { page, context, faults } = await enter(admin, '/merchandising/campaigns', 'Campaigns')
    await page.getByRole('link', { name: 'New campaign' }).first().click()
    await heading(page, 'New campaign').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Mango week')
    await page.getByLabel('Has not ordered for days').fill('')
    await page.getByLabel('Ordered from').selectOption({ label: 'Tokri lake' })
    for (const channel of ['Push', 'SMS']) await page.getByRole('checkbox', { name: channel }).uncheck()
    const reach = page.getByRole('region', { name: 'Reach now' })
    await reach.getByText('Reaches 1 of 2 people whom the rules fit').waitFor()
    await figure(page, reach, 'Email').getByText('1', { exact: true }).waitFor()
    await figure(page, reach, 'Want none').getByText('1', { exact: true }).waitFor()

    const preview = page.getByRole('region', { name: 'Preview', exact: true })
    await preview.getByText('Write both languages to see what arrives.').waitFor()
    const write = async (language: string, title: string, body: string) => {
      const words = page.getByRole('group', { name: language })
      await words.getByLabel('Title').fill(title)
      await words.getByLabel('Text').fill(body)
    }
    await write('In English', 'Mangoes', 'They are here.')
    await write('In Hindi', 'आम', 'आ गए हैं।')
    const email = preview.getByRole('region', { name: 'Email' })
    await email.getByText('Mangoes').first().waitFor()
    await email.getByText('They are here.').first().waitFor()
    await preview.getByRole('tab', { name: 'Hindi' }).click()
    await email.getByText('आ गए हैं।').first().waitFor()

    await page.getByRole('button', { name: 'Save draft' }).click()
    await heading(page, 'Mango week').waitFor()
    await page.getByRole('button', { name: 'Send…' }).click()
    await page
      .getByRole('dialog', { name: 'Send “Mango week”?' })
      .getByRole('button', { name: 'Send now', exact: true })
      .click()
    const results = page.getByRole('region', { name: 'What became of it' })
    await figure(page, results, 'Sent').getByText('1', { exact: true }).waitFor()
    await figure(page, results, 'People').getByText('2', { exact: true }).waitFor()
    await figure(page, results, 'Left out').getByText('1', { exact: true }).waitFor()
    const told = async ({ token }: Customer) => {
      const { items } = expect(await stage.send('GET', '/v1/me/inbox', { token }), 200)
      return (items as InboxItem[]).filter(({ title }) => title === 'Mangoes').length
    }
    await eventually('it is there for who wants it', async () => (await told(wants)) === 1)
    assert.equal(await told(other), 0)
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('stock: a count and a write-off are in the ledger of the product, with what was left after each', async () => {
    const { shop } = stage
    const [honey] = (await shop.stocked([{ name: 'Ledger honey' }], 10)) as [Product]
    const manager = await shop.staff('manager')
    await eventually('it can be looked for', async () => {
      const wish = new URLSearchParams({ store: shop.storeId, q: 'honey' })
      const { items } = expect(await stage.send('GET', `/v1/store/stock?${wish}`, { token: manager.token }), 200)
      return items.length === 1
    })
    const { page, context, faults } = await enter(manager, '/stock?q=honey', 'Stock')
    await page.getByRole('table', { name: 'Stock' }).getByText(honey.name).click()
    const panel = page.getByRole('dialog', { name: honey.name })
    const move = async (tab: string, label: string, packs: number, reason: string, deed: string, left: number) => {
      await panel.getByRole('tab', { name: tab }).click()
      await panel.getByLabel(label).fill(String(packs))
      await panel.getByLabel('Reason').selectOption({ label: reason })
      if (tab === 'Count') await panel.getByText('Difference to the books: -2').waitFor()
      await panel.getByRole('button', { name: deed }).click()
      await page.getByText(`${honey.name}: ${left} on hand`).waitFor()
    }
    await move('Count', 'Packs on the shelf', 8, 'Lost', 'Set the count', 8)
    await move('Waste', 'Packs to write off', 3, 'Past its date', 'Write off', 5)
    await panel.getByRole('tab', { name: 'Ledger' }).click()
    const ledger = panel.getByRole('list', { name: 'Ledger' }).getByRole('listitem')
    const lines = await eventually('both stand there', async () => {
      const all = await ledger.allTextContents()
      return all.length === 3 ? all : null
    })
    assert.match(lines[0]!, /^-3Written off.*Staff manager.*expired.*then 5$/)
    assert.match(lines[1]!, /^-2Counted.*Staff manager.*lost.*then 8$/)
    assert.match(lines[2]!, /^\+10Received.*then 10$/)
    assert.equal((await shop.level(honey)).onHand, 5)
    noFaults(withoutMap(faults))
    await context.close()
  })
})
