import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Point } from '../../contracts/geo.ts'
import { openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { fixtures } from './fixtures.ts'
import { keyboardOf, silent } from './keyboard.ts'

describe('closed streets in the console, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })

  /** The way from one store to another, and a point of a street that it leads over. */
  async function wayBetweenStores() {
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${on.demo.url}${path}`, init)
      assert.equal(answer.status, 200, path)
      return answer.json()
    }
    const login = { email: 'admin@demo.tokri', password: 'tokri-demo' }
    const { accessToken } = (await ask('/v1/auth/login', {
      method: 'POST',
      body: JSON.stringify(login),
      headers: { 'content-type': 'application/json' },
    })) as { accessToken: string }
    const headers = { authorization: `Bearer ${accessToken}` }
    const { items } = (await ask('/v1/admin/stores', { headers })) as { items: { point: Point }[] }
    const [from, to] = items.map(({ point }) => `${point.lat.toFixed(6)},${point.lng.toFixed(6)}`)
    return async () => {
      const route = await ask(`/v1/route?from=${from}&to=${to}`, { headers })
      const { distanceM, path } = route as { distanceM: number; path: [number, number][] }
      const at = Math.floor(path.length / 2)
      const [a, b] = [path[at - 1]!, path[at]!]
      return { distanceM, middle: { lng: (a[0] + b[0]) / 2, lat: (a[1] + b[1]) / 2 } }
    }
  }

  test('a street is closed and opened again without a pointer, and is on the list meanwhile', async () => {
    const way = await wayBetweenStores()
    const open = await way()
    const street = open.middle
    const opened = await openConsole(on.browser, on.demo.url, 'admin@demo.tokri', '/closures', 'Closed streets')
    const { page, context, faults } = opened
    await page.getByText('Every street is open').waitFor()

    const keys = await keyboardOf(page)
    const place = page.getByRole('textbox', { name: 'Latitude, longitude' })
    const centre = await eventually('the place is the centre of the map', () => place.inputValue())
    assert.match(centre, /^\d+\.\d{6}, \d+\.\d{6}$/)
    await keys.tabTo(place)
    await keys.press('Control+A')
    await keys.type('here')
    await page.getByText('A latitude and a longitude, such as').waitFor()
    await keys.press('Control+A')
    await keys.type('10.5, 80.5')
    await keys.tabTo(page.getByRole('textbox', { name: 'Reason' }))
    await keys.type('Water main')
    await keys.tabTo(page.getByRole('button', { name: 'Close the street' }))
    await keys.press('Enter')
    await page.getByRole('alert').getByText('There is no street of the map here').waitFor()

    await keys.tabTo(place, 'Shift+Tab')
    await keys.press('Control+A')
    await keys.type(`${street.lat.toFixed(6)}, ${street.lng.toFixed(6)}`)
    await keys.tabTo(page.getByRole('button', { name: 'Close the street' }))
    await keys.press('Enter')
    const row = page.getByRole('row', { name: /Water main/ })
    await row.waitFor()
    await eventually('the way leads around', async () => (await way()).distanceM !== open.distanceM)

    await keys.tabTo(row.getByRole('button', { name: 'Reopen: Water main' }), 'Shift+Tab')
    await keys.press('Enter')
    const asking = page.getByRole('dialog', { name: 'Open this street again?' })
    await keys.tabTo(asking.getByRole('textbox', { name: 'Reason' }))
    await keys.type('Repaired')
    await keys.tabTo(asking.getByRole('button', { name: 'Reopen' }))
    await keys.press('Enter')
    await page.getByText('Every street is open').waitFor()
    assert.equal((await way()).distanceM, open.distanceM)
    assert.deepEqual(silent(keys.said), [])
    noFaults(faults.filter((fault) => !/status of 422/.test(fault)))
    await context.close()
  })
})
