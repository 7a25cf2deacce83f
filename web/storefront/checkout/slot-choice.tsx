import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Zap } from 'lucide-react'
import { useEffect } from 'react'
import { api } from '../../api-client/http.ts'
import { isProblem } from '../../api-client/problem.ts'
import { useFormat } from '../../shared/format.ts'
import { Choice } from '../../shared/ui/choice.tsx'
import { ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { Select } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { queryClient } from '../query-client.ts'
import type { Later } from './choices.ts'

/** Now, or in a window of the store: the days and times are the store's, with what each costs more. */
export function SlotChoice({
  storeId,
  promiseMinutes,
  later,
  gone,
  onChange,
}: {
  storeId: string | undefined
  promiseMinutes: number | undefined
  later: Later | undefined
  /** The quote says that the chosen window is to be had no more: the list that is shown is older than that. */
  gone: boolean
  onChange: (later: Later | undefined) => void
}) {
  const t = useT()
  const { time, money, date, minutes } = useFormat()
  const onlyLater = useServing().state === 'later'
  const slots = useQuery({
    queryKey: ['slots', storeId, later?.day],
    queryFn: () => api('GET /v1/slots', { query: { store: storeId ?? '', date: later?.day }, as: 'none' }),
    enabled: later !== undefined && storeId !== undefined,
    staleTime: 30_000,
  })
  useEffect(() => {
    if (gone) void queryClient.invalidateQueries({ queryKey: ['slots'] })
  }, [gone])
  // A window that filled up meanwhile, is another store's or of a day gone by is chosen no more; no signal takes none away.
  const dayGone = isProblem(slots.error, 'stores/slot-bad-date')
  const lost =
    later?.slotId !== undefined &&
    (dayGone || slots.data?.items.some((slot) => slot.id === later.slotId && slot.available) === false)
  useEffect(() => {
    if (lost) onChange(dayGone ? {} : { day: later?.day })
  }, [lost])
  return (
    <div className="flex flex-col gap-3">
      <Choice
        label={t('checkout.when')}
        value={later ? 'later' : 'now'}
        className="grid-cols-2"
        onChange={(value) => onChange(value === 'later' ? {} : undefined)}
        options={[
          {
            value: 'now',
            label: t('checkout.now'),
            disabled: onlyLater,
            note: promiseMinutes === undefined ? undefined : t('checkout.nowIn', { minutes: minutes(promiseMinutes) }),
            icon: <Zap className="size-5" aria-hidden="true" />,
          },
          { value: 'later', label: t('checkout.later'), icon: <CalendarClock className="size-5" aria-hidden="true" /> },
        ]}
      />
      {later && slots.isPending && <Skeleton className="h-24" />}
      {later && slots.data && (
        <>
          <Select
            label={t('checkout.day')}
            value={slots.data.date}
            onChange={(day) => onChange({ day })}
            options={slots.data.dates.map((each) => ({ value: each, label: date(`${each}T12:00:00Z`) }))}
          />
          {slots.data.items.length === 0 ? (
            <Notice>{t('checkout.noWindows')}</Notice>
          ) : (
            <Choice
              label={t('checkout.window')}
              value={later.slotId ?? ''}
              onChange={(slotId) => onChange({ day: slots.data.date, slotId })}
              className="sm:grid-cols-2"
              options={slots.data.items.map((slot) => ({
                value: slot.id,
                label: `${time(slot.start)} – ${time(slot.end)}`,
                disabled: !slot.available,
                note: !slot.available
                  ? t(
                      `checkout.window.${slot.reason === undefined || slot.reason === 'unknown' ? 'full' : slot.reason}`,
                    )
                  : [
                      ...(slot.fee.amount > 0 ? [t('checkout.windowFee', { fee: money(slot.fee) })] : []),
                      ...(slot.left <= 5 ? [t('checkout.windowLeft', { count: slot.left })] : []),
                    ].join(' · ') || undefined,
              }))}
            />
          )}
        </>
      )}
      {later && slots.isError && !slots.data && <ErrorState error={slots.error} onRetry={() => void slots.refetch()} />}
    </div>
  )
}
