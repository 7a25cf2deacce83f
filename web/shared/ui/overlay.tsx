import { type ReactNode, useEffect, useRef } from 'react'
import { classes } from './classes.ts'

/** A modal without a head: for what is its own head, such as a search field. Otherwise use `Dialog`. */
export function Overlay({
  open,
  onClose,
  label,
  className,
  children,
}: {
  open: boolean
  onClose: () => void
  label: string
  className?: string
  children: ReactNode
}) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and `onCancel` hears it
    <dialog
      ref={ref}
      aria-label={label}
      onClick={(event) => event.target === ref.current && onClose()}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className={classes(
        'sheet sheet-centre mx-auto max-w-[calc(100vw-1rem)] overflow-hidden rounded-lg border border-line bg-card text-ink shadow-2 backdrop:bg-scrim',
        className,
      )}
    >
      {open && children}
    </dialog>
  )
}
