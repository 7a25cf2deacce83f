import { CloudRain, ShoppingBasket } from 'lucide-react'
import { offlineProblem, ProblemError } from '../../api-client/problem.ts'
import type { OrderStatus } from '../../api-client/types.ts'
import { Button, Spinner } from '../../shared/ui/button.tsx'
import { Badge, EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { Offline, OfflineBanner } from '../../shared/ui/offline-banner.tsx'
import { orderTones, StatusPill } from '../../shared/ui/status.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'

const tones = ['plain', 'brand', 'accent', 'ok', 'warn', 'bad'] as const

export function Feedback() {
  const t = useT()
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-2">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {t('sample.news')}
          </Badge>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        {(Object.keys(orderTones) as OrderStatus[]).map((status) => (
          <StatusPill key={status} tone={orderTones[status]} label={t(`status.${status}`)} />
        ))}
      </div>
      {tones
        .filter((tone) => tone !== 'bad')
        .map((tone) => (
          <Notice key={tone} tone={tone} icon={<CloudRain className="size-4" aria-hidden="true" />}>
            {t('sample.notice')}
          </Notice>
        ))}
      <Notice tone="bad">{t('sample.toastBad')}</Notice>
      <div className="overflow-hidden rounded-md border border-line">
        <Offline />
        <OfflineBanner />
      </div>
      <div className="flex flex-wrap gap-3">
        <Button look="outline" size="s" onClick={() => toast(t('sample.toast'))}>
          {t('common.save')}
        </Button>
        <Button look="danger" size="s" onClick={() => toast(t('sample.toastBad'), 'bad')}>
          {t('sample.remove')}
        </Button>
        <Spinner className="size-6 text-brand" />
      </div>
    </div>
  )
}

export function States() {
  const t = useT()
  const fault = new ProblemError({ type: 'about:blank', title: '', status: 500, code: 'internal', traceId: '4bf92f35' })
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <div className="rounded-md border border-line bg-card">
        <EmptyState
          heading="h3"
          icon={<ShoppingBasket className="size-8" aria-hidden="true" />}
          title={t('sample.empty')}
          action={<Button>{t('sample.primary')}</Button>}
        >
          {t('sample.body')}
        </EmptyState>
      </div>
      <div className="rounded-md border border-line bg-card">
        <ErrorState error={fault} onRetry={() => {}} heading="h3" />
      </div>
      <div className="rounded-md border border-line bg-card">
        <ErrorState error={offlineProblem()} onRetry={() => {}} heading="h3" />
      </div>
      <div className="flex flex-col gap-3 rounded-md border border-line bg-card p-4">
        <Skeleton className="h-8 w-1/2" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-28 w-full" />
      </div>
    </div>
  )
}
