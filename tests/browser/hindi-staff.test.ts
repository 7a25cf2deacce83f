import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openShopHouse, type ShopHouse } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { heading, logIn, withoutMap } from './console.ts'

describe('what staff are refused, on Hindi pages', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  before(async () => {
    stage = await openShopHouse()
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  /** Somebody of the staff who has chosen Hindi, at a page of the console. */
  async function enter(role: 'manager' | 'admin', path: string, title: string) {
    const { email } = await stage.shop.staff(role)
    const opened = await openPage(browser, 'desktop')
    await logIn(opened.page, stage.house.url!, email)
    await opened.page.evaluate(`localStorage.setItem('tokri.language', '"hi"')`)
    await opened.page.goto(`${stage.house.url}/console${path}`)
    await heading(opened.page, title).waitFor()
    return opened
  }
  const handIn = (page: Page, name: string, lines: readonly string[]) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  /** Refused requests are errors of the browser's console. */
  const refusalsAside = (faults: readonly string[]) =>
    withoutMap(faults).filter((fault) => !/status of 422/.test(fault))
  /** Sentences in Latin letters only, of two words or more: none may be left where Hindi is told. */
  const english = (text: string) => text.match(/[A-Za-z]+(?: [a-z]+)+/g)

  test('a manager reads in Hindi what is wrong with a file, and with each of its rows', async () => {
    const { page, context, faults } = await enter('manager', '/merchandising/imports', 'आयात')
    const panel = page.getByRole('region', { name: 'फ़ाइल दें' })
    const wrong: [lines: string[], said: string][] = [
      [['sku,price', 'MILK,1'], 'फ़ाइल में ये कॉलम नहीं हैं: store'],
      [['store,sku,price,colour,size', '*,MILK,1,red,big'], 'फ़ाइल में ऐसे कॉलम हैं जिन्हें Tokri नहीं जानता: colour, size'],
      [['store,sku,price', '*,MILK,1', '*,MILK'], 'फ़ाइल की लाइन 3 में शीर्षक से कम या ज़्यादा ख़ाने हैं।'],
      [['store,sku,price', '*,"MILK,1'], 'फ़ाइल में एक उद्धरण चिह्न खुला है और बंद नहीं हुआ।'],
    ]
    for (const [lines, said] of wrong) {
      await handIn(page, 'wrong.csv', lines)
      await panel.getByText(said, { exact: true }).waitFor()
    }

    const { store, sku, mrp } = await priced()
    await handIn(page, 'monday.csv', [
      'store,sku,price,mrp',
      `*,${sku},1,2`,
      `${store},NO-SUCH,1,2`,
      `moon,${sku},1,2`,
      `${store},${sku},cheap,${mrp}`,
      `${store},${sku},1,${mrp}`,
    ])
    const rows = page.getByRole('region', { name: 'monday.csv की झलक' }).getByRole('table')
    for (const said of [
      'सभी स्टोर के दाम केवल एडमिन तय करते हैं। अपना स्टोर बताएँ।',
      'NO-SUCH नाम की कोई चीज़ नहीं है।',
      'moon नाम का कोई स्टोर नहीं है, या वह आपका नहीं है।',
      '“price” रुपयों में रक़म नहीं है: cheap',
      'पंक्ति 5 इसी के बारे में है।',
    ])
      await rows.getByText(said, { exact: true }).waitFor()
    const refusals = await rows.locator('tbody td:last-child').allTextContents()
    assert.equal(refusals.length, 5)
    assert.deepEqual(refusals.map(english), [null, null, null, null, null])
    noFaults(refusalsAside(faults))
    await context.close()
  })

  test('an offer that cannot be is refused in Hindi at its field, and kept once it is right', async () => {
    const { page, context, faults } = await enter('admin', '/merchandising/offers/new', 'नया ऑफ़र')
    const form = page.getByRole('form', { name: 'नियम' })
    const field = (name: string) => form.getByLabel(name, { exact: true })
    const save = () => form.getByRole('button', { name: 'सहेजें' }).click()
    /** What is told of a field, where the summary leads. */
    const refusedAt = async (name: string, said: string) => {
      const alert = form.getByRole('alert')
      await alert.getByRole('button', { name: `${name}: ${said}`, exact: true }).click()
      await form.locator('[aria-invalid=true]:focus').and(field(name)).waitFor()
      assert.equal(english((await alert.textContent()) ?? ''), null)
    }
    await field('कोड').fill('DIWALI')
    await field('शीर्षक').fill('Diwali')
    await field('समाप्ति').fill('2020-01-01T10:00')
    await save()
    await refusedAt('समाप्ति', 'ऑफ़र शुरू होने से पहले ख़त्म हो रहा है।')

    await field('समाप्ति').fill('2099-01-01T10:00')
    await form.getByLabel('प्रकार').selectOption({ label: 'निश्चित रक़म' })
    await field('कितने रुपये').fill('500')
    await field('न्यूनतम टोकरी, रुपये').fill('100')
    await save()
    await refusedAt('कितने रुपये', 'छूट की रक़म न्यूनतम टोकरी से ज़्यादा है।')

    await field('कितने रुपये').fill('50')
    await save()
    await heading(page, 'DIWALI').waitFor()
    noFaults(refusalsAside(faults))
    await context.close()
  })

  /** A product of the shop with its store, as a file names them. */
  async function priced() {
    const { token } = await stage.shop.staff('admin')
    const [product] = stage.shop.products
    const [{ body: shown }, { body: stores }] = await Promise.all([
      stage.send('GET', `/v1/admin/products/${product!.id}`, { token }),
      stage.send('GET', '/v1/admin/stores', { token }),
    ])
    const { code } = stores.items.find(({ id }: { id: string }) => id === stage.shop.storeId)
    return { store: code as string, sku: shown.sku as string, mrp: shown.mrp.amount / 100 }
  }
})
