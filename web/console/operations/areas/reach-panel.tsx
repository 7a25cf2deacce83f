import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type AreaReach, reachArea } from '../../../api-client/operations.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { NumberField } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { faultOf } from './faults.ts'

const mostMinutes = 30

/** Makes the outline from what a rider reaches in some minutes; it is drawn like any other change, and can be undone. */
export function ReachPanel({
  storeId,
  reach,
  onReach,
}: {
  storeId: string
  /** What is shaded on the map. */
  reach: AreaReach | null
  onReach: (reach: AreaReach | null) => void
}) {
  const t = useT()
  const { number } = useFormat()
  const [minutes, setMinutes] = useState('10')
  const find = useMutation({
    mutationFn: (asked: number) => reachArea(storeId, asked),
    onSuccess: onReach,
  })
  const fault = faultOf(find.error)
  const refused = fault
    ? t(`ops.fault.${fault}`)
    : isProblem(find.error, 'stores/nothing-reached')
      ? t('ops.noReach')
      : null
  return (
    <Panel title={t('ops.reach')}>
      <Form label={t('ops.reach')} error={refused ? null : find.error} onSubmit={() => find.mutate(Number(minutes))}>
        <NumberField
          label={t('ops.reachMinutes')}
          hint={t('ops.reachHelp')}
          min={1}
          max={mostMinutes}
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size="s" look="outline" busy={find.isPending}>
            {t('ops.reachDraw', { minutes: number(Number(minutes)) })}
          </Button>
          {reach && (
            <Button
              size="s"
              look="quiet"
              onClick={(event) => {
                // The button goes with what it hides.
                event.currentTarget.form?.querySelector('input')?.focus()
                onReach(null)
              }}
            >
              {t('ops.reachHide')}
            </Button>
          )}
        </div>
      </Form>
      <div aria-live="polite" className="mt-2 flex flex-col gap-2 text-sm">
        {refused && <Notice tone="bad">{refused}</Notice>}
        {reach && !find.error && (
          <>
            <p>{t('ops.reached', { cells: number(reach.count), minutes: number(reach.minutes) })}</p>
            {reach.leftOut.length > 0 && (
              <p className="text-warn">{t('ops.reachLeftOut', { cells: number(reach.leftOut.length) })}</p>
            )}
            {reach.takenIn.length > 0 && (
              <p className="text-ink-2">{t('ops.reachTakenIn', { cells: number(reach.takenIn.length) })}</p>
            )}
            {reach.approximate && <p className="text-ink-2">{t('ops.reachApproximate')}</p>}
          </>
        )}
      </div>
    </Panel>
  )
}
