import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addSlots } from '../../../api-client/operations.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { weekdays } from './names.ts'
import { Terms, termsOf } from './terms.tsx'
import { Times, timesOf } from './times.tsx'

const usual = { start: 600, end: 720, capacity: 20, fee: { amount: 0 }, cutoffMinutes: 60 }

/** The same window on several days. */
export function NewWindow({ store }: { store: string }) {
  const t = useT()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(weekdays))
  const add = useMutation({
    mutationFn: addSlots,
    onSuccess: ({ items }) => {
      toast(t('ops.slotsAdded', { count: items.length }))
      void client.invalidateQueries({ queryKey: ['slots', store] })
    },
  })
  const submit = (data: FormData) =>
    add.mutate({ storeId: store, weekdays: [...chosen], ...timesOf(data), ...termsOf(data) })
  return (
    <Panel title={t('ops.newSlot')}>
      <Form label={t('ops.newSlot')} error={add.error} onSubmit={submit}>
        <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-x-3">
          <legend className="pb-1 text-sm font-semibold">{t('ops.days')}</legend>
          {weekdays.map((day) => (
            <Checkbox
              key={day}
              label={t(`ops.day.${day}`)}
              checked={chosen.has(day)}
              onChange={(on) => setChosen(new Set(on ? [...chosen, day] : [...chosen].filter((each) => each !== day)))}
            />
          ))}
        </fieldset>
        <Times of={usual} />
        <Terms of={usual} />
        <Button type="submit" busy={add.isPending} disabled={chosen.size === 0}>
          {t('ops.addSlot')}
        </Button>
      </Form>
    </Panel>
  )
}
