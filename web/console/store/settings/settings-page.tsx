import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Gauge, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { currentUser } from '../../../api-client/session.ts'
import { changeStore, listStaff, type StoreChange, setDuty } from '../../../api-client/stock.ts'
import type { Store } from '../../../api-client/types.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { Badge, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'
import { Hours } from './hours.tsx'

/** Whether the store is open, when, and who is there. */
export function SettingsPage() {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  const { storeId, store, stores } = useStore()
  const change = useMutation({
    mutationFn: (body: StoreChange) => changeStore(storeId!, body),
    onSuccess: () => {
      toast(t('stock.saved'))
      return client.invalidateQueries({ queryKey: ['my-stores'] })
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  if (!storeId) return <NoStore />
  if (!store) return <Skeleton className="m-4 h-96" />
  const given = { store, busy: change.isPending, onChange: change.mutate }
  const state = store.open ? 'open' : store.paused ? 'paused' : 'closed'
  return (
    <div>
      <PageHeader
        title={t('settings.title')}
        badge={<Badge tone={store.open ? 'ok' : 'bad'}>{t(`settings.${state}`)}</Badge>}
        actions={<StoreChoice store={store} stores={stores} />}
      />
      <div className="grid items-start gap-5 px-4 pb-8 md:px-6 xl:grid-cols-2">
        <PausePanel {...given} />
        <Staff storeId={store.id} />
        <Hours key={JSON.stringify([store.id, store.hours, store.exceptions])} {...given} />
        <Load storeId={store.id} />
      </div>
    </div>
  )
}

interface Given {
  store: Store
  busy: boolean
  onChange: (body: StoreChange) => void
}

const pauses = ['15', '30', '60', '120', 'open'] as const
const pauseReasons = ['rush', 'power', 'staff', 'cleaning', 'other'] as const

function PausePanel({ store, busy, onChange }: Given) {
  const t = useT()
  const { dateTime } = useFormat()
  const [until, setUntil] = useState<string>('30')
  const [reason, setReason] = useState<string>('rush')
  const pause = () =>
    onChange({
      paused: true,
      pausedReason: t(`pause.${pauseReasons.find((each) => each === reason) ?? 'other'}`),
      ...(until === 'open' ? {} : { pausedUntil: new Date(Date.now() + Number(until) * 60_000).toISOString() }),
    })
  if (store.paused)
    return (
      <Panel title={t('settings.pause')}>
        <div className="flex flex-col gap-4">
          <Notice tone="bad" icon={<Pause className="size-5" aria-hidden="true" />}>
            {store.pausedReason ?? t('settings.paused')}
            <span className="block">
              {store.pausedUntil
                ? t('settings.until', { time: dateTime(store.pausedUntil) })
                : t('settings.untilResumed')}
            </span>
          </Notice>
          <Button busy={busy} onClick={() => onChange({ paused: false })}>
            <Play className="size-5" aria-hidden="true" />
            {t('settings.resume')}
          </Button>
        </div>
      </Panel>
    )
  return (
    <Panel title={t('settings.pause')}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-2">{t('settings.pauseHelp')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={t('settings.pauseWhy')}
            value={reason}
            onChange={setReason}
            options={pauseReasons.map((value) => ({ value, label: t(`pause.${value}`) }))}
          />
          <Select
            label={t('settings.pauseLong')}
            value={until}
            onChange={setUntil}
            options={pauses.map((value) => ({
              value,
              label: value === 'open' ? t('settings.untilResumed') : t('settings.minutes', { count: Number(value) }),
            }))}
          />
        </div>
        <Button look="danger" busy={busy} onClick={pause}>
          <Pause className="size-5" aria-hidden="true" />
          {t('settings.pauseNow')}
        </Button>
      </div>
    </Panel>
  )
}

/** How many orders the store takes at once is part of its answer to load, which has a page of its own. */
function Load({ storeId }: { storeId: string }) {
  const t = useT()
  return (
    <Panel title={t('settings.load')}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-ink-2">{t('settings.loadHelp')}</p>
        <Link to="/surge" search={{ store: storeId }} className={buttonClass('outline')}>
          <Gauge className="size-5" aria-hidden="true" />
          {t('ops.surge')}
        </Link>
      </div>
    </Panel>
  )
}

function Staff({ storeId }: { storeId: string }) {
  const t = useT()
  const { time } = useFormat()
  const client = useQueryClient()
  const errorText = useErrorText()
  const key = ['store-staff', storeId]
  const staff = useQuery({ queryKey: key, queryFn: ({ signal }) => listStaff(storeId, signal) })
  const mine = staff.data?.items.find((each) => each.userId === currentUser()?.id)
  const duty = useMutation({
    mutationFn: (on: boolean) => setDuty(storeId, on),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
    onError: (error) => toast(errorText(error), 'bad'),
  })
  return (
    <Panel
      title={t('settings.staff')}
      actions={
        mine && (
          <Button look="outline" size="s" busy={duty.isPending} onClick={() => duty.mutate(!mine.onDutySince)}>
            {t(mine.onDutySince ? 'settings.goOff' : 'settings.goOn')}
          </Button>
        )
      }
    >
      <ul className="divide-y divide-line">
        {staff.data?.items.map((each) => (
          <li key={each.userId} className="flex items-center justify-between gap-3 py-2">
            <span>
              <span className="block font-semibold">{each.name}</span>
              <span className="block text-sm text-ink-2">
                {t(each.roles.includes('manager') ? 'role.manager' : 'role.picker')}
              </span>
            </span>
            <Badge tone={each.onDutySince ? 'ok' : 'plain'}>
              {each.onDutySince ? t('settings.onDuty', { time: time(each.onDutySince) }) : t('settings.offDuty')}
            </Badge>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
