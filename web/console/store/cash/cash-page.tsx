import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type CashDeposit, type DepositState, depositStates, listDeposits } from '../../../api-client/cash-deposits.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import type { Tone } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { StatusPill } from '../../../shared/ui/status.tsx'
import { useT } from '../../messages/messages.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'
import { Count, Refuse } from './decide.tsx'

const route = getRouteApi('/store-cash')
/** Riders stand at the counter meanwhile. */
const refreshMs = 10_000
const tones: Record<DepositState, Tone> = { declared: 'warn', confirmed: 'ok', refused: 'bad' }

/** Cash that riders say they have brought: counted and confirmed here, or refused with a reason. */
export function CashPage() {
  const t = useT()
  const { storeId, store, stores } = useStore()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const [deciding, setDeciding] = useState<{ deposit: CashDeposit; as: 'count' | 'refuse' } | null>(null)
  const columns = useColumns(setDeciding)
  const deposits = useInfiniteQuery({
    queryKey: ['cash-deposits', storeId, state],
    queryFn: ({ pageParam, signal }) =>
      listDeposits({ store: storeId!, ...(state ? { state } : {}), cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: storeId !== undefined,
    refetchInterval: refreshMs,
  })
  if (!storeId) return <NoStore />
  const close = () => setDeciding(null)
  return (
    <div>
      <PageHeader
        title={t('cash.title')}
        note={t('cash.note')}
        actions={<StoreChoice store={store} stores={stores} />}
      />
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        <Select
          label={t('cash.show')}
          className="w-56 max-w-full"
          value={state ?? 'all'}
          onChange={(next) => void navigate({ search: { state: depositStates.find((each) => each === next) } })}
          options={[
            { value: 'all', label: t('cash.all') },
            ...depositStates.map((each) => ({ value: each, label: t(`cash.${each}`) })),
          ]}
        />
        <DataTable
          label={t('cash.title')}
          columns={columns}
          rows={deposits.data?.pages.flatMap((page) => page.items)}
          rowKey={(row) => row.id}
          error={deposits.error}
          onRetry={() => void deposits.refetch()}
          empty={{ title: t('cash.none'), help: t('cash.noneHelp') }}
          more={
            deposits.hasNextPage
              ? { busy: deposits.isFetchingNextPage, onMore: () => void deposits.fetchNextPage() }
              : null
          }
          tone={(row) => (row.state === 'declared' ? 'warn' : undefined)}
        />
      </div>
      {deciding?.as === 'count' && <Count key={deciding.deposit.id} deposit={deciding.deposit} onClose={close} />}
      {deciding?.as === 'refuse' && <Refuse key={deciding.deposit.id} deposit={deciding.deposit} onClose={close} />}
    </div>
  )
}

type Decide = (what: { deposit: CashDeposit; as: 'count' | 'refuse' }) => void

function useColumns(decide: Decide): Column<CashDeposit>[] {
  const t = useT()
  const { money, dateTime } = useFormat()
  return useMemo(
    () => [
      {
        key: 'rider',
        header: t('cash.rider'),
        grow: true,
        cell: (row) => (
          <>
            <b className="font-semibold">{row.rider.name}</b>
            {row.note && <span className="block text-sm wrap-anywhere text-ink-2">{row.note}</span>}
          </>
        ),
      },
      { key: 'amount', header: t('cash.amount'), align: 'end', cell: (row) => money(row.amount) },
      { key: 'declared', header: t('cash.at'), from: 'md', cell: (row) => dateTime(row.declaredAt) },
      {
        key: 'state',
        header: t('cash.state'),
        from: 'sm',
        cell: (row) => <StatusPill tone={tones[row.state]} label={t(`cash.${row.state}`)} />,
      },
      {
        key: 'decide',
        header: t('cash.decide'),
        align: 'end',
        cell: (deposit) =>
          deposit.state === 'declared' && (
            <span className="flex flex-wrap justify-end gap-2">
              <Button
                size="s"
                aria-label={t('cash.countOf', { name: deposit.rider.name })}
                onClick={() => decide({ deposit, as: 'count' })}
              >
                {t('cash.count')}
              </Button>
              <Button
                size="s"
                look="danger"
                aria-label={t('cash.refuseOf', { name: deposit.rider.name })}
                onClick={() => decide({ deposit, as: 'refuse' })}
              >
                {t('cash.refuse')}
              </Button>
            </span>
          ),
      },
    ],
    [t, money, dateTime, decide],
  )
}
