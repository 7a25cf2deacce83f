import Type, { type Static } from 'typebox'
import { type Listing, ProductCard } from '../../contracts/catalogue.ts'
import { Level } from '../../contracts/stores.ts'

export const StockItem = Type.Object(
  {
    ...Level.properties,
    bin: Type.Union([Type.String(), Type.Null()]),
    name: Type.String(),
    brand: Type.String(),
    pack: Type.String(),
    image: Type.String(),
    price: ProductCard.properties.price,
    barcodes: Type.Optional(Type.Array(Type.String())),
    /** At or below so many that can be sold, the product is low. */
    lowAt: Type.Optional(Type.Integer()),
    /** Days that must be left on a pack when it is sold. */
    minShelfDays: Type.Optional(Type.Integer()),
    /** The first day on which something of it goes off, `YYYY-MM-DD`. */
    expiresOn: Type.Optional(Type.String()),
  },
  { title: 'StockItem' },
)
export type StockItem = Static<typeof StockItem>

/** A row of the stock list; none when either side does not know the product. */
export function stockItem(
  level: (Level & { bin?: string | null; lowAt?: number; minShelfDays?: number; expiresOn?: string }) | undefined,
  listing: Listing | undefined,
): StockItem[] {
  if (!listing) return []
  const { productId, name, brand, pack, image, price, barcodes } = listing
  const { onHand = 0, reserved = 0, available = 0, bin = null, lowAt, minShelfDays, expiresOn } = level ?? {}
  return [
    {
      productId,
      onHand,
      reserved,
      available,
      bin,
      name,
      brand,
      pack,
      image,
      price,
      ...(barcodes ? { barcodes } : {}),
      ...(lowAt === undefined ? {} : { lowAt }),
      ...(minShelfDays === undefined ? {} : { minShelfDays }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
    },
  ]
}
