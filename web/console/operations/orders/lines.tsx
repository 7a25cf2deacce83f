import type { ReactNode } from 'react'
import type { StaffOrder } from '../../../api-client/operations.ts'
import type { Money } from '../../../api-client/types.ts'
import { FeeWhy } from '../../../shared/fee-why.tsx'
import { useFormat } from '../../../shared/format.ts'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useName } from '../../../shared/use-name.ts'
import { useT } from '../../messages/messages.ts'

/** What was ordered and found, and the bill in the words in which the customer reads it. */
export function Lines({ order }: { order: StaffOrder }) {
  const t = useT()
  const nameOf = useName()
  const { money } = useFormat()
  const { totals } = order
  const sums: [string, Money, ReactNode?][] = [
    [t('ops.items'), totals.items],
    [t('ops.discount'), { ...totals.discount, amount: -totals.discount.amount }],
    [t('ops.deliveryFee'), totals.deliveryFee, <FeeWhy key="why" parts={totals.feeParts} />],
    [t('ops.smallCartFee'), totals.smallCartFee, <FeeWhy key="why" smallCartBelow={totals.smallCartBelow} />],
    [t('ops.tip'), totals.tip],
  ]
  return (
    <Panel title={t('ops.lines')} flush>
      <ul className="divide-y divide-line text-sm">
        {order.lines.map((line) => (
          <li key={line.productId} className="flex items-center gap-3 px-4 py-2.5">
            <img src={line.image} alt="" width={40} height={40} className="size-10 rounded-sm bg-tile object-cover" />
            <span className="min-w-0 flex-1">
              <span className="block font-semibold">{nameOf(line)}</span>
              <span className="text-ink-2">
                {line.quantity} × {money(line.price)} · {line.pack}
                {line.picked !== null && line.picked < line.quantity && (
                  <b className="text-bad"> · {t('ops.picked', { picked: line.picked, count: line.quantity })}</b>
                )}
              </span>
              {line.substitute && (
                <span className="block text-warn">
                  {t('ops.substitute', { name: nameOf(line.substitute), count: line.substitute.quantity })}
                </span>
              )}
            </span>
            <span className="num font-semibold">{money(line.total)}</span>
          </li>
        ))}
      </ul>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1 border-t border-line px-4 py-3 text-sm">
        {sums
          .filter(([, value]) => value.amount !== 0)
          .map(([name, value, why]) => (
            <div key={name} className="contents text-ink-2">
              <dt>{name}</dt>
              <dd className="num text-right">{money(value)}</dd>
              {why}
            </div>
          ))}
        <dt className="font-bold">{t('ops.total')}</dt>
        <dd className="num text-right font-bold">{money(totals.total)}</dd>
      </dl>
    </Panel>
  )
}
