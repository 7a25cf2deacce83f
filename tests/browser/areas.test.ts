import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, type screens } from './browser.ts'
import { openConsole } from './console.ts'
import { fixtures } from './fixtures.ts'
import { hasFocus } from './keyboard.ts'

type Ring = [number, number][]

describe('service areas in the console, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })

  async function openAreas(screen: keyof typeof screens) {
    const { url, seeded } = on.demo
    const path = `/areas?store=${seeded.stores[0]!.id}`
    const opened = await openConsole(on.browser, url, 'admin@demo.tokri', path, 'Service areas', screen)
    await opened.page.getByRole('button', { name: 'Corner 1', exact: true }).waitFor()
    return opened
  }

  const ringOf = async (page: Page): Promise<Ring> => {
    const text = await page.getByRole('textbox', { name: 'GeoJSON polygon' }).inputValue()
    return JSON.parse(text).coordinates[0].slice(0, -1)
  }
  const until = (page: Page, what: string, holds: (ring: Ring) => boolean) =>
    eventually(what, async () => {
      const ring = await ringOf(page)
      return holds(ring) ? ring : null
    })
  const middleOf = async (thing: Locator) => {
    const box = (await thing.boundingBox())!
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const drag = async (page: Page, thing: Locator, by: { x: number; y: number }) => {
    const { x, y } = await middleOf(thing)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + by.x / 2, y + by.y / 2)
    await page.mouse.move(x + by.x, y + by.y)
    await page.mouse.up()
  }

  test('an outline is drawn by dragging and by keys, each step is undone, and it is saved', async () => {
    const { page, context, faults } = await openAreas('desktop')
    const corner = (number: number) => page.getByRole('button', { name: `Corner ${number}`, exact: true })
    const first = await ringOf(page)
    const count = first.length

    await drag(page, corner(2), { x: 30, y: 20 })
    const dragged = await until(page, 'the corner has moved', (ring) => ring[1]![0] > first[1]![0])
    assert.deepEqual(dragged.with(1, first[1]!), first, 'no other corner has')
    await drag(page, page.getByRole('button', { name: 'Add a corner after corner 2' }), { x: 5, y: 5 })
    const added = await until(page, 'there is one more', (ring) => ring.length === count + 1)
    assert.deepEqual(added.toSpliced(2, 1), dragged)

    await corner(3).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowUp')
    const nudged = await until(page, 'it has gone 10 m east and 100 m north', (ring) => ring[2]![1] > added[2]![1])
    assert.ok(Math.abs((nudged[2]![1] - added[2]![1]) * 111_195 - 100) < 1)
    assert.ok(nudged[2]![0] > added[2]![0])
    await page.keyboard.press('Control+z')
    await until(page, 'what its keys did is one step', (ring) => String(ring) === String(added))
    await page.keyboard.press('Delete')
    await until(page, 'it is gone', (ring) => String(ring) === String(dragged))
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.deepEqual(await ringOf(page), first)
    await page.getByRole('button', { name: 'Redo' }).click()
    assert.deepEqual(await ringOf(page), dragged)

    const grip = page.getByRole('button', { name: 'Move the whole area' })
    await drag(page, grip, { x: 12, y: 0 })
    const moved = await until(page, 'the whole has moved', (ring) => ring[0]![0] > dragged[0]![0])
    const ways = moved.map(([lng], index) => (lng - dragged[index]![0]).toFixed(5))
    assert.equal(new Set(ways).size, 1, 'every corner by as much')
    await grip.focus()
    await page.keyboard.press('ArrowDown')
    await until(page, 'and by keys', (ring) => ring.every(([, lat], index) => lat < moved[index]![1]))

    const save = page.getByRole('button', { name: 'Save the area' })
    const wanted = await ringOf(page)
    await save.click()
    const asking = page.getByRole('dialog', { name: /Serve this area from/ })
    await asking.getByRole('textbox', { name: 'Reason' }).fill('The new bridge')
    await asking.getByRole('button', { name: 'Save the area' }).click()
    await page.getByText('The area is saved').waitFor()
    await eventually('there is nothing more to save', () => save.isDisabled())
    await page.reload()
    await corner(1).waitFor()
    assert.deepEqual(await ringOf(page), wanted)
    noFaults(faults)
    await context.close()
  })

  test('a key that is held moves a corner by every repeat, in one step; a save that was refused is tried again', async () => {
    const { page, context, faults } = await openAreas('desktop')
    const corner = page.getByRole('button', { name: 'Corner 2', exact: true })
    const before = await ringOf(page)
    await corner.focus()
    // All at once: a key repeats faster than a slow machine draws.
    await page.evaluate(`for (let times = 0; times < 20; times += 1)
      document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowUp', repeat: times > 0, bubbles: true, cancelable: true }),
      )`)
    const held = await until(page, 'the corner has gone north', (ring) => ring[1]![1] > before[1]![1])
    assert.ok(Math.abs((held[1]![1] - before[1]![1]) * 111_195 - 200) < 2, 'twenty times ten metres')
    await page.keyboard.press('Control+z')
    await until(page, 'it is one step', (ring) => String(ring) === String(before))
    await page.keyboard.press('Control+Shift+z')
    await until(page, 'and done again', (ring) => String(ring) === String(held))

    const path = `**/v1/admin/areas/*`
    const refuse = { code: 'service/overloaded', title: 'The service is busy; please try again', status: 503 }
    await page.route(path, (route) =>
      route.request().method() === 'PUT' ? route.fulfill({ status: 503, json: refuse }) : route.continue(),
    )
    const save = page.getByRole('button', { name: 'Save the area' })
    const asking = page.getByRole('dialog', { name: /Serve this area from/ })
    await save.click()
    await asking.getByRole('textbox', { name: 'Reason' }).fill('The new bridge')
    await asking.getByRole('button', { name: 'Save the area' }).click()
    await asking.getByRole('alert').waitFor()
    await asking.getByRole('button', { name: 'Cancel' }).click()
    await page.unroute(path)
    await save.click()
    await asking.getByRole('textbox', { name: 'Reason' }).fill('The new bridge')
    assert.equal(await asking.getByRole('alert').count(), 0, 'the earlier refusal is not said again')
    await asking.getByRole('button', { name: 'Save the area' }).click()
    await page.getByText('The area is saved').waitFor()
    noFaults(faults.filter((fault) => !/status of 503/.test(fault)))
    await context.close()
  })

  test('an outline that crosses itself is refused in words, and cannot be saved', async () => {
    const { page, context, faults } = await openAreas('desktop')
    const [a, b] = [1, 2].map((number) => page.getByRole('button', { name: `Corner ${number}`, exact: true }))
    const before = await ringOf(page)
    // The first corner beyond the second and the side after it.
    const [from, over] = [await middleOf(a!), await middleOf(b!)]
    const third = await middleOf(page.getByRole('button', { name: 'Corner 3', exact: true }))
    const middle = { x: (over.x + third.x) / 2, y: (over.y + third.y) / 2 }
    await drag(page, a!, { x: (middle.x - from.x) * 1.15, y: (middle.y - from.y) * 1.15 })
    await page.getByText('The outline crosses itself.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Save the area' }).isDisabled())
    await page.getByRole('button', { name: 'As it was' }).click()
    await page.getByText(/km², \d+ cells/).waitFor()
    assert.deepEqual(await ringOf(page), before)
    noFaults(faults)
    await context.close()
  })

  test('the area is made of what a rider reaches in some minutes, undone, and saved like any other', async () => {
    const { page, context, faults } = await openAreas('desktop')
    const first = await ringOf(page)
    const panel = page.getByRole('form', { name: 'Area from minutes' })
    const minutes = panel.getByRole('spinbutton', { name: 'Minutes on the road' })
    await minutes.fill('4')
    await panel.getByRole('button', { name: 'Area from 4 min' }).click()
    await page.getByText(/^\d+ cells are reached in 4 min/).waitFor()
    const small = await until(page, 'the outline is another', (ring) => String(ring) !== String(first))
    assert.ok(small.length > 5, `${small.length} corners`)
    await minutes.fill('7')
    await panel.getByRole('button', { name: 'Area from 7 min' }).click()
    await page.getByText(/^\d+ cells are reached in 7 min/).waitFor()
    const large = await until(page, 'it is wider', (ring) => String(ring) !== String(small))
    const width = (ring: Ring) => Math.max(...ring.map(([lng]) => lng)) - Math.min(...ring.map(([lng]) => lng))
    assert.ok(width(large) > width(small))

    await page.getByRole('button', { name: 'Undo' }).click()
    assert.deepEqual(await ringOf(page), small)
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.deepEqual(await ringOf(page), first)
    await page.getByRole('button', { name: 'Redo' }).click()
    await panel.getByRole('button', { name: 'Hide what is reached' }).click()
    await page.getByText(/cells are reached/).waitFor({ state: 'detached' })
    assert.ok(await hasFocus(minutes), 'the keyboard is not lost')
    assert.deepEqual(await ringOf(page), small, 'what was drawn stays')

    await page.getByRole('button', { name: 'Save the area' }).click()
    const asking = page.getByRole('dialog', { name: /Serve this area from/ })
    await asking.getByRole('textbox', { name: 'Reason' }).fill('Four minutes by road')
    await asking.getByRole('button', { name: 'Save the area' }).click()
    await page.getByText('The area is saved').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Corner 1', exact: true }).waitFor()
    assert.deepEqual(await ringOf(page), small)
    noFaults(faults)
    await context.close()
  })

  test('a corner is dragged by a finger on a phone, and the page stays where it is', async () => {
    const { page, context, faults } = await openAreas('phone')
    const before = await ringOf(page)
    const corner = page.getByRole('button', { name: 'Corner 1', exact: true })
    await corner.scrollIntoViewIfNeeded()
    const scrolled = await page.evaluate('scrollY')
    const { x, y } = await middleOf(corner)
    const touch = await context.newCDPSession(page)
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', by: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: x - by, y: y + by }],
      })
    await send('touchStart', 0)
    for (const by of [10, 20, 30]) await send('touchMove', by)
    await send('touchEnd', 30)
    const after = await until(page, 'the corner has moved', (ring) => String(ring[0]) !== String(before[0]))
    assert.deepEqual(after.with(0, before[0]!), before)
    assert.equal(await page.evaluate('scrollY'), scrolled)
    noFaults(faults)
    await context.close()
  })
})
