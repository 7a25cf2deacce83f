import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { getSurge } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { useT } from '../../messages/messages.ts'
import { StoreChoice } from '../store-choice.tsx'
import { LateCredit } from './late-credit.tsx'
import { Settings } from './settings.tsx'

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
