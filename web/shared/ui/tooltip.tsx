import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { placeBeside } from './popover.tsx'

/** A few words about what is pointed at or focused. Never the only place where something is said: fingers do not hover. */
export function Tooltip({ text, children }: { text: string; children: (describedBy: string) => ReactNode }) {
  const id = useId()
  const around = useRef<HTMLSpanElement>(null)
  const tip = useRef<HTMLSpanElement>(null)
  const [shown, setShown] = useState(false)

  useEffect(() => {
    const panel = tip.current
    if (!shown || !panel || !around.current) return
    panel.showPopover()
    placeBeside(panel, around.current, 'top-start')
    const hide = (event: KeyboardEvent) => event.key === 'Escape' && setShown(false)
    window.addEventListener('keydown', hide)
    return () => {
      window.removeEventListener('keydown', hide)
      if (panel.isConnected) panel.hidePopover()
    }
  }, [shown])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens; what is inside is what one acts on
    <span
      ref={around}
      className="inline-flex"
      onPointerEnter={(event) => event.pointerType === 'mouse' && setShown(true)}
      onPointerLeave={() => setShown(false)}
      onFocus={() => setShown(true)}
      onBlur={() => setShown(false)}
    >
      {children(id)}
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="popover fixed m-0 max-w-64 rounded-sm bg-ink px-2.5 py-1.5 text-sm font-medium text-paper shadow-2"
      >
        {text}
      </span>
    </span>
  )
}
