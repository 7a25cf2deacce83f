import { useQuery } from '@tanstack/react-query'
import { TicketPercent } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useName } from '../../shared/use-name.ts'
import { useUseCoupon } from '../cart/use-coupon.ts'
import { useT } from '../messages/messages.ts'
import { offersQuery } from '../queries.ts'

const shown = 6
const looks = ['bg-accent-soft text-on-accent-soft', 'bg-brand-soft text-on-brand-soft', 'bg-warn-soft text-warn']

/** What one can save today, each with its code, which a tap puts into the cart. */
export function OfferBanners({ storeId }: { storeId: string }) {
  const t = useT()
  const nameOf = useName()
  const { money } = useFormat()
  const offers = useQuery(offersQuery(storeId)).data ?? []
  const coupon = useUseCoupon()
  if (offers.length === 0) return null
  return (
    <section aria-label={t('coupon.offers')} className="pt-4">
      <ul className="rail page gap-3">
        {offers.slice(0, shown).map((offer, index) => (
          <li
            key={offer.code}
            className={classes(
              'flex min-h-29 w-[17.5rem] flex-col justify-between gap-2 rounded-lg p-3.5 sm:w-80',
              looks[index % looks.length],
            )}
          >
            <div className="flex items-start gap-3">
              <TicketPercent className="size-7 flex-none" aria-hidden="true" />
              <p className="min-w-0 leading-snug">
                <span className="line-clamp-2 font-bold">{nameOf({ name: offer.title, nameHi: offer.titleHi })}</span>
                <span className="line-clamp-1 text-sm">
                  {offer.minimum.amount > 0
                    ? t('coupon.from', { from: money(offer.minimum) })
                    : nameOf({ name: offer.terms, nameHi: offer.termsHi })}
                </span>
              </p>
            </div>
            <button
              type="button"
              disabled={coupon.isPending}
              aria-label={t('coupon.use', { code: offer.code })}
              onClick={() => coupon.use(offer.code)}
              className="num min-h-9 self-start rounded-md border-[1.5px] border-dashed border-current bg-card/60 px-3 text-sm font-bold tracking-wide hover:bg-card"
            >
              {offer.code}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
