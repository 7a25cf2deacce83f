import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { ProductCard as Product } from '../../api-client/types.ts'
import { ProductCard } from '../../shared/ui/product-card.tsx'
import { setQuantity, useQuantity } from '../cart/cart.ts'

/** A product of a list, with the cart behind its stepper. Drawn anew only when it is another, or its number in the cart. */
export const ProductTile = memo(function ProductTile({
  product,
  storeId,
  eager,
  heading,
}: {
  product: Product
  storeId: string
  eager?: boolean
  heading?: 'h2' | 'h3'
}) {
  const quantity = useQuantity(product.id)
  return (
    <ProductCard
      product={product}
      quantity={quantity}
      eager={eager}
      heading={heading}
      onQuantity={(next) => setQuantity(product, next, storeId)}
      link={(content, className) => (
        <Link to="/product/$productId" params={{ productId: product.id }} className={className}>
          {content}
        </Link>
      )}
    />
  )
})
