import type { ReactNode } from 'react'

/** The head of a page of staff: its name, what it is about, and what can be done. */
export const PageHeader = ({
  title,
  heading: Heading = 'h1',
  note,
  back,
  badge,
  actions,
  children,
}: {
  title: string
  heading?: 'h1' | 'h2' | 'h3'
  note?: ReactNode
  /** A link to where one came from. */
  back?: ReactNode
  badge?: ReactNode
  actions?: ReactNode
  /** Below: tabs or filters. */
  children?: ReactNode
}) => (
  <header className="flex flex-col gap-3 px-4 pt-4 pb-3 md:px-6 md:pt-5">
    {back && <div className="text-sm font-semibold text-brand">{back}</div>}
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-2.5">
          <Heading className="text-xl font-extrabold">{title}</Heading>
          {badge}
        </div>
        {note && <p className="text-sm text-ink-2">{note}</p>}
      </div>
      {actions && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
    {children}
  </header>
)

/** A part of a page, on a card, with its own head. */
export const Panel = ({
  title,
  actions,
  flush = false,
  children,
}: {
  title?: string
  actions?: ReactNode
  /** The content goes to the edges: tables, maps. */
  flush?: boolean
  children: ReactNode
}) => (
  <section aria-label={title} className="rounded-lg border border-line bg-card">
    {title && (
      <div className="flex min-h-13 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="text-base font-bold">{title}</h2>
        {actions}
      </div>
    )}
    <div className={flush ? undefined : 'p-4'}>{children}</div>
  </section>
)
