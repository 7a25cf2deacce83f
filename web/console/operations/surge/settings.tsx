import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { putSurge, type StoreSurge, type SurgeSettings } from '../../../api-client/operations.ts'
import { NumberField, Select } from '../../../shared/ui/field.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { moneyOf } from '../../rupees.ts'
import { RupeesField, SettingsForm } from './settings-form.tsx'

/** When a store asks more for a ride, and when it refuses. */
export function Settings({ surge: { storeId, settings } }: { surge: StoreSurge }) {
  const t = useT()
  const client = useQueryClient()
  const [mode, setMode] = useState<SurgeSettings['mode']>(settings.mode)
  const [unstaffed, setUnstaffed] = useState(settings.whenUnstaffed ?? 'refuse')
  const save = useMutation({
    mutationFn: (next: SurgeSettings) => putSurge(storeId, next),
    onSuccess: (now) => {
      toast(t('ops.saved'))
      client.setQueryData(['surge', storeId], now)
    },
  })
  const submit = (data: FormData) =>
    save.mutate({
      mode,
      ordersPerPicker: Number(data.get('ordersPerPicker')),
      ordersPerRider: Number(data.get('ordersPerRider')),
      cap: moneyOf(data.get('cap')),
      manualFee: moneyOf(data.get('manualFee')),
      refuseAbove: Number(data.get('refuseAbove')),
      promiseMostMinutes: Number(data.get('promiseMostMinutes')),
      whenUnstaffed: unstaffed,
    })
  return (
    <SettingsForm title={t('ops.surgeSettings')} save={save} onSubmit={submit}>
      <Select
        label={t('ops.mode')}
        value={mode}
        options={(['off', 'auto', 'manual'] as const).map((value) => ({ value, label: t(`ops.mode.${value}`) }))}
        onChange={(value) => setMode(value as SurgeSettings['mode'])}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          label={t('ops.perPicker')}
          name="ordersPerPicker"
          min={0.5}
          max={100}
          step={0.5}
          defaultValue={settings.ordersPerPicker}
        />
        <NumberField
          label={t('ops.perRider')}
          name="ordersPerRider"
          min={0.5}
          max={100}
          step={0.5}
          defaultValue={settings.ordersPerRider}
        />
        <RupeesField label={t('ops.cap')} hint={t('ops.capHelp')} name="cap" is={settings.cap} />
        <RupeesField label={t('ops.manualFee')} name="manualFee" is={settings.manualFee} />
        <NumberField
          label={t('ops.refuseAbove')}
          hint={t('ops.refuseHelp')}
          name="refuseAbove"
          max={10_000}
          defaultValue={settings.refuseAbove}
        />
        <NumberField
          label={t('ops.promiseMost')}
          hint={t('ops.promiseMostHelp')}
          name="promiseMostMinutes"
          max={240}
          defaultValue={settings.promiseMostMinutes ?? 0}
        />
        <Select
          label={t('ops.whenUnstaffed')}
          value={unstaffed}
          options={(['refuse', 'promise'] as const).map((value) => ({
            value,
            label: t(`ops.whenUnstaffed.${value}`),
          }))}
          onChange={(value) => setUnstaffed(value as typeof unstaffed)}
        />
      </div>
    </SettingsForm>
  )
}
