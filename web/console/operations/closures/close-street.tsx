import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { closeRoad } from '../../../api-client/operations.ts'
import type { Point } from '../../../api-client/types.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Field, NumberField, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { readPlace, showPlace } from './place.ts'

const hoursMax = 30 * 24

/** Closes the street at the map's centre, or at a place that is typed: the way without a pointer. */
export function CloseStreet({ centre, onDone }: { centre: Point | undefined; onDone: () => void }) {
  const t = useT()
  /** What was typed, and which centre it stands in for: the map's next move takes its place. */
  const [typed, setTyped] = useState<{ text: string; centre: Point | undefined } | null>(null)
  const text = typed && typed.centre === centre ? typed.text : centre ? showPlace(centre) : ''
  const point = readPlace(text)
  const close = useMutation({ mutationFn: closeRoad })
  const submit = (data: FormData, form: HTMLFormElement) => {
    if (!point) return
    const untilMs = Date.now() + Number(data.get('hours')) * 3_600_000
    const wish = {
      points: [point],
      reason: String(data.get('reason')).trim(),
      until: new Date(untilMs).toISOString(),
    }
    close.mutate(wish, {
      onSuccess: () => {
        toast(t('ops.closureDone'))
        form.reset()
        onDone()
      },
    })
  }
  return (
    <Panel title={t('ops.closeStreet')}>
      <Form label={t('ops.closeStreet')} error={close.error} onSubmit={submit}>
        <Field
          label={t('ops.closurePlace')}
          hint={t('ops.closurePlaceHelp')}
          error={text !== '' && !point ? t('ops.closurePlaceBad') : undefined}
          value={text}
          onChange={(event) => setTyped({ text: event.target.value, centre })}
          autoComplete="off"
          required
        />
        <TextArea label={t('ops.closureReason')} name="reason" maxLength={300} required />
        <NumberField label={t('ops.closureHours')} name="hours" min={1} max={hoursMax} defaultValue={2} />
        <div>
          <Button type="submit" busy={close.isPending} disabled={!point}>
            {t('ops.closeStreetNow')}
          </Button>
        </div>
      </Form>
    </Panel>
  )
}
