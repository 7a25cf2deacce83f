import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openDemo } from '../demo.ts'
import { eventually } from '../eventually.ts'
import { noBrowser, noFaults, openBrowser, openPage } from './browser.ts'
import { fixtures } from './fixtures.ts'
import { type Keyboard, keyboardOf, silent } from './keyboard.ts'

describe('a purchase without a pointer, in a real browser', { skip: noBrowser }, () => {
  const on = fixtures({ demo: () => openDemo({ speed: 1, alive: false }), browser: openBrowser })

  /** From the first page to the button that orders, with a way to pay. */
  async function toCheckout(page: Page, keys: Keyboard): Promise<void> {
    await page.goto(on.demo.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await keys.press('Tab')
    assert.deepEqual(keys.said.at(-1), { role: 'link', name: 'Skip to the content' })
    await keys.tabTo(page.getByRole('combobox', { name: 'Search products' }))
    await keys.type('mil')
    await page.getByRole('option').first().waitFor()
    await keys.press('ArrowDown', 'ArrowDown', 'ArrowUp')
    await page.getByRole('option', { selected: true }).first().waitFor()
    await keys.press('Escape')
    await keys.type('k')
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: /milk/ }).waitFor()
    await keys.tabTo(page.getByRole('main').getByRole('button', { name: /^Add / }).first())
    await keys.press('Enter')
    // The button has become a stepper, and the focus has not been lost.
    await keys.tabTo(page.getByRole('button', { name: /^One more / }).first())
    await keys.press('Enter')
    await page
      .getByRole('button', { name: /^Cart: .*2/ })
      .first()
      .waitFor()
    await keys.tabTo(page.getByRole('button', { name: /^Cart: / }).first(), 'Shift+Tab')
    await keys.press('Enter')
    const cart = page.getByRole('dialog', { name: /^Your cart/ })
    await cart.waitFor()
    await keys.tabTo(cart.getByRole('button', { name: /Log in to order/ }))
    await keys.press('Enter')
    await keys.tabTo(page.getByRole('button', { name: 'Enter as demo customer' }))
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor()
  }

  test('with Tab, arrows and Enter up to an order in cash; every stop says what it is', async () => {
    const { page, context, faults } = await openPage(on.browser, 'desktop')
    const keys = await keyboardOf(page)
    await toCheckout(page, keys)
    const tip = page.getByRole('group', { name: 'Tip your rider' })
    await keys.tabTo(tip.getByRole('button', { name: /20/ }).or(tip.getByRole('radio').first()))
    await keys.press('Space')
    await keys.tabTo(page.getByRole('radiogroup', { name: 'Pay with' }).getByRole('radio', { checked: true }))
    const ways = page.getByRole('radiogroup', { name: 'Pay with' })
    const chosen = () => ways.getByRole('radio', { checked: true }).getAttribute('value')
    for (let steps = 0; steps < 8 && (await chosen()) !== 'cash'; steps++) {
      const before = await chosen()
      const isNext = async () => (await chosen()) !== before
      // On a busy machine a key may be let go of before the page has looked at it: it is pressed once more.
      await eventually('the next way is chosen', async () => {
        await keys.press('ArrowDown')
        return eventually('it is chosen', isNext, { withinMs: 2_000 }).catch(() => false)
      })
    }
    await keys.tabTo(page.getByRole('button', { name: /^Place order, ₹/ }).last())
    await keys.press('Enter')
    await page.waitForURL(/\/orders\/ord_/)
    await page.getByRole('heading', { level: 1, name: 'Order received' }).waitFor()
    assert.deepEqual(silent(keys.said), [])
    assert.ok(keys.said.length > 30, 'what was passed was heard')

    // Taken back, also without a pointer: the dialog takes the focus, and gives it back.
    const cancel = page.getByRole('button', { name: 'Cancel the order' })
    await keys.tabTo(cancel)
    await keys.press('Enter')
    await page.getByRole('dialog').waitFor()
    await keys.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await keys.tabTo(cancel)
    assert.ok(await cancel.isVisible())
    noFaults(faults)
    await context.close()
  })

  test('by card, whose fields are in a frame of the provider', async () => {
    const { page, context, faults } = await openPage(on.browser, 'desktop')
    const keys = await keyboardOf(page)
    await toCheckout(page, keys)
    await keys.tabTo(page.getByRole('button', { name: /^Continue to pay ₹/ }).last())
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Pay', exact: true }).waitFor()
    const frame = page.frameLocator('iframe').first()
    await keys.tabTo(frame.getByLabel(/card number/i))
    await keys.type('4242424242424242')
    await keys.tabTo(frame.getByLabel(/expir/i))
    await keys.type('1234')
    await keys.tabTo(frame.getByLabel(/cvc|security/i))
    await keys.type('123')
    await keys.tabTo(page.getByRole('button', { name: /^Pay ₹/ }).last())
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Order received' }).waitFor()
    assert.deepEqual(silent(keys.said), [])
    noFaults(faults)
    await context.close()
  })

  test('what a screen reader is given of each step: its places, its headings, and what there is to do', async () => {
    const { page, context, faults } = await openPage(on.browser, 'desktop')
    const keys = await keyboardOf(page)
    await page.goto(on.demo.url)
    await page.getByRole('heading', { name: 'Shop by category' }).waitFor()
    await landmarks(page)
    await toCheckout(page, keys)
    await landmarks(page)
    const tree = await page.getByRole('main').ariaSnapshot()
    for (const [role, name] of [
      ['heading', 'Checkout'],
      ['radiogroup', 'Deliver to'],
      ['textbox', 'Instructions for this order (if any)'],
      ['radiogroup', 'If something is sold out'],
      ['group', 'Tip your rider'],
      ['radiogroup', 'Pay with'],
      ['region', 'Coupon'],
      ['region', 'Bill'],
    ] as const)
      assert.match(tree, new RegExp(`- ${role} "${name.replace(/[()]/g, '\\$&')}"`))
    noFaults(faults)
    await context.close()
  })
})

/** One of each that a screen reader jumps between, and headings that skip no level. */
async function landmarks(page: Page): Promise<void> {
  for (const role of ['banner', 'main'] as const) assert.equal(await page.getByRole(role).count(), 1, role)
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
  const levels: number[] = []
  for (const heading of await page.getByRole('heading').all())
    levels.push(await heading.evaluate((each) => Number((each as unknown as { localName: string }).localName.slice(1))))
  for (const [index, level] of levels.entries())
    assert.ok(level <= (levels[index - 1] ?? 0) + 1 || level <= 2, `levels of headings: ${levels.join(' ')}`)
}
