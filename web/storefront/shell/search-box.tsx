import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, lazy, Suspense, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { stored, useStored } from '../../shared/stored.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { suggestQuery } from '../queries.ts'
import type { Row } from './suggestions.tsx'

const recent = stored<string[]>('tokri.searches', [])
const recentKept = 6
const rememberSearch = (text: string) =>
  recent.set([text, ...recent.get().filter((each) => each.toLowerCase() !== text.toLowerCase())].slice(0, recentKept))

// Nobody needs it before the field has the focus.
const Suggestions = lazy(async () => ({ default: (await import('./suggestions.tsx')).Suggestions }))

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
      // The browser's own answer empties the field: first only the suggestions go.
      event.preventDefault()
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
        {shown && (
          <Suspense>
            <Suggestions
              listId={listId}
              rows={rows}
              marked={marked}
              recents={asked === '' ? recents : null}
              onChoose={choose}
              onForget={(forgotten) => recent.set(recents.filter((each) => !forgotten.includes(each)))}
            />
          </Suspense>
        )}
      </div>
    </search>
  )
}
