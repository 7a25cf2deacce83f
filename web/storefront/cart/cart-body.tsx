import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { PartyPopper, ShoppingBasket, Zap } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { lazyPart } from '../../shared/lazy-part.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { useOrderChoices } from '../checkout/choices.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { cartQuery } from './cart.ts'
import { CartLines } from './cart-lines.tsx'
import { FreeDelivery } from './free-delivery.tsx'
import { QuoteProblems } from './quote-problems.tsx'
import { CartTotals } from './totals.tsx'
import { UnavailableLines } from './unavailable-lines.tsx'
import { useCartQuote } from './use-quote.ts'

const loadCouponField = async () => (await import('./coupon-field.tsx')).CouponField
const loadChoices = withMessages(
  ['person'],
  async () => (await import('../checkout/order-choices.tsx')).OrderChoiceParts,
)
// Asked for now, rather than when the cart is drawn.
for (const load of [loadCouponField, loadChoices]) load().catch(() => {})
const CouponField = lazyPart(loadCouponField, <Skeleton className="h-19 rounded-lg" />)

const ChoiceParts = lazyPart(loadChoices, <Skeleton className="h-126 rounded-lg" />)

/** All of the cart but its button: the same in the drawer and on the page. */
export function CartBody({ onLeave }: { onLeave?: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const { money, minutes } = useFormat()
  const { promiseMinutes, store, fees, state } = useServing()
  const cart = useQuery(cartQuery)
  const { quote } = useCartQuote()
  const { later } = useOrderChoices()

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
        forWindow={quote.data?.window !== undefined}
      />
      <FreeDelivery subtotal={subtotal} fees={fees} />
      <section aria-label={t('cart.lines')} className="rounded-lg border border-line bg-card">
        {store && (
          <p className="flex items-center gap-2 border-b border-line px-3.5 py-2.5 font-bold">
            <Zap className="size-4 fill-current text-accent" aria-hidden="true" />
            {promiseMinutes === undefined || later
              ? t('header.later')
              : t('cart.promise', { minutes: minutes(promiseMinutes) })}
          </p>
        )}
        <CartLines lines={lines} onLeave={onLeave} />
      </section>
      <CouponField coupon={coupon} discount={quote.data?.coupon?.discount} />
      {lines.length > 0 && (
        <ChoiceParts
          storeId={cart.data.storeId ?? store?.id}
          promiseMinutes={promiseMinutes}
          gone={(quote.data?.problems ?? []).some((problem) => problem.code === 'slot-unavailable')}
        />
      )}
      <CartTotals totals={quote.data?.totals} fees={fees} subtotal={subtotal} />
      <p className="px-1 text-sm text-ink-2">{t('cart.policy')}</p>
    </div>
  )
}
