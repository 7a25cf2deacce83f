import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { getSurge, putSurge, type StoreSurge, type SurgeSettings } from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { NumberField, Select } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { moneyOf } from '../../rupees.ts'
import { StoreChoice } from '../store-choice.tsx'
import { LateCredit } from './late-credit.tsx'

const route = getRouteApi('/surge')
const refreshMs = 5_000

/** How busy a store is, and what it answers with: a higher fee, and at the end an honest no. */
export function SurgePage() {
  const t = useT()
  const { money } = useFormat()
  const { store } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = useCallback(
    (next: string) => void navigate({ to: '/surge', search: { store: next }, replace: true }),
    [navigate],
  )
  const now = useQuery({
    queryKey: ['surge', store],
    queryFn: ({ signal }) => getSurge(store!, signal),
    enabled: store !== undefined,
    refetchInterval: refreshMs,
  })
  const { load, surge, refusing, missing } = now.data ?? {}
  return (
    <>
      <PageHeader title={t('ops.surge')} note={t('ops.surgeNote')}>
        <div className="max-w-72">
          <StoreChoice value={store} onChange={choose} />
        </div>
      </PageHeader>
      <div className="flex max-w-4xl flex-col gap-4 px-4 pb-8 md:px-6">
        {now.isError && !now.data && <ErrorState error={now.error} onRetry={() => void now.refetch()} />}
        <Stats>
          <Stat label={t('ops.waiting')} value={load?.waiting} />
          <Stat label={t('ops.pickers')} value={load?.pickers} />
          <Stat label={t('ops.openDeliveries')} value={load ? (load.open ?? '–') : undefined} />
          <Stat label={t('ops.ridersOn')} value={load ? (load.riders ?? '–') : undefined} />
          <Stat
            label={t('ops.surgeNow')}
            value={now.data ? (surge ? money(surge.fee) : t('ops.none')) : undefined}
            note={surge ? t(`ops.surgeReason.${surge.reason}`) : undefined}
          />
        </Stats>
        {refusing && <Notice tone="bad">{t('ops.refusing')}</Notice>}
        {missing && <Notice tone="bad">{t(`ops.missing.${missing}`)}</Notice>}
        {now.data ? <Settings key={now.data.storeId} surge={now.data} /> : <Skeleton className="h-72" />}
        {store !== undefined && <LateCredit store={store} />}
      </div>
    </>
  )
}

function Settings({ surge: { storeId, settings } }: { surge: StoreSurge }) {
  const t = useT()
  const client = useQueryClient()
  const [mode, setMode] = useState<SurgeSettings['mode']>(settings.mode)
  const [unstaffed, setUnstaffed] = useState(settings.whenUnstaffed ?? 'refuse')
  const mayChange = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
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
    <Panel title={t('ops.surgeSettings')}>
      <Form label={t('ops.surgeSettings')} error={save.error} onSubmit={submit}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-4">
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
            <NumberField
              label={t('ops.cap')}
              hint={t('ops.capHelp')}
              name="cap"
              step={0.01}
              defaultValue={settings.cap.amount / 100}
            />
            <NumberField
              label={t('ops.manualFee')}
              name="manualFee"
              step={0.01}
              defaultValue={settings.manualFee.amount / 100}
            />
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
