import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { StoreChange } from '../../../api-client/stock.ts'
import type { Store } from '../../../api-client/types.ts'
import { useLocale } from '../../../shared/i18n/i18n.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { clockField, clockOf, closeAfter, minutesOf } from './clock-field.ts'
import { SpecialDays } from './special-days.tsx'

const weekdays = [1, 2, 3, 4, 5, 6, 0] as const

/** Opening hours of each weekday, and days that are different. */
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
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: store.timeZone }).format(Date.now())
  const set = (at: number, open: number, close: number) =>
    setHours(hours.with(at, { ...hours[at]!, open, close: closeAfter(open, close) }))
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
                      className={clockField}
                      value={clockOf(period.open)}
                      onChange={({ target }) => target.value && set(at, minutesOf(target.value), period.close)}
                    />
                    <input
                      type="time"
                      aria-label={t('settings.closes', { day: name })}
                      className={clockField}
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
        <SpecialDays exceptions={exceptions} onChange={setExceptions} />
        <div className="flex flex-wrap gap-3">
          <Button look="quiet" onClick={() => setExceptions([...exceptions, { date: today, closed: true }])}>
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
