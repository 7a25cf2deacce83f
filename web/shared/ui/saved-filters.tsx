import { Bookmark, Trash2 } from 'lucide-react'
import type { FormEvent } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { Button, IconButton } from './button.tsx'
import { classes } from './classes.ts'
import { Notice, useErrorText } from './feedback.tsx'
import { Field } from './field.tsx'
import type { Filters } from './filter-bar.tsx'
import { Popover } from './popover.tsx'

/** Filters that were kept by a name, and how to keep and forget some. */
export interface SavedFilters {
  readonly items: readonly { readonly id: string; readonly name: string; readonly filters: Filters }[]
  /** Replaces those of the same name. */
  readonly keep: (name: string, filters: Filters) => Promise<unknown>
  readonly forget: (id: string) => void
  readonly busy?: boolean
  readonly error?: unknown
}

/** The list of them, and a field for the name of another where there is something to keep. */
export function SavedFiltersMenu({
  saved: { items, keep, forget, busy, error },
  filters,
  any,
  small = false,
  onChange,
}: {
  saved: SavedFilters
  filters: Filters
  /** Whether anything is filtered by. */
  any: boolean
  /** Its picture alone, where there is little room. */
  small?: boolean
  onChange: (next: Filters) => void
}) {
  const t = useSharedT()
  const errorText = useErrorText()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = String(new FormData(form).get('name')).trim()
    if (name !== '')
      keep(name, filters).then(
        () => form.reset(),
        () => {}, // It is shown as `error`.
      )
  }
  return (
    <Popover
      label={t('filters.saved')}
      place="bottom-end"
      trigger={(props) => (
        <Button
          look="quiet"
          size="s"
          className={classes('min-h-10', small ? 'min-w-10' : 'max-md:min-w-10')}
          {...props}
        >
          <Bookmark className="size-4" aria-hidden="true" />
          <span className={small ? 'sr-only' : 'max-md:sr-only'}>{t('filters.saved')}</span>
        </Button>
      )}
    >
      {(close) => (
        <div className="flex w-72 max-w-full flex-col gap-2 p-3">
          {items.length === 0 && <p className="text-sm text-ink-2">{t('filters.none')}</p>}
          <ul className="flex flex-col">
            {items.map((each) => (
              <li key={each.id} className="flex items-center">
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
                <IconButton label={t('filters.forget', { name: each.name })} onClick={() => forget(each.id)}>
                  <Trash2 className="size-4" aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
          {error != null && (
            <Notice tone="bad">
              {isProblem(error, 'users/too-many-saved-filters') ? t('filters.full') : errorText(error)}
            </Notice>
          )}
          {any && (
            <form onSubmit={submit} className="flex flex-col gap-2 border-t border-line pt-3">
              <Field label={t('filters.name')} name="name" required maxLength={40} autoComplete="off" />
              <Button type="submit" size="s" busy={busy}>
                {t('filters.keep')}
              </Button>
            </form>
          )}
        </div>
      )}
    </Popover>
  )
}
