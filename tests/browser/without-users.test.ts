import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serviceNames } from '../../services/index.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openProcesses } from '../processes.ts'
import { openShop } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { withoutMap } from './console.ts'
import { customerOn } from './customer.ts'
import { fixtures } from './fixtures.ts'

describe('an order’s page while users hang, in a real browser on a phone', { skip: noBrowser }, () => {
  const others = serviceNames.filter((each) => each !== 'users')
  const on = fixtures({
    tokri: () => openProcesses({ groups: [['gateway', ...others], ['users']], proxied: ['users'] }),
    browser: openBrowser,
  })

  test('what is written comes and goes, and the page follows its order', async () => {
    const { tokri } = on
    const { send } = tokri
    const shop = await openShop({ call: tokri.call, send })
    const { page, context, faults } = await openPage(on.browser, 'phone')
    const who = await customerOn({ house: tokri, send }, page)
    const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
    const order = await eventually('it is bought', () => shop.bought(who, [shop.products[0]!]).catch(() => null))
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    await page.goto(`${tokri.url}/orders/${order.id}`)
    await page.getByRole('button', { name: 'Message your rider' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Call your rider' }).count(), 0, 'neither has left a number')

    await tokri.proxy('users').hang()
    await page.getByRole('button', { name: 'Message your rider' }).click()
    const talk = page.getByRole('dialog', { name: 'Your rider' })
    await talk.getByRole('textbox', { name: 'Message' }).fill('The blue gate, please')
    await talk.getByRole('button', { name: 'Send' }).click()
    await talk.getByText('The blue gate, please').waitFor()
    const answer = { token: rider.token, body: { quick: 'at-the-gate' } }
    expect(await send('POST', `/v1/orders/${order.id}/messages`, answer), 201)
    await talk.getByText('I am at the gate').waitFor()
    await talk.getByRole('button', { name: 'Close' }).click()
    assert.equal((await shop.handOver(rider, task, order)).status, 200)
    await page.getByRole('heading', { level: 1, name: 'Delivered' }).waitFor()
    noFaults(withoutMap(faults))
    await tokri.proxy('users').pass()
    await context.close()
  })
})
