import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { TOTP } from 'otpauth'
import { openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { fixtures } from './fixtures.ts'
import { hasFocus } from './keyboard.ts'
import { passChecks, slide } from './rider.ts'

interface Placed {
  id: string
  number: string
  doorCode: string
}

describe('a rider in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })

  /** Asks as somebody of the demo city. */
  const as = async (who: string) => {
    const send = async (method: string, path: string, body?: unknown, headers = {}, token = '') => {
      const answer = await fetch(`${on.demo.url}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? null : JSON.parse(text)
    }
    const { accessToken } = await send('POST', '/v1/auth/login', {
      email: `${who}@demo.tokri`,
      password: 'tokri-demo',
    })
    return (method: string, path: string, body?: unknown, headers = {}) =>
      send(method, path, body, headers, accessToken)
  }
  type Ask = Awaited<ReturnType<typeof as>>

  /** For cash, to a door north of the first store. */
  async function place(customer: Ask, north: number): Promise<Placed> {
    const { point } = on.demo.seeded.stores[0]!
    const address = await customer('POST', '/v1/me/addresses', {
      label: 'Home',
      line1: `${north} North Road`,
      lat: point.lat + north * 0.002,
      lng: point.lng,
    })
    const { store } = await customer('GET', `/v1/serviceability?lat=${point.lat + north * 0.002}&lng=${point.lng}`)
    await customer('PUT', '/v1/cart/store', { storeId: store.id })
    const { items: products } = await customer('GET', `/v1/products?store=${store.id}&limit=10`)
    for (const { id } of products.slice(0, 4)) await customer('PUT', `/v1/cart/items/${id}`, { quantity: 2 })
    const key = { 'idempotency-key': randomUUID() }
    const order = await customer('POST', '/v1/orders', { addressId: address.id, payment: { method: 'cash' } }, key)
    return { id: order.id, number: order.number, doorCode: order.doorCode }
  }

  async function pack(picker: Ask, order: Placed): Promise<void> {
    const pick = await eventually('the pick is queued', async () => {
      const { items } = await picker('GET', '/v1/store/picks?limit=50')
      return items.find((each: { orderId: string }) => each.orderId === order.id) ?? null
    })
    await picker('POST', `/v1/store/picks/${pick.id}/start`)
    for (const line of pick.lines)
      await picker('POST', `/v1/store/picks/${pick.id}/line`, { productId: line.productId, picked: line.ordered })
    await picker('POST', `/v1/store/picks/${pick.id}/complete`, { bags: 2 })
  }

  const statusOf = async (customer: Ask, { id }: Placed): Promise<string> =>
    (await customer('GET', `/v1/orders/${id}`)).status

  test('carries two orders, with the network cut midway: everything arrives once and in order', async () => {
    const [customer, picker] = [await as('customer'), await as('picker')]
    const { page, context, faults } = await openPage(on.browser, 'phone', { serviceWorkers: 'allow' })
    const store = on.demo.seeded.stores[0]!
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: store.point.lat, longitude: store.point.lng })
    const sent: string[] = []
    page.on('requestfinished', (request) => {
      const deed = /\/v1\/rider\/tasks\/(\w+)\/(\w+)$/.exec(new URL(request.url()).pathname)
      if (deed && request.method() === 'POST') sent.push(`${deed[2]} ${deed[1]}`)
    })

    await page.goto(`${on.demo.url}/rider`)
    await page.getByRole('button', { name: 'Enter as demo rider' }).click()
    await page.getByRole('heading', { level: 1, name: 'You are off shift' }).waitFor()
    await passChecks(page)
    await page.getByRole('button', { name: 'Start shift' }).click()
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()

    const orders = [await place(customer, 1), await place(customer, 2)]
    for (const order of orders) await pack(picker, order)
    for (const _ of orders) await page.getByRole('button', { name: 'Accept', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '2 orders in hand' }).waitFor()
    // The worker must have kept the app before the net goes.
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    await page.getByRole('link', { name: 'Ride to the store' }).click()
    await page.getByRole('button', { name: 'I am at the store' }).click()
    await page.getByLabel('Code on the bags').fill('WRONG')
    await page.getByText('These are not the bags of this order.').waitFor()

    await context.setOffline(true)
    for (const left of [1, 0]) {
      const code = page.getByText(/^Code \w \w \w \w$/)
      const told = (await code.textContent())!.replace('Code', '').replaceAll(' ', '')
      await page.getByLabel('Code on the bags').fill(told)
      await slide(page, /^Slide: I have/)
      if (left === 1) await page.getByRole('button', { name: 'I am at the store' }).click()
      else await page.getByRole('button', { name: 'I am at the door' }).waitFor()
    }
    // The battery is out, and back: all is still there, without signal.
    await page.goto(`${on.demo.url}/rider`)
    await page.getByRole('button', { name: /things wait to be sent/ }).waitFor()
    for (const _ of orders) {
      await page.getByRole('link', { name: 'Ride to the customer' }).click()
      await page.getByRole('button', { name: 'I am at the door' }).click()
      const number = (await page.getByRole('heading', { level: 1 }).textContent())!.replace('Order', '').trim()
      const order = orders.find((each) => each.number === number)
      assert.ok(order, `an order called ${number}`)
      await page
        .getByRole('region', { name: /^Collect in cash/ })
        .getByRole('button')
        .first()
        .click()
      await page.getByText('No change').waitFor()
      await page.getByLabel('Door code').fill(order.doorCode)
      await slide(page, /^Slide: handed over/)
      await page
        .getByRole('heading', { level: 1, name: 'Waiting for orders' })
        .or(page.getByRole('link', { name: 'Ride to the customer' }))
        .waitFor()
    }
    for (const order of orders) assert.equal(await statusOf(customer, order), 'assigned', 'nothing has arrived yet')
    const before = sent.length

    await context.setOffline(false)
    for (const order of orders)
      await eventually('it is delivered', async () => (await statusOf(customer, order)) === 'delivered' || null)
    await page.getByRole('button', { name: /wait to be sent/ }).waitFor({ state: 'detached' })
    const late = sent.slice(before).map((each) => each.split(' ')[0])
    assert.equal(late.filter((each) => each === 'pickup').length, 2)
    assert.equal(late.filter((each) => each === 'deliver').length, 2)
    assert.equal(
      new Set(sent).size,
      sent.length - sent.filter((each) => each.startsWith('arrive')).length / 2,
      'once each',
    )
    for (const order of orders) {
      const { history } = await customer('GET', `/v1/orders/${order.id}`)
      const names = history.map((each: { status: string }) => each.status)
      assert.deepEqual(names.slice(-4), ['assigned', 'picked_up', 'arriving', 'delivered'])
    }

    await page.getByRole('link', { name: 'Money' }).click()
    await page.getByText('2 trips').first().waitFor()
    await page.getByRole('button', { name: 'Cash' }).click()
    await page.getByRole('heading', { name: 'Cash in hand' }).waitFor()
    noFaults(faults.filter((each) => !/ERR_INTERNET_DISCONNECTED/.test(each)))
    await context.close()
  })

  test('plans a break and the end of the shift, sees both, is told what cannot be, and cancels', async () => {
    const rider = await as('rider')
    await rider('POST', '/v1/rider/shift', { state: 'off' })
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const store = on.demo.seeded.stores[0]!
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: store.point.lat, longitude: store.point.lng })
    const clockIn = (hours: number) => {
      const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000)
      return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
    }

    await page.goto(`${on.demo.url}/rider`)
    await page.getByRole('button', { name: 'Enter as demo rider' }).click()
    await passChecks(page)
    await page.getByLabel('I work until').fill(clockIn(6))
    await page.getByRole('button', { name: 'Start shift' }).click()
    const hours = page.getByRole('button', { name: /^Breaks and end of shift/ })
    await hours.filter({ hasText: 'Shift ends' }).click()
    const sheet = page.getByRole('dialog', { name: 'Breaks and end of shift' })
    const begins = sheet.getByLabel('Break begins at')
    await begins.fill(clockIn(2))
    await sheet.getByRole('button', { name: '20', exact: true }).click()
    await sheet.getByRole('button', { name: 'Plan the break' }).click()
    const planned = sheet.getByRole('listitem').filter({ hasText: /^Break .+ to / })
    await planned.waitFor()
    await sheet.getByRole('button', { name: '10', exact: true }).click()
    await sheet.getByRole('button', { name: 'Plan the break' }).click()
    await sheet.getByRole('alert').filter({ hasText: 'You have another break at that time.' }).waitFor()
    const box = await sheet.getByRole('button', { name: /^Cancel the break at/ }).boundingBox()
    assert.ok(box!.width >= 56 && box!.height >= 56, 'large enough for a glove')

    await sheet.getByLabel('I work until').fill(clockIn(5))
    await sheet.getByRole('button', { name: 'Save' }).click()
    await eventually('the shift ends earlier', async () => {
      const { until } = await rider('GET', '/v1/rider/shift')
      return new Date(until).getTime() - Date.now() < 5.1 * 3_600_000 || null
    })
    await sheet.getByRole('button', { name: 'Close' }).click()
    await page.reload()
    await hours.filter({ hasText: /Break .+ to / }).click()
    const { items } = await rider('GET', '/v1/rider/breaks')
    assert.deepEqual(
      items.map((each: { minutes: number; state: string }) => [each.minutes, each.state]),
      [[20, 'planned']],
    )
    await sheet.getByRole('button', { name: /^Cancel the break at/ }).click()
    await planned.waitFor({ state: 'detached' })
    assert.deepEqual((await rider('GET', '/v1/rider/breaks')).items, [])

    // One that begins while the app is open, and ends: both by themselves.
    const soon = new Date(Date.now() + 1_500).toISOString()
    await rider('POST', '/v1/rider/breaks', { startsAt: soon, minutes: 5 })
    await sheet.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('heading', { level: 1, name: 'You are on a break' }).waitFor()
    await hours.filter({ hasText: /Break until .+, then back to work/ }).waitFor()
    await page.getByRole('button', { name: 'Back to work', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Waiting for orders' }).waitFor()
    // A refusal is an answer that the console calls an error.
    noFaults(faults.filter((each) => !/status of 409/.test(each)))
    await context.close()
  })

  test('one logs in by a phone code: a wrong one, another number, another code, one that is too old', async () => {
    const rider = await as('rider-3')
    const { phone } = await rider('GET', '/v1/me')
    const codes = async (): Promise<string[]> => {
      const answer = await fetch(
        `${on.demo.house.sandboxUrl}/outbox.json?${new URLSearchParams({ channel: 'sms', to: phone })}`,
      )
      return [...new Set([...JSON.stringify(await answer.json()).matchAll(/\b\d{6}\b/g)].map(([code]) => code))]
    }
    const { page, context, faults } = await openPage(on.browser, 'phone')
    await page.clock.install()
    await page.goto(`${on.demo.url}/rider`)
    const number = page.getByLabel('Phone number')
    await number.fill(phone)
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const code = page.getByRole('textbox', { name: 'Code' })
    await page.getByText(`We sent it to ${phone}.`).waitFor()
    const first = await eventually('the code has been sent', async () => (await codes())[0])
    await page.getByRole('button', { name: /^Another code in \d+ s$/ }).waitFor()

    await page.route('**/v1/auth/otp/verify', (route) => route.abort(), { times: 1 })
    await code.fill('000002')
    await page.getByText('You seem to be offline').waitFor()
    assert.equal(await code.inputValue(), '000002', 'what was typed stays')

    await code.fill(first === '000000' ? '000001' : '000000')
    await page.getByText('The code is wrong or has expired').waitFor()
    await eventually('the next is typed anew', async () => (await code.inputValue()) === '')

    await page.getByRole('button', { name: 'Use another number' }).click()
    assert.equal(await number.inputValue(), phone)
    assert.ok(await hasFocus(number), 'the keyboard is at the number')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    // It came a moment ago and is still good.
    await code.waitFor()

    // On this page it is later than for the API, which says how long to wait.
    await page.clock.fastForward(31_000)
    await page.getByRole('button', { name: 'Send another code' }).click()
    await page.getByRole('button', { name: /^Another code in \d+ s$/ }).waitFor()

    await page.clock.fastForward(301_000)
    await page.getByText('This code is too old by now. Have another one sent.').waitFor()
    const again = page.getByRole('button', { name: 'Send another code' })
    const second = await eventually(
      'another code has been sent',
      async () => {
        // Until the API would send one it has another name.
        if (await again.isVisible()) await again.click({ timeout: 1_000 }).catch(() => {})
        return (await codes()).find((each) => each !== first)
      },
      { withinMs: 60_000 },
    )
    await page.getByText('This code is too old by now').waitFor({ state: 'detached' })
    await code.fill(second)
    await page.getByRole('heading', { level: 1, name: 'You are off shift' }).waitFor()
    noFaults(faults.filter((each) => !/status of (401|429)|ERR_FAILED/.test(each)))
    await context.close()
  })

  test('one with a second step logs in by password and a code from the app', async () => {
    const rider = await as('rider-2')
    const { secret } = await rider('POST', '/v1/me/second-factor', { currentPassword: 'tokri-demo' })
    const app = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 })
    const { recoveryCodes } = await rider('POST', '/v1/me/second-factor/confirm', { code: app.generate() })

    const { page, context, faults } = await openPage(on.browser, 'phone')
    await page.goto(`${on.demo.url}/rider`)
    await page.getByRole('button', { name: 'With email and password instead' }).click()
    const logIn = async () => {
      await page.getByLabel('Email').fill('rider-2@demo.tokri')
      await page.getByLabel('Password').fill('tokri-demo')
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
      await page.getByRole('heading', { name: 'Second step' }).waitFor()
    }
    await logIn()
    await page.getByRole('button', { name: 'Start over' }).click()
    await logIn()
    await page.getByRole('button', { name: 'I do not have my phone' }).click()
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(recoveryCodes[0])
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { level: 1, name: 'You are off shift' }).waitFor()
    // That another step is needed is an answer that the browser calls an error.
    noFaults(faults.filter((each) => !/status of 401/.test(each)))
    await context.close()
  })
})
