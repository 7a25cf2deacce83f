import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useT } from '../messages/messages.ts'

/** A sheet from below, over everything, with targets for gloves. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const t = useT()
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    ref.current?.showModal()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and `onCancel` hears it
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClick={(event) => event.target === ref.current && onClose()}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="sheet sheet-bottom mx-auto mt-auto mb-0 max-h-[94dvh] w-full max-w-xl overflow-y-auto rounded-t-xl bg-paper text-ink shadow-2 backdrop:bg-scrim"
    >
      <div className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-5">
        <h2 id={id} className="flex-1 text-xl font-bold">
          {title}
        </h2>
        <button
          type="button"
          aria-label={t('common.close')}
          onClick={onClose}
          className="flex size-14 flex-none items-center justify-center rounded-full hover:bg-sunk"
        >
          <X className="size-7" aria-hidden="true" />
        </button>
      </div>
      <div className="flex flex-col gap-3 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">{children}</div>
    </dialog>
  )
}

/** One of a few reasons: each as large as a thumb. */
export function Reasons<R extends string>({
  reasons,
  labelOf,
  onChoose,
}: {
  reasons: readonly R[]
  labelOf: (reason: R) => string
  onChoose: (reason: R) => void
}) {
  return (
    <ul className="flex flex-col gap-2">
      {reasons.map((reason) => (
        <li key={reason}>
          <button
            type="button"
            onClick={() => onChoose(reason)}
            className="min-h-15 w-full rounded-lg border-2 border-line bg-card px-4 py-2 text-left text-lg font-semibold hover:border-line-strong"
          >
            {labelOf(reason)}
          </button>
        </li>
      ))}
    </ul>
  )
}
