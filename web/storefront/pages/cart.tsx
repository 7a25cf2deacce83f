import { useNavigate } from '@tanstack/react-router'
import { useCart } from '../cart/cart.ts'
import { CartBody } from '../cart/cart-body.tsx'
import { CheckoutButton } from '../cart/checkout-button.tsx'
import { useT } from '../messages/messages.ts'

export function CartPage() {
  const t = useT()
  const navigate = useNavigate()
  const cart = useCart()
  return (
    <div className="mx-auto max-w-2xl">
      <title>{t('cart.title')}</title>
      <h1 className="px-4 pt-5 text-2xl font-extrabold">{t('cart.title')}</h1>
      <CartBody />
      {cart && cart.lines.length > 0 && (
        <div className="sticky bottom-0 border-t border-line bg-paper p-4 pb-[max(1rem,env(safe-area-inset-bottom))] md:rounded-t-lg">
          <CheckoutButton onGo={() => void navigate({ to: '/checkout' })} />
        </div>
      )}
    </div>
  )
}
