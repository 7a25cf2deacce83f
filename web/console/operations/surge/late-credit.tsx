import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  getInstallationLateCredit,
  getLateCredit,
  type LateCreditPolicy,
  putLateCredit,
  type StoreLateCredit,
} from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { NumberField, Select } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { moneyOf } from '../../rupees.ts'

/** What a broken promise of a store gives by itself: as the installation says, as the store says, or nothing. */
export function LateCredit({ store }: { store: string }) {
  const own = useQuery({ queryKey: ['late-credit', store], queryFn: ({ signal }) => getLateCredit(store, signal) })
  const usual = useQuery({ queryKey: ['late-credit'], queryFn: ({ signal }) => getInstallationLateCredit(signal) })
  if ((own.isError && !own.data) || (usual.isError && !usual.data))
    return (
      <ErrorState
        error={own.error ?? usual.error}
        onRetry={() => {
          void own.refetch()
          void usual.refetch()
        }}
      />
    )
  if (!own.data || !usual.data) return <Skeleton className="h-40" />
  return <Policy key={store} own={own.data} usual={usual.data} />
}

const ways = ['usual', 'own', 'off'] as const
type Way = (typeof ways)[number]

function Policy({ own: { storeId, policy }, usual }: { own: StoreLateCredit; usual: LateCreditPolicy }) {
  const t = useT()
  const { money, percent } = useFormat()
  const client = useQueryClient()
  const [way, setWay] = useState<Way>(policy === null ? 'usual' : policy.on ? 'own' : 'off')
  const mayChange = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  const shown = policy ?? usual
  const save = useMutation({
    mutationFn: (next: LateCreditPolicy | null) => putLateCredit(storeId, next),
    onSuccess: (now) => {
      toast(t('ops.saved'))
      client.setQueryData(['late-credit', storeId], now)
    },
  })
  const submit = (data: FormData) => {
    if (way !== 'own') return save.mutate(way === 'usual' ? null : { ...shown, on: false })
    save.mutate({
      on: true,
      afterMinutes: Number(data.get('afterMinutes')),
      amount: moneyOf(data.get('amount')),
      percent: Number(data.get('percent')),
      cap: moneyOf(data.get('cap')),
    })
  }
  return (
    <Panel title={t('ops.lateCredit')}>
      <Form label={t('ops.lateCredit')} error={save.error} onSubmit={submit}>
        <p className="text-sm text-ink-2">{t('ops.lateCreditNote')}</p>
        <fieldset disabled={!mayChange} className="flex flex-col gap-4">
          <Select
            label={t('ops.lateWay')}
            value={way}
            options={ways.map((value) => ({ value, label: t(`ops.lateWay.${value}`) }))}
            onChange={(value) => setWay(value as Way)}
          />
          {way === 'usual' && (
            <p>
              {usual.on
                ? t('ops.lateUsual', {
                    minutes: usual.afterMinutes,
                    amount: money(usual.amount),
                    percent: percent(usual.percent / 100, 2),
                    cap: money(usual.cap),
                  })
                : t('ops.lateUsualOff')}
            </p>
          )}
          {way === 'own' && (
            <div className="grid gap-4 sm:grid-cols-2">
              <NumberField
                label={t('ops.lateAfter')}
                name="afterMinutes"
                min={1}
                max={1_440}
                defaultValue={shown.afterMinutes}
              />
              <NumberField
                label={t('ops.lateAmount')}
                name="amount"
                max={10_000}
                defaultValue={shown.amount.amount / 100}
                step={0.01}
              />
              <NumberField
                label={t('ops.latePercent')}
                hint={t('ops.latePercentHelp')}
                name="percent"
                max={100}
                step={0.1}
                defaultValue={shown.percent}
              />
              <NumberField
                label={t('ops.lateCap')}
                hint={t('ops.lateCapHelp')}
                name="cap"
                max={100_000}
                defaultValue={shown.cap.amount / 100}
                step={0.01}
              />
            </div>
          )}
        </fieldset>
        {mayChange && (
          <div>
            <Button type="submit" busy={save.isPending}>
              {t('ops.save')}
            </Button>
          </div>
        )}
      </Form>
    </Panel>
  )
}
