import type { Cart } from '../../api-client/types.ts'

const itemsMax = 60
const packsMax = 999

/**
 * What a cart wants, as the question of who serves takes it: the same for the same contents, wherever they can be had.
 */
export const wantedItems = ({ lines, unavailable = [] }: Pick<Cart, 'lines' | 'unavailable'>): string =>
  [...lines, ...unavailable]
    .map(({ productId, quantity }) => `${productId}:${Math.min(quantity, packsMax)}`)
    .sort()
    .slice(0, itemsMax)
    .join()

/** What the cart's store is known not to have of it, told one cart from another. */
export const missingItems = ({ lines, unavailable = [] }: Pick<Cart, 'lines' | 'unavailable'>): string =>
  [...lines.filter(({ quantity, available = quantity }) => available < quantity), ...unavailable]
    .map(({ productId }) => productId)
    .sort()
    .join()
