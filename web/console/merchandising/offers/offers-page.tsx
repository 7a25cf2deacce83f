import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Pause, Play, Plus } from 'lucide-react'
import { useMemo } from 'react'
import { type AdminOffer, setOfferActive } from '../../../api-client/merchandising.ts'
import { useFormat } from '../../../shared/format.ts'
import { buttonClass, IconButton } from '../../../shared/ui/button.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { useName } from '../../../shared/use-name.ts'
import { useT } from '../../messages/messages.ts'
import { offersQuery } from '../queries.ts'

export type OfferState = 'running' | 'paused' | 'planned' | 'over'
export const offerState = ({ active, startsAt, endsAt }: AdminOffer, nowMs = Date.now()): OfferState => {
  if (Date.parse(endsAt) <= nowMs) return 'over'
  if (!active) return 'paused'
  return Date.parse(startsAt) > nowMs ? 'planned' : 'running'
}
export const offerTones = { running: 'ok', paused: 'warn', planned: 'brand', over: 'plain' } as const

/** What an offer gives, in a few words. */
export function useGives(): (offer: Pick<AdminOffer, 'kind' | 'value' | 'buy' | 'get'>) => string {
  const t = useT()
  const format = useFormat()
  return ({ kind, value, buy = 1, get = 1 }) => {
    if (kind === 'percent')
      return t('offer.givesPercent', { percent: format.percent(value / 10_000, value % 100 ? 2 : 0) })
    if (kind === 'flat') return t('offer.givesFlat', { amount: format.money({ amount: value, currency: 'INR' }) })
    if (kind === 'buy-x-get-y') return t('offer.givesPacks', { buy, get })
    return t('offer.kind.free-delivery')
  }
}

/** What an offer is called: in Hindi on Hindi pages, where it has such a title. */
export function useOfferTitle(): (offer: Pick<AdminOffer, 'title' | 'titleHi'>) => string {
  const nameOf = useName()
  return ({ title, titleHi }) => nameOf({ name: title, nameHi: titleHi })
}

export function OffersPage() {
  const t = useT()
  const format = useFormat()
  const gives = useGives()
  const titleOf = useOfferTitle()
  const navigate = useNavigate()
  const client = useQueryClient()
  const list = useQuery(offersQuery)
  const { mutate: pause } = useMutation({
    mutationFn: ({ code, active }: AdminOffer) => setOfferActive(code, !active),
    onSuccess: () => client.invalidateQueries({ queryKey: ['merch', 'offers'] }),
  })
  const columns = useMemo<readonly Column<AdminOffer>[]>(
    () => [
      {
        key: 'code',
        header: t('offer.code'),
        grow: true,
        cell: (offer) => (
          <Link to="/merchandising/offers/$code" params={{ code: offer.code }} className="block min-w-28">
            <span className="num block font-bold">{offer.code}</span>
            <span className="block text-xs text-ink-2">{titleOf(offer)}</span>
          </Link>
        ),
      },
      { key: 'gives', header: t('offer.gives'), from: 'sm', cell: gives },
      {
        key: 'state',
        header: t('offer.state'),
        cell: (offer) => <Badge tone={offerTones[offerState(offer)]}>{t(`offer.state.${offerState(offer)}`)}</Badge>,
      },
      {
        key: 'ends',
        header: t('offer.ends'),
        from: 'lg',
        cell: ({ endsAt }) => <span className="whitespace-nowrap">{format.date(endsAt)}</span>,
      },
      { key: 'uses', header: t('offer.uses'), align: 'end', cell: ({ uses }) => format.number(uses) },
      { key: 'spent', header: t('offer.spent'), align: 'end', from: 'md', cell: ({ spent }) => format.money(spent) },
      {
        key: 'pause',
        header: t('offer.pauseHead'),
        cell: (offer) => (
          <IconButton
            label={offer.active ? t('offer.pause', { code: offer.code }) : t('offer.resume', { code: offer.code })}
            onClick={() => pause(offer)}
          >
            {offer.active ? (
              <Pause className="size-4" aria-hidden="true" />
            ) : (
              <Play className="size-4" aria-hidden="true" />
            )}
          </IconButton>
        ),
      },
    ],
    [t, format, gives, titleOf, pause],
  )
  return (
    <div>
      <PageHeader
        title={t('merch.offers')}
        note={t('offer.note')}
        actions={
          <Link to="/merchandising/offers/$code" params={{ code: 'new' }} className={buttonClass('primary', 's')}>
            <Plus className="size-4" aria-hidden="true" />
            {t('offer.add')}
          </Link>
        }
      />
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('merch.offers')}
            columns={columns}
            rows={list.data}
            rowKey={({ code }) => code}
            onOpen={({ code }) => void navigate({ to: '/merchandising/offers/$code', params: { code } })}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('offer.none') }}
          />
        </Panel>
      </div>
    </div>
  )
}
