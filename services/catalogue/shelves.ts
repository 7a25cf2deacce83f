import { CompareLevels } from '../../contracts/stores.ts'
import type { Held } from './assortment.ts'
import type { CatalogueContext } from './context.ts'

/** Stores tell of each pack only of the last ten (`visible` there): what is heard of more may be an old number. */
const toldMax = 10

/**
 * What can be sold of products in stores, for staff: asked of stores, whose number is the true one. While they cannot be
 * asked, what was heard of them, as far as that is sure.
 */
export async function shelvesOf(
  { call, assortment, log }: Pick<CatalogueContext, 'call' | 'assortment' | 'log'>,
  storeIds: readonly string[],
  productIds: readonly string[],
): Promise<(storeId: string, product: Held) => number | undefined> {
  try {
    const { stores } = await call(CompareLevels, { storeIds: [...storeIds], productIds: [...productIds] })
    const known = new Map(
      stores.map(({ storeId, levels }) => [storeId, new Map(levels.map((each) => [each.productId, each.available]))]),
    )
    return (storeId, { id }) => known.get(storeId)?.get(id) ?? 0
  } catch (error) {
    log.warn({ error }, 'stores cannot be asked what they have; only what was heard of the last packs is shown')
    return (storeId, { slot }) => {
      const heard = assortment.stock.available(storeId, slot)
      return heard !== undefined && heard > toldMax ? undefined : heard
    }
  }
}
