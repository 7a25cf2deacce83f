import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRight, PackageCheck, Volume2, VolumeX } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { listPicks, type PickTask, startPick } from '../../../api-client/picking.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { currentUser } from '../../../api-client/session.ts'
import { pollMs, useLive } from '../../../shared/live/use-live.ts'
import { useNow } from '../../../shared/live/use-now.ts'
import { useStored } from '../../../shared/stored.ts'
import { Button, buttonClass, IconButton } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { Badge, EmptyState, ErrorState, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useCommands } from '../../palette/commands.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'
import { Due, urgencyOf } from './due.tsx'
import { play, soundChoice } from './sound.ts'
import { pickKey } from './use-pick.ts'

const taken = ['stores/pick-taken', 'stores/pick-wrong-state', 'stores/pick-not-found']

/** What waits to be picked, most urgent first; the next is one tap away. */
export function PickingPage() {
  const t = useT()
  const { storeId, store, stores } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const errorText = useErrorText()
  const now = useNow(5_000)
  const key = ['picks', storeId]
  const live = useLive(
    storeId ? `picks:${storeId}` : null,
    // What was asked before the connection was back may lack what was missed.
    ({ type }) => void client.invalidateQueries({ queryKey: ['picks'] }, { cancelRefetch: type === 'subscribed' }),
  )
  const queue = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listPicks(storeId!, false, signal),
    enabled: storeId !== undefined,
    refetchInterval: live ? 20_000 : pollMs,
  })
  const me = currentUser()?.id
  const picks = queue.data?.items ?? []
  const mine = picks.filter((pick) => pick.state === 'picking' && pick.pickerId === me)
  const waiting = picks.filter((pick) => pick.state === 'queued')
  const others = picks.filter((pick) => pick.state === 'picking' && pick.pickerId !== me)
  const late = picks.filter((pick) => urgencyOf(pick.promisedAt, now) === 'late').length
  useAlarm(late)

  const open = (pick: PickTask) => {
    client.setQueryData(pickKey(pick.id), pick)
    void navigate({ to: '/picking/$id', params: { id: pick.id } })
  }
  // Colleagues reach for the same order: whoever comes second takes the one after it.
  const take = useMutation({
    mutationFn: async (wanted: readonly PickTask[]) => {
      for (const pick of wanted) {
        try {
          return await startPick(pick.id)
        } catch (error) {
          if (!isProblem(error, ...taken)) throw error
        }
      }
      return null
    },
    onSuccess: (pick) => (pick ? open(pick) : toast(t('picking.nothingLeft'))),
    onError: (error) => toast(errorText(error), 'bad'),
    onSettled: () => void client.invalidateQueries({ queryKey: ['picks'] }),
  })

  useCommands(
    t('picking.title'),
    waiting.length > 0 ? [{ id: 'next', label: t('picking.next'), keys: 'n', run: () => take.mutate(waiting) }] : [],
  )

  if (!storeId) return <NoStore />
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-4 p-4 pb-28 md:p-6 md:pb-28">
      <header className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto text-xl font-extrabold">{t('picking.title')}</h1>
        {late > 0 && <Badge tone="bad">{t('live.late', { count: late })}</Badge>}
        <Badge tone={live ? 'ok' : 'warn'}>{t(live ? 'live.connected' : 'live.polling')}</Badge>
        <StoreChoice store={store} stores={stores} />
        <SoundSwitch />
      </header>
      {queue.isPending ? (
        <div className="grid gap-3" role="status" aria-label={t('common.loading')}>
          {[1, 2, 3, 4].map((each) => (
            <Skeleton key={each} className="h-20" />
          ))}
        </div>
      ) : queue.isError && !queue.data ? (
        <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />
      ) : picks.length === 0 ? (
        <EmptyState icon={<PackageCheck className="size-8" aria-hidden="true" />} title={t('picking.empty')}>
          <p>{t('picking.emptyHelp')}</p>
        </EmptyState>
      ) : (
        <>
          <Group title={t('picking.mine')} picks={mine} now={now}>
            {(pick) => (
              <Link
                to="/picking/$id"
                params={{ id: pick.id }}
                aria-label={t('picking.continueName', { number: pick.number })}
                className={buttonClass('primary', 'm')}
              >
                {t('picking.continue')}
                <ArrowRight className="size-5" aria-hidden="true" />
              </Link>
            )}
          </Group>
          <Group title={t('picking.waiting', { count: waiting.length })} picks={waiting} now={now}>
            {(pick) => (
              <Button
                look="outline"
                aria-label={t('picking.takeName', { number: pick.number })}
                disabled={take.isPending}
                onClick={() => take.mutate([pick])}
              >
                {t('picking.take')}
              </Button>
            )}
          </Group>
          <Group title={t('picking.others')} picks={others} now={now} />
        </>
      )}
      {waiting.length > 0 && (
        <div className="pointer-events-none fixed inset-x-0 bottom-0 z-10 flex justify-center bg-linear-to-t from-paper from-60% to-transparent px-4 pt-8 pb-[max(1rem,env(safe-area-inset-bottom))] lg:pl-64">
          <Button
            size="l"
            className="pointer-events-auto w-full max-w-md shadow-2"
            busy={take.isPending}
            onClick={() => take.mutate(waiting)}
          >
            {t('picking.next')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Group({
  title,
  picks,
  now,
  children,
}: {
  title: string
  picks: PickTask[]
  now: number
  children?: (pick: PickTask) => React.ReactNode
}) {
  const t = useT()
  if (picks.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-bold text-ink-2">{title}</h2>
      <ul className="grid gap-2">
        {picks.map((pick) => {
          const urgency = urgencyOf(pick.promisedAt, now)
          const done = pick.lines.filter((line) => line.picked !== null).length
          const packs = pick.lines.reduce((sum, line) => sum + line.ordered, 0)
          return (
            <li
              key={pick.id}
              className={classes(
                'flex items-center gap-3 rounded-lg border-l-4 bg-card p-3 shadow-1',
                urgency === 'late' ? 'border-bad' : urgency === 'soon' ? 'border-warn' : 'border-ok',
              )}
            >
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="num text-lg font-extrabold">{pick.number}</span>
                  <Due promisedAt={pick.promisedAt} now={now} />
                </p>
                <p className="num mt-1 text-sm text-ink-2">
                  {t('picking.size', { lines: pick.lines.length, count: packs })}
                  {done > 0 && ` · ${t('picking.done', { done, count: pick.lines.length })}`}
                  {pick.pickerName && pick.state === 'picking' && ` · ${pick.pickerName}`}
                </p>
              </div>
              {children?.(pick)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** One sound for each order that becomes late, not one for each look at the queue. */
function useAlarm(late: number): void {
  const before = useRef(late)
  useEffect(() => {
    if (late > before.current) play('late')
    before.current = late
  }, [late])
}

function SoundSwitch() {
  const t = useT()
  const on = useStored(soundChoice)
  const Icon = on ? Volume2 : VolumeX
  return (
    <IconButton label={t(on ? 'picking.soundOff' : 'picking.soundOn')} onClick={() => soundChoice.set(!on)}>
      <Icon className="size-5" aria-hidden="true" />
    </IconButton>
  )
}
