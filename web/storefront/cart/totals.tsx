import { Bike } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import type { DeliveryTerms, Money, Totals } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT, withMessages } from '../messages/messages.ts'

const loadFeeWhy = withMessages(['fees'], async () => ({ default: (await import('../../shared/fee-why.tsx')).FeeWhy }))
// Where it does not come, the bill stands without it.
const FeeWhy = lazy(() => loadFeeWhy().catch(() => ({ default: () => null })))

/** The bill as far as it is known: before there is an address, the usual fees of the place. */
export function CartTotals({
  totals,
  feeNote,
  fees,
  subtotal,
}: {
  totals?: Totals
  feeNote?: string
  fees?: DeliveryTerms
  subtotal: Money
}) {
  const t = useT()
  const { money } = useFormat()
  return (
    <section aria-label={t('bill.title')} className="flex flex-col gap-3 rounded-lg border border-line bg-card p-3.5">
      <h2 className="font-bold">{t('bill.title')}</h2>
      {totals ? (
        <Bill totals={totals} fees={fees} />
      ) : (
        <dl className="grid gap-1.5">
          <Row label={t('bill.items')} amount={subtotal} />
          {fees && (
            <div className="flex justify-between gap-4">
              <dt>{t('bill.delivery')}</dt>
              <dd className="num">
                {subtotal.amount >= fees.freeDeliveryFrom.amount || fees.deliveryFee.amount === 0 ? (
                  <span className="font-semibold text-ok">{t('price.free')}</span>
                ) : (
                  t('bill.deliveryUsual', { fee: money(fees.deliveryFee), from: money(fees.freeDeliveryFrom) })
                )}
              </dd>
            </div>
          )}
          {fees && subtotal.amount < fees.smallCartBelow.amount && fees.smallCartFee.amount > 0 && (
            <Row label={t('bill.smallCart')} amount={fees.smallCartFee}>
              <FeeWhy smallCartBelow={fees.smallCartBelow} />
            </Row>
          )}
        </dl>
      )}
      {!totals && !fees && <p className="text-sm text-ink-2">{t('bill.feesLater')}</p>}
      {feeNote && (
        <Notice tone="brand" icon={<Bike className="size-4" aria-hidden="true" />}>
          {feeNote}
        </Notice>
      )}
    </section>
  )
}

/** Every amount that makes up the total; with `refunded`, of an order that has been made. */
export function Bill({ totals, fees, refunded }: { totals: Totals; fees?: DeliveryTerms; refunded?: Money }) {
  const t = useT()
  const { money } = useFormat()
  return (
    <dl className="num grid gap-1.5">
      <Row label={t('bill.items')} amount={totals.items} />
      {totals.discount.amount > 0 && <Row label={t('bill.discount')} amount={totals.discount} minus />}
      <Row label={t('bill.delivery')} amount={totals.deliveryFee} free={t('price.free')}>
        <FeeWhy parts={totals.feeParts} freeFrom={fees?.freeDeliveryFrom} />
      </Row>
      {totals.smallCartFee.amount > 0 && (
        <Row label={t('bill.smallCart')} amount={totals.smallCartFee}>
          <FeeWhy smallCartBelow={totals.smallCartBelow} />
        </Row>
      )}
      {totals.tip.amount > 0 && <Row label={t('bill.tip')} amount={totals.tip} />}
      <Row
        label={t(refunded ? 'bill.sum' : 'bill.total')}
        note={totals.tax.amount > 0 ? t('bill.tax', { amount: money(totals.tax) }) : undefined}
        amount={totals.total}
        strong
      />
      {refunded && refunded.amount > 0 && (
        <>
          <Row label={t('bill.refunded')} amount={refunded} minus />
          <Row
            label={t('bill.net')}
            amount={{ ...totals.total, amount: totals.total.amount - refunded.amount }}
            strong
          />
        </>
      )}
    </dl>
  )
}

function Row({
  label,
  note,
  amount,
  minus = false,
  strong = false,
  free,
  children,
}: {
  label: ReactNode
  note?: string
  amount: Money
  minus?: boolean
  strong?: boolean
  free?: string
  /** What explains it, as another `dd`. */
  children?: ReactNode
}) {
  const { money } = useFormat()
  return (
    <div
      className={`grid grid-cols-[1fr_auto] items-baseline gap-x-4 ${strong ? 'mt-1 border-t border-dashed border-line pt-2 text-lg font-bold' : ''}`}
    >
      <dt>
        {label}
        {note && <span className="block text-xs font-normal text-ink-2">{note}</span>}
      </dt>
      <dd className={minus ? 'font-semibold text-ok' : ''}>
        {free && amount.amount === 0 ? (
          <span className="font-semibold text-ok">{free}</span>
        ) : (
          `${minus ? '−' : ''}${money(amount)}`
        )}
      </dd>
      {children && <Suspense>{children}</Suspense>}
    </div>
  )
}
