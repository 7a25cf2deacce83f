import { Trash2 } from 'lucide-react'
import type { StoreChange } from '../../../api-client/stock.ts'
import { IconButton } from '../../../shared/ui/button.tsx'
import { clockOf, endAfter, minutesOf } from '../../clock-times.ts'
import { useT } from '../../messages/messages.ts'
import { rowField } from './field-look.ts'

type Exceptions = NonNullable<StoreChange['exceptions']>
const usual = { open: 600, close: 1_080 }

/** Days that are not as their week says: closed, or open at other hours. */
export function SpecialDays({
  exceptions,
  onChange,
}: {
  exceptions: Exceptions
  onChange: (exceptions: Exceptions) => void
}) {
  const t = useT()
  return (
    <>
      <h3 className="font-bold">{t('settings.exceptions')}</h3>
      <ul className="grid gap-3">
        {exceptions.map((each, at) => {
          const { date, note, closed, open, close } = each
          const isClosed = closed || open === undefined || close === undefined
          const hours = isClosed ? usual : { open, close }
          const set = (more: Partial<typeof each>) => onChange(exceptions.with(at, { ...each, ...more }))
          const setHours = (from: number, to: number) => set({ open: from, close: endAfter(from, to) })
          return (
            <li key={at} className="flex flex-wrap items-center gap-2 rounded-md border border-line p-2">
              <input
                type="date"
                aria-label={t('settings.exceptionDate')}
                className={rowField}
                value={date}
                onChange={({ target }) => set({ date: target.value })}
              />
              <label className="flex min-h-10 items-center gap-2 text-sm font-semibold">
                <input
                  type="checkbox"
                  className="size-5 accent-brand"
                  checked={isClosed}
                  onChange={({ target }) => {
                    const rest = note === undefined ? { date } : { date, note }
                    onChange(exceptions.with(at, target.checked ? { ...rest, closed: true } : { ...rest, ...usual }))
                  }}
                />
                {t('settings.exceptionClosed')}
              </label>
              {!isClosed && (
                <>
                  <input
                    type="time"
                    aria-label={t('settings.exceptionOpens')}
                    className={rowField}
                    value={clockOf(hours.open)}
                    onChange={({ target }) => target.value && setHours(minutesOf(target.value), hours.close)}
                  />
                  <input
                    type="time"
                    aria-label={t('settings.exceptionCloses')}
                    className={rowField}
                    value={clockOf(hours.close)}
                    onChange={({ target }) => target.value && setHours(hours.open, minutesOf(target.value))}
                  />
                </>
              )}
              <input
                aria-label={t('settings.exceptionNote')}
                placeholder={t('settings.exceptionNote')}
                maxLength={100}
                className={`${rowField} min-w-32 flex-1 placeholder:text-ink-3`}
                value={note ?? ''}
                onChange={({ target }) => set({ note: target.value })}
              />
              <IconButton label={t('settings.exceptionRemove')} onClick={() => onChange(exceptions.toSpliced(at, 1))}>
                <Trash2 className="size-5" aria-hidden="true" />
              </IconButton>
            </li>
          )
        })}
      </ul>
    </>
  )
}
