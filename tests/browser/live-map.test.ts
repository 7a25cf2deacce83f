import { describe, test } from 'node:test'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { fixtures } from './fixtures.ts'
import { openTown } from './town.ts'

describe('the live map of the console, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ town: openTown, browser: openBrowser })

  test('comes as close as the door of the chosen order and its rider allow, and no closer', async () => {
    const { shop, send } = on.town
    const [support, picker, rider] = [await shop.staff('support'), await shop.staff('picker'), await shop.rider()]
    // Two kilometres and more from the store: as close as the map would come to a door alone, the other is beyond its edge.
    const { token } = await shop.customer()
    const far = { label: 'Home', line1: '9 Far Road', lat: storePoint.lat + 0.012, lng: storePoint.lng + 0.022 }
    const { id: addressId } = expect(await send('POST', '/v1/me/addresses', { token, body: far }), 201)
    const order = await shop.bought({ userId: '', token, addressId }, [shop.products[0]!])
    await shop.pick(picker, order.id)
    await shop.ready(rider)
    await shop.ride(rider, order)

    const { page, context, faults } = await openConsole(on.browser, on.town.url, support.email, '', 'Live orders')
    const map = page.getByRole('region', { name: /^Map of the city/ })
    const door = map.getByRole('button', { name: new RegExp(`^Order ${order.number}, `) })
    const who = map.getByRole('img', { name: /^Rider Ravi Das, / })
    /** How far apart they are of the map's width, or nothing where one of them lies beyond its edge. */
    const apart = async () => {
      const { x, y, width, height } = (await map.boundingBox())!
      const [from, to] = await Promise.all(
        [door, who].map(async (each) => {
          const box = (await each.boundingBox())!
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
        }),
      )
      const isOn = (at: { x: number; y: number }) => at.x > x && at.x < x + width && at.y > y && at.y < y + height
      return isOn(from!) && isOn(to!) ? Math.abs(from!.x - to!.x) / width : 0
    }
    await eventually('the whole area is shown', async () => {
      const share = await apart()
      return share > 0 && share < 0.4
    })

    await page.getByRole('region', { name: 'Live orders' }).getByRole('button', { name: order.number }).click()
    await page.getByRole('complementary', { name: `Order ${order.number}` }).waitFor()
    await eventually('they have the map to themselves', async () => (await apart()) > 0.6)
    noFaults(faults)
    await context.close()
  })
})
