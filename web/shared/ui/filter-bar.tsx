import { Bookmark, Search, Trash2, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { type Stored, stored, useStored } from '../stored.ts'
import { Button, IconButton } from './button.tsx'
import { classes } from './classes.ts'
import { Field } from './field.tsx'
import { Popover } from './popover.tsx'

/** What is filtered by, as it stands in the address of the page. */
export type Filters = Readonly<Record<string, string | undefined>>

interface Saved {
  name: string
  filters: Filters
}
const mostSaved = 20
const areas = new Map<string, Stored<Saved[]>>()

function savedOf(area: string): Stored<Saved[]> {
  const known = areas.get(area) ?? stored<Saved[]>(`tokri.filters.${area}`, [])
  areas.set(area, known)
  return known
}

/** The filters of a list in one row: search, whatever else is given inside, clear, and those that were kept by name. */
export function FilterBar({
  area,
  filters,
  onChange,
  search,
  children,
}: {
  /** Whose filters are kept together: `orders`. */
  area: string
  filters: Filters
  onChange: (next: Filters) => void
  /** Shows a search field with this name, bound to the filter `q`. */
  search?: string
  children?: ReactNode
}) {
  const t = useSharedT()
  const any = Object.values(filters).some((value) => value !== undefined && value !== '')
  const clear = () => onChange(Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])))
  return (
    <search className="no-print flex flex-wrap items-end gap-2">
      {search && (
        <SearchField
          label={search}
          value={filters.q ?? ''}
          onChange={(q) => onChange({ ...filters, q: q || undefined })}
        />
      )}
      {children}
      {any && (
        <Button look="quiet" size="s" className="min-h-10" onClick={clear}>
          <X className="size-4" aria-hidden="true" />
          {t('filters.clear')}
        </Button>
      )}
      <SavedFilters area={area} filters={filters} any={any} onChange={onChange} />
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
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text.trim()), 250)
    return () => clearTimeout(timer)
  })
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
        className="min-h-10 w-full rounded-md border-[1.5px] border-line bg-card pr-3 pl-9 text-sm text-ink placeholder:text-ink-3"
      />
    </div>
  )
}

function SavedFilters({
  area,
  filters,
  any,
  onChange,
}: {
  area: string
  filters: Filters
  any: boolean
  onChange: (next: Filters) => void
}) {
  const t = useSharedT()
  const store = savedOf(area)
  const saved = useStored(store)
  const keep = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name')).trim()
    if (name === '') return
    store.set([...saved.filter((each) => each.name !== name), { name, filters }].slice(-mostSaved))
    event.currentTarget.reset()
  }
  return (
    <Popover
      label={t('filters.saved')}
      place="bottom-end"
      trigger={(props) => (
        <Button look="quiet" size="s" className="min-h-10" {...props}>
          <Bookmark className="size-4" aria-hidden="true" />
          {t('filters.saved')}
        </Button>
      )}
    >
      {(close) => (
        <div className="flex w-72 max-w-full flex-col gap-2 p-3">
          {saved.length === 0 && <p className="text-sm text-ink-2">{t('filters.none')}</p>}
          <ul className="flex flex-col">
            {saved.map((each) => (
              <li key={each.name} className="flex items-center">
                <button
                  type="button"
                  className="min-h-10 flex-1 rounded-sm px-2 text-left text-sm font-medium hover:bg-sunk"
                  onClick={() => {
                    close()
                    onChange({
                      ...Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])),
                      ...each.filters,
                    })
                  }}
                >
                  {each.name}
                </button>
                <IconButton
                  label={t('filters.forget', { name: each.name })}
                  onClick={() => store.set(saved.filter((one) => one !== each))}
                >
                  <Trash2 className="size-4" aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
          {any && (
            <form onSubmit={keep} className="flex flex-col gap-2 border-t border-line pt-3">
              <Field label={t('filters.name')} name="name" required maxLength={40} autoComplete="off" />
              <Button type="submit" size="s">
                {t('filters.keep')}
              </Button>
            </form>
          )}
        </div>
      )}
    </Popover>
  )
}
