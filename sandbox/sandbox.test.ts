import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Stripe from 'stripe'
import { openSandboxForTest } from './for-test.ts'
import { parseForm } from './form.ts'
import { openOutbox } from './messages/outbox.ts'
import { startSandbox } from './start.ts'
import { keep, openStore, prune } from './store.ts'
import { luhn, testCards } from './stripe/cards.ts'

let sandbox: Awaited<ReturnType<typeof openSandboxForTest>>
let stripe: Stripe
let hook: Awaited<ReturnType<typeof openHook>>
before(async () => {
  hook = await openHook()
  sandbox = await openSandboxForTest({ webhook: { url: hook.url } })
  stripe = stripeAt(sandbox.sandbox.url, sandbox.sandbox.credentials.stripe.secretKey)
})
after(async () => {
  await sandbox.close()
  await hook.close()
})

const stripeAt = (address: string, key: string) => {
  const url = new URL(address)
  return new Stripe(key, { host: url.hostname, port: url.port, protocol: 'http', maxNetworkRetries: 1 })
}
const pay = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 50_000,
    currency: 'inr',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...more,
  })

test('a payment, its key and its refund are there after a restart', async () => {
  const key = randomUUID()
  const order = { amount: 12_300, currency: 'inr', confirm: true, payment_method: 'pm_card_visa' }
  const made = await stripe.paymentIntents.create(order, { idempotencyKey: key })
  await stripe.refunds.create({ payment_intent: made.id, amount: 300 })
  await sandbox.restart()
  assert.equal((await stripe.paymentIntents.create(order, { idempotencyKey: key })).id, made.id)
  await assert.rejects(stripe.paymentIntents.create({ ...order, amount: 1_000 }, { idempotencyKey: key }), {
    type: 'StripeIdempotencyError',
  })
  const charge = (await stripe.paymentIntents.retrieve(made.id, { expand: ['latest_charge.balance_transaction'] }))
    .latest_charge
  assert.ok(typeof charge === 'object' && charge?.amount_refunded === 300)
  assert.ok(typeof charge.balance_transaction === 'object' && charge.balance_transaction?.amount === 12_300)
})

test('what was answered is there after a kill -9', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-sandbox-'))
  const program = `import { startSandbox } from ${JSON.stringify(new URL('./start.ts', import.meta.url).href)}
    const { url, credentials } = await startSandbox({ store: ${JSON.stringify(folder)} })
    console.log(JSON.stringify({ url, key: credentials.stripe.secretKey }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url, key } = JSON.parse(line.toString()) as { url: string; key: string }
  const paid = await stripeAt(url, key).paymentIntents.create({
    amount: 4_200,
    currency: 'inr',
    confirm: true,
    payment_method: 'pm_card_visa',
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const again = await startSandbox({ store: folder })
  assert.equal((await stripeAt(again.url, key).paymentIntents.retrieve(paid.id)).status, 'succeeded')
  await again[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

test('a decline is kept under its key too: the same key does not try the card again', async () => {
  const key = randomUUID()
  const declined = () =>
    stripe.paymentIntents.create(
      { amount: 900, currency: 'inr', confirm: true, payment_method: 'pm_card_visa_chargeDeclined' },
      { idempotencyKey: key },
    )
  const errors = await Promise.all(
    [declined(), declined()].map((each) => each.catch((error) => error as Stripe.errors.StripeError)),
  )
  assert.ok(
    errors.every((error) => error instanceof Stripe.errors.StripeCardError && error.decline_code === 'generic_decline'),
  )
  const ids = errors.map((error) => (error as Stripe.errors.StripeError).payment_intent?.id)
  assert.equal(ids[0], ids[1])
  assert.equal((await stripe.charges.list({ payment_intent: ids[0] })).data.length, 1)
})

test('money is held, then taken in part; the rest cannot be refunded', async () => {
  const held = await pay({ capture_method: 'manual' })
  assert.equal(held.status, 'requires_capture')
  const taken = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 20_000 })
  assert.equal(taken.amount_received, 20_000)
  await assert.rejects(
    stripe.refunds.create({ payment_intent: held.id, amount: 20_001 }),
    /greater than unrefunded amount/,
  )
  assert.equal((await stripe.refunds.create({ payment_intent: held.id })).amount, 20_000)
})

test('the statement adds up: charges less refunds, over any mix of both', async () => {
  const since = Math.floor(Date.now() / 1_000)
  const before = await statement(since)
  for (const [amount, back] of [
    [10_000, 0],
    [20_000, 5_000],
    [7_777, 7_777],
  ] as const) {
    const { id } = await pay({ amount })
    if (back) await stripe.refunds.create({ payment_intent: id, amount: back })
  }
  assert.equal((await statement(since)) - before, 37_777 - 12_777)
})
const statement = async (since: number) => {
  const lines = await stripe.balanceTransactions
    .list({ created: { gte: since }, limit: 100 })
    .autoPagingToArray({ limit: 10_000 })
  return lines.reduce((sum, line) => sum + line.amount, 0)
}

test('a refund that fails later gives the money back, and says so by webhook', async () => {
  const { id } = await pay({ payment_method: 'pm_card_refundFail' })
  const refund = await stripe.refunds.create({ payment_intent: id, amount: 500 })
  assert.equal(refund.status, 'succeeded')
  await hook.until((event) => event.type === 'refund.failed' && (event.data.object as Stripe.Refund).id === refund.id)
  assert.equal((await stripe.refunds.retrieve(refund.id)).status, 'failed')
  assert.equal((await stripe.refunds.create({ payment_intent: id })).amount, 50_000)
})

test('webhooks come until they are accepted, also after a restart, and are signed anew each time', async () => {
  hook.answer = 500
  const { id } = await pay()
  const succeeded = (event: Stripe.Event) => event.type === 'payment_intent.succeeded' && idOf(event) === id
  await hook.until(succeeded)
  await sandbox.restart()
  hook.answer = 200
  const accepted = hook.received.length
  await hook.until((event) => hook.received.findIndex((each) => each.event === event) >= accepted && succeeded(event))
  const { webhookSecret } = sandbox.sandbox.credentials.stripe
  for (const { body, signature } of hook.received.filter(({ event }) => succeeded(event)))
    assert.equal(stripe.webhooks.constructEvent(body, signature, webhookSecret).type, 'payment_intent.succeeded')
})

test('told to, it repeats every webhook and mixes their order', async () => {
  await sandbox.faults({ stripe: { duplicateWebhooks: 5, holdWebhooks: true, shuffleWebhooks: true } })
  const made = await Promise.all(Array.from({ length: 4 }, () => pay()))
  await sandbox.faults({ stripe: {} })
  sandbox.deliverWebhooksNow()
  const copies = (id: string) =>
    hook.received.filter(({ event }) => event.type === 'payment_intent.succeeded' && idOf(event) === id)
  await hook.until(() => made.every(({ id }) => copies(id).length >= 5))
  for (const { id } of made)
    assert.equal(new Set(copies(id).map(({ event }) => event.id)).size, 1, 'copies share their id')
})

test('what is wrong with a request is said in the words of Stripe', async () => {
  const { paymentIntents } = stripe
  const complaint = (code: string, param?: string) => (error: unknown) =>
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    error.code === code &&
    (param === undefined || error.param === param)
  await assert.rejects(paymentIntents.create({ currency: 'inr' } as never), complaint('parameter_missing', 'amount'))
  await assert.rejects(
    paymentIntents.create({ amount: 1.5, currency: 'inr' }),
    complaint('parameter_invalid_integer', 'amount'),
  )
  await assert.rejects(
    paymentIntents.create({ amount: 100, currency: 'inr', colour: 'red' } as never),
    complaint('parameter_unknown', 'colour'),
  )
  await assert.rejects(paymentIntents.create({ amount: 1e9, currency: 'inr' }), complaint('amount_too_large'))
  await assert.rejects(paymentIntents.list({ limit: 1_000 }), complaint('parameter_invalid_integer', 'limit'))
  await assert.rejects(paymentIntents.list({ starting_after: 'pi_nothing' }), complaint('resource_missing'))
})

test('only its own keys are accepted, and a real one sent by mistake is not repeated', async () => {
  const { url, credentials } = sandbox.sandbox
  const live = `sk_live_${'x'.repeat(40)}SECRET`
  await assert.rejects(stripeAt(url, live).paymentIntents.list(), (error: Error) => !error.message.includes('xxxxx'))
  const pk = stripeAt(url, credentials.stripe.publishableKey)
  await assert.rejects(pk.paymentIntents.list(), { statusCode: 403 })
  await assert.rejects(pk.paymentIntents.retrieve((await pay()).id), { code: 'resource_missing' })
})

test('a browser sees of a payment only what its secret opens', async () => {
  const { url, credentials } = sandbox.sandbox
  const intent = await pay({ metadata: { note: 'private' } })
  const read = (secret: string) =>
    fetch(
      `${url}/v1/payment_intents/${intent.id}?${new URLSearchParams({ key: credentials.stripe.publishableKey, client_secret: secret })}`,
    )
  const seen = await read(intent.client_secret!)
  assert.equal(seen.headers.get('access-control-allow-origin'), '*')
  const body = (await seen.json()) as Record<string, unknown>
  assert.equal(body.status, 'succeeded')
  assert.ok(!('metadata' in body) && !('_method' in body))
  assert.equal((await read(`${intent.id}_secret_guess`)).status, 404)
})

test('card numbers are nowhere in what is stored', async () => {
  const { url, credentials } = sandbox.sandbox
  const intent = await stripe.paymentIntents.create({ amount: 5_000, currency: 'inr' })
  await fetch(`${url}/v1/payment_intents/${intent.id}/confirm`, {
    method: 'POST',
    headers: { 'idempotency-key': randomUUID() },
    body: new URLSearchParams({
      key: credentials.stripe.publishableKey,
      client_secret: intent.client_secret!,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4000056655665556',
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '987',
    }),
  })
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded')
  const store = openStore(sandbox.folder)
  for (const table of ['objects', 'keys', 'deliveries', 'messages'])
    for (const row of store.db.prepare(`select * from ${table}`).all())
      assert.ok(!JSON.stringify(row).includes('4000056655665556') && !JSON.stringify(row).includes('"987"'), table)
  store.close()
})

test('a page of the outbox shows messages as text, and works under any path', async () => {
  const { url, credentials } = sandbox.sandbox
  const text = 'Your code is 482913 <script>alert(1)</script>'
  await fetch(`${url}/2010-04-01/Accounts/${credentials.twilio.accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${credentials.twilio.accountSid}:${credentials.twilio.authToken}`)}` },
    body: new URLSearchParams({ To: '+919800000001', From: credentials.twilio.from, Body: text }),
  })
  const page = await (await fetch(`${url}/?channel=sms`)).text()
  assert.ok(page.includes('<mark>482913</mark>'))
  assert.ok(page.includes('&lt;script&gt;') && !page.includes('<script>alert'))
  for (const [, link] of page.matchAll(/(?:href|src)="([^"]*)"/g))
    assert.match(link!, /^\?/, 'links hang on the page itself')
  assert.equal((await sandbox.outbox('sms', '+919800000001'))[0]?.text, text)
})

test('faults are not to be had unless asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-sandbox-'))
  const plain = await startSandbox({ store: folder })
  const response = await fetch(`${plain.url}/_faults`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(response.status, 404)
  assert.equal((await stat(join(folder, 'credentials.json'))).mode & 0o777, 0o600)
  await plain[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

test('bodies without end and forms without bottom are refused', async () => {
  const { url } = sandbox.sandbox
  const post = (body: string) =>
    fetch(`${url}/v1/payment_intents`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  assert.equal((await post('a'.repeat(300_000))).status, 413)
  assert.equal((await post('a[b][c][d][e][f][g]=1')).status, 400)
  assert.equal((await post('a=1&'.repeat(501))).status, 400)
  assert.throws(() => parseForm('__proto__[polluted]=yes'), RangeError)
})

test('what is old is forgotten, the newest is kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-sandbox-'))
  const store = openStore(folder)
  const outbox = openOutbox(store)
  for (let i = 0; i < 30; i++) outbox.put({ id: `SM${i}`, channel: 'sms', to: '+919800000002', at: i, text: `${i}` })
  prune(store, Date.now(), { ...keep, messages: 10 })
  const left = outbox.list({ limit: 100 }).map((message) => message.id)
  assert.deepEqual(
    left,
    Array.from({ length: 10 }, (_, i) => `SM${29 - i}`),
  )
  store.close()
  await rm(folder, { recursive: true })
})

test('every test card passes the check digit', () => {
  for (const number of Object.keys(testCards)) assert.ok(luhn(number), number)
  assert.ok(!luhn('4242424242424241') && !luhn(''))
})

test('Google Maps: places are found by name and by point, and routes have length and time', async () => {
  const maps = await openSandboxForTest({ places: [{ name: 'MG Road, Bengaluru', lat: 12.9756, lng: 77.6069 }] })
  const { url, credentials } = maps.sandbox
  const { apiKey } = credentials.googleMaps
  const geocode = async (query: Record<string, string>) =>
    (await (await fetch(`${url}/maps/api/geocode/json?${new URLSearchParams(query)}`)).json()) as {
      status: string
      results: { formatted_address: string }[]
    }
  assert.equal((await geocode({ address: 'mg road', key: apiKey })).results[0]?.formatted_address, 'MG Road, Bengaluru')
  assert.equal((await geocode({ latlng: '12.97,77.60', key: apiKey })).status, 'OK')
  assert.equal((await geocode({ latlng: '0,0', key: apiKey })).status, 'ZERO_RESULTS')
  assert.equal((await geocode({ address: 'mg road', key: 'wrong' })).status, 'REQUEST_DENIED')
  const at = (latitude: number, longitude: number) => ({ location: { latLng: { latitude, longitude } } })
  const response = await fetch(`${url}/directions/v2:computeRoutes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': apiKey, 'x-goog-fieldmask': 'routes.duration' },
    body: JSON.stringify({ origin: at(12.97, 77.6), destination: at(12.98, 77.6), travelMode: 'TWO_WHEELER' }),
  })
  const { routes } = (await response.json()) as { routes: { distanceMeters: number; duration: string }[] }
  assert.equal(routes[0]?.distanceMeters, 1_112)
  assert.equal(routes[0]?.duration, '185s')
  await maps.close()
})

const idOf = (event: Stripe.Event) => (event.data.object as { id?: string }).id

/** A shop's webhook: keeps what comes, answers as told. */
async function openHook() {
  const changed = new EventTarget()
  const received: { event: Stripe.Event; body: string; signature: string }[] = []
  const state = { answer: 200, received, url: '', until, close }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    received.push({ event: JSON.parse(body), body, signature: String(request.headers['stripe-signature']) })
    response.writeHead(state.answer).end()
    changed.dispatchEvent(new Event('webhook'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks/stripe`

  async function until(wanted: (event: Stripe.Event) => boolean) {
    while (!received.some(({ event }) => wanted(event)))
      await new Promise((resolve) => changed.addEventListener('webhook', resolve, { once: true }))
  }
  async function close() {
    server.closeAllConnections()
    server.close()
  }
  return state
}
