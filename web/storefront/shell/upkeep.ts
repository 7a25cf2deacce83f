import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { setCartStore } from '../../api-client/cart.ts'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { onCartNews, takeCart, useCart } from '../cart/cart.ts'
import { useT } from '../messages/messages.ts'
import { choosePlace, chosenPlace, placeOfAddress, useServing } from '../place/place.ts'
import { addressesQuery } from '../queries.ts'
import { useUser } from '../session/use-user.ts'

/** What goes on beside every page. Draws nothing, so that an answer that it waits for draws no page anew. */
export function Upkeep() {
  useCartFollowsStore()
  useFirstAddress()
  useCartNews()
  useFocusOnPageChange()
  return null
}

/** A cart belongs to the store that will bring it: another place may mean another store. */
function useCartFollowsStore() {
  const t = useT()
  const errorText = useErrorText()
  const { state, store } = useServing()
  const cart = useCart()
  const storeId = state === 'served' ? store?.id : undefined
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

/** Who is logged in and has not chosen a place gets their first address. */
function useFirstAddress() {
  const user = useUser()
  const addresses = useQuery({ ...addressesQuery, enabled: user !== null && chosenPlace() === null })
  const first = addresses.data?.[0]
  useEffect(() => {
    if (first && chosenPlace() === null) choosePlace(placeOfAddress(first))
  }, [first])
}

/** Why a stepper shows another number than the one that was tapped. */
function useCartNews() {
  const t = useT()
  const errorText = useErrorText()
  useEffect(() =>
    onCartNews((news) => {
      const { name } = news.product
      if (news.kind === 'refused') toast(`${name}: ${errorText(news.error)}`, 'bad')
      else if (news.quantity === 0) toast(t('cart.correctedSoldOut', { name }), 'bad')
      else
        toast(
          t(news.why === 'stock' ? 'cart.correctedStock' : 'cart.correctedLimit', { name, count: news.quantity }),
          'bad',
        )
    }),
  )
}

/** A new page begins at its top for those who hear it or walk it by keyboard, too. */
function useFocusOnPageChange() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [path])
}
