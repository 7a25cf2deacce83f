import { ArrowLeft, X } from 'lucide-react'
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'

type Place = 'centre' | 'side' | 'start' | 'bottom'

const places: Record<Place, string> = {
  centre:
    'sheet-centre max-md:sheet-bottom m-auto max-md:mb-0 w-full md:max-w-lg max-h-[92dvh] rounded-xl max-md:rounded-b-none max-md:max-w-full',
  side: 'sheet-side ml-auto mr-0 my-0 h-dvh max-h-dvh w-full max-w-full sm:max-w-md sm:rounded-l-xl',
  start: 'sheet-start ml-0 mr-auto my-0 h-dvh max-h-dvh w-full max-w-[min(22rem,88vw)] rounded-r-xl',
  bottom: 'sheet-bottom mx-auto mb-0 mt-auto w-full max-w-full md:max-w-2xl max-h-[92dvh] rounded-t-xl',
}

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** `centre` is a dialog (a sheet from below on phones), `side` a drawer, `start` one from the other side. */
  place?: Place
  /** Instead of closing, the corner leads one step back. */
  onBack?: () => void
  footer?: ReactNode
  wide?: boolean
  children: ReactNode
}

/**
 * A modal over the page, on the platform's own `<dialog>`: top layer, focus kept inside and given back, Escape, and the
 * page behind inert. Radix's dialog does the same but locks scrolling by an inline style element, which a strict
 * Content-Security-Policy refuses.
 */
export function Dialog({
  open,
  onClose,
  title,
  place = 'centre',
  onBack,
  footer,
  wide = false,
  children,
}: DialogProps) {
  const t = useSharedT()
  const titleId = useId()
  const ref = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])

  const closeFromBackdrop = (event: MouseEvent<HTMLDialogElement>) => {
    if (event.target === ref.current) onClose()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and `onCancel` hears it
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClick={closeFromBackdrop}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className={classes(
        'sheet overflow-hidden bg-paper text-ink shadow-2 backdrop:bg-scrim',
        places[place],
        wide && 'md:max-w-2xl',
      )}
    >
      {open && (
        <div className="flex h-full max-h-[inherit] flex-col">
          <header className="flex flex-none items-center gap-1 border-b border-line bg-card py-2 pr-2 pl-4">
            {onBack && (
              <IconButton label={t('common.back')} onClick={onBack} className="-ml-3">
                <ArrowLeft className="size-5" aria-hidden="true" />
              </IconButton>
            )}
            <h2 id={titleId} className="flex-1 text-lg font-bold">
              {title}
            </h2>
            <IconButton label={t('common.close')} onClick={onClose}>
              <X className="size-5" aria-hidden="true" />
            </IconButton>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
          {footer && (
            <footer className="flex-none border-t border-line bg-card p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </div>
      )}
    </dialog>
  )
}
