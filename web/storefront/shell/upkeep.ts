import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { onCartNews } from '../cart/cart.ts'
import { useT } from '../messages/messages.ts'
import { choosePlace, chosenPlace, placeOfAddress } from '../place/place.ts'
import { addressesQuery } from '../queries.ts'
import { useUser } from '../session/use-user.ts'

/** What goes on beside every page. Draws nothing, so that an answer that it waits for draws no page anew. */
export function Upkeep() {
  useFirstAddress()
  useCartNews()
  useFocusOnPageChange()
  return null
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
