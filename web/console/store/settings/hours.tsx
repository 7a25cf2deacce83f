import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { StoreChange } from '../../../api-client/stock.ts'
import type { Store } from '../../../api-client/types.ts'
import { useLocale } from '../../../shared/i18n/i18n.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { DayHours } from './day-hours.tsx'
import { faultsOf, inOrder, periodsMax } from './periods.ts'
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
  const week = useRef<HTMLUListElement>(null)
  const [hours, setHours] = useState(() => inOrder(store.hours))
  const [exceptions, setExceptions] = useState(store.exceptions ?? [])
  // 1 November 2026 is a Sunday.
  const nameOf = (day: number) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 1 + day))
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: store.timeZone }).format(Date.now())
  const faults = faultsOf(hours)
  const periods = hours.map((period, at) => ({ at, period, fault: faults[at] }))
  const save = () => {
    const wrong = week.current?.querySelector<HTMLElement>('[aria-invalid=true]')
    if (wrong) wrong.focus()
    else onChange({ hours: inOrder(hours), exceptions: exceptions.filter((each) => each.date) })
  }
  return (
    <Panel title={t('settings.hours')}>
      <div className="flex flex-col gap-4">
        <ul ref={week} className="divide-y divide-line">
          {weekdays.map((day) => (
            <DayHours
              key={day}
              day={day}
              nameOf={nameOf}
              hours={hours}
              periods={periods.filter((each) => each.period.day === day)}
              onChange={setHours}
            />
          ))}
        </ul>
        {hours.length >= periodsMax && (
          <p className="text-sm text-ink-2">{t('settings.hoursMost', { count: periodsMax })}</p>
        )}
        <SpecialDays exceptions={exceptions} onChange={setExceptions} />
        <div className="flex flex-wrap gap-3">
          <Button look="quiet" onClick={() => setExceptions([...exceptions, { date: today, closed: true }])}>
            <Plus className="size-5" aria-hidden="true" />
            {t('settings.exceptionAdd')}
          </Button>
          <Button busy={busy} onClick={save}>
            {t('settings.hoursSave')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
