import { guestCartToken } from '../../api-client/guest-cart.ts'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import { forgetCart } from '../cart/cart.ts'
import { seenProducts } from '../catalogue/seen.ts'
import { forgetChoices } from '../checkout/choices.ts'
import { choosePlace, chosenPlace } from '../place/place.ts'
import { keepServing, servingKept } from '../place/serving-kept.ts'
import { queryClient } from '../query-client.ts'

/** What one person has seen of their own is not shown to the next. Before anything is asked for: that may end a session. */
export function forgetOnPersonChange(): void {
  let userId = currentUser()?.id
  onSessionChange(() => {
    if (currentUser()?.id === userId) return
    if (userId !== undefined) {
      seenProducts.set([])
      forgetChoices()
      keepServing({ ...servingKept(), items: undefined })
      // A place of the map is the device's, an address is its owner's.
      if (chosenPlace()?.addressId) choosePlace(null)
    }
    userId = currentUser()?.id
    queryClient.removeQueries({ queryKey: ['mine'], predicate: (query) => query.queryKey[1] !== 'cart' })
    // A guest's cart stays shown until the login has merged it.
    if (userId === undefined || guestCartToken() === null) void forgetCart()
  })
}
