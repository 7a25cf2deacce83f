import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { listDeliveries, redeliver, type WebhookDelivery } from '../../../api-client/webhooks.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Badge, ErrorState, Skeleton, type Tone, useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'

const tones: Record<WebhookDelivery['state'], Tone> = { due: 'warn', sending: 'brand', delivered: 'ok', failed: 'bad' }

/** What was sent to a webhook and what it said; looked at again while something is on its way. */
export function Deliveries({
  id,
  failed,
  onFailed,
}: {
  id: string
  failed: boolean
  onFailed: (only: boolean) => void
}) {
  const t = useT()
  const list = useInfiniteQuery({
    queryKey: ['admin', 'deliveries', id, failed],
    queryFn: ({ pageParam }) => listDeliveries(id, failed, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 2_000,
  })
  const items = list.data?.pages.flatMap((page) => page.items)
  return (
    <div className="flex flex-col gap-3 p-5">
      <Checkbox label={t('admin.onlyFailed')} checked={failed} onChange={onFailed} />
      {list.isPending && <Skeleton className="h-40" />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {items?.length === 0 && <p className="py-6 text-center text-ink-2">{t('admin.noDeliveries')}</p>}
      <ul className="divide-y divide-line">
        {items?.map((delivery) => (
          <li key={delivery.id}>
            <Delivery delivery={delivery} webhook={id} onSent={() => void list.refetch()} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="outline" className="self-center" onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}

function Delivery({ delivery, webhook, onSent }: { delivery: WebhookDelivery; webhook: string; onSent: () => void }) {
  const t = useT()
  const errorText = useErrorText()
  const { dateTime, ago } = useFormat()
  const again = useMutation({
    mutationFn: () => redeliver(webhook, delivery.id),
    onSuccess: onSent,
    onError: (error) => toast(errorText(error), 'bad'),
  })
  // What is due again has failed before: it does not merely wait.
  const state = delivery.state === 'due' && delivery.tries > 0 ? 'again' : delivery.state
  return (
    <details className="py-2">
      <summary className="flex min-h-10 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <Badge tone={tones[delivery.state]}>{t(`admin.delivery.${state}`)}</Badge>
        <span className="font-semibold">{delivery.event}</span>
        <span className="num text-ink-2">{delivery.status ?? (delivery.tries > 0 ? t('admin.noAnswer') : '')}</span>
        <span className="ml-auto text-xs text-ink-2">{dateTime(delivery.createdAt)}</span>
      </summary>
      <div className="flex flex-col gap-2 pt-1 pb-2 text-sm">
        <p className="text-ink-2">
          {t('admin.tries', { count: delivery.tries })}
          {delivery.ms !== undefined && ` · ${delivery.ms} ms`}
          {delivery.nextAt && delivery.tries > 0 && ` · ${t('admin.nextTry', { at: ago(delivery.nextAt) })}`}
        </p>
        {delivery.said && (
          <>
            <h3 className="text-xs font-semibold text-ink-2">{t('admin.said')}</h3>
            <pre className="max-h-40 overflow-auto rounded-md bg-sunk p-3 text-xs whitespace-pre-wrap">
              {delivery.said}
            </pre>
          </>
        )}
        <h3 className="text-xs font-semibold text-ink-2">{t('admin.payload')}</h3>
        <pre className="max-h-60 overflow-auto rounded-md bg-sunk p-3 text-xs whitespace-pre-wrap">
          {JSON.stringify(delivery.payload, null, 2)}
        </pre>
        {delivery.state !== 'sending' && (
          <Button look="outline" size="s" className="self-start" busy={again.isPending} onClick={() => again.mutate()}>
            {t('admin.sendAgain')}
          </Button>
        )}
      </div>
    </details>
  )
}
