import { Clock, LayoutGrid, Search, Tag, X } from 'lucide-react'
import type { Suggestion } from '../../api-client/types.ts'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'

export type Row = Pick<Suggestion, 'text' | 'textHi' | 'image' | 'id'> & { kind: Suggestion['kind'] | 'recent' }

/** What is under the search field: what was looked for before, or what the letters so far may become. */
export function Suggestions({
  listId,
  rows,
  marked,
  recents,
  onChoose,
  onForget,
}: {
  listId: string
  rows: Row[]
  /** The row that the arrow keys are at, or -1. */
  marked: number
  /** The searches before, where they are what is shown. */
  recents: string[] | null
  onChoose: (row: Row) => void
  onForget: (searches: string[]) => void
}) {
  const t = useT()
  const nameOf = useName()
  return (
    <>
      {recents && (
        <p className="flex items-center justify-between px-3 py-1 text-sm font-semibold text-ink-2">
          {t('search.recent')}
          <button type="button" className="min-h-9 px-1 text-brand hover:underline" onClick={() => onForget(recents)}>
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
              onClick={() => onChoose(row)}
              className="flex min-h-12 cursor-pointer items-center gap-3 rounded-md px-3 hover:bg-sunk aria-selected:bg-brand-soft aria-selected:text-on-brand-soft"
            >
              <RowPicture row={row} />
              <span className="min-w-0 flex-1 truncate">{nameOf({ name: row.text, nameHi: row.textHi })}</span>
              {row.kind !== 'query' && row.kind !== 'recent' && row.kind !== 'product' && (
                <span className="text-sm text-ink-2">{t(`suggest.${row.kind}`)}</span>
              )}
            </div>
          ))}
        </div>
        {/* Beside the list and not in it: an option may hold no button. */}
        {recents && (
          <ul className="flex-none" aria-label={t('search.recent')}>
            {recents.map((each) => (
              <li key={each}>
                <button
                  type="button"
                  aria-label={t('search.forgetOne', { text: each })}
                  className="flex size-12 items-center justify-center rounded-full text-ink-2 hover:bg-sunk"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onForget([each])}
                >
                  <X className="size-4" aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
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
