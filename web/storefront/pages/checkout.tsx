import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { CircleUser, ShoppingBasket, Zap } from 'lucide-react'
import { useState } from 'react'
import { placeOrder } from '../../api-client/orders.ts'
import { isProblem } from '../../api-client/problem.ts'
import type { PaymentMethod } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Checkbox } from '../../shared/ui/checkbox.tsx'
import { Choice } from '../../shared/ui/choice.tsx'
import { EmptyState, ErrorState, Notice, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { TextArea } from '../../shared/ui/field.tsx'
import { cartQuery, emptyCartShown } from '../cart/cart.ts'
import { CartLines } from '../cart/cart-lines.tsx'
import { CouponField } from '../cart/coupon-field.tsx'
import { QuoteProblems } from '../cart/quote-problems.tsx'
import { CartTotals } from '../cart/totals.tsx'
import { useQuote } from '../cart/use-quote.ts'
import { AddressChoice } from '../checkout/address-choice.tsx'
import { forgetChoices, useOrderChoices } from '../checkout/choices.ts'
import { GiftPart, TipPart, WhenPart } from '../checkout/order-choices.tsx'
import { Part } from '../checkout/part.tsx'
import { PaymentChoice } from '../checkout/payment-choice.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { orderQuery } from '../orders/queries.ts'
import { useServing } from '../place/place.ts'
import { addressesQuery } from '../queries.ts'
import { queryClient } from '../query-client.ts'
import { useUser } from '../session/use-user.ts'

/** Everything that an order needs, on one page. */
export function CheckoutPage() {
  const t = useT()
  const user = useUser()
  const cart = useQuery(cartQuery)

  if (!user) {
    return (
      <EmptyState
        heading="h1"
        icon={<CircleUser className="size-9" aria-hidden="true" />}
        title={t('checkout.loginFirst')}
        action={<Button onClick={() => openLogin()}>{t('header.login')}</Button>}
      >
        <p>{t('checkout.loginKeepsCart')}</p>
      </EmptyState>
    )
  }
  if (cart.data && cart.data.lines.length === 0) {
    return (
      <EmptyState
        heading="h1"
        icon={<ShoppingBasket className="size-9" aria-hidden="true" />}
        title={t('cart.empty')}
        action={
          <Link to="/" className={buttonClass()}>
            {t('cart.shop')}
          </Link>
        }
      />
    )
  }
  return <Form />
}

function Form() {
  const t = useT()
  const { money, minutes, dateTime, time } = useFormat()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const { place, store, promiseMinutes, fees } = useServing()
  const cart = useQuery(cartQuery).data
  const addresses = useQuery(addressesQuery)
  const [method, setMethod] = useState<PaymentMethod>('card')
  const [substitutions, setSubstitutions] = useState<'refund' | 'allow' | 'ask'>('refund')
  const [unanswered, setUnanswered] = useState<'refund' | 'allow'>('refund')
  const [instructions, setInstructions] = useState('')
  const [leaveAtDoor, setLeaveAtDoor] = useState(false)
  const { tip, giftNote, later } = useOrderChoices()
  const slotId = later?.slotId
  const needsWindow = later !== undefined && slotId === undefined

  const asks = substitutions === 'ask' || (cart?.lines ?? []).some((line) => line.substitution === 'ask')
  const addressId = addresses.data?.find((each) => each.id === place?.addressId)?.id
  const quote = useQuote(addressId, tip, slotId)
  const problems = quote.data?.problems ?? []
  const short = quote.data?.shortOfFree
  const feeNote = short && t('cart.toFreeDelivery', { amount: money(short) })
  const blocked = problems.some((problem) => problem.blocking)
  const noSlot = problems.some((problem) => problem.code === 'slot-unavailable')

  const placing = useMutation({
    mutationFn: () =>
      placeOrder({
        addressId: addressId ?? '',
        payment: { method },
        ...(quote.data ? { agreedTotal: quote.data.totals.total } : {}),
        ...(tip.amount > 0 ? { tip } : {}),
        ...(instructions.trim() ? { instructions: instructions.trim() } : {}),
        ...(leaveAtDoor && method !== 'cash' ? { leaveAtDoor } : {}),
        ...(giftNote.trim() ? { giftNote: giftNote.trim() } : {}),
        ...(slotId ? { slotId } : {}),
        substitutions,
        ...(asks ? { unanswered } : {}),
      }),
    onSuccess: async (order) => {
      queryClient.setQueryData(orderQuery(order.id).queryKey, order)
      void queryClient.invalidateQueries({ queryKey: ['mine', 'orders'] })
      await navigate({ to: '/orders/$orderId', params: { orderId: order.id }, replace: true })
      emptyCartShown()
      forgetChoices()
    },
    // Sold out or changed meanwhile: the quote says what, and what can be done.
    onError: (error) => {
      if (!isProblem(error) || error.status !== 409) return
      void quote.refetch()
      void queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
  })

  if (addresses.isError) return <ErrorState error={addresses.error} onRetry={() => void addresses.refetch()} />

  const pay = (
    <>
      {placing.isError && (
        <Notice tone="bad">
          <p>
            {isProblem(placing.error, 'orders/cart-ordered') ? t('checkout.cartOrdered') : errorText(placing.error)}
          </p>
          {isProblem(placing.error, 'orders/total-changed', 'orders/out-of-stock', 'orders/slot-unavailable') && (
            <p>{t('checkout.changed')}</p>
          )}
        </Notice>
      )}
      <Button
        size="l"
        look="accent"
        className="w-full"
        busy={placing.isPending}
        disabled={!addressId || needsWindow || !quote.data || blocked}
        onClick={() => placing.mutate()}
      >
        {!addressId
          ? t('checkout.needAddress')
          : needsWindow
            ? t('checkout.needWindow')
            : t(method === 'card' || method === 'upi' ? 'checkout.pay' : 'checkout.place', {
                total: quote.data ? money(quote.data.totals.total) : '',
              })}
      </Button>
    </>
  )

  return (
    <>
      <div className="page grid gap-x-10 gap-y-4 pt-5 pb-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <title>{t('checkout.title')}</title>
        <div className="flex flex-col gap-4">
          <h1 className="text-2xl font-extrabold">{t('checkout.title')}</h1>
          <Part title={t('checkout.address')}>
            {addresses.data ? <AddressChoice addresses={addresses.data} /> : <Skeleton className="h-16" />}
            <TextArea
              label={t('checkout.instructions')}
              placeholder={t('checkout.instructionsHint')}
              maxLength={500}
              value={instructions}
              onChange={(event) => setInstructions(event.target.value)}
            />
            <div>
              <Checkbox
                label={t('checkout.leaveAtDoor')}
                checked={leaveAtDoor && method !== 'cash'}
                disabled={method === 'cash'}
                onChange={setLeaveAtDoor}
                aria-describedby="leave-note"
              />
              <p id="leave-note" className="pl-7.5 text-sm text-ink-2">
                {t(method === 'cash' ? 'checkout.leaveNotCash' : 'checkout.leaveHint')}
              </p>
            </div>
          </Part>
          <WhenPart
            storeId={quote.data?.store.id ?? cart?.storeId ?? undefined}
            promiseMinutes={promiseMinutes}
            gone={noSlot}
          />
          <Part title={t('checkout.substitutions')}>
            <Choice
              label={t('checkout.substitutions')}
              value={substitutions}
              onChange={(value) => setSubstitutions(value === 'allow' || value === 'ask' ? value : 'refund')}
              className="sm:grid-cols-3"
              options={(['refund', 'allow', 'ask'] as const).map((value) => ({
                value,
                label: t(`checkout.substitutions.${value}`),
                note: t(`checkout.substitutions.${value}Note`),
              }))}
            />
            {asks && (
              <div className="flex flex-col gap-2">
                <p className="text-sm font-semibold">{t('checkout.unanswered')}</p>
                <Choice
                  label={t('checkout.unanswered')}
                  value={unanswered}
                  onChange={(value) => setUnanswered(value === 'allow' ? 'allow' : 'refund')}
                  className="sm:grid-cols-2"
                  options={(['refund', 'allow'] as const).map((value) => ({
                    value,
                    label: t(`checkout.unanswered.${value}`),
                  }))}
                />
              </div>
            )}
          </Part>
          <GiftPart />
          <TipPart />
          <Part title={t('checkout.payment')}>
            <PaymentChoice method={method} total={quote.data?.totals.total} onChange={setMethod} />
          </Part>
        </div>
        <div className="flex flex-col gap-4 lg:sticky lg:top-24 lg:self-start">
          <section aria-label={t('cart.lines')} className="rounded-lg border border-line bg-card">
            <p className="flex min-h-11 items-center gap-2 border-b border-line px-3.5 font-bold">
              <Zap className="size-4 fill-current text-accent" aria-hidden="true" />
              {needsWindow || noSlot ? (
                t('checkout.needWindow')
              ) : slotId ? (
                quote.data?.window && !quote.isPlaceholderData ? (
                  t('checkout.promiseWindow', {
                    window: `${dateTime(quote.data.window.start)} – ${time(quote.data.window.end)}`,
                    store: quote.data.store.name,
                  })
                ) : addressId ? (
                  <Skeleton className="h-5 w-48" />
                ) : (
                  t('header.later')
                )
              ) : quote.data && !quote.data.window ? (
                t('checkout.promise', { minutes: minutes(quote.data.promiseMinutes), store: quote.data.store.name })
              ) : !addressId && store && promiseMinutes ? (
                t('checkout.promise', { minutes: minutes(promiseMinutes), store: store.name })
              ) : (
                <Skeleton className="h-5 w-48" />
              )}
            </p>
            <div className="max-h-80 overflow-y-auto">{cart && <CartLines lines={cart.lines} />}</div>
          </section>
          <CouponField coupon={cart?.coupon ?? null} discount={quote.data?.coupon?.discount} />
          {cart && <CartTotals totals={quote.data?.totals} fees={fees} feeNote={feeNote} subtotal={cart.subtotal} />}
          <QuoteProblems problems={problems} lines={cart?.lines ?? []} forWindow={quote.data?.window !== undefined} />
          {quote.isError && <Notice tone="bad">{errorText(quote.error)}</Notice>}
          <div className="hidden flex-col gap-3 lg:flex">{pay}</div>
        </div>
      </div>
      <div className="sticky bottom-0 z-10 flex flex-col gap-3 border-t border-line bg-paper p-4 pb-[max(1rem,env(safe-area-inset-bottom))] lg:hidden">
        {pay}
      </div>
    </>
  )
}
