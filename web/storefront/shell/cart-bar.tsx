import { useLocation } from '@tanstack/react-router'
import { ChevronRight, ShoppingBasket } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { useCart } from '../cart/cart.ts'
import { openCart } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'

const hiddenOn = /^\/(cart|checkout|orders|account)/

/** On a phone: the basket under the thumb, once there is something in it. */
export function CartBar() {
  const t = useT()
  const { money } = useFormat()
  const cart = useCart()
  const hidden = useLocation({ select: ({ pathname }) => hiddenOn.test(pathname) })
  if (hidden || !cart || cart.itemCount === 0) return null
  return (
    <div className="no-print fixed inset-x-3 bottom-[max(0.75rem,env(safe-area-inset-bottom))] z-30 md:hidden">
      <button
        type="button"
        onClick={openCart}
        className="flex h-15 w-full animate-[rise_var(--calm)_var(--ease)] items-center gap-3 rounded-lg bg-brand px-4 text-on-brand shadow-2"
      >
        <span className="flex size-10 items-center justify-center rounded-md bg-on-brand/15">
          <ShoppingBasket className="size-6" aria-hidden="true" />
        </span>
        <span className="num flex flex-1 flex-col items-start leading-tight">
          <span className="font-bold">
            {t('cart.items', { count: cart.itemCount })}, {money(cart.subtotal)}
          </span>
          {cart.saved.amount > 0 && (
            <span className="text-sm">{t('cart.savedShort', { amount: money(cart.saved) })}</span>
          )}
        </span>
        <span className="flex items-center gap-1 font-bold">
          {t('cart.view')}
          <ChevronRight className="size-5" aria-hidden="true" />
        </span>
      </button>
    </div>
  )
}
