import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Clock, LayoutGrid, Search, Tag, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import type { Suggestion } from '../../api-client/types.ts'
import { stored, useStored } from '../../shared/stored.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { suggestQuery } from '../queries.ts'

const recent = stored<string[]>('tokri.searches', [])
const recentKept = 6
const rememberSearch = (text: string) =>
  recent.set([text, ...recent.get().filter((each) => each.toLowerCase() !== text.toLowerCase())].slice(0, recentKept))

type Row = Pick<Suggestion, 'text' | 'image' | 'id'> & { kind: Suggestion['kind'] | 'recent' }

/** Search with suggestions: a combobox whose list one walks with the arrow keys. */
export function SearchBox() {
  const t = useT()
  const navigate = useNavigate()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const urlText = useLocation({ select: ({ pathname, search }) => (pathname === '/search' ? (search.q ?? '') : '') })
  const [text, setText] = useState(urlText)
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState(-1)
  const recents = useStored(recent)
  const { store } = useServing()

  useEffect(() => setText(urlText), [urlText])

  const asked = useDeferredValue(text.trim())
  const suggestions = useQuery({
    ...suggestQuery(store?.id ?? '', asked),
    enabled: open && store !== undefined && asked.length > 0,
  })
  const rows: Row[] =
    asked === '' ? recents.map((each) => ({ text: each, kind: 'recent' })) : (suggestions.data ?? []).slice(0, 9)
  const shown = open && rows.length > 0

  const close = () => {
    setOpen(false)
    setMarked(-1)
  }
  const searchFor = (words: string) => {
    const q = words.trim()
    if (q === '') return
    rememberSearch(q)
    setText(q)
    close()
    input.current?.blur()
    void navigate({ to: '/search', search: { q } })
  }
  const choose = (row: Row) => {
    if (row.kind === 'category' && row.id) {
      close()
      setText('')
      void navigate({ to: '/category/$categoryId', params: { categoryId: row.id } })
    } else if (row.kind === 'product' && row.id) {
      close()
      setText('')
      void navigate({ to: '/product/$productId', params: { productId: row.id } })
    } else searchFor(row.text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (shown) close()
      else setText('')
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    setOpen(true)
    // One place more than there are rows: the field itself, at -1.
    const places = rows.length + 1
    const step = event.key === 'ArrowDown' ? 1 : -1
    setMarked(((marked + 1 + step + places) % places) - 1)
  }

  return (
    <search
      className="relative block"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const row = rows[marked]
          if (shown && row) choose(row)
          else searchFor(text)
        }}
      >
        <Search className="pointer-events-none absolute top-3 left-3.5 size-5.5 text-ink-2" aria-hidden="true" />
        <input
          ref={input}
          type="search"
          role="combobox"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={120}
          aria-label={t('search.label')}
          aria-expanded={shown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={shown && marked >= 0 ? `${listId}-${marked}` : undefined}
          placeholder={t('search.placeholder')}
          value={text}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value)
            setOpen(true)
            setMarked(-1)
          }}
          className="h-12 w-full rounded-lg border-[1.5px] border-line bg-card pr-11 pl-11.5 text-base shadow-1 placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
        />
        {text !== '' && (
          <button
            type="button"
            aria-label={t('search.clear')}
            className="absolute top-1.5 right-1.5 flex size-9 items-center justify-center rounded-full text-ink-2 hover:bg-sunk"
            onClick={() => {
              setText('')
              input.current?.focus()
            }}
          >
            <X className="size-5" aria-hidden="true" />
          </button>
        )}
      </form>
      <div
        className={classes(
          'absolute inset-x-0 top-14 z-40 max-h-[70dvh] overflow-y-auto rounded-lg border border-line bg-card p-1.5 shadow-2',
          !shown && 'hidden',
        )}
      >
        {asked === '' && (
          <p className="flex items-center justify-between px-3 py-1 text-sm font-semibold text-ink-2">
            {t('search.recent')}
            <button type="button" className="min-h-9 px-1 text-brand hover:underline" onClick={() => recent.set([])}>
              {t('search.forget')}
            </button>
          </p>
        )}
        <div className="flex">
          <div id={listId} role="listbox" aria-label={t('search.suggestions')} className="min-w-0 flex-1">
            {rows.map((row, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field's arrow keys and Enter choose
              <div
                key={`${row.kind}-${row.id ?? row.text}`}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === marked}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(row)}
                className="flex min-h-12 cursor-pointer items-center gap-3 rounded-md px-3 hover:bg-sunk aria-selected:bg-brand-soft aria-selected:text-on-brand-soft"
              >
                <RowPicture row={row} />
                <span className="min-w-0 flex-1 truncate">{row.text}</span>
                {row.kind !== 'query' && row.kind !== 'recent' && row.kind !== 'product' && (
                  <span className="text-sm text-ink-2">{t(`suggest.${row.kind}`)}</span>
                )}
              </div>
            ))}
          </div>
          {/* Beside the list and not in it: an option may hold no button. */}
          {asked === '' && (
            <ul className="flex-none" aria-label={t('search.recent')}>
              {recents.map((each) => (
                <li key={each}>
                  <button
                    type="button"
                    aria-label={t('search.forgetOne', { text: each })}
                    className="flex size-12 items-center justify-center rounded-full text-ink-2 hover:bg-sunk"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => recent.set(recents.filter((other) => other !== each))}
                  >
                    <X className="size-4" aria-hidden="true" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </search>
  )
}

function RowPicture({ row }: { row: Row }) {
  if (row.image)
    return <img src={row.image} alt="" width={36} height={36} className="size-9 rounded-sm bg-tile object-cover" />
  const Icon =
    row.kind === 'recent' ? Clock : row.kind === 'brand' ? Tag : row.kind === 'category' ? LayoutGrid : Search
  return (
    <span className="flex size-9 items-center justify-center rounded-sm bg-sunk text-ink-2">
      <Icon className="size-4.5" aria-hidden="true" />
    </span>
  )
}
