import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Skeleton } from './feedback.tsx'

/** One figure with its name, and how it moved. */
export function Stat({
  label,
  value,
  change,
  note,
}: {
  label: string
  /** Undefined while it is asked for. */
  value: ReactNode | undefined
  /** `text` is the change in words (`+4 %`); `good` says whether that is welcome, undefined where it is neither. */
  change?: { text: string; direction: 'up' | 'down' | 'same'; good?: boolean }
  note?: ReactNode
}) {
  const Arrow = { up: ArrowUpRight, down: ArrowDownRight, same: ArrowRight }[change?.direction ?? 'same']
  const tone = change?.good === undefined ? 'text-ink-2' : change.good ? 'text-ok' : 'text-bad'
  return (
    <div className="flex min-w-0 flex-col gap-0.5 rounded-lg border border-line bg-card px-4 py-3">
      <dt className="text-sm text-ink-2">{label}</dt>
      <dd className="num text-xl font-bold">
        {value === undefined ? <Skeleton className="my-0.5 h-6.5 w-20" /> : value}
      </dd>
      {change && (
        <dd className={classes('num inline-flex items-center gap-1 text-sm font-semibold', tone)}>
          <Arrow className="size-4 flex-none" aria-hidden="true" />
          {change.text}
        </dd>
      )}
      {note && <dd className="text-sm text-ink-2">{note}</dd>}
    </div>
  )
}

/** Figures beside one another, as many as there is room for; `wide` where ten of them make two full rows. */
export const Stats = ({ children, wide = false }: { children: ReactNode; wide?: boolean }) => (
  <dl
    className={classes(
      'grid gap-3',
      wide
        ? 'grid-cols-[repeat(auto-fill,minmax(min(10rem,100%),1fr))] lg:grid-cols-5'
        : 'grid-cols-[repeat(auto-fill,minmax(min(10rem,100%),1fr))]',
    )}
  >
    {children}
  </dl>
)
