import { ArrowRight } from 'lucide-react'
import type { OrderLine } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'

/** What was ordered, what came instead, and what was missing. */
export function OrderLines({ lines }: { lines: OrderLine[] }) {
  const t = useT()
  const { money } = useFormat()
  const nameOf = useName()
  return (
    <ul className="divide-y divide-line">
      {lines.map((line) => {
        const missing = line.picked === null ? 0 : line.quantity - line.picked
        return (
          <li key={line.productId} className="flex flex-wrap items-center gap-3 p-3">
            <img
              src={line.image}
              alt=""
              width={52}
              height={52}
              className="size-13 flex-none rounded-md bg-tile object-cover"
            />
            <div className="min-w-0 flex-1 basis-32 text-sm leading-snug">
              <p className="font-semibold">{nameOf(line)}</p>
              <p className="text-ink-2">
                <span className="num">{line.quantity}</span> ×{' '}
                {[line.pack, line.brand].filter(Boolean).join(', ') || money(line.price)}
              </p>
              {line.substitute && (
                <p className="flex items-center gap-1 font-medium text-warn">
                  <ArrowRight className="size-4 flex-none" aria-hidden="true" />
                  {t('order.substituted', { count: line.substitute.quantity, name: nameOf(line.substitute) })}
                </p>
              )}
              {line.substitution && line.picked === null && (
                <p className="text-ink-2">
                  {t('cart.ifSoldOut')}: {t(`checkout.substitutions.${line.substitution}`)}
                </p>
              )}
              {missing > 0 && !line.substitute && (
                <p className="font-medium text-bad">{t('order.missing', { count: missing })}</p>
              )}
            </div>
            <span className="num font-bold">{money(line.total)}</span>
          </li>
        )
      })}
    </ul>
  )
}
