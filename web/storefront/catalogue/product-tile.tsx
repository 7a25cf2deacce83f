import { Link } from '@tanstack/react-router'
import type { ProductCard as Product } from '../../api-client/types.ts'
import { ProductCard } from '../../shared/ui/product-card.tsx'
import { setQuantity, useQuantity } from '../cart/cart.ts'

/** A product of a list, with the cart behind its stepper. */
export function ProductTile({ product, storeId, eager }: { product: Product; storeId: string; eager?: boolean }) {
  const quantity = useQuantity(product.id)
  return (
    <ProductCard
      product={product}
      quantity={quantity}
      eager={eager}
      onQuantity={(next) => setQuantity(product, next, storeId)}
      link={(content, className) => (
        <Link to="/product/$productId" params={{ productId: product.id }} className={className}>
          {content}
        </Link>
      )}
    />
  )
}
