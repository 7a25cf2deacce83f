import { Search, SlidersHorizontal, X } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { useNarrow } from '../use-narrow.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Dialog } from './dialog.tsx'
import { type SavedFilters, SavedFiltersMenu } from './saved-filters.tsx'

/** What is filtered by, as it stands in the address of the page. */
export type Filters = Readonly<Record<string, string | undefined>>

/**
 * The filters of a list in one row: search, whatever else is given inside, clear, and those that were kept by name. On a
 * phone what is inside opens from a button, so that the list begins on the first screen.
 */
export function FilterBar({
  saved,
  filters,
  onChange,
  search,
  tools,
  children,
}: {
  saved: SavedFilters
  filters: Filters
  onChange: (next: Filters) => void
  /** Shows a search field with this name, bound to the filter `q`. */
  search?: string
  /** What is no filter, and stays in the row on a phone. */
  tools?: ReactNode
  children?: ReactNode
}) {
  const t = useSharedT()
  const narrow = useNarrow()
  const [open, setOpen] = useState(false)
  const set = Object.keys(filters).filter((key) => filters[key] !== undefined && filters[key] !== '')
  const inSheet = set.filter((key) => key !== 'q' || !search).length
  const clear = () => onChange(Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])))
  const clearButton = set.length > 0 && (
    <Button look="quiet" size="s" className="min-h-10" onClick={clear}>
      <X className="size-4" aria-hidden="true" />
      {t('filters.clear')}
    </Button>
  )
  return (
    <search className="no-print flex flex-wrap items-end gap-2">
      {search && (
        <SearchField
          label={search}
          className="max-md:basis-40"
          value={filters.q ?? ''}
          onChange={(q) => onChange({ ...filters, q: q || undefined })}
        />
      )}
      {tools}
      {narrow && children && (
        <>
          <Button
            look={inSheet > 0 ? 'outline' : 'quiet'}
            size="s"
            className="min-h-10"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            <SlidersHorizontal className="size-4" aria-hidden="true" />
            {inSheet > 0 ? t('filters.openCount', { count: inSheet }) : t('filters.open')}
          </Button>
          <Dialog
            open={open}
            onClose={() => setOpen(false)}
            title={t('filters.open')}
            footer={
              <div className="flex flex-wrap justify-end gap-2">
                {clearButton}
                <Button onClick={() => setOpen(false)}>{t('filters.show')}</Button>
              </div>
            }
          >
            <div className="flex flex-col gap-4 p-4 [&>*]:w-full [&>*]:flex-none">{children}</div>
          </Dialog>
        </>
      )}
      {!narrow && children}
      {!(narrow && children) && clearButton}
      <SavedFiltersMenu saved={saved} filters={filters} any={set.length > 0} onChange={onChange} />
    </search>
  )
}

/** A search field that tells what was typed when the typing pauses, or at once by Enter. */
export function SearchField({
  label,
  value,
  onChange,
  className,
}: {
  label: string
  value: string
  onChange: (text: string) => void
  className?: string
}) {
  const [text, setText] = useState(value)
  const tell = useEffectEvent(() => onChange(text.trim()))
  // Whoever pauses after a word goes on with the space that is already there.
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(tell, 250)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <div className={classes('relative min-w-40 flex-1 basis-56', className)}>
      <Search className="pointer-events-none absolute top-3 left-3 size-4 text-ink-3" aria-hidden="true" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={80}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onChange(text.trim())}
        onBlur={() => text.trim() !== value && onChange(text.trim())}
        className="min-h-10 w-full rounded-md border-[1.5px] border-line bg-card pr-3 pl-9 text-sm text-ellipsis text-ink placeholder:text-ink-3"
      />
    </div>
  )
}
