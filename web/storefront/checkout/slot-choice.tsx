import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Zap } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '../../api-client/http.ts'
import { useFormat } from '../../shared/format.ts'
import { Choice } from '../../shared/ui/choice.tsx'
import { Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { Select } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

/** Undefined is now; null is later, at a time that has still to be chosen. */
export type SlotWish = string | null | undefined

/** Now, or in a window of the store: the days and times are the store's, with what each costs more. */
export function SlotChoice({
  storeId,
  slotId,
  onChange,
}: {
  storeId: string | undefined
  slotId: SlotWish
  onChange: (slotId: SlotWish) => void
}) {
  const t = useT()
  const { time, money, date } = useFormat()
  const later = slotId !== undefined
  const [day, setDay] = useState<string>()
  const slots = useQuery({
    queryKey: ['slots', storeId, day],
    queryFn: () => api('GET /v1/slots', { query: { store: storeId ?? '', date: day }, as: 'none' }),
    enabled: later && storeId !== undefined,
    staleTime: 30_000,
  })
  // A window that filled up meanwhile, or is another store's, is chosen no more.
  const gone =
    typeof slotId === 'string' && slots.data?.items.some((slot) => slot.id === slotId && slot.available) === false
  useEffect(() => {
    if (gone) onChange(null)
  }, [gone])
  return (
    <div className="flex flex-col gap-3">
      <Choice
        label={t('checkout.when')}
        value={later ? 'later' : 'now'}
        className="grid-cols-2"
        onChange={(value) => onChange(value === 'later' ? null : undefined)}
        options={[
          { value: 'now', label: t('checkout.now'), icon: <Zap className="size-5" aria-hidden="true" /> },
          { value: 'later', label: t('checkout.later'), icon: <CalendarClock className="size-5" aria-hidden="true" /> },
        ]}
      />
      {later && slots.isPending && <Skeleton className="h-24" />}
      {later && slots.data && (
        <>
          <Select
            label={t('checkout.day')}
            value={slots.data.date}
            onChange={(value) => {
              setDay(value)
              onChange(null)
            }}
            options={slots.data.dates.map((each) => ({ value: each, label: date(`${each}T12:00:00Z`) }))}
          />
          {slots.data.items.length === 0 ? (
            <Notice>{t('checkout.noWindows')}</Notice>
          ) : (
            <Choice
              label={t('checkout.window')}
              value={slotId ?? ''}
              onChange={onChange}
              className="sm:grid-cols-2"
              options={slots.data.items.map((slot) => ({
                value: slot.id,
                label: `${time(slot.start)} – ${time(slot.end)}`,
                disabled: !slot.available,
                note: !slot.available
                  ? t('checkout.windowFull')
                  : [
                      ...(slot.fee.amount > 0 ? [t('checkout.windowFee', { fee: money(slot.fee) })] : []),
                      ...(slot.left <= 5 ? [t('checkout.windowLeft', { count: slot.left })] : []),
                    ].join(' · ') || undefined,
              }))}
            />
          )}
        </>
      )}
      {later && slots.isError && <Notice tone="bad">{t('checkout.noWindows')}</Notice>}
    </div>
  )
}
