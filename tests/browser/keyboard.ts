import type { CDPSession, Locator, Page } from 'playwright-core'
import { eventually } from '../eventually.ts'

/** What a screen reader says of the thing that has the focus. */
export interface Spoken {
  readonly role: string
  readonly name: string
}

/** Somebody without a pointer, who hears where they are. Keeps what was said on the way. */
export interface Keyboard {
  readonly said: Spoken[]
  /** With Tab alone (or Shift+Tab, to what lies before), to what a locator names, once it can be used. */
  tabTo(target: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void>
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
}

const stopsMax = 150

/** Stops that a screen reader passes over in silence. Only the page itself needs no name: its title and heading say it. */
export const silent = (said: readonly Spoken[]): Spoken[] =>
  said.filter(
    ({ role, name }) => role !== 'main' && (name.trim() === '' || /^(generic|none|presentation|)$/.test(role)),
  )

export async function keyboardOf(page: Page): Promise<Keyboard> {
  const session = await page.context().newCDPSession(page)
  await session.send('Accessibility.enable')
  const said: Spoken[] = []
  const hear = async () => {
    let spoken = await focused(session)
    // What the page has just drawn is not in the accessibility tree for a moment; what stays silent is silent.
    const isSaid = async () => {
      spoken = await focused(session)
      return !spoken || silent([spoken]).length === 0
    }
    if (spoken && silent([spoken]).length > 0)
      await eventually('it is said', isSaid, { withinMs: 2_000 }).catch(() => undefined)
    if (spoken) said.push(spoken)
  }
  return {
    said,
    async tabTo(target, key = 'Tab') {
      await target.waitFor()
      await (await target.elementHandle())!.waitForElementState('enabled')
      for (let stops = 0; stops < stopsMax; stops++) {
        if (await hasFocus(target)) return
        await page.keyboard.press(key)
        await hear()
      }
      const way = said.slice(-20).map(({ role, name }) => `${role} “${name}”`)
      throw new Error(`${key} does not lead to ${target}; on the way: ${way.join(', ')}`)
    },
    async press(...keys) {
      for (const key of keys) {
        await page.keyboard.press(key)
        await hear()
      }
    },
    type: (text) => page.keyboard.type(text),
  }
}

/** The same in the page and in a frame of another origin. */
export const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { ownerDocument } = element as unknown as {
      ownerDocument: { activeElement: unknown; hasFocus(): boolean }
    }
    return ownerDocument.activeElement === element && ownerDocument.hasFocus()
  })

/** From the accessibility tree, not from the document: what assistive technology is given. */
async function focused(session: CDPSession): Promise<Spoken | undefined> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' })
  if (!result.objectId || result.className === 'HTMLBodyElement') return undefined
  const { nodes } = await session.send('Accessibility.getPartialAXTree', {
    objectId: result.objectId,
    fetchRelatives: false,
  })
  const [node] = nodes
  return node && { role: String(node.role?.value ?? ''), name: String(node.name?.value ?? '') }
}
