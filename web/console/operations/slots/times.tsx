import { useState } from 'react'
import { Field } from '../../../shared/ui/field.tsx'
import { clockOf, endAfter, minutesOf } from '../../clock-times.ts'
import { useT } from '../../messages/messages.ts'

/** From when until when a window is: fields of a form, which `timesOf` reads. */
export function Times({ of }: { of: { start: number; end: number } }) {
  const t = useT()
  const [start, setStart] = useState(clockOf(of.start))
  const [end, setEnd] = useState(clockOf(of.end))
  const nextDay = start !== '' && end !== '' && end <= start
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-3">
      <Field
        label={t('ops.from')}
        name="start"
        type="time"
        value={start}
        onChange={({ target }) => setStart(target.value)}
        required
      />
      <Field
        label={t('ops.until')}
        hint={nextDay ? t('ops.nextDay') : undefined}
        name="end"
        type="time"
        value={end}
        onChange={({ target }) => setEnd(target.value)}
        required
      />
    </div>
  )
}

export const timesOf = (data: FormData) => {
  const start = minutesOf(String(data.get('start')))
  return { start, end: endAfter(start, minutesOf(String(data.get('end')))) }
}
