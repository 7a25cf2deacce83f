import { useMutation, useQuery } from '@tanstack/react-query'
import { TicketPercent, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { removeCoupon, setCoupon } from '../../api-client/cart.ts'
import { isProblem } from '../../api-client/problem.ts'
import type { Money } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { saidOf } from '../../shared/i18n/said.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { openCart, openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { cartOffersQuery } from '../queries.ts'
import { useUser } from '../session/use-user.ts'
import { cartSettled, takeCart, useCart } from './cart.ts'

const shownAtFirst = 3

/** A code to type in or an offer to tap; where it is refused the API's own reason is shown. */
export function CouponField({ coupon, discount }: { coupon: string | null; discount?: Money }) {
  const t = useT()
  const { money } = useFormat()
  const errorText = useErrorText()
  const user = useUser()
  const change = useMutation({
    mutationFn: async (code: string | null) => {
      await cartSettled()
      return code === null ? removeCoupon() : setCoupon(code)
    },
    onSuccess: takeCart,
  })
  const { short } = ((isProblem(change.error) && change.error.details) || {}) as { short?: Money }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).trim().toUpperCase()
    if (code !== '') change.mutate(code)
  }

  return (
    <section aria-label={t('coupon.title')} className="flex flex-col gap-3 rounded-lg border border-line bg-card p-3.5">
      {coupon ? (
        <div className="flex items-center gap-3">
          <TicketPercent className="size-6 text-ok" aria-hidden="true" />
          <p className="flex-1 leading-snug font-semibold">
            {t('coupon.applied', { code: coupon })}
            {discount && discount.amount > 0 && (
              <span className="block text-sm font-medium text-ok">
                {t('coupon.saves', { amount: money(discount) })}
              </span>
            )}
          </p>
          <IconButton label={t('coupon.remove')} onClick={() => change.mutate(null)} disabled={change.isPending}>
            <X className="size-5" aria-hidden="true" />
          </IconButton>
        </div>
      ) : user ? (
        <form onSubmit={submit} className="flex items-center gap-2">
          <TicketPercent className="size-6 flex-none text-brand" aria-hidden="true" />
          <input
            name="code"
            aria-label={t('coupon.label')}
            aria-invalid={change.isError || undefined}
            aria-describedby={change.isError ? 'coupon-refused' : undefined}
            placeholder={t('coupon.label')}
            maxLength={20}
            autoComplete="off"
            autoCapitalize="characters"
            className="min-h-11 min-w-0 flex-1 rounded-md border-[1.5px] border-line-strong bg-card px-3 uppercase placeholder:text-ink-3 placeholder:normal-case aria-invalid:border-bad"
          />
          <Button type="submit" look="outline" busy={change.isPending}>
            {t('coupon.apply')}
          </Button>
        </form>
      ) : (
        <button
          type="button"
          className="flex min-h-11 items-center gap-3 text-left font-semibold text-brand hover:underline"
          onClick={() => openLogin(openCart)}
        >
          <TicketPercent className="size-6 flex-none" aria-hidden="true" />
          {t('coupon.login')}
        </button>
      )}
      {change.isError && (
        <p id="coupon-refused" role="alert" className="text-sm font-medium text-bad">
          {short ? t('coupon.addMore', { amount: money(short) }) : errorText(change.error)}
        </p>
      )}
      {user && !coupon && <Offers busy={change.isPending} onUse={change.mutate} />}
    </section>
  )
}

/** The best coupons for this cart; those that do not apply say why, and what is missing. */
function Offers({ busy, onUse }: { busy: boolean; onUse: (code: string) => void }) {
  const t = useT()
  const nameOf = useName()
  const { money } = useFormat()
  const cart = useCart()
  const [all, setAll] = useState(false)
  const contents = cart?.lines.map((line) => `${line.productId}${line.quantity}`).join() ?? ''
  const offers = useQuery({ ...cartOffersQuery(`${cart?.storeId} ${contents}`), enabled: contents !== '' })
  const items = offers.data ?? []
  if (items.length === 0) return null
  const shown = all ? items : items.slice(0, shownAtFirst)
  return (
    <>
      <ul aria-label={t('coupon.offers')} className="grid gap-2">
        {shown.map((offer) => (
          <li
            key={offer.code}
            className={classes(
              'flex items-center gap-3 rounded-md px-3 py-2',
              offer.applies ? 'bg-accent-soft text-on-accent-soft' : 'bg-sunk text-ink-2',
            )}
          >
            <p className="min-w-0 flex-1 text-sm leading-snug">
              <span className="font-bold">{nameOf({ name: offer.title, nameHi: offer.titleHi })}</span>
              <span className="block text-xs">
                {offer.applies
                  ? offer.discount && offer.discount.amount > 0
                    ? t('coupon.saves', { amount: money(offer.discount) })
                    : nameOf({ name: offer.terms, nameHi: offer.termsHi })
                  : offer.short
                    ? t('coupon.addMore', { amount: money(offer.short) })
                    : (saidOf(t, `carts/coupon-not-applicable.${offer.refusal}`) ?? offer.reason)}
              </span>
            </p>
            {offer.applies ? (
              <Button
                look="quiet"
                size="s"
                disabled={busy}
                aria-label={t('coupon.use', { code: offer.code })}
                className="border-[1.5px] border-dashed border-current! text-on-accent-soft! hover:bg-card"
                onClick={() => onUse(offer.code)}
              >
                {offer.code}
              </Button>
            ) : (
              <span className="text-sm font-semibold">{offer.code}</span>
            )}
          </li>
        ))}
      </ul>
      {shown.length < items.length && (
        <button
          type="button"
          className="min-h-9 self-start text-sm font-semibold text-brand hover:underline"
          onClick={() => setAll(true)}
        >
          {t('coupon.all', { count: items.length })}
        </button>
      )}
    </>
  )
}
