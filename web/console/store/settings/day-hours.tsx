import { Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useLocale } from '../../../shared/i18n/i18n.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { clockOf, dayMinutes, endAfter, minutesOf } from '../../clock-times.ts'
import { useT } from '../../messages/messages.ts'
import { rowField } from './field-look.ts'
import { type Fault, nextPeriod, type Period } from './periods.ts'

/** Where a period stands among those of the week. */
export interface Placed {
  at: number
  period: Period
  fault: Fault | undefined
}

/** The periods of one weekday: none where it is closed. */
export function DayHours({
  day,
  nameOf,
  hours,
  periods,
  onChange,
}: {
  day: number
  nameOf: (day: number) => string
  /** Of the whole week. */
  hours: readonly Period[]
  periods: readonly Placed[]
  onChange: (hours: Period[]) => void
}) {
  const t = useT()
  const name = nameOf(day)
  const next = nextPeriod(hours, day)
  const { ref, goTo } = useFocusAfter()
  const add = next && (
    <Button
      look="quiet"
      size="s"
      aria-label={t(periods.length > 0 ? 'settings.addHoursOn' : 'settings.openOn', { day: name })}
      onClick={() => {
        goTo(periods.length)
        onChange([...hours, next])
      }}
    >
      <Plus className="size-4" aria-hidden="true" />
      {t(periods.length > 0 ? 'settings.addHours' : 'settings.closed')}
    </Button>
  )
  return (
    <li ref={ref} className="flex min-h-13 flex-wrap items-baseline gap-x-3 py-1.5 sm:flex-nowrap">
      <span className="w-24 flex-none font-semibold">{name}</span>
      <div className="flex min-w-0 flex-1 basis-60 flex-col gap-1.5">
        {periods.map((each, place) => (
          <PeriodRow
            key={each.at}
            {...each}
            label={periods.length > 1 ? `${name} (${place + 1})` : name}
            only={periods.length === 1}
            nameOf={nameOf}
            onSet={(period) => onChange(hours.with(each.at, period))}
            onRemove={() => {
              goTo(Math.min(place, periods.length - 2))
              onChange(hours.toSpliced(each.at, 1))
            }}
          >
            {place === periods.length - 1 && add}
          </PeriodRow>
        ))}
        {periods.length === 0 && (add ?? <span className="text-sm text-ink-2">{t('settings.closed')}</span>)}
      </div>
    </li>
  )
}

/** Who adds or removes a period by keyboard goes on at the one that is there then. */
function useFocusAfter() {
  const ref = useRef<HTMLLIElement>(null)
  const wanted = useRef<number>(null)
  useEffect(() => {
    const day = ref.current
    if (wanted.current === null || !day) return
    const row = day.querySelectorAll('[data-period]')[wanted.current]
    wanted.current = null
    ;(row ?? day).querySelector<HTMLElement>('input, button')?.focus()
  })
  return {
    ref,
    goTo: (place: number) => {
      wanted.current = place
    },
  }
}

/** From when until when, and what is to be known of it: that it ends on the next day, or what is wrong. */
function PeriodRow({
  period,
  fault,
  label,
  only,
  nameOf,
  onSet,
  onRemove,
  children,
}: Placed & {
  label: string
  only: boolean
  nameOf: (day: number) => string
  onSet: (period: Period) => void
  onRemove: () => void
  children: ReactNode
}) {
  const t = useT()
  const locale = useLocale()
  const note = useId()
  const clock = (minutes: number) =>
    new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(minutes * 60_000)
  const { open, close } = period
  const set = (from: number, to: number) => onSet({ ...period, open: from, close: endAfter(from, to) })
  const said = fault
    ? fault.kind === 'overlaps'
      ? t(fault.other.day === period.day ? 'settings.overlaps' : 'settings.overlapsOf', {
          from: clock(fault.other.open),
          to: clock(fault.other.close),
          day: nameOf(fault.other.day),
        })
      : t(`settings.${fault.kind}`)
    : close - open === dayMinutes
      ? t('settings.allDay')
      : close > dayMinutes && t('settings.nextDay', { time: clock(close) })
  const field = {
    type: 'time',
    className: rowField,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': said ? note : undefined,
  } as const
  return (
    <div data-period className="flex flex-wrap items-center gap-2">
      <input
        {...field}
        aria-label={t('settings.opens', { day: label })}
        value={clockOf(open)}
        onChange={({ target }) => target.value && set(minutesOf(target.value), close)}
      />
      <input
        {...field}
        aria-label={t('settings.closes', { day: label })}
        value={clockOf(close)}
        onChange={({ target }) => target.value && set(open, minutesOf(target.value))}
      />
      <IconButton label={t(only ? 'settings.closeOn' : 'settings.removeHours', { day: label })} onClick={onRemove}>
        <Trash2 className="size-5" aria-hidden="true" />
      </IconButton>
      {children}
      {said && (
        <p id={note} className={classes('basis-full text-xs', fault ? 'font-medium text-bad' : 'text-ink-2')}>
          {said}
        </p>
      )}
    </div>
  )
}
