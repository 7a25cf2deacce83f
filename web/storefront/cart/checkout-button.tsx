import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useFormat } from '../../shared/format.ts'
import { useOnline } from '../../shared/live/use-online.ts'
import { Button } from '../../shared/ui/button.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { useUser } from '../session/use-user.ts'
import { cartSettled, useCart } from './cart.ts'
import { useCartQuote } from './use-quote.ts'

/** On to the checkout, once every tap has been answered; who is not logged in does that first. */
export function CheckoutButton({ onGo }: { onGo: () => void }) {
  const t = useT()
  const { money } = useFormat()
  const user = useUser()
  const cart = useCart()
  const { quote } = useCartQuote()
  const online = useOnline()
  const [waiting, setWaiting] = useState(false)
  if (!cart) return null
  // Lines that the store does not sell have to go first; offline nothing that costs money is begun.
  const blocked = (cart.unavailable?.length ?? 0) > 0 || cart.lines.length === 0
  const total = quote.data?.totals.total ?? cart.subtotal
  const go = async () => {
    setWaiting(true)
    await cartSettled()
    setWaiting(false)
    if (user) onGo()
    else openLogin(onGo)
  }
  return (
    <Button
      size="l"
      className="w-full justify-between!"
      busy={waiting}
      disabled={!online || blocked}
      onClick={() => void go()}
    >
      <span className="num">{money(total)}</span>
      <span className="inline-flex items-center gap-1">
        {t(user ? 'cart.checkout' : 'cart.loginToCheckout')}
        <ChevronRight className="size-5" aria-hidden="true" />
      </span>
    </Button>
  )
}
