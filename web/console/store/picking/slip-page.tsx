import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, Printer } from 'lucide-react'
import { getPick, type PickTask } from '../../../api-client/picking.ts'
import { QrCode } from '../../../shared/barcodes/qr-code.tsx'
import { Wordmark } from '../../../shared/brand/logo.tsx'
import { useFormat } from '../../../shared/format.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'
import { pickKey } from './use-pick.ts'
import { zonesOf } from './zones-of.ts'

const route = getRouteApi('/picking/$id/slip')

/** What lies in the bag: the order, its code and its goods, on paper. */
export function SlipPage() {
  const t = useT()
  const { id } = route.useParams()
  const { dateTime } = useFormat()
  const query = useQuery({ queryKey: pickKey(id), queryFn: ({ signal }) => getPick(id, signal) })
  if (query.isPending) return <Skeleton className="m-4 h-96" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const pick = query.data
  return (
    <div className="mx-auto flex w-full max-w-lg flex-col gap-4 p-4">
      <div className="no-print flex flex-wrap justify-between gap-2">
        <Link to="/picking/$id" params={{ id }} className={buttonClass('quiet')}>
          <ArrowLeft className="size-5" aria-hidden="true" />
          {t('common.back')}
        </Link>
        <Button onClick={() => window.print()}>
          <Printer className="size-5" aria-hidden="true" />
          {t('slip.print')}
        </Button>
      </div>
      <article className="flex flex-col gap-4 rounded-lg border border-line bg-card p-6 print:border-0 print:p-0">
        <header className="flex flex-wrap items-start justify-between gap-4">
          <Wordmark className="h-8 text-brand" />
          <div className="text-right">
            <h1 className="num text-xl font-extrabold">{t('pick.title', { number: pick.number })}</h1>
            <p className="num text-sm text-ink-2">{t('order.due', { time: dateTime(pick.promisedAt) })}</p>
          </div>
        </header>
        <div className="flex flex-wrap items-center justify-between gap-4 border-y-2 border-ink py-3">
          {pick.handover && <BagCode pick={pick} />}
          <p className="num text-right font-semibold">
            {t('packed.bags', { count: pick.bags ?? 0 })}
            {pick.zoneBags && <span className="block text-sm font-normal">{zonesOf(pick.zoneBags, t)}</span>}
          </p>
        </div>
        <ul className="grid gap-2">
          {pick.lines.map((line) => (
            <li key={line.productId} className="grid grid-cols-[3rem_1fr] gap-2">
              <span className="num font-bold">
                {line.picked ?? 0}/{line.ordered}
              </span>
              <span>
                {line.name} <span className="text-ink-2">{line.pack}</span>
                {line.substitute && (
                  <span className="block text-sm">
                    {t('pick.instead', { count: line.substitute.quantity, name: line.substitute.name })}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
        {pick.giftNote && <p className="border-t border-line pt-3 font-medium italic">{pick.giftNote}</p>}
      </article>
    </div>
  )
}

/** What the rider reads or scans, so that nobody takes the bags of another. */
const BagCode = ({ pick: { number, handover } }: { pick: PickTask }) => (
  <div className="flex flex-wrap items-center gap-3">
    <QrCode text={`${number} ${handover}`} label={`${number} ${handover}`} className="size-24" />
    <p className="num text-[length:min(var(--text-3xl),12vw)] font-extrabold tracking-[0.2em]">{handover}</p>
  </div>
)
