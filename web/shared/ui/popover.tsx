import { type ReactNode, type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react'
import { classes } from './classes.ts'

export type PopoverPlace = 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end'

/** What the element that opens it must carry. */
export interface TriggerProps {
  ref: RefObject<HTMLButtonElement | null>
  'aria-haspopup': 'dialog' | 'menu'
  'aria-expanded': boolean
  'aria-controls': string | undefined
  onClick: () => void
}

export interface PopoverProps {
  label: string
  trigger: (props: TriggerProps) => ReactNode
  place?: PopoverPlace
  role?: 'dialog' | 'menu'
  className?: string
  /** Given a function that closes it. */
  children: (close: () => void) => ReactNode
}

/**
 * Something small beside the button that opens it, on the platform's popover: top layer, Escape and a click elsewhere
 * close it, and the focus goes back to the button.
 */
export function Popover({
  label,
  trigger,
  place = 'bottom-start',
  role = 'dialog',
  className,
  children,
}: PopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const close = useCallback(() => panel.current?.hidePopover(), [])

  useEffect(() => {
    if (!open || !panel.current || !button.current) return
    const put = () => panel.current && button.current && placeBeside(panel.current, button.current, place)
    put()
    focusFirst(panel.current)
    window.addEventListener('resize', put)
    window.addEventListener('scroll', put, true)
    return () => {
      window.removeEventListener('resize', put)
      window.removeEventListener('scroll', put, true)
    }
  }, [open, place])

  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': role,
        'aria-expanded': open,
        'aria-controls': open ? id : undefined,
        onClick: () => panel.current?.togglePopover({ source: button.current ?? undefined }),
      })}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a dialog or a menu, which have names */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        tabIndex={-1}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className={classes(
          'popover fixed m-0 max-h-[min(34rem,calc(100dvh-1rem))] max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border border-line bg-card text-ink shadow-2 outline-none',
          className,
        )}
      >
        {open && children(close)}
      </div>
    </>
  )
}

const gapPx = 6
const edgePx = 8

/** Beside the button where there is room, on its other side where there is not, and always on the screen. */
export function placeBeside(panel: HTMLElement, button: HTMLElement, place: PopoverPlace): void {
  const at = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = panel
  const { clientWidth, clientHeight } = document.documentElement
  const below = at.bottom + gapPx
  const above = at.top - gapPx - height
  const wantsTop = place.startsWith('top')
  const fitsBelow = below + height <= clientHeight - edgePx
  const top = wantsTop ? (above >= edgePx ? above : below) : fitsBelow || above < edgePx ? below : above
  const left = place.endsWith('start') ? at.left : at.right - width
  panel.style.top = `${Math.max(edgePx, Math.min(top, clientHeight - height - edgePx))}px`
  panel.style.left = `${Math.max(edgePx, Math.min(left, clientWidth - width - edgePx))}px`
}

function focusFirst(panel: HTMLElement): void {
  const first = panel.querySelector<HTMLElement>(
    '[autofocus], [role^="menuitem"]:not([aria-disabled="true"]), button:not(:disabled), input, select, textarea, a[href]',
  )
  ;(first ?? panel).focus({ preventScroll: true })
}
