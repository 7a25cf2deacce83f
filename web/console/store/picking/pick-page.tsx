import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, CloudOff, Gift, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { type PickLine, releasePick, startPick } from '../../../api-client/picking.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useNow } from '../../../shared/live/use-now.ts'
import { useOnline } from '../../../shared/live/use-online.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Badge, EmptyState, ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { Bagging } from './bagging.tsx'
import { CurrentLine } from './current-line.tsx'
import { Due } from './due.tsx'
import { LineList } from './line-list.tsx'
import { Packed } from './packed.tsx'
import { useAnswers } from './use-answers.ts'
import { pickKey, usePick } from './use-pick.ts'

const route = getRouteApi('/picking/$id')

/** One order in the aisle: the line at hand in full, then the bags, then their code. */
export function PickPage() {
  const t = useT()
  const { id } = route.useParams()
  const search = route.useSearch() as { line?: string }
  const navigate = route.useNavigate()
  const now = useNow(1_000)
  const online = useOnline()
  const client = useQueryClient()
  const errorText = useErrorText()
  const { query, pick, waiting, act } = usePick(id)
  useAnswers(pick)
  const [list, setList] = useState(false)
  const again = {
    onSuccess: (next: object) => client.setQueryData(pickKey(id), next),
    onError: (error: unknown) => toast(errorText(error), 'bad'),
  }
  const take = useMutation({ mutationFn: () => startPick(id), ...again })
  const release = useMutation({
    mutationFn: () => releasePick(id),
    onError: again.onError,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['picks'] })
      void navigate({ to: '/picking' })
    },
  })

  if (query.isPending) return <Skeleton className="m-4 h-96" />
  if (!pick) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />

  const go = (line: string | undefined) => {
    setList(false)
    void navigate({ to: '/picking/$id', params: { id }, search: { line }, replace: true })
  }
  const open = pick.lines.filter((line) => line.picked === null)
  const current: PickLine | undefined = pick.lines.find((line) => line.productId === search.line) ?? open[0]
  const done = pick.lines.length - open.length
  const mine = pick.state === 'picking' && pick.pickerId === currentUser()?.id

  return (
    <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col">
      <header className="no-print sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-card px-3 py-2">
        <Link
          to="/picking"
          aria-label={t('picking.back')}
          className="inline-flex size-11 flex-none items-center justify-center rounded-full hover:bg-sunk"
        >
          <ArrowLeft className="size-5" aria-hidden="true" />
        </Link>
        <h1 className="num text-lg font-extrabold">{t('pick.title', { number: pick.number })}</h1>
        <Due promisedAt={pick.promisedAt} now={now} />
        <span className="ml-auto flex items-center gap-2">
          {waiting > 0 && (
            <Badge tone="warn">
              <CloudOff className="size-4" aria-hidden="true" />
              {t(online ? 'pick.sending' : 'pick.waiting', { count: waiting })}
            </Badge>
          )}
          {pick.state === 'picking' && (
            <Button look="quiet" size="s" aria-expanded={list} onClick={() => setList(!list)}>
              <ListChecks className="size-5" aria-hidden="true" />
              <span className="num">{t('picking.done', { done, count: pick.lines.length })}</span>
            </Button>
          )}
        </span>
        <progress
          className="h-1.5 w-full overflow-hidden rounded-full bg-sunk [&::-moz-progress-bar]:bg-brand [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:bg-brand"
          aria-label={t('pick.progress')}
          value={done}
          max={pick.lines.length}
        />
      </header>
      {pick.giftNote && (
        <div className="p-3 pb-0">
          <Notice tone="accent" icon={<Gift className="size-5" aria-hidden="true" />}>
            {t('pick.gift', { note: pick.giftNote })}
          </Notice>
        </div>
      )}
      {pick.state === 'completed' ? (
        <Packed pick={pick} />
      ) : pick.state === 'cancelled' ? (
        <EmptyState title={t('pick.cancelled')}>
          <p>{t('pick.cancelledHelp')}</p>
        </EmptyState>
      ) : !mine ? (
        <EmptyState
          title={pick.state === 'queued' ? t('pick.free') : t('pick.taken', { name: pick.pickerName ?? '' })}
          action={
            pick.state === 'queued' && (
              <Button size="l" busy={take.isPending} onClick={() => take.mutate()}>
                {t('picking.take')}
              </Button>
            )
          }
        />
      ) : list ? (
        <LineList pick={pick} current={current} onGo={go} act={act} onRelease={() => release.mutate()} />
      ) : current ? (
        <CurrentLine key={current.productId} pick={pick} line={current} act={act} onGo={go} />
      ) : (
        <Bagging pick={pick} act={act} onList={() => setList(true)} />
      )}
    </div>
  )
}
