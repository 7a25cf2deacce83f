import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Order } from '../../contracts/orders.ts'
import type { Demand } from '../../contracts/rider.ts'
import { expect } from '../api.ts'
import { movableClock } from '../clock.ts'
import { eventually } from '../eventually.ts'
import { type Staff, storePoint } from '../shop.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { logInOn } from './customer.ts'
import { fixtures } from './fixtures.ts'
import { passChecks } from './rider.ts'
import { openTown } from './town.ts'

describe('what the rider’s app is told, in a real browser on a phone', { skip: noBrowser }, () => {
  const clock = movableClock()
  const on = fixtures({ town: () => openTown({ TOKRI_STORES_WHEN_UNSTAFFED: 'promise' }, clock), browser: openBrowser })
  let support: Staff
  before(async () => {
    support = await on.town.shop.staff('support')
  })

  async function openRider(rider: Staff, path: string, prepare: (page: Page) => Promise<unknown> = async () => {}) {
    const opened = await openPage(on.browser, 'phone')
    const { page, context } = opened
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ latitude: storePoint.lat, longitude: storePoint.lng })
    await prepare(page)
    await logInOn(page, `${on.town.url}/rider`, rider.email, 'rider')
    await page.goto(`${on.town.url}/rider${path}`)
    return opened
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  const asRider = async <T>({ token }: Staff, path: string): Promise<T> =>
    expect(await on.town.send('GET', `/v1/rider/${path}`, { token }), 200)

  const goesHome = async ({ userId }: Staff) => {
    const how = { token: support.token, body: { reason: 'The rain' } }
    expect(await on.town.send('POST', `/v1/admin/riders/${userId}/end-shift`, how), 200)
  }
  const isToldSo = async (page: Page) => {
    await heading(page, 'You are off shift').waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: /^Your store ended your shift at / })
      .waitFor()
  }
  /** The phone tells where it is when it has moved so far. */
  const rideOn = (context: BrowserContext) =>
    context.setGeolocation({ latitude: storePoint.lat + 0.004, longitude: storePoint.lng })

  test('staff end the shift: the app says so, asks for no more, and forgets it with the next shift', async () => {
    const rider = await on.town.shop.rider()
    await on.town.shop.ready(rider)
    const { page, context, faults } = await openRider(rider, '')
    await heading(page, 'Waiting for orders').waitFor()
    await goesHome(rider)
    await isToldSo(page)
    // Nothing is told any more, so nothing is refused.
    await rideOn(context)
    await page.reload()
    await isToldSo(page)

    await passChecks(page)
    await page.getByRole('button', { name: 'Start shift' }).click()
    await heading(page, 'Waiting for orders').waitFor()
    await page.getByRole('button', { name: 'End shift', exact: true }).click()
    await heading(page, 'You are off shift').waitFor()
    await eventually(
      'it is ended by the rider',
      async () => (await asRider<{ state: string }>(rider, 'shift')).state === 'off',
    )
    assert.equal(await page.getByText('Your store ended your shift').count(), 0)
    noFaults(faults)
    await context.close()
  })

  test('a phone that could not be told finds out when its position is refused', async () => {
    const rider = await on.town.shop.rider()
    await on.town.shop.ready(rider)
    const { page, context, faults } = await openRider(rider, '', (page) =>
      page.routeWebSocket(/\/v1\/live/, (near) => near.close()),
    )
    const taken = page.waitForResponse(/\/v1\/rider\/positions$/)
    await heading(page, 'Waiting for orders').waitFor()
    await taken
    await goesHome(rider)
    await rideOn(context)
    await isToldSo(page)
    noFaults(faults.filter((fault) => !/status of 409.*\/v1\/rider\/positions/.test(fault)))
    await context.close()
  })

  describe('the map of demand', () => {
    /** Packed and without a rider, for a door so far from the store. */
    async function waits(north: number, east: number): Promise<Order> {
      const { shop, send } = on.town
      const who = await shop.customer()
      const address = { label: 'Home', line1: '4 Park Street', lat: storePoint.lat + north, lng: storePoint.lng + east }
      const { id } = expect(await send('POST', '/v1/me/addresses', { token: who.token, body: address }), 201)
      const order = await shop.bought({ ...who, addressId: id }, [shop.products[0]!])
      await shop.pick(await shop.staff('picker'), order.id)
      return order
    }

    const words = { high: 'Many orders', some: 'Some orders', low: 'Few orders' }
    interface Mark {
      name: string
      x: number
      y: number
    }
    /** What stands on the map, and where in its pixels. */
    const drawn = async (map: Locator): Promise<Mark[]> =>
      Promise.all(
        (await map.getByRole('img', { name: /waiting$/ }).all()).map(async (mark) => {
          const box = (await mark.boundingBox())!
          const name = (await mark.getAttribute('aria-label'))!
          return { name, x: box.x + box.width / 2, y: box.y + box.height / 2 }
        }),
      )
    /** Where a point is in Mercator's world, in radians: pixels but for their scale. */
    const onWorld = ({ lat, lng }: { lat: number; lng: number }) => ({
      x: (lng * Math.PI) / 180,
      y: -Math.asinh(Math.tan((lat * Math.PI) / 180)),
    })
    /** Each cell has its mark, at its place; two that say the same are told apart by where they are. */
    function areDrawn({ cells }: Demand, marks: readonly Mark[]): boolean {
      assert.deepEqual(
        marks.map(({ name }) => name).toSorted(),
        cells.map(({ level, waiting }) => `${words[level]}, ${waiting} waiting`).toSorted(),
      )
      const places = cells.map(({ centre }) => onWorld(centre))
      const width = (of: readonly { x: number }[]) => {
        const xs = of.map(({ x }) => x)
        return Math.max(...xs) - Math.min(...xs)
      }
      const scale = width(marks) / width(places)
      const [west, left] = [Math.min(...places.map(({ x }) => x)), Math.min(...marks.map(({ x }) => x))]
      const [north, top] = [Math.min(...places.map(({ y }) => y)), Math.min(...marks.map(({ y }) => y))]
      for (const [index, { level, waiting }] of cells.entries()) {
        const [x, y] = [left + (places[index]!.x - west) * scale, top + (places[index]!.y - north) * scale]
        const name = `${words[level]}, ${waiting} waiting`
        const near = marks.some((mark) => mark.name === name && Math.hypot(mark.x - x, mark.y - y) < 3)
        assert.ok(near, `${name} at ${x}, ${y}`)
      }
      return true
    }

    test('shows the cells that the API tells, and follows when other orders wait', async () => {
      const rider = await on.town.shop.rider()
      for (const [north, east] of [
        [0.004, 0.003],
        [0.004, 0.003],
        [0.02, -0.015],
        [-0.02, 0.01],
      ] as const)
        await waits(north, east)
      const counted = (count: number) =>
        eventually('deliveries have heard of all', async () => {
          const [row] = await on.town.sql<{ waiting: number }[]>`
            select count(*)::int waiting from deliveries.deliveries where packed and state = 'waiting'`
          return row!.waiting === count
        })
      await counted(4)
      const first = await asRider<Demand>(rider, 'demand')
      assert.deepEqual(first.cells.map(({ waiting }) => waiting).toSorted(), [1, 1, 2])
      const { page, context, faults } = await openRider(rider, '/demand', (opened) => opened.clock.install())
      const map = page.getByRole('region', { name: 'Map of demand' })
      const shows = (demand: Demand) =>
        eventually('the map shows what waits', async () => areDrawn(demand, await drawn(map)))
      await shows(first)
      await page.getByText('4 waiting').waitFor()

      await waits(-0.02, 0.01)
      await waits(0.018, 0.02)
      await counted(6)
      // What was found is good for a minute, and so often the page asks.
      clock.advance(61_000)
      const next = await asRider<Demand>(rider, 'demand')
      assert.deepEqual(next.cells.map(({ waiting }) => waiting).toSorted(), [1, 1, 2, 2])
      await page.clock.fastForward(61_000)
      await shows(next)
      await page.getByText('6 waiting').waitFor()
      noFaults(faults)
      await context.close()
    })
  })
})
