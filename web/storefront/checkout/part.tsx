import { type ReactNode, useId } from 'react'

/** Something to choose, under a heading of its own. */
export function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 rounded-lg border border-line bg-card p-4">
      <div>
        <h2 id={id} className="text-lg font-bold">
          {title}
        </h2>
        {note && <p className="text-sm text-ink-2">{note}</p>}
      </div>
      {children}
    </section>
  )
}
