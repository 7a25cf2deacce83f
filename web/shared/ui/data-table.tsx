import { ArrowDown, ArrowUp, ChevronsUpDown, SearchX } from 'lucide-react'
import { type KeyboardEvent, memo, type ReactNode, useCallback, useRef, useState } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { Button } from './button.tsx'
import { Checkbox } from './checkbox.tsx'
import { classes } from './classes.ts'
import { EmptyState, ErrorState, Skeleton } from './feedback.tsx'
import { useScrolls } from './use-scrolls.ts'

export interface Sort {
  key: string
  order: 'asc' | 'desc'
}

export interface Column<Row> {
  key: string
  header: string
  cell: (row: Row) => ReactNode
  /** May be sorted by; the page does it, or the API. */
  sortable?: boolean
  align?: 'start' | 'end'
  /** Shown from this width on; the first column and what matters is always shown. */
  from?: 'sm' | 'md' | 'lg' | 'xl'
  /** Takes the room that is left. */
  grow?: boolean
}

export interface DataTableProps<Row> {
  /** What the table is of; its caption, for screen readers. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[] | undefined
  rowKey: (row: Row) => string
  /** The name of a row, for its box. */
  rowLabel?: (row: Row) => string
  /** A click or Enter. */
  onOpen?: (row: Row) => void
  /** The row that is open beside the table. */
  current?: string
  selection?: ReadonlySet<string>
  onSelection?: (next: ReadonlySet<string>) => void
  sort?: Sort
  onSort?: (next: Sort) => void
  error?: unknown
  onRetry?: () => void
  empty?: { title: string; help?: ReactNode; action?: ReactNode }
  /** There are further rows: a page of a list by cursor. */
  more?: { busy: boolean; onMore: () => void } | null
  density?: 'comfortable' | 'compact'
  tone?: (row: Row) => 'bad' | 'warn' | undefined
}

const widths = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' }
const tones = { bad: 'bg-bad-soft/60', warn: 'bg-warn-soft/60' }

/**
 * Rows of one kind: a real table, sorted by its heads, walked with the arrow keys, opened by Enter and selected by
 * Space. Skeleton, nothing, error and “more” belong to it. Keep `columns` the same between renders (outside of the
 * component or memoised): then only rows that changed are drawn again.
 */
export function DataTable<Row>({ rows, error, onRetry, empty, ...props }: DataTableProps<Row>) {
  const t = useSharedT()
  if (!rows && error) return <ErrorState error={error} onRetry={onRetry} />
  if (rows?.length === 0 && !props.more) {
    return (
      <EmptyState
        icon={<SearchX className="size-8" aria-hidden="true" />}
        title={empty?.title ?? t('table.empty')}
        action={empty?.action}
      >
        {empty?.help}
      </EmptyState>
    )
  }
  return <Table rows={rows} {...props} />
}

function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  rowLabel,
  onOpen,
  current,
  selection,
  onSelection,
  sort,
  onSort,
  more,
  density = 'comfortable',
  tone,
}: DataTableProps<Row>) {
  const t = useSharedT()
  const body = useRef<HTMLTableSectionElement>(null)
  const [at, setAt] = useState<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const scrolls = useScrolls(scroller)
  const keys = rows?.map(rowKey) ?? []
  const tabStop = at !== null && keys.includes(at) ? at : (current ?? keys[0])
  const chosen = selection ? keys.filter((key) => selection.has(key)).length : 0

  const toggle = useStable((key: string, on: boolean) => {
    const next = new Set(selection)
    if (on) next.add(key)
    else next.delete(key)
    onSelection?.(next)
  })
  const open = useStable((row: Row) => onOpen?.(row))

  const walk = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const row = event.target instanceof HTMLTableRowElement ? event.target : null
    if (!row) return
    const index = [...(body.current?.rows ?? [])].indexOf(row)
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: keys.length - 1 }
    const key = keys[index]
    if (event.key in steps) {
      event.preventDefault()
      const next = body.current?.rows[steps[event.key]!]
      next?.focus()
    } else if (event.key === 'Enter' && rows?.[index] !== undefined && onOpen) {
      event.preventDefault()
      onOpen(rows[index])
    } else if (event.key === ' ' && selection && key !== undefined) {
      event.preventDefault()
      toggle(key, !selection.has(key))
    }
  }

  return (
    <div
      ref={scroller}
      className="max-lg:overflow-x-auto"
      {...(scrolls && !onOpen && !selection ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
    >
      <table className="w-full border-separate border-spacing-0 text-sm" aria-busy={!rows}>
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="sticky top-0 z-10 w-10 border-b border-line bg-card pl-3 text-left">
                <Checkbox
                  label={t('table.selectAll')}
                  labelHidden
                  checked={chosen > 0 && chosen === keys.length}
                  mixed={chosen > 0 && chosen < keys.length}
                  onChange={(on) => onSelection?.(new Set(on ? keys : []))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={walk}>
          {rows
            ? rows.map((row, index) => (
                <MemoRow
                  key={keys[index]}
                  row={row}
                  id={keys[index]!}
                  name={rowLabel?.(row) ?? keys[index]!}
                  columns={columns as readonly Column<unknown>[]}
                  selected={selection ? selection.has(keys[index]!) : null}
                  current={keys[index] === current}
                  tabStop={keys[index] === tabStop}
                  opens={onOpen !== undefined}
                  compact={density === 'compact'}
                  tone={tone?.(row)}
                  onToggle={toggle}
                  onFocus={setAt}
                  onOpen={open as (row: unknown) => void}
                />
              ))
            : [0, 1, 2, 3, 4, 5].map((index) => (
                <tr key={index}>
                  <td colSpan={columns.length + (selection ? 1 : 0)} className="border-b border-line/60 px-3 py-3">
                    <Skeleton className="h-5 w-full" />
                  </td>
                </tr>
              ))}
        </tbody>
      </table>
      {!rows && (
        <p role="status" className="sr-only">
          {t('common.loading')}
        </p>
      )}
      {more && (
        <div className="flex justify-center p-4">
          <Button look="outline" size="s" busy={more.busy} onClick={more.onMore}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort?: (next: Sort) => void }) {
  const { key, header, sortable, align, from, grow } = column
  const order = sort?.key === key ? sort.order : undefined
  // A column of buttons needs no name, and a head without one is no head.
  const Cell = header === '' ? 'td' : 'th'
  const Arrow = order === 'asc' ? ArrowUp : order === 'desc' ? ArrowDown : ChevronsUpDown
  return (
    <Cell
      scope={Cell === 'th' ? 'col' : undefined}
      aria-sort={order && (order === 'asc' ? 'ascending' : 'descending')}
      className={classes(
        'sticky top-0 z-10 border-b border-line bg-card px-3 py-1 text-xs font-semibold whitespace-nowrap text-ink-2 first:rounded-tl-lg last:rounded-tr-lg',
        align === 'end' ? 'text-right' : 'text-left',
        grow && 'w-full',
        from && widths[from],
      )}
    >
      {sortable && onSort ? (
        <button
          type="button"
          className="inline-flex min-h-9 items-center gap-1 rounded-sm hover:text-ink"
          onClick={() => onSort({ key, order: order === 'asc' ? 'desc' : 'asc' })}
        >
          {header}
          <Arrow className={classes('size-3.5', !order && 'opacity-50')} aria-hidden="true" />
        </button>
      ) : (
        <span className="inline-flex min-h-9 items-center">{header}</span>
      )}
    </Cell>
  )
}

interface RowProps {
  row: unknown
  id: string
  name: string
  columns: readonly Column<unknown>[]
  selected: boolean | null
  current: boolean
  tabStop: boolean
  opens: boolean
  compact: boolean
  tone: 'bad' | 'warn' | undefined
  onToggle: (id: string, on: boolean) => void
  onFocus: (id: string) => void
  onOpen: (row: unknown) => void
}

const MemoRow = memo(function TableRow(props: RowProps) {
  const { row, id, name, columns, selected, current, tabStop, opens, compact, tone, onToggle, onFocus, onOpen } = props
  const t = useSharedT()
  const cell = classes('border-b border-line/60 px-3 align-middle', compact ? 'py-1.5' : 'py-2.5')
  return (
    <tr
      tabIndex={opens || selected !== null ? (tabStop ? 0 : -1) : undefined}
      aria-current={current || undefined}
      onFocus={() => onFocus(id)}
      onClick={(event) => {
        // Links, buttons and boxes inside a row do their own deed; who marks text does not mean to open.
        if (!opens || (event.target as Element).closest('a, button, input, select, label, textarea')) return
        if (!window.getSelection()?.toString()) onOpen(row)
      }}
      className={classes(
        'outline-offset-[-3px]',
        opens && 'cursor-pointer hover:bg-sunk/70',
        current || selected ? 'bg-brand-soft/60' : tone && tones[tone],
      )}
    >
      {selected !== null && (
        <td className={classes(cell, 'pr-0')}>
          <Checkbox
            label={t('table.select', { name })}
            labelHidden
            tabIndex={-1}
            checked={selected}
            onChange={(on) => onToggle(id, on)}
          />
        </td>
      )}
      {columns.map(({ key, cell: show, align, from, grow }) => (
        <td
          key={key}
          className={classes(cell, align === 'end' && 'num text-right', grow && 'w-full', from && widths[from])}
        >
          {show(row)}
        </td>
      ))}
    </tr>
  )
})

/** One function for as long as the component lives, which does what the latest one says. */
function useStable<Args extends unknown[]>(deed: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(deed)
  latest.current = deed
  return useCallback((...args: Args) => latest.current(...args), [])
}
