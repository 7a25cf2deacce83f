import { Link } from '@tanstack/react-router'
import { Receipt } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Bill } from '../cart/totals.tsx'
import { useT } from '../messages/messages.ts'
import { OrderLines } from './order-lines.tsx'
import { hasEnded } from './status.ts'

const CancelOrder = lazy(async () => ({ default: (await import('./cancel-order.tsx')).CancelOrder }))
const Reorder = lazy(async () => ({ default: (await import('./reorder.tsx')).Reorder }))
const ReportIssue = lazy(async () => ({ default: (await import('./report-issue.tsx')).ReportIssue }))

/** Before it is, an order waits for its payment and goes nowhere. */
const wasPaid = ({ payment, history }: Order) =>
  payment.method !== 'cash' && history.some((entry) => entry.status === 'confirmed')

/** Of an order of today the time says enough. */
const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString()

/** What was ordered and paid, where it goes, and what can be done about it. */
export function Contents({ order }: { order: Order }) {
  const t = useT()
  const { dateTime, money, time } = useFormat()
  const ended = hasEnded(order.status)
  return (
    <>
      <section aria-label={t('order.contents')} className="rounded-lg border border-line bg-card">
        <OrderLines lines={order.lines} />
        <div className="border-t border-line p-3.5">
          <Bill totals={order.totals} refunded={order.refunded} />
          <p className="mt-1 text-sm text-ink-2">
            {t('order.paidBy', { method: t(`payment.${order.payment.method}`) })}
          </p>
          {order.status === 'cancelled' && (
            <p className="mt-1 font-semibold">
              {wasPaid(order) ? t('about.moneyBack', { amount: money(order.total) }) : t('cancel.helpCash')}
            </p>
          )}
        </div>
      </section>
      <section aria-label={t('order.about')} className="rounded-lg border border-line bg-card p-3.5 text-sm">
        <dl className="grid gap-2">
          <div>
            <dt className="text-ink-2">{t('order.to')}</dt>
            <dd className="font-semibold">{[order.dropOff.line1, order.dropOff.line2].filter(Boolean).join(', ')}</dd>
          </div>
          {order.window && (
            <div>
              <dt className="text-ink-2">{t('checkout.when')}</dt>
              <dd className="font-semibold">
                {dateTime(order.window.start)} – {time(order.window.end)}
              </dd>
            </div>
          )}
          {order.instructions && (
            <div>
              <dt className="text-ink-2">{t('about.instructions')}</dt>
              <dd className="font-semibold">{order.instructions}</dd>
            </div>
          )}
          {order.leaveAtDoor && order.payment.method !== 'cash' && (
            <div>
              <dt className="text-ink-2">{t('order.handOver')}</dt>
              <dd className="font-semibold">{t('checkout.leaveAtDoor')}</dd>
            </div>
          )}
          {order.giftNote && (
            <div>
              <dt className="text-ink-2">{t('about.giftNote')}</dt>
              <dd className="font-semibold wrap-anywhere">{order.giftNote}</dd>
            </div>
          )}
          {!ended && (
            <div>
              <dt className="text-ink-2">{t('checkout.substitutions')}</dt>
              <dd className="font-semibold">{t(`checkout.substitutions.${order.substitutions}`)}</dd>
            </div>
          )}
          <div>
            <dt className="text-ink-2">{t('order.placed')}</dt>
            <dd className="font-semibold">
              {isToday(order.placedAt) ? time(order.placedAt) : dateTime(order.placedAt)}
            </dd>
          </div>
        </dl>
      </section>
      <div className="flex flex-wrap gap-2">
        {order.status === 'delivered' && (
          <Link to="/orders/$orderId/receipt" params={{ orderId: order.id }} className={buttonClass('outline')}>
            <Receipt className="size-5" aria-hidden="true" />
            {t('order.receipt')}
          </Link>
        )}
        <Suspense>
          {order.status === 'delivered' && <ReportIssue order={order} />}
          {ended && <Reorder orderId={order.id} number={order.number} />}
          {order.cancellable && <CancelOrder order={order} />}
        </Suspense>
      </div>
    </>
  )
}
