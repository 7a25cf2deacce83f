import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type FrameLocator, type Page } from 'playwright-core'
import Stripe from 'stripe'
import { eventually } from '../tests/eventually.ts'
import { openSandboxForTest } from './for-test.ts'

const executablePath = process.env.TOKRI_CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : `there is no Chromium at ${executablePath}`
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let sandbox: Awaited<ReturnType<typeof openSandboxForTest>>
let browser: Browser
let shop: Awaited<ReturnType<typeof openShop>>
let stripe: Stripe
before(async () => {
  if (skip) return
  sandbox = await openSandboxForTest()
  const { url, credentials } = sandbox.sandbox
  shop = await openShop(`${url}/js/v3/`, credentials.stripe.publishableKey)
  browser = await chromium.launch({ executablePath, args })
  const { hostname, port } = new URL(url)
  stripe = new Stripe(credentials.stripe.secretKey, { host: hostname, port, protocol: 'http' })
})
after(async () => {
  if (skip) return
  await browser.close()
  await shop.close()
  await sandbox.close()
})

/** A checkout page with the form open. `pay` presses the shop's button and answers what the shop is told. */
async function checkout(types: ('card' | 'upi')[] = ['card', 'upi']) {
  const intent = await stripe.paymentIntents.create({
    amount: 24_900,
    currency: 'inr',
    allowed_payment_method_types: types,
  })
  const page = await browser.newPage({ viewport: { width: 390, height: 760 } })
  await page.goto(`${shop.url}/?secret=${encodeURIComponent(intent.client_secret!)}`)
  const form = page.frameLocator('iframe[title="Secure payment input frame"]')
  await form.getByLabel(types.includes('card') ? 'Card number' : 'UPI ID').waitFor()
  return {
    page,
    form,
    intent,
    pay: async () => {
      await page.locator('#answer').evaluate((shown) => shown.removeAttribute('data-done'))
      // The form grows with what it says: a press can miss the button, which stands below and moves.
      await eventually('the button is pressed', async () => {
        await page.getByRole('button', { name: 'Pay' }).click()
        return (await page.locator('#answer').getAttribute('data-done')) !== null
      })
      return answer(page)
    },
    status: async () => (await stripe.paymentIntents.retrieve(intent.id)).status,
  }
}

const answer = async (page: Page) =>
  JSON.parse((await page.locator('#answer[data-done="true"]').textContent()) ?? '') as {
    status?: string
    code?: string
    decline?: string
    type?: string
  }

async function typeCard(form: FrameLocator, number: string) {
  await form.getByLabel('Card number').pressSequentially(number)
  await form.getByLabel('Expiry').pressSequentially('1234')
  await form.getByLabel('Security code').pressSequentially('123')
}

test('a customer types a card and has paid', { skip, timeout: 60_000 }, async () => {
  const { page, form, pay, status } = await checkout()
  await typeCard(form, '4242424242424242')
  assert.equal(await form.getByLabel('Card number').inputValue(), '4242 4242 4242 4242')
  assert.equal(await form.getByLabel('Expiry').inputValue(), '12 / 34')
  assert.ok(await form.getByRole('img', { name: 'Visa' }).isVisible())
  assert.equal(await page.locator('#complete').textContent(), 'true', 'the shop learns that the form is complete')
  assert.equal(await page.evaluate("document.querySelector('iframe').contentDocument"), null, 'and cannot look inside')
  assert.equal((await pay()).status, 'succeeded')
  assert.equal(await status(), 'succeeded')
  await page.close()
})

test('what is missing or mistyped is said beside its field, and nothing is sent', {
  skip,
  timeout: 60_000,
}, async () => {
  const { page, form, pay, status } = await checkout()
  assert.equal((await pay()).code, 'incomplete_number')
  await typeCard(form, '4242424242424241')
  assert.ok(await form.getByText('Your card number is invalid.').isVisible())
  assert.equal((await pay()).code, 'invalid_number')
  assert.equal(await status(), 'requires_payment_method')
  await page.close()
})

test('a declined card is told, and the next one pays', { skip, timeout: 60_000 }, async () => {
  const { page, form, pay } = await checkout()
  await form.getByRole('button', { name: '…9995 no funds' }).click()
  assert.equal((await pay()).decline, 'insufficient_funds')
  await form.getByRole('button', { name: '4242… pays' }).click()
  assert.equal((await pay()).status, 'succeeded')
  await page.close()
})

for (const [button, expected] of [
  ['Complete authentication', 'succeeded'],
  ['Fail authentication', 'payment_intent_authentication_failure'],
] as const)
  test(`the bank asks: ${button}`, { skip, timeout: 60_000 }, async () => {
    const { page, form } = await checkout()
    await typeCard(form, '4000002760003184')
    await page.getByRole('button', { name: 'Pay' }).click()
    const bank = page.frameLocator('iframe[title="Bank authentication"]')
    await bank.getByText('₹249.00').waitFor()
    await bank.getByRole('button', { name: button }).click()
    const { status, code } = await answer(page)
    assert.equal(status ?? code, expected)
    assert.equal(await page.locator('dialog').count(), 0)
    await page.close()
  })

test('closing the bank’s page with Escape counts as a refusal', { skip, timeout: 60_000 }, async () => {
  const { page, form, status } = await checkout()
  await typeCard(form, '4000002500003155')
  await page.getByRole('button', { name: 'Pay' }).click()
  await page.frameLocator('iframe[title="Bank authentication"]').getByText('₹249.00').waitFor()
  await page.keyboard.press('Escape')
  assert.equal((await answer(page)).code, 'payment_intent_authentication_failure')
  assert.equal(await status(), 'requires_payment_method')
  await page.close()
})

test('UPI pays from its own tab, reached by keyboard', { skip, timeout: 60_000 }, async () => {
  const { page, form, pay } = await checkout()
  // On a busy machine the page still has the keyboard for a moment, when the frame already has the focus.
  await eventually('the next tab is chosen', async () => {
    await form.getByRole('tab', { name: 'Card' }).press('ArrowRight')
    return form.getByLabel('UPI ID').isVisible()
  })
  await form.getByLabel('UPI ID').fill('nobody')
  assert.equal((await pay()).code, 'invalid_vpa')
  await form.getByRole('button', { name: 'fail@upi' }).click()
  assert.equal((await pay()).code, 'payment_method_provider_decline')
  await form.getByRole('button', { name: 'success@upi' }).click()
  assert.equal((await pay()).status, 'succeeded')
  await page.close()
})

test('a payment by UPI alone shows no card form', { skip, timeout: 60_000 }, async () => {
  const { page, form } = await checkout(['upi'])
  assert.ok(await form.getByLabel('UPI ID').isVisible())
  assert.ok(!(await form.getByLabel('Card number').isVisible()))
  await page.close()
})

/** A shop's page on an origin of its own, as strict about scripts and frames as Tokri's. */
async function openShop(scriptUrl: string, publishableKey: string) {
  const { origin } = new URL(scriptUrl)
  const main = `
    const secret = new URLSearchParams(location.search).get('secret')
    const stripe = Stripe(${JSON.stringify(publishableKey)})
    const elements = stripe.elements({ clientSecret: secret })
    const payment = elements.create('payment')
    payment.on('change', ({ complete }) => { document.getElementById('complete').textContent = String(complete) })
    payment.mount('#payment')
    const shown = document.getElementById('answer')
    document.getElementById('pay').onclick = async () => {
      shown.dataset.done = 'false'
      const { paymentIntent, error } = await stripe.confirmPayment({ elements, redirect: 'if_required' })
      shown.textContent = JSON.stringify({ status: paymentIntent?.status, code: error?.code, decline: error?.decline_code, type: error?.type })
      shown.dataset.done = 'true'
    }`
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>
    <body><h1>Checkout</h1><div id="payment"></div><button id="pay">Pay ₹249</button>
    <p id="complete">false</p><pre id="answer"></pre><script src="${scriptUrl}"></script><script src="/main.js"></script></body></html>`
  const server = createServer((request, response) => {
    const script = request.url === '/main.js'
    response.writeHead(200, {
      'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src 'self' ${origin}; frame-src ${origin}; connect-src ${origin}`,
    })
    response.end(script ? main : page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
