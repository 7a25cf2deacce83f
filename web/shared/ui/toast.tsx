import { CircleAlert, CircleCheck } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'

interface Toast {
  id: number
  tone: 'plain' | 'bad'
  text: string
}

const shownMs = 5_000
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says something in passing; at most three at once, each for five seconds. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  const id = ++lastId
  change([...toasts.filter((each) => each.text !== text).slice(-2), { id, tone, text }])
  setTimeout(() => change(toasts.filter((each) => each.id !== id)), shownMs)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where toasts appear. The region is always there, so that screen readers announce what comes into it. */
export function Toasts() {
  const t = useSharedT()
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section
      aria-label={t('toast.region')}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-24 z-50 flex flex-col items-center gap-2 md:bottom-6"
    >
      {shown.map((each) => (
        <div
          key={each.id}
          className="flex max-w-md animate-[rise_var(--calm)_var(--ease)] items-center gap-2.5 rounded-md bg-ink px-4 py-3 text-sm font-medium text-paper shadow-2"
        >
          {each.tone === 'bad' ? (
            <CircleAlert className="size-5 flex-none" aria-hidden="true" />
          ) : (
            <CircleCheck className="size-5 flex-none" aria-hidden="true" />
          )}
          {each.text}
        </div>
      ))}
    </section>
  )
}
