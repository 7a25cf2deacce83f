import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { type AdminOffer, type OfferInput, putOffer } from '../../../api-client/merchandising.ts'
import { Badge, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { offerQuery } from '../queries.ts'
import { freshOffer, rulesOf } from './draft.ts'
import { offerState, offerTones, useOfferTitle } from './offers-page.tsx'
import { Rules } from './rules.tsx'
import { TestBasket } from './test-basket.tsx'
import { Usage } from './usage.tsx'

const route = getRouteApi('/merchandising/offers/$code')

/** One offer: its rules, a basket to try them on, and what became of it. */
export function OfferPage() {
  const { code } = route.useParams()
  return code === 'new' ? <Editor key="new" /> : <Known code={code} />
}

function Known({ code }: { code: string }) {
  const offer = useQuery(offerQuery(code))
  if (offer.isError) return <ErrorState error={offer.error} onRetry={() => void offer.refetch()} />
  if (!offer.data) return <Skeleton className="m-6 h-96" />
  return <Editor key={code} offer={offer.data} />
}

function Editor({ offer }: { offer?: AdminOffer }) {
  const t = useT()
  const client = useQueryClient()
  const navigate = useNavigate()
  const titleOf = useOfferTitle()
  const [draft, setDraft] = useState<OfferInput>(() => (offer ? rulesOf(offer) : freshOffer()))
  const save = useMutation({
    mutationFn: putOffer,
    onSuccess: (saved) => {
      toast(t('merch.saved'))
      client.setQueryData(offerQuery(saved.code).queryKey, saved)
      void client.invalidateQueries({ queryKey: ['merch', 'offers'] })
      if (!offer) void navigate({ to: '/merchandising/offers/$code', params: { code: saved.code } })
    },
  })
  return (
    <div className="pb-8">
      <PageHeader
        back={
          <Link to="/merchandising/offers" className="inline-flex min-h-6 items-center gap-1.5">
            <ArrowLeft className="size-4" aria-hidden="true" />
            {t('merch.offers')}
          </Link>
        }
        title={offer?.code ?? t('offer.add')}
        note={offer && titleOf(offer)}
        badge={offer && <Badge tone={offerTones[offerState(offer)]}>{t(`offer.state.${offerState(offer)}`)}</Badge>}
      />
      <div className="grid gap-4 px-4 md:px-6 xl:grid-cols-2">
        <Panel title={t('offer.rules')}>
          <Rules
            draft={draft}
            known={offer !== undefined}
            onChange={setDraft}
            error={save.error}
            busy={save.isPending}
            onSave={() => save.mutate(draft)}
          />
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          <TestBasket offer={draft} />
          {offer && <Usage offer={offer} />}
        </div>
      </div>
    </div>
  )
}
