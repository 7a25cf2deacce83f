import type { OrderCase, StaffOrder } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { Photo } from './photo.tsx'

/** What the customer said was wrong, with the photos, and what became of it. */
export function Reports({ order, issues }: { order: StaffOrder; issues: OrderCase['issues'] }) {
  const t = useT()
  const { dateTime, money } = useFormat()
  const nameOf = (productId: string) => order.lines.find((line) => line.productId === productId)?.name ?? productId
  return (
    <Panel title={t('ops.reports')}>
      <ul className="flex flex-col gap-4 text-sm">
        {issues.map((issue) => (
          <li key={issue.id} className="flex flex-col gap-1.5">
            <p className="flex flex-wrap justify-between gap-x-3">
              <b>{t(`ops.issue.${issue.kind}`)}</b>
              <time className="num text-ink-2">{dateTime(issue.at)}</time>
            </p>
            {issue.lines.length > 0 && (
              <p>{issue.lines.map(({ productId, quantity }) => `${quantity} × ${nameOf(productId)}`).join(', ')}</p>
            )}
            {issue.comment && <p className="break-words">{issue.comment}</p>}
            <p className="text-ink-2">
              {issue.resolution.kind === 'refunded'
                ? t('ops.issueRefunded', { amount: money(issue.resolution.amount) })
                : t('ops.issueReview')}
            </p>
            {issue.photoIds.length > 0 && (
              <div className="flex flex-wrap gap-2">
                {issue.photoIds.map((photo, index) => (
                  <Photo
                    key={photo}
                    path={`/v1/orders/${order.id}/photos/${photo}`}
                    name={t('ops.photoOf', { number: index + 1, kind: t(`ops.issue.${issue.kind}`) })}
                  />
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
