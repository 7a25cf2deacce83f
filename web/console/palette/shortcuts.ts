import { useEffect, useEffectEvent } from 'react'
import { stored, useStored } from '../../shared/stored.ts'
import { commandGroups } from './commands.ts'

const secondKeyWithinMs = 1_500

const singleKeys = stored('tokri.console.keys', true)

/** Whether single keys do something: who speaks to the computer may have them off (WCAG 2.1.4). */
export const useSingleKeys = (): [boolean, (on: boolean) => void] => [useStored(singleKeys), singleKeys.set]

/** Hears the keys of the console: Ctrl-K (Cmd-K), `?`, and those of the commands that are offered now. */
export function useShortcuts(on: { openPalette: () => void; openHelp: () => void }): void {
  const openPalette = useEffectEvent(on.openPalette)
  const openHelp = useEffectEvent(on.openHelp)

  useEffect(() => {
    let first: { key: string; at: number } | null = null

    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'k') {
        event.preventDefault()
        openPalette()
        return
      }
      if (!singleKeys.get() || event.ctrlKey || event.metaKey || event.altKey || key.length !== 1) return
      if (isTyping(event.target) || document.querySelector('dialog:modal')) return

      const now = event.timeStamp
      const both = first && now - first.at < secondKeyWithinMs ? `${first.key} ${key}` : null
      first = null
      const commands = commandGroups().flatMap((group) => group.commands)
      const meant = commands.find((each) => each.keys === both) ?? commands.find((each) => each.keys === key)
      if (meant) {
        event.preventDefault()
        meant.run()
      } else if (key === '?') {
        event.preventDefault()
        openHelp()
      } else if (key === '/') {
        event.preventDefault()
        if (!focusSearch()) openPalette()
      } else first = { key, at: now }
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** `/` goes to the search of the page, as everywhere. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#main input[type="search"]')
  field?.focus()
  field?.select()
  return field !== null
}
