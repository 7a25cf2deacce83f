import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { StoreChange } from '../../../api-client/stock.ts'
import type { Store } from '../../../api-client/types.ts'
import { useLocale } from '../../../shared/i18n/i18n.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'

const weekdays = [1, 2, 3, 4, 5, 6, 0] as const
const dayMinutes = 1_440
const two = (value: number) => String(value).padStart(2, '0')
const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
const field = 'num min-h-10 rounded-md border-[1.5px] border-line-strong bg-card px-2 text-sm'

/** Opening hours of each weekday, and days on which the store is closed whatever its week says. */
export function Hours({
  store,
  busy,
  onChange,
}: {
  store: Store
  busy: boolean
  onChange: (body: StoreChange) => void
}) {
  const t = useT()
  const locale = useLocale()
  const [hours, setHours] = useState(store.hours)
  const [exceptions, setExceptions] = useState(store.exceptions ?? [])
  // 1 November 2026 is a Sunday.
  const nameOf = (day: number) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 1 + day))
  // A close that is not after its opening is on the next day.
  const set = (at: number, open: number, close: number) =>
    setHours(hours.with(at, { ...hours[at]!, open, close: close > open ? close : close + dayMinutes }))
  return (
    <Panel title={t('settings.hours')}>
      <div className="flex flex-col gap-4">
        <ul className="divide-y divide-line">
          {weekdays.map((day) => {
            const name = nameOf(day)
            const at = hours.findIndex((each) => each.day === day)
            const period = hours[at]
            return (
              <li key={day} className="flex min-h-13 flex-wrap items-center gap-3 py-1.5">
                <span className="w-24 font-semibold">{name}</span>
                {period ? (
                  <>
                    <input
                      type="time"
                      aria-label={t('settings.opens', { day: name })}
                      className={field}
                      value={clockOf(period.open)}
                      onChange={({ target }) =>
                        target.value && set(at, minutesOf(target.value), period.close % dayMinutes)
                      }
                    />
                    <input
                      type="time"
                      aria-label={t('settings.closes', { day: name })}
                      className={field}
                      value={clockOf(period.close)}
                      onChange={({ target }) => target.value && set(at, period.open, minutesOf(target.value))}
                    />
                    <IconButton
                      label={t('settings.closeOn', { day: name })}
                      className="ml-auto"
                      onClick={() => setHours(hours.toSpliced(at, 1))}
                    >
                      <Trash2 className="size-5" aria-hidden="true" />
                    </IconButton>
                  </>
                ) : (
                  <Button
                    look="quiet"
                    size="s"
                    aria-label={t('settings.openOn', { day: name })}
                    onClick={() => setHours([...hours, { day, open: 480, close: 1_380 }])}
                  >
                    <Plus className="size-4" aria-hidden="true" />
                    {t('settings.closed')}
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
        <h3 className="font-bold">{t('settings.exceptions')}</h3>
        <ul className="grid gap-2">
          {exceptions.map((each, at) => (
            <li key={at} className="flex flex-wrap items-center gap-2">
              <input
                type="date"
                aria-label={t('settings.exceptionDate')}
                className={field}
                value={each.date}
                onChange={({ target }) => setExceptions(exceptions.with(at, { ...each, date: target.value }))}
              />
              <input
                aria-label={t('settings.exceptionNote')}
                placeholder={t('settings.exceptionNote')}
                maxLength={100}
                className={`${field} min-w-32 flex-1`}
                value={each.note ?? ''}
                onChange={({ target }) => setExceptions(exceptions.with(at, { ...each, note: target.value }))}
              />
              <IconButton
                label={t('settings.exceptionRemove')}
                onClick={() => setExceptions(exceptions.toSpliced(at, 1))}
              >
                <Trash2 className="size-5" aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-3">
          <Button
            look="quiet"
            onClick={() =>
              setExceptions([...exceptions, { date: new Date().toISOString().slice(0, 10), closed: true }])
            }
          >
            <Plus className="size-5" aria-hidden="true" />
            {t('settings.exceptionAdd')}
          </Button>
          <Button busy={busy} onClick={() => onChange({ hours, exceptions: exceptions.filter((each) => each.date) })}>
            {t('settings.hoursSave')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
