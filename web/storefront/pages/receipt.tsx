import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, Printer } from 'lucide-react'
import { getReceipt } from '../../api-client/orders.ts'
import { Wordmark } from '../../shared/brand/logo.tsx'
import { useFormat } from '../../shared/format.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { Bill } from '../cart/totals.tsx'
import { useT } from '../messages/messages.ts'

const route = getRouteApi('/orders/$orderId/receipt')

/** The receipt, made to be printed or kept as a PDF. */
export function ReceiptPage() {
  const t = useT()
  const { money, dateTime } = useFormat()
  const nameOf = useName()
  const { orderId } = route.useParams()
  const receipt = useQuery({ queryKey: ['mine', 'receipt', orderId], queryFn: () => getReceipt(orderId), retry: false })

  if (receipt.isError) return <ErrorState error={receipt.error} onRetry={() => void receipt.refetch()} />
  if (!receipt.data) return <Skeleton className="mx-auto mt-6 h-[40rem] max-w-2xl" />
  const { number, lines, totals, refunded, seller, buyer, issuedAt, taxes, method } = receipt.data
  return (
    <div className="mx-auto max-w-2xl px-4 pt-5 print:max-w-none print:p-0">
      <title>{t('receipt.title', { number })}</title>
      <div className="no-print flex flex-wrap justify-between gap-3 pb-4">
        <Link to="/orders/$orderId" params={{ orderId }} className={buttonClass('quiet')}>
          <ArrowLeft className="size-5" aria-hidden="true" />
          {t('receipt.back')}
        </Link>
        <Button onClick={() => window.print()}>
          <Printer className="size-5" aria-hidden="true" />
          {t('receipt.print')}
        </Button>
      </div>
      <article className="flex flex-col gap-5 rounded-lg border border-line bg-card p-4 sm:p-6 print:border-0 print:p-0">
        <header className="flex flex-wrap items-start justify-between gap-4">
          <Wordmark className="h-9 text-brand" />
          <div className="text-right text-sm">
            <h1 className="text-lg font-bold">{t('receipt.title', { number })}</h1>
            <p>{dateTime(issuedAt)}</p>
            <p>{seller.name}</p>
            <p>{seller.address}</p>
          </div>
        </header>
        <p className="text-sm text-ink-2">
          {buyer.name}, {[buyer.line1, buyer.line2].filter(Boolean).join(', ')}
        </p>
        <table className="num w-full text-sm [&_th]:wrap-anywhere">
          <thead>
            <tr className="border-b border-line text-left text-ink-2">
              <th scope="col" className="py-1.5 font-semibold">
                {t('receipt.item')}
              </th>
              <th scope="col" className="px-2 text-right font-semibold">
                {t('receipt.quantity')}
              </th>
              <th scope="col" className="px-2 text-right font-semibold">
                {t('receipt.tax')}
              </th>
              <th scope="col" className="text-right font-semibold">
                {t('receipt.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.name}${line.pack}`} className="border-b border-line/60 align-top">
                <td className="py-1.5 pr-2 wrap-anywhere">
                  {nameOf(line)} <span className="text-ink-2">{line.pack}</span>
                </td>
                <td className="px-2 py-1.5 text-right">{line.quantity}</td>
                <td className="px-2 py-1.5 text-right">{money(line.tax)}</td>
                <td className="py-1.5 text-right">{money(line.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="print-whole ml-auto w-full max-w-72">
          <Bill totals={totals} refunded={refunded} />
        </div>
        <p className="print-whole num text-sm text-ink-2">
          {t('order.paidBy', { method: t(`payment.${method}`) })}
          {taxes.map(({ gstBasisPoints, taxable, tax }) => (
            <span key={gstBasisPoints} className="block">
              {t('receipt.rate', { percent: gstBasisPoints / 100, tax: money(tax), taxable: money(taxable) })}
            </span>
          ))}
        </p>
      </article>
    </div>
  )
}
