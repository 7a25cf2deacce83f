import { useMutation } from '@tanstack/react-query'
import { setCoupon } from '../../api-client/cart.ts'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { openCart, openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { useUser } from '../session/use-user.ts'
import { cartSettled, takeCart, useCart } from './cart.ts'

/** Puts a coupon into the cart from anywhere, and says what came of it. Coupons are for people who are logged in. */
export function useUseCoupon() {
  const t = useT()
  const errorText = useErrorText()
  const user = useUser()
  const cart = useCart()
  const change = useMutation({
    mutationFn: async (code: string) => {
      await cartSettled()
      return setCoupon(code)
    },
    onSuccess: (next, code) => {
      takeCart(next)
      toast(t('coupon.applied', { code }))
      openCart()
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  const use = (code: string) => {
    if (!user) openLogin(() => change.mutate(code))
    else if (!cart || cart.lines.length === 0) toast(t('coupon.cartFirst', { code }))
    else change.mutate(code)
  }
  return { use, isPending: change.isPending }
}
