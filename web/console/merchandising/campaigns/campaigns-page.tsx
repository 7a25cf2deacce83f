import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import type { Campaign } from '../../../api-client/campaigns.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { campaignsQuery } from './queries.ts'

export const campaignTones = {
  draft: 'plain',
  scheduled: 'brand',
  sending: 'accent',
  sent: 'ok',
  stopped: 'warn',
} as const

export function CampaignsPage() {
  const t = useT()
  const format = useFormat()
  const navigate = useNavigate()
  const list = useInfiniteQuery(campaignsQuery)
  const mayWrite = currentUser()?.roles.includes('admin') ?? false
  const rows = list.data?.pages.flatMap((page) => page.items)
  const columns = useMemo<readonly Column<Campaign>[]>(
    () => [
      {
        key: 'name',
        header: t('campaign.name'),
        grow: true,
        cell: ({ id, name, message }) => (
          <Link to="/merchandising/campaigns/$id" params={{ id }} className="block min-w-36">
            <span className="block font-bold">{name}</span>
            <span className="block text-xs text-ink-2">{message.en.title}</span>
          </Link>
        ),
      },
      {
        key: 'state',
        header: t('offer.state'),
        cell: ({ state }) => <Badge tone={campaignTones[state]}>{t(`campaign.state.${state}`)}</Badge>,
      },
      {
        key: 'when',
        header: t('campaign.when'),
        from: 'md',
        cell: ({ sendAt }) => (sendAt ? format.dateTime(sendAt) : '–'),
      },
      { key: 'coupon', header: t('offer.code'), from: 'lg', cell: ({ coupon }) => coupon ?? '–' },
      { key: 'sent', header: t('campaign.sent'), align: 'end', cell: ({ results }) => format.number(results.sent) },
      {
        key: 'orders',
        header: t('campaign.orders'),
        align: 'end',
        from: 'sm',
        cell: ({ coupon, results }) => (coupon ? format.number(results.orders) : '–'),
      },
    ],
    [t, format],
  )
  return (
    <div>
      <PageHeader
        title={t('merch.campaigns')}
        note={t('campaign.note')}
        actions={
          mayWrite && (
            <Link to="/merchandising/campaigns/$id" params={{ id: 'new' }} className={buttonClass('primary', 's')}>
              <Plus className="size-4" aria-hidden="true" />
              {t('campaign.add')}
            </Link>
          )
        }
      />
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('merch.campaigns')}
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            onOpen={({ id }) => void navigate({ to: '/merchandising/campaigns/$id', params: { id } })}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('campaign.none'), help: t('campaign.noneHelp') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </Panel>
      </div>
    </div>
  )
}
