import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { expect } from './api.ts'
import { buy } from './buying.ts'
import { openCollector } from './collector.ts'
import { eventually } from './eventually.ts'
import { openProcesses } from './processes.ts'
import { openProvider } from './provider.ts'

/** Values that are found in nothing else, by what they stand for. */
function planted() {
  const mark = randomUUID().slice(0, 8)
  return {
    password: `Planted-pass-${mark}`,
    wrongPassword: `Planted-wrong-${mark}`,
    email: `planted.${mark}@example.com`,
    name: `Plantedname ${mark}`,
    phone: `+9198${randomInt(10_000_000, 99_999_999)}`,
    line1: `Planted-house-${mark}, Lake Road`,
    notes: `Planted-note-${mark}`,
    instructions: `Planted-instruction-${mark}`,
    reason: `Planted-reason-${mark}`,
    card: '4000056655665556',
  }
}

test('no line, span or metric of any process tells a secret or of a person', { timeout: 240_000 }, async () => {
  const secret = planted()
  const given: Record<string, string> = { ...secret }
  let lines = ''
  await using collector = await openCollector()
  await using place = await openProcesses({
    groups: [
      ['gateway', 'users'],
      ['catalogue', 'carts', 'orders'],
      ['stores', 'payments', 'deliveries', 'notifications'],
    ],
    env: { TOKRI_LOG_LEVEL: 'trace', TOKRI_OTLP_URL: collector.url, TOKRI_TRACE_JOBS_RATIO: '1' },
    listen: (chunk) => {
      lines += chunk
    },
  })
  const { send, sql } = place
  const provider = openProvider({ url: place.sandboxUrl, home: place.home, send })

  // A life with an account: registered, wrong and right logins, a code by SMS, an address, an order with wishes.
  const { email, password, name, phone } = secret
  const session = expect(await send('POST', '/v1/auth/register', { body: { email, password, name } }), 201)
  const token: string = session.accessToken
  Object.assign(given, { accessToken: token, refreshToken: session.refreshToken })
  await send('POST', '/v1/auth/login', { body: { email, password: secret.wrongPassword } })
  expect(await send('POST', '/v1/auth/otp', { body: { phone } }), 202)
  const text = await eventually('the code has been sent', async () => {
    const answer = await fetch(`${place.sandboxUrl}/outbox.json?${new URLSearchParams({ channel: 'sms', to: phone })}`)
    const found = JSON.stringify(await answer.json())
    return /\b\d{6}\b/.test(found) ? found : null
  })
  const otp = /\b\d{6}\b/.exec(text)![0]
  await send('POST', '/v1/auth/otp/verify', { token, body: { phone, code: otp === '000000' ? '000001' : '000000' } })
  await send('POST', '/v1/auth/otp/verify', { token, body: { phone, code: otp } })
  const address = { label: 'Home', line1: secret.line1, notes: secret.notes, lat: 22.5766, lng: 88.4173 }
  const { id: addressId } = expect(await send('POST', '/v1/me/addresses', { token, body: address }), 201)
  const { shop } = await buy(place)
  await shop.fill({ token }, shop.products[0]!)
  const placed = expect(
    await send('POST', '/v1/orders', {
      token,
      headers: { 'idempotency-key': randomUUID() },
      body: { addressId, payment: { method: 'card' }, instructions: secret.instructions },
    }),
    201,
  )
  Object.assign(given, { clientSecret: placed.payment.handle.clientSecret })
  expect(await send('POST', `/v1/orders/${placed.id}/cancel`, { token, body: { reason: secret.reason } }), 200)

  // What comes in wrong: values in unknown fields, in paths, in headers, in broken JSON.
  for (const body of [{ ...address, card: secret.card }, { email, password: 7 }, { [secret.card]: email }])
    await send('POST', '/v1/me/addresses', { token, body })
  await send('POST', `/v1/nowhere/${email}/${encodeURIComponent(phone)}/${secret.card}?password=${password}`, { token })
  await send('GET', '/v1/me', { headers: { authorization: `Bearer ${session.refreshToken}` } })
  await fetch(`${place.url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"email":"${email}","password":"${password}" oops`,
  })
  await fetch(`${place.url}/v1/live?token=${token}`)

  // Statements that fail with the values in their hands: PostgreSQL quotes them in its message and its detail.
  await sql`alter table users.addresses add constraint planted check (line1 not like '%Planted%') not valid`
  assert.equal((await send('POST', '/v1/me/addresses', { token, body: address })).status, 500)
  await sql`alter table users.addresses drop constraint planted`
  await sql.unsafe(`
    create function users.quote_it() returns trigger language plpgsql as 'begin perform new.line1::int; return new; end';
    create trigger quote_it before insert on users.addresses for each row execute function users.quote_it()`)
  assert.equal((await send('POST', '/v1/me/addresses', { token, body: address })).status, 500)

  // Providers that refuse and that are away.
  await provider.faults({
    stripe: { status: 402 },
    twilio: { status: 400 },
    sendgrid: { status: 401 },
    fcm: { down: true },
  })
  await send('POST', '/v1/auth/otp', { body: { phone: `${phone.slice(0, -1)}${phone.endsWith('1') ? 2 : 1}` } })
  await shop.fill({ token }, shop.products[1]!)
  await send('POST', '/v1/orders', {
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: { addressId, payment: { method: 'card' }, instructions: secret.instructions },
  })

  await eventually('the failures have been told', () => lines.split('a request failed').length > 2)
  await eventually('spans of failures have been exported', () => collector.spans.some((each) => each.failed))
  const metrics = await Promise.all(
    [place.url, place.addressesOf('orders')[0], place.addressesOf('payments')[0]].map(async (url) =>
      (await fetch(`${url}/metrics`)).text(),
    ),
  )
  // What is told must be worth looking through.
  assert.ok(lines.split('\n').length > 100 && collector.spans.length > 200)
  for (const [what, value] of Object.entries(given)) {
    const forms = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
    for (const form of forms) {
      const at = lines.indexOf(form)
      assert.equal(
        at,
        -1,
        `${what} in a line: ${lines.slice(lines.lastIndexOf('\n', at) + 1, lines.indexOf('\n', at))}`,
      )
      assert.ok(!collector.said().includes(form), `${what} in a span`)
      assert.ok(!metrics.join('\n').includes(form), `${what} in a metric`)
    }
  }
  assert.doesNotMatch(lines, new RegExp(`\\b${otp}\\b`), 'the code in a line')

  // And every line is one object, with each field once.
  for (const line of lines.split('\n').filter((each) => each.startsWith('{'))) {
    const fields = [...line.matchAll(/[{,]"([\w.@]+)":/g)].map(([, field]) => field)
    JSON.parse(line)
    const top = fields.filter((field) => field === 'service.name' || field === 'trace.id' || field === '@timestamp')
    assert.equal(new Set(top).size, top.length, line)
  }
})
