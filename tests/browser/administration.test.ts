import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator } from 'playwright-core'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShopHouse, password, type ShopHouse, type Staff } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { heading, logIn, openConsole, withoutMap } from './console.ts'

/** A partner's own server: what came to it, and what it answers. */
async function openPartner() {
  const came: { headers: IncomingHttpHeaders; body: string }[] = []
  const answers = { status: 200 }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      came.push({ headers: request.headers, body })
      response.writeHead(answers.status).end(`The partner says ${answers.status}`)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    came,
    answers,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tokri`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  }
}

describe('what an administrator gives and takes at the console, in a real browser', { skip: noBrowser }, () => {
  let stage: ShopHouse
  let browser: Browser
  let admin: Staff
  before(async () => {
    stage = await openShopHouse({ env: { TOKRI_WEBHOOK_PRIVATE: 'allowed' } })
    browser = await openBrowser()
    admin = await stage.shop.staff('admin')
  })
  after(async () => {
    await browser?.close()
    await stage?.[Symbol.asyncDispose]()
  })

  const enter = (path: string, title: string) => openConsole(browser, stage.house.url!, admin.email, path, title)

  test('a role is given and taken away: the console of that person, the API and the audit trail say so', async () => {
    const { send, house } = stage
    const email = 'gita@example.com'
    const { user } = expect(
      await send('POST', '/v1/auth/register', { body: { email, password, name: 'Gita Menon' } }),
      201,
    )
    const tokenNow = async (): Promise<string> =>
      expect(await send('POST', '/v1/auth/login', { body: { email, password } }), 200).accessToken
    const ordersFor = async () => (await send('GET', '/v1/admin/orders', { token: await tokenNow() })).status
    const herself = await openPage(browser, 'desktop')
    await logIn(herself.page, house.url!, email, 'This account has no access to the console.')
    assert.equal(await ordersFor(), 403)

    const { page, context, faults } = await enter('/users?q=gita', 'Users')
    await page.getByRole('table', { name: 'Users' }).getByText('Gita Menon').click()
    const panel = page.getByRole('dialog', { name: 'Gita Menon' })
    const giveRights = async (roles: Record<string, boolean>, stores: Record<string, boolean>, reason: string) => {
      for (const [name, on] of Object.entries({ ...roles, ...stores }))
        await panel.getByRole('checkbox', { name, exact: true }).setChecked(on)
      await panel.getByLabel('Reason').fill(reason)
      await panel.getByRole('button', { name: 'Save roles' }).click()
      await page.getByText('Saved', { exact: true }).last().waitFor()
    }
    const hasSections = async (...names: string[]) => {
      await herself.page.goto(`${house.url}/console`)
      const links = herself.page.getByRole('navigation', { name: 'Sections' }).getByRole('link')
      await eventually('her sections are hers', async () => {
        const shown = await links.allTextContents()
        return names.every((name) => shown.includes(name)) && shown.length > 0
      })
      return links.allTextContents()
    }
    await giveRights({ Support: true }, {}, 'Answers the phone')
    const ofSupport = await hasSections('Live', 'Orders', 'Users')
    assert.ok(!ofSupport.includes('Picking') && !ofSupport.includes('Audit trail'), ofSupport.join())
    assert.equal(await ordersFor(), 200)

    await giveRights({ Support: false, 'Store manager': true }, { 'Tokri lake': true }, 'Leads the store')
    const ofManager = await hasSections('Picking', 'Store', 'Delivery windows')
    assert.ok(!ofManager.includes('Users'), ofManager.join())
    const stores = expect(await send('GET', '/v1/store/stores', { token: await tokenNow() }), 200)
    assert.deepEqual(
      stores.items.map(({ id }: { id: string }) => id),
      [stage.shop.storeId],
    )

    await giveRights({ 'Store manager': false }, {}, 'Has left')
    await herself.page.goto(`${house.url}/console/store`)
    await heading(herself.page, 'This account has no access to the console.').waitFor()
    const refused = await send('GET', '/v1/store/stores', { token: await tokenNow() })
    assert.deepEqual([refused.status, refused.body.code, await ordersFor()], [403, 'auth/forbidden', 403])

    await panel.getByRole('link', { name: 'What staff changed here' }).click()
    await heading(page, 'Audit trail').waitFor()
    const trail = page.getByRole('table', { name: 'Audit trail' }).getByRole('row', { name: /users\.rights_changed/ })
    await trail.nth(2).waitFor()
    for (const [at, reason] of ['Has left', 'Leads the store', 'Answers the phone'].entries())
      await trail.nth(at).getByText(reason).waitFor()
    await trail.nth(1).click()
    const entry = page.getByRole('dialog', { name: 'users.rights_changed' })
    const roles = entry.getByRole('row', { name: /roles/ })
    await roles.getByText('support').first().waitFor()
    await roles.getByText('manager').first().waitFor()
    await entry.getByText(admin.userId).first().waitFor()
    assert.ok(page.url().includes(user.id))
    // What her page asked for before it knew is refused.
    const hers = herself.faults.filter((fault) => !/status of 403/.test(fault))
    noFaults(withoutMap([...faults, ...hers]))
    await Promise.all([context.close(), herself.context.close()])
  })

  /** The dialog that shows a secret, once: what it says below each of its labels. */
  async function secretIn(dialog: Locator, ...labels: string[]): Promise<string[]> {
    await dialog.getByText('Copy it now: it is not shown again.').waitFor()
    const values = await dialog.locator('code').allTextContents()
    assert.equal(values.length, labels.length)
    for (const label of labels) await dialog.getByText(label, { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'I have kept it' }).click()
    await dialog.waitFor({ state: 'hidden' })
    return values
  }

  test('an API client has its secret once, gets a token by it for what it may, and is shut out by a new one and for good', async () => {
    const { house, send } = stage
    const { page, context, faults } = await enter('/api-clients', 'API clients')
    await page.getByRole('button', { name: 'New API client' }).first().click()
    const form = page.getByRole('dialog', { name: 'New API client' })
    await form.getByLabel('Name').fill('Kitchen display')
    await form.getByRole('checkbox', { name: 'orders:read' }).check()
    await form.getByRole('button', { name: 'Create' }).click()
    const shown = page.getByRole('dialog', { name: 'Secret of Kitchen display' })
    const [id, secret] = await secretIn(shown, 'Client id', 'Client secret')
    const card = page.getByRole('listitem').filter({ hasText: 'Kitchen display' })
    await card.getByText('never used').waitFor()
    const grant = async (client_secret: string) => {
      const form = { grant_type: 'client_credentials', client_id: id!, client_secret }
      const answer = await fetch(`${house.url}/v1/auth/token`, { method: 'POST', body: new URLSearchParams(form) })
      return { status: answer.status, body: (await answer.json()) as { access_token: string; scope: string } }
    }
    const granted = await grant(secret!)
    assert.deepEqual([granted.status, granted.body.scope], [200, 'orders:read'])
    const token = granted.body.access_token
    expect(await send('GET', '/v1/orders', { token }), 200)
    assert.equal((await send('GET', '/v1/admin/orders', { token })).body.code, 'auth/scope')
    await page.reload()
    await card.getByText(/· used /).waitFor()
    assert.ok(!(await page.content()).includes(secret!))

    await card.getByRole('button', { name: 'New secret' }).click()
    await page.getByRole('dialog', { name: 'New secret' }).getByRole('button', { name: 'New secret' }).click()
    const [, other] = await secretIn(shown, 'Client id', 'Client secret')
    assert.deepEqual([(await grant(secret!)).status, (await grant(other!)).status], [401, 200])
    await card.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog', { name: 'Revoke' }).getByRole('button', { name: 'Revoke' }).click()
    await card.getByText('Revoked').waitFor()
    assert.equal((await grant(other!)).status, 401)
    noFaults(withoutMap(faults))
    await context.close()
  })

  test('a webhook: its secret once, a test that the partner can verify; what failed is seen and sent again', async () => {
    const { shop } = stage
    await using partner = await openPartner()
    const { page, context, faults } = await enter('/webhooks', 'Webhooks')
    await page.getByRole('button', { name: 'New webhook' }).click()
    const form = page.getByRole('dialog', { name: 'New webhook' })
    await form.getByLabel('Name').fill('Till of the mall')
    await form.getByLabel('Address').fill(partner.url)
    await form.getByRole('checkbox', { name: 'order.placed' }).check()
    await form.getByRole('button', { name: 'Create' }).click()
    const [secret] = await secretIn(page.getByRole('dialog', { name: 'Secret of Till of the mall' }), 'Signing secret')
    const isSigned = ({ headers, body }: (typeof partner.came)[number]) => {
      const key = Buffer.from(secret!.replace('whsec_', ''), 'base64')
      const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(text).digest('base64')}`
    }
    const arrived = (count: number) => eventually(`${count} came`, async () => partner.came.length === count)

    const card = page.getByRole('listitem').filter({ hasText: 'Till of the mall' })
    await card.getByRole('button', { name: 'Send a test' }).click()
    const log = page.getByRole('dialog', { name: 'Deliveries to Till of the mall' })
    const delivery = (event: string) => log.getByRole('listitem').filter({ hasText: event })
    await delivery('webhook.test').getByText('Delivered').waitFor()
    await arrived(1)
    assert.ok(isSigned(partner.came[0]!))
    assert.equal(JSON.parse(partner.came[0]!.body).type, 'webhook.test')

    partner.answers.status = 500
    const order = await shop.bought(await shop.customer(), [shop.products[0]!])
    await delivery('order.placed').getByText('Failed, tried again later').waitFor()
    await delivery('order.placed').locator('summary').click()
    await delivery('order.placed').getByText('The partner says 500').waitFor()
    await log.getByRole('checkbox', { name: 'Only what failed' }).check()
    await delivery('webhook.test').waitFor({ state: 'hidden' })
    await log.getByRole('button', { name: 'Close' }).click()
    await card.getByText(/^Failing, since /).waitFor()

    // Gone for good, says the partner: nothing is sent until staff turn it on again.
    partner.answers.status = 410
    await card.getByRole('button', { name: 'Deliveries' }).click()
    await delivery('order.placed').locator('summary').click()
    await delivery('order.placed').getByRole('button', { name: 'Send again' }).click()
    await delivery('order.placed').getByText('The partner says 410').waitFor()
    await log.getByRole('button', { name: 'Close' }).click()
    await card.getByText('Address is gone').waitFor()
    assert.equal(await card.getByRole('button', { name: 'Send a test' }).count(), 0)

    partner.answers.status = 200
    await card.getByRole('button', { name: 'Turn on' }).click()
    await card.getByText('On', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Deliveries' }).click()
    await delivery('order.placed').locator('summary').click()
    await delivery('order.placed').getByRole('button', { name: 'Send again' }).click()
    await delivery('order.placed').getByText('Delivered').waitFor()
    const last = partner.came.at(-1)!
    assert.ok(isSigned(last))
    const { type, data } = JSON.parse(last.body)
    assert.deepEqual([type, data.orderId], ['order.placed', order.id])
    // Every try of a delivery has its id, so that the partner counts it once.
    const tries = partner.came.filter(({ body }) => body.includes(order.id))
    assert.equal(new Set(tries.map(({ headers }) => headers['webhook-id'])).size, 1)
    noFaults(withoutMap(faults))
    await context.close()
  })
})
