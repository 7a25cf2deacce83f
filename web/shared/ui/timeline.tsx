import type { ReactNode } from 'react'
import { classes } from './classes.ts'

export interface TimelineEntry {
  id: string
  title: ReactNode
  /** When, as shown; with `at` for machines. */
  time?: string
  at?: string
  note?: ReactNode
  icon?: ReactNode
  tone?: 'plain' | 'brand' | 'ok' | 'warn' | 'bad'
}

const dots = { plain: 'bg-line-strong', brand: 'bg-brand', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' }
const icons = {
  plain: 'bg-sunk text-ink-2',
  brand: 'bg-brand-soft text-on-brand-soft',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

/** What happened, in order. */
export const Timeline = ({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) => (
  <ol aria-label={label} className="flex flex-col">
    {entries.map(({ id, title, time, at, note, icon, tone = 'plain' }, index) => (
      <li key={id} className="flex gap-3">
        <div aria-hidden="true" className="flex w-7 flex-none flex-col items-center">
          {icon ? (
            <span className={classes('flex size-7 flex-none items-center justify-center rounded-full', icons[tone])}>
              {icon}
            </span>
          ) : (
            <span className={classes('mt-1.5 size-3 flex-none rounded-full', dots[tone])} />
          )}
          {index < entries.length - 1 && <span className="mt-1 w-0.5 flex-1 rounded-full bg-line" />}
        </div>
        <div className="min-w-0 flex-1 pb-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="font-semibold">{title}</span>
            {time && (
              <time dateTime={at} className="num text-sm text-ink-2">
                {time}
              </time>
            )}
          </div>
          {note && <div className="text-sm text-ink-2">{note}</div>}
        </div>
      </li>
    ))}
  </ol>
)
