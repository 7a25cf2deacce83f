import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type DeadEvent, getSystemHealth, replayEvents, type SystemHealth } from '../../../api-client/health.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Badge, ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { enginesOf } from './engines-of.ts'

type Service = SystemHealth['services'][number]
const key = ['admin', 'health']

/** How Tokri itself is: engines, services, and events that wait for somebody. Asks again while it is looked at. */
export function HealthPage() {
  const t = useT()
  const { time } = useFormat()
  const health = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getSystemHealth(signal),
    refetchInterval: 5_000,
  })
  const { data } = health
  const troubled = data?.services.filter((each) => !each.ok) ?? []
  return (
    <>
      <PageHeader title={t('admin.health')} note={t('admin.healthNote')} />
      <div className="flex flex-col gap-6 px-4 pb-6 md:px-6">
        {health.isPending && <Skeleton className="h-60" />}
        {health.isError && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
        {data && (
          <>
            <Notice tone={troubled.length > 0 ? 'warn' : 'ok'}>
              {troubled.length > 0
                ? t('admin.healthTrouble', { names: troubled.map(({ service }) => service).join(', ') })
                : t('admin.healthGood')}{' '}
              {t('admin.healthAt', { at: time(data.at) })}
            </Notice>
            <Engines services={data.services} />
            <section aria-labelledby="health-services">
              <h2 id="health-services" className="pb-2 text-lg font-bold">
                {t('admin.services')}
              </h2>
              <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
                {data.services.map((each) => (
                  <li key={each.service} className="min-w-0">
                    <ServiceCard service={each} />
                  </li>
                ))}
              </ul>
            </section>
          </>
        )}
      </div>
    </>
  )
}

function Engines({ services }: { services: readonly Service[] }) {
  const t = useT()
  return (
    <section aria-labelledby="health-engines">
      <h2 id="health-engines" className="pb-2 text-lg font-bold">
        {t('admin.engines')}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {enginesOf(services).map((engine) => (
          <li key={engine.name} className="rounded-lg border border-line bg-card p-4">
            <div className="flex items-center justify-between gap-2">
              <h3 className="font-semibold">{engine.name}</h3>
              <Badge tone={engine.ok ? 'ok' : 'bad'}>{t(engine.ok ? 'admin.answers' : 'admin.away')}</Badge>
            </div>
            <p className="text-sm break-words text-ink-2">{engine.detail}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ServiceCard({ service: { service, ok, why, health } }: { service: Service }) {
  const t = useT()
  const { duration } = useFormat()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const replay = useMutation({
    mutationFn: (eventId: string | undefined) => replayEvents({ service, ...(eventId ? { eventId } : {}) }),
    onSuccess: async ({ replayed }) => {
      toast(t('admin.replayed', { count: replayed }))
      await queries.invalidateQueries({ queryKey: key })
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  return (
    <article aria-label={service} className="flex h-full flex-col gap-2 rounded-lg border border-line bg-card p-4">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-bold">{service}</h3>
        <Badge tone={ok ? 'ok' : health ? 'warn' : 'bad'}>
          {t(ok ? 'admin.healthy' : health ? 'admin.needsYou' : 'admin.silent')}
        </Badge>
      </div>
      {why && <p className="font-mono text-sm text-ink-2">{why}</p>}
      {health && (
        <dl className="num grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
          <dt className="text-ink-2">{t('admin.behind')}</dt>
          <dd>{health.lag ? `${health.lag.events} · ${duration(health.lag.ageS)}` : '–'}</dd>
          <dt className="text-ink-2">{t('admin.outbox')}</dt>
          <dd>
            {health.outbox.events} · {duration(health.outbox.ageS)}
          </dd>
          <dt className="text-ink-2">{t('admin.parked')}</dt>
          <dd>{health.parked}</dd>
          <dt className="text-ink-2">{t('admin.dead')}</dt>
          <dd className={health.deadCount > 0 ? 'font-bold text-bad' : ''}>{health.deadCount}</dd>
        </dl>
      )}
      {health && health.deadCount > 0 && (
        <>
          <ul className="divide-y divide-line">
            {health.dead.map((event) => (
              <li key={event.id}>
                <Dead event={event} busy={replay.isPending} onReplay={() => replay.mutate(event.id)} />
              </li>
            ))}
          </ul>
          <Button size="s" className="self-start" busy={replay.isPending} onClick={() => replay.mutate(undefined)}>
            {t('admin.replayAll')}
          </Button>
        </>
      )}
    </article>
  )
}

function Dead({ event, busy, onReplay }: { event: DeadEvent; busy: boolean; onReplay: () => void }) {
  const t = useT()
  const { ago } = useFormat()
  return (
    <div className="flex flex-col gap-1 py-2 text-sm">
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="font-semibold">{event.name}</span>
        <span className="text-ink-2">{ago(event.at)}</span>
      </p>
      <p className="font-mono text-xs break-all text-ink-2">{event.key}</p>
      <p className="break-words text-bad">{event.cause}</p>
      <p className="text-ink-2">
        {event.refused ? t('admin.refusedByLog') : t('admin.tries', { count: event.attempts })}
      </p>
      <Button
        look="outline"
        size="s"
        className="self-start"
        disabled={busy}
        aria-label={t('admin.replayOf', { name: event.name })}
        onClick={onReplay}
      >
        {t('admin.replay')}
      </Button>
    </div>
  )
}
