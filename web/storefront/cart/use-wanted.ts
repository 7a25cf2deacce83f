import { useEffect, useState } from 'react'
import type { Quote } from '../../api-client/types.ts'
import { keepServing, servingKept } from '../place/serving-kept.ts'
import { queryClient } from '../query-client.ts'
import { cartSettled, useCart } from './cart.ts'
import { missingItems, wantedItems } from './wanted.ts'

/** Taps come one after the other: asked when they are over. */
const afterMs = 1_500

/**
 * A store that has what is in the cart is worth some minutes: whenever it is asked who serves it is said what is wanted, and
 * it is asked anew when that changes, or cannot be had. The same is not asked twice, so that a cart that moves to the store
 * that is answered (`cart-follows.ts`) does not ask for itself.
 */
export function useWanted(): void {
  const cart = useCart()
  const items = cart && wantedItems(cart)
  const missing = (cart ? missingItems(cart) : '') + useShortInQuote()
  useEffect(() => {
    const asked = servingKept()
    const isSame = items === (asked.items ?? '')
    if (items === undefined || (isSame && (items === '' || missing === '' || missing === asked.missing))) return
    let left = false
    const timer = setTimeout(async () => {
      await cartSettled()
      if (left) return
      keepServing({ ...servingKept(), items, missing })
      await queryClient.invalidateQueries({ queryKey: ['serviceability'] })
    }, afterMs)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [items, missing])
}

/** The products of which the last quote said that they cannot be had. */
function useShortInQuote(): string {
  const [short, setShort] = useState('')
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ query, type }) => {
        const quote = query.state.data as Quote | undefined
        if (type !== 'updated' || query.queryKey[1] !== 'quote' || !quote) return
        setShort(
          quote.problems
            .filter(({ code }) => code === 'short-stock' || code === 'not-sold-here')
            .map(({ productId }) => productId)
            .join(),
        )
      }),
    [],
  )
  return short
}
