import { useEffect, useEffectEvent } from 'react'

/** Hardware scanners type: so fast between two keys, and Enter at the end. People are slower. */
const keyGapMs = 60
const codeLengthMin = 4

/** Hears a scanner that types into the page, wherever the focus is, but for fields that people type into. */
export function useScanner(onCode: (code: string) => void): void {
  const hear = useEffectEvent(onCode)
  useEffect(() => {
    let code = ''
    let lastAt = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
      if (event.timeStamp - lastAt > keyGapMs) code = ''
      lastAt = event.timeStamp
      if (event.key === 'Enter') {
        if (code.length < codeLengthMin) return
        // Not also a press of the button that has the focus.
        event.preventDefault()
        event.stopPropagation()
        hear(code)
        code = ''
      } else if (/^[0-9A-Za-z-]$/.test(event.key)) code += event.key
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.matches('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')
