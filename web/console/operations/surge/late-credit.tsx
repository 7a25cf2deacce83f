import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  getInstallationLateCredit,
  getLateCredit,
  type LateCreditPolicy,
  putLateCredit,
  type StoreLateCredit,
} from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { NumberField, Select } from '../../../shared/ui/field.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { moneyOf } from '../../rupees.ts'
import { RupeesField, SettingsForm } from './settings-form.tsx'

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
    <SettingsForm title={t('ops.lateCredit')} note={t('ops.lateCreditNote')} save={save} onSubmit={submit}>
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
          <RupeesField label={t('ops.lateAmount')} name="amount" max={10_000} is={shown.amount} />
          <NumberField
            label={t('ops.latePercent')}
            hint={t('ops.latePercentHelp')}
            name="percent"
            max={100}
            step={0.1}
            defaultValue={shown.percent}
          />
          <RupeesField label={t('ops.lateCap')} hint={t('ops.lateCapHelp')} name="cap" max={100_000} is={shown.cap} />
        </div>
      )}
    </SettingsForm>
  )
}
