import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { quoteCart } from '../../api-client/cart.ts'
import type { Money } from '../../api-client/types.ts'
import { useOrderChoices } from '../checkout/choices.ts'
import { useServing } from '../place/place.ts'
import { useUser } from '../session/use-user.ts'
import { cartSettled, useCart } from './cart.ts'

/**
 * What the cart costs at an address: asked again whenever the cart, the address or the tip changes, and after the taps
 * that are still under way. A former answer stays shown meanwhile.
 */
export function useQuote(addressId: string | undefined, tip?: Money, slotId?: string) {
  const user = useUser()
  const cart = useCart()
  const contents = cart?.lines.map((line) => `${line.productId}${line.quantity}`).join()
  return useQuery({
    queryKey: ['mine', 'quote', addressId, slotId, tip?.amount ?? 0, cart?.storeId, cart?.coupon, contents],
    queryFn: async ({ signal }) => {
      await cartSettled()
      return quoteCart(
        { addressId: addressId ?? '', ...(slotId ? { slotId } : {}), ...(tip && tip.amount > 0 ? { tip } : {}) },
        signal,
      )
    },
    enabled: user !== null && addressId !== undefined && cart !== undefined && cart.lines.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    refetchInterval: 60_000,
  })
}

/** The quote for the place in the header, where that is one of the person's own addresses, with what is chosen in the cart. */
export function useCartQuote() {
  const { place } = useServing()
  const { tip, later } = useOrderChoices()
  return { addressId: place?.addressId, quote: useQuote(place?.addressId, tip, later?.slotId) }
}
