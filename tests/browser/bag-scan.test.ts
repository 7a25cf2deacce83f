import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Handover } from '../../contracts/stores.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { logInOn } from './customer.ts'
import { filmOfQr } from './pictured-code.ts'
import { slide } from './rider.ts'
import { openTown, type Town, withoutWay } from './town.ts'

describe('bags under the camera of a rider’s phone', { skip: noBrowser }, () => {
  let town: Town
  let home: string
  before(async () => {
    town = await openTown({ TOKRI_DELIVERIES_OFFER_S: '600' })
    home = await mkdtemp(join(tmpdir(), 'tokri-bags-'))
  })
  after(async () => {
    await town?.[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })

  /** A phone that looks at a slip with this on it. */
  async function lookingAt(text: string) {
    const film = join(home, `${text}.y4m`)
    await filmOfQr(text, film)
    const device = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
    return openBrowser(['--use-fake-ui-for-media-stream', ...device])
  }

  test('those of another order are refused with a word, the right ones are taken', async () => {
    const { shop, send, url } = town
    const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
    await shop.ready(rider)
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    await shop.pick(picker, order.id)
    const path = `/v1/store/handovers?store=${shop.storeId}`
    const { items }: { items: Handover[] } = expect(await send('GET', path, { token: picker.token }), 200)
    const { code: right } = items.find((each) => each.orderId === order.id)!
    assert.match(right, /^\w{4}$/)
    const other = right === 'AAAA' ? 'BBBB' : 'AAAA'

    for (const code of [other, right]) {
      const browser = await lookingAt(`${order.number} ${code}`)
      try {
        const { page, context, faults } = await openPage(browser, 'phone')
        await context.grantPermissions(['geolocation', 'camera'])
        await context.setGeolocation({ latitude: storePoint.lat, longitude: storePoint.lng })
        await logInOn(page, `${url}/rider`, rider.email, 'rider')
        await page.goto(`${url}/rider`)
        if (code === other) {
          await page.getByRole('button', { name: 'Accept', exact: true }).click()
          await page.getByRole('link', { name: 'Ride to the store' }).click()
          await page.getByRole('button', { name: 'I am at the store' }).click()
        } else await page.getByRole('link').filter({ hasText: order.number }).first().click()
        await page.getByRole('button', { name: 'Scan the bag' }).click()
        const typed = page.getByLabel('Code on the bags')
        await eventually('it is read', async () => (await typed.inputValue()).endsWith(code), { withinMs: 60_000 })
        if (code === other) await page.getByText('These are not the bags of this order.').waitFor()
        else {
          await slide(page, /^Slide: I have the bag/)
          await page.getByRole('button', { name: 'I am at the door' }).waitFor()
          // What is said on the phone is on its way for a moment.
          await shop.reaches(who, order.id, 'picked_up')
        }
        noFaults(withoutWay(faults))
      } finally {
        await browser.close()
      }
    }
  })
})
