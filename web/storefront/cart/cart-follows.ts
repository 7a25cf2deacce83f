import { useEffect } from 'react'
import { setCartStore } from '../../api-client/cart.ts'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { takeCart, useCart } from './cart.ts'

/** A cart belongs to the store that will bring it: another place may mean another store. */
export function useCartFollowsStore() {
  const t = useT()
  const errorText = useErrorText()
  const storeId = useServing().store?.id
  const cart = useCart()
  const away = cart !== undefined && cart.lines.length > 0 && cart.storeId !== null && cart.storeId !== storeId
  useEffect(() => {
    if (!storeId || !away) return
    setCartStore(storeId).then(
      (moved) => {
        takeCart(moved)
        const missing = moved.unavailable?.length ?? 0
        toast(missing > 0 ? t('cart.movedWithout', { count: missing }) : t('cart.moved'), missing > 0 ? 'bad' : 'plain')
      },
      (error: unknown) => toast(errorText(error), 'bad'),
    )
  }, [storeId, away])
}
