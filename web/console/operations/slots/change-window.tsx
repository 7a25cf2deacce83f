import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { changeSlot, type SlotTemplate } from '../../../api-client/operations.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useNames, weekdays } from './names.ts'
import { Terms, termsOf } from './terms.tsx'
import { Times, timesOf } from './times.tsx'

/** Its terms, and its day and time as long as no order has it. At another time it is another window, with another id. */
export function ChangeWindow({
  slot,
  onClose,
  onDone,
}: {
  slot: SlotTemplate
  onClose: () => void
  onDone: (changed: SlotTemplate) => void
}) {
  const t = useT()
  const namesOf = useNames()
  const [weekday, setWeekday] = useState(String(slot.weekday))
  const change = useMutation({
    mutationFn: (data: FormData) =>
      changeSlot(slot.id, { weekday: Number(weekday), ...timesOf(data), ...termsOf(data) }),
    onSuccess: (changed) => {
      toast(changed.id === slot.id ? t('ops.saved') : t('ops.slotMoved', namesOf(changed)))
      onDone(changed)
    },
  })
  return (
    <Dialog open onClose={onClose} title={t('ops.changeSlot', namesOf(slot))}>
      <Form error={change.error} onSubmit={(data) => change.mutate(data)} className="p-5">
        <div className="flex flex-col gap-3">
          <Select
            label={t('ops.day')}
            name="weekday"
            value={weekday}
            onChange={setWeekday}
            options={weekdays.map((day) => ({ value: String(day), label: t(`ops.day.${day}`) }))}
          />
          <Times of={slot} />
          <p className="text-xs text-ink-2">{t('ops.moveHelp')}</p>
        </div>
        <Terms of={slot} />
        <Button type="submit" busy={change.isPending}>
          {t('ops.save')}
        </Button>
      </Form>
    </Dialog>
  )
}
