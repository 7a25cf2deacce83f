import { Link } from '@tanstack/react-router'
import { ChevronDown, CircleUser, MapPin, ShoppingBasket, Zap } from 'lucide-react'
import { Mark, Wordmark } from '../../shared/brand/logo.tsx'
import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useCart } from '../cart/cart.ts'
import { openCart, openLogin, openPlace } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { useUser } from '../session/use-user.ts'
import { SearchBox } from './search-box.tsx'

export function Header() {
  const t = useT()
  return (
    <header className="no-print sticky top-0 z-30 border-b border-line bg-paper md:bg-paper/95 md:backdrop-blur-md">
      <div className="page grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 py-2.5 md:grid-cols-[auto_auto_minmax(0,1fr)_auto] md:gap-x-6 md:py-3.5">
        <Link to="/" aria-label={t('header.home')} className="flex-none rounded-sm text-brand">
          <Mark className="size-9 md:hidden" />
          <Wordmark className="hidden h-10 md:block" />
        </Link>
        <PlaceChip />
        <div className="col-span-3 md:order-3 md:col-span-1">
          <SearchBox />
        </div>
        <div className="flex items-center gap-1 max-md:col-start-3 max-md:row-start-1 md:order-4 md:gap-3">
          <AccountButton />
          <CartButton />
        </div>
      </div>
    </header>
  )
}

/** Where to, and how soon: the first thing that one looks at. */
function PlaceChip() {
  const t = useT()
  const { minutes } = useFormat()
  const { place, state, promiseMinutes } = useServing()
  const where = place
    ? place.addressId
      ? `${place.label}: ${place.line1}`
      : place.line1 || place.label
    : t('header.choosePlace')
  return (
    <button
      type="button"
      onClick={openPlace}
      className="group flex min-w-0 flex-col items-start rounded-md px-1.5 py-0.5 text-left hover:bg-sunk md:max-w-64 md:border-l md:border-line md:pl-5"
    >
      <span className="flex min-h-6 items-center gap-1 text-base leading-6 font-extrabold">
        {state === 'loading' && <Skeleton className="h-5 w-28" />}
        {state === 'served' && (
          <>
            <Zap className="size-4 fill-current text-accent" aria-hidden="true" />
            <span className="num">{minutes(promiseMinutes ?? 0)}</span>
          </>
        )}
        {state === 'later' && t('header.later')}
        {state === 'unserved' && t('header.unserved')}
        {state === 'failed' && t('header.failed')}
      </span>
      <span className="flex max-w-full items-center gap-1 text-sm text-ink-2">
        {!place && <MapPin className="size-3.5 flex-none" aria-hidden="true" />}
        <span className="sr-only">{t('header.deliverTo')} </span>
        <span className="truncate">{where}</span>
        <ChevronDown className="size-4 flex-none" aria-hidden="true" />
      </span>
    </button>
  )
}

const square =
  'inline-flex size-11 items-center justify-center rounded-md text-ink hover:bg-sunk md:w-auto md:gap-2 md:px-3 md:font-semibold'

function AccountButton() {
  const t = useT()
  const user = useUser()
  if (!user) {
    return (
      <button type="button" onClick={() => openLogin()} className={square}>
        <CircleUser className="size-6" aria-hidden="true" />
        <span className="max-md:sr-only">{t('header.login')}</span>
      </button>
    )
  }
  return (
    <Link to="/account" className={square}>
      <span
        aria-hidden="true"
        className="flex size-8 items-center justify-center rounded-full bg-brand text-sm leading-none font-bold text-on-brand"
      >
        {user.name.slice(0, 1).toUpperCase()}
      </span>
      <span className="sr-only">{t('header.account')} </span>
      <span className="max-w-28 truncate max-md:sr-only">{user.name.split(' ')[0]}</span>
    </Link>
  )
}

function CartButton() {
  const t = useT()
  const { money } = useFormat()
  const cart = useCart()
  const count = cart?.itemCount ?? 0
  return (
    <button
      type="button"
      onClick={openCart}
      aria-label={count > 0 && cart ? t('header.cart', { count, total: money(cart.subtotal) }) : t('header.cartEmpty')}
      className={classes(
        'relative inline-flex size-11 items-center justify-center rounded-md font-bold transition-colors duration-(--quick)',
        'md:h-12 md:w-auto md:min-w-32 md:gap-2.5 md:px-4',
        count > 0 ? 'bg-brand text-on-brand hover:bg-brand-strong' : 'bg-sunk text-ink hover:bg-line',
      )}
    >
      <ShoppingBasket className="size-6" aria-hidden="true" />
      {count > 0 && cart ? (
        <>
          <span className="num absolute -top-1.5 -right-1.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1 text-xs leading-none font-bold text-on-accent md:hidden">
            {count}
          </span>
          <span className="num flex flex-col items-start text-sm leading-tight max-md:hidden">
            <span>{t('cart.items', { count })}</span>
            <span>{money(cart.subtotal)}</span>
          </span>
        </>
      ) : (
        <span className="max-md:hidden">{t('header.cartShort')}</span>
      )}
    </button>
  )
}
