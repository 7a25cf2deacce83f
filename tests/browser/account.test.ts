import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { type Demo, openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'

const phone = '+919876540001'

describe('accounts in a real browser', { skip: noBrowser }, () => {
  let demo: Demo
  let browser: Browser
  before(async () => {
    demo = await openDemo({ speed: 10 })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  /** The newest code that was sent to the phone, once there are so many. */
  const codeSent = (count: number) =>
    eventually('the code has come', async () => {
      const answer = await fetch(`${demo.house.sandboxUrl}/outbox.json?channel=sms&to=${encodeURIComponent(phone)}`)
      const { items } = (await answer.json()) as { items: { text: string }[] }
      return items.length >= count && /[0-9]{6}/.exec(items[0]!.text)?.[0]
    })

  /** In the dialog that is open: asks for a code, and pastes it. */
  async function logInByCode(page: Page, count: number): Promise<void> {
    await page.getByRole('tab', { name: 'Phone code' }).click()
    await page.getByRole('textbox', { name: 'Phone number' }).fill(phone.slice(3))
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const code = page.getByRole('textbox', { name: 'Code' })
    await code.waitFor()
    // A new code may be asked for only after a while.
    assert.ok(await page.getByRole('button', { name: /Another code in \d+ s/ }).isDisabled())
    await code.fill(await codeSent(count))
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  test('on a Hindi page, what the API refuses is said in Hindi', async () => {
    const { page, context } = await openPage(browser, 'desktop')
    await page.addInitScript(`localStorage.setItem('tokri.language', '"hi"')`)
    await page.goto(demo.url)
    await page.getByRole('button', { name: 'लॉग इन' }).first().click()
    await page.getByRole('tab', { name: 'ईमेल' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'ईमेल' }).fill('nobody@example.com')
    await dialog.getByLabel('पासवर्ड').fill('not the password')
    await dialog.getByRole('button', { name: 'लॉग इन', exact: true }).click()
    await dialog.getByRole('alert').getByText('ईमेल या पासवर्ड ग़लत है।', { exact: true }).waitFor()
    await context.close()
  })

  test('a guest’s cart comes along to the account; another device is logged out, and the data taken along', async () => {
    const { page, context, faults } = await openPage(browser, 'phone')
    await page.goto(demo.url)
    await page.getByRole('main').getByRole('button', { name: /^Add / }).first().click()
    const cart = page.getByRole('button', { name: /^Cart: .*1/ }).first()
    await cart.waitFor()
    await page.getByRole('button', { name: 'Log in' }).first().click()
    await logInByCode(page, 1)
    await cart.waitFor()

    // What scripts can reach has nothing that logs in.
    const reach: string = await page.evaluate(
      'JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie })',
    )
    const [cookie] = await context.cookies(`${demo.url}/v1/auth/refresh`)
    assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.sameSite], ['tokri-storefront', true, 'Strict'])
    assert.ok(!reach.includes(cookie!.value), 'the refresh token is within reach of scripts')
    assert.doesNotMatch(reach, /refreshToken|"eyJ/)

    // A while later, on another device.
    await demo.house.sql`delete from users.quotas`
    const other = await openPage(browser, 'desktop')
    await other.page.goto(`${demo.url}/account`)
    await other.page.getByRole('button', { name: 'Log in' }).last().click()
    await logInByCode(other.page, 2)
    await other.page.getByRole('link', { name: 'Devices' }).waitFor()

    // A second tab and the first ask for new tokens at the same moment; both stay.
    const tab = await context.newPage()
    await Promise.all([page.goto(`${demo.url}/account?tab=devices`), tab.goto(`${demo.url}/account?tab=profile`)])
    await tab.getByRole('textbox', { name: 'Your name' }).waitFor()
    await tab.close()
    await page.getByRole('heading', { level: 2, name: 'Devices' }).waitFor()
    await page.getByText('This device', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Log out: / }).click()
    await page.getByRole('button', { name: /^Log out: / }).waitFor({ state: 'detached' })
    // A page that asks for what is one's own: that is when a device hears that it is out.
    await other.page.goto(`${demo.url}/account?tab=devices`)
    await other.page.getByRole('heading', { name: 'Log in to see your account' }).waitFor()
    // The refresh that was refused is told by the browser; all else is a fault.
    noFaults(other.faults.filter((fault) => !/status of 401/.test(fault)))
    await other.context.close()

    await page.getByRole('link', { name: 'My data' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    const data = JSON.parse(await readFile(await download.path(), 'utf8'))
    assert.equal(data.profile.phone, phone)
    assert.equal(data.cart.lines.length, 1)
    assert.deepEqual([data.orders, data.sessions.length], [[], 1])

    await page.getByRole('button', { name: 'Delete my account' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' })
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('button', { name: 'Log in' }).first().waitFor()
    await eventually('the cookie is taken away', async () => {
      const cookies = await context.cookies(`${demo.url}/v1/auth/refresh`)
      return cookies.length === 0
    })
    noFaults(faults)
    await context.close()
  })

  test('a token of the time before the cookie is exchanged once and is gone', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    const body = JSON.stringify({ email: 'before@example.com', password: 'correct horse battery', name: 'Before' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${demo.url}/v1/auth/register`, { method: 'POST', headers, body })
    const { user, refreshToken } = (await answer.json()) as { user: object; refreshToken: string }
    await page.goto(demo.url)
    const kept = JSON.stringify(JSON.stringify({ user, refreshToken }))
    await page.evaluate(`localStorage.setItem('tokri.storefront.session', ${kept})`)
    await page.goto(`${demo.url}/account?tab=devices`)
    await page.getByText('This device', { exact: true }).waitFor()
    const left: string = await page.evaluate(`localStorage.getItem('tokri.storefront.session')`)
    assert.ok(left.includes('before@example.com') && !left.includes('refreshToken'))
    await page.reload()
    await page.getByText('This device', { exact: true }).waitFor()
    noFaults(faults)
    await context.close()
  })

  test('staff set up a second step by its QR code, and log in with it', async () => {
    const { page, context, faults } = await openPage(browser, 'desktop')
    await page.goto(`${demo.url}/console`)
    await page.getByRole('button', { name: 'Store manager' }).click()
    await page.getByRole('navigation').first().waitFor()
    await page.goto(`${demo.url}/console/security`)
    await page.getByRole('button', { name: 'Set up a second step' }).click()
    await page.getByLabel('Your password').fill('tokri-demo')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    const secret = (await page.locator('dialog code').textContent())!.replaceAll(/\s/g, '')
    const app = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 })
    await page.getByRole('textbox', { name: 'Code from your app' }).fill(app.generate())
    await page.getByRole('button', { name: 'Turn on' }).click()
    const list = page.getByRole('list', { name: 'Recovery codes' })
    await list.waitFor()
    const codes = await list.getByRole('listitem').allInnerTexts()
    assert.equal(codes.length, 10)
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByRole('button', { name: 'New recovery codes' }).waitFor()

    // The next login asks for it; the code of a moment ago was taken, the one on paper is still good.
    const second = await openPage(browser, 'phone')
    await second.page.goto(`${demo.url}/console`)
    await second.page.getByRole('button', { name: 'Store manager' }).click()
    await second.page.getByRole('heading', { name: 'Second step' }).waitFor()
    await second.page
      .getByRole('textbox', { name: 'Code from your app' })
      .fill(app.generate({ timestamp: Date.now() - 30_000 }))
    await second.page.getByRole('button', { name: 'Continue' }).click()
    await second.page.getByRole('alert').waitFor()
    await second.page.getByRole('button', { name: 'I do not have my phone' }).click()
    await second.page.getByRole('textbox', { name: 'Recovery code' }).fill(codes[0]!)
    await second.page.getByRole('button', { name: 'Continue' }).click()
    await second.page.getByRole('heading', { name: 'Second step' }).waitFor({ state: 'detached' })
    await second.page.getByRole('main').waitFor()
    // Both refusals are 401, which the browser tells.
    noFaults(second.faults.filter((fault) => !/status of 401/.test(fault)))
    noFaults(faults)
    await second.context.close()
    await context.close()
  })
})
