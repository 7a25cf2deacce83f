import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { PartyPopper, ShoppingBasket, Zap } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { cartQuery } from './cart.ts'
import { CartLines } from './cart-lines.tsx'
import { CouponField } from './coupon-field.tsx'
import { FreeDelivery } from './free-delivery.tsx'
import { QuoteProblems } from './quote-problems.tsx'
import { CartTotals } from './totals.tsx'
import { UnavailableLines } from './unavailable-lines.tsx'
import { useCartQuote } from './use-quote.ts'

/** All of the cart but its button: the same in the drawer and on the page. */
export function CartBody({ onLeave }: { onLeave?: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const { money, minutes } = useFormat()
  const { promiseMinutes, store, fees, state } = useServing()
  const cart = useQuery(cartQuery)
  const { quote } = useCartQuote()

  // What the store promises and asks stands above and between the lines: they would move when it comes.
  if (cart.isPending || state === 'loading') {
    return (
      <div className="grid gap-3 p-4" role="status" aria-label={t('common.loading')}>
        <Skeleton className="h-12" />
        <Skeleton className="h-40" />
        <Skeleton className="h-28" />
      </div>
    )
  }
  if (cart.isError && !cart.data) return <ErrorState error={cart.error} onRetry={() => void cart.refetch()} />
  const { lines, unavailable = [], saved, subtotal, coupon } = cart.data

  if (lines.length === 0 && unavailable.length === 0) {
    return (
      <EmptyState
        icon={<ShoppingBasket className="size-9" aria-hidden="true" />}
        title={t('cart.empty')}
        action={
          <Button
            onClick={() => {
              onLeave?.()
              void navigate({ to: '/' })
            }}
          >
            {t('cart.shop')}
          </Button>
        }
      >
        <p>{t('cart.emptyHelp')}</p>
      </EmptyState>
    )
  }

  return (
    <div className="flex flex-col gap-3 p-4">
      {saved.amount > 0 && (
        <Notice tone="accent" icon={<PartyPopper className="size-4" aria-hidden="true" />}>
          {t('cart.saved', { amount: money(saved) })}
        </Notice>
      )}
      {unavailable.length > 0 && <UnavailableLines lines={unavailable} />}
      <QuoteProblems
        problems={(quote.data?.problems ?? []).filter((problem) => problem.code !== 'not-sold-here')}
        lines={lines}
      />
      <FreeDelivery subtotal={subtotal} fees={fees} />
      <section aria-label={t('cart.lines')} className="rounded-lg border border-line bg-card">
        {store && promiseMinutes !== undefined && (
          <p className="flex items-center gap-2 border-b border-line px-3.5 py-2.5 font-bold">
            <Zap className="size-4 fill-current text-accent" aria-hidden="true" />
            {t('cart.promise', { minutes: minutes(promiseMinutes) })}
          </p>
        )}
        <CartLines lines={lines} onLeave={onLeave} />
      </section>
      <CouponField coupon={coupon} discount={quote.data?.coupon?.discount} />
      <CartTotals totals={quote.data?.totals} fees={fees} subtotal={subtotal} />
      <p className="px-1 text-sm text-ink-2">{t('cart.policy')}</p>
    </div>
  )
}
