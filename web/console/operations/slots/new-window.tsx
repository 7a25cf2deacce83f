import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addSlots } from '../../../api-client/operations.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { Terms, termsOf } from './terms.tsx'

const days = [1, 2, 3, 4, 5, 6, 0] as const
const usual = { capacity: 20, fee: { amount: 0 }, cutoffMinutes: 60 }
const minutesOf = (value: FormDataEntryValue | null) => {
  const [hours = 0, minutes = 0] = String(value).split(':').map(Number)
  return hours * 60 + minutes
}

/** The same window on several days. */
export function NewWindow({ store }: { store: string }) {
  const t = useT()
  const client = useQueryClient()
  const [weekdays, setWeekdays] = useState<ReadonlySet<number>>(new Set(days))
  const add = useMutation({
    mutationFn: addSlots,
    onSuccess: ({ items }) => {
      toast(t('ops.slotsAdded', { count: items.length }))
      void client.invalidateQueries({ queryKey: ['slots', store] })
    },
  })
  const submit = (data: FormData) => {
    const start = minutesOf(data.get('start'))
    const end = minutesOf(data.get('end'))
    add.mutate({
      storeId: store,
      weekdays: [...weekdays],
      start,
      // An end that is not after the start is on the next day.
      end: end > start ? end : end + 1_440,
      ...termsOf(data),
    })
  }
  return (
    <Panel title={t('ops.newSlot')}>
      <Form label={t('ops.newSlot')} error={add.error} onSubmit={submit}>
        <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-x-3">
          <legend className="pb-1 text-sm font-semibold">{t('ops.days')}</legend>
          {days.map((day) => (
            <Checkbox
              key={day}
              label={t(`ops.day.${day}`)}
              checked={weekdays.has(day)}
              onChange={(on) =>
                setWeekdays(new Set(on ? [...weekdays, day] : [...weekdays].filter((each) => each !== day)))
              }
            />
          ))}
        </fieldset>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-3">
          <Field label={t('ops.from')} name="start" type="time" defaultValue="10:00" required />
          <Field label={t('ops.until')} name="end" type="time" defaultValue="12:00" required />
        </div>
        <Terms of={usual} />
        <Button type="submit" busy={add.isPending} disabled={weekdays.size === 0}>
          {t('ops.addSlot')}
        </Button>
      </Form>
    </Panel>
  )
}
