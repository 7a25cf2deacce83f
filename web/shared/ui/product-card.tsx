import { Star } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProductCard as Product } from '../../api-client/types.ts'
import { useFormat } from '../format.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { useName } from '../use-name.ts'
import { classes } from './classes.ts'
import { Badge, Skeleton } from './feedback.tsx'
import { Price, percentOff } from './price.tsx'
import { Stepper } from './stepper.tsx'

export interface ProductCardProps {
  product: Product
  quantity: number
  onQuantity: (quantity: number) => void
  /** The app's own link to the product's page around the name; it is stretched over the card. */
  link: (content: ReactNode, className: string) => ReactNode
  /** Pictures that are seen at once are loaded at once. */
  eager?: boolean
  /** Below what heading of the page it stands. */
  heading?: 'h2' | 'h3'
}

export function ProductCard({
  product,
  quantity,
  onQuantity,
  link,
  eager = false,
  heading: Heading = 'h3',
}: ProductCardProps) {
  const t = useSharedT()
  const { number } = useFormat()
  const name = useName()(product)
  const off = percentOff(product.price, product.mrp)
  return (
    <article className="group relative flex h-full flex-col rounded-lg bg-card p-1.5 pb-2.5 shadow-1 ring-1 ring-line/60 transition-shadow duration-(--calm) hover:shadow-2">
      <div className="relative">
        <div className="overflow-hidden rounded-md bg-tile">
          <img
            src={product.image}
            alt=""
            width={240}
            height={240}
            loading={eager ? 'eager' : 'lazy'}
            decoding="async"
            className={classes(
              'aspect-square w-full object-contain transition-transform duration-(--calm) group-hover:scale-[1.04]',
              !product.inStock && 'opacity-40 grayscale',
            )}
          />
        </div>
        {off >= 5 && (
          <Badge tone="accent" className="absolute top-1.5 left-1.5">
            {t('product.off', { percent: off })}
          </Badge>
        )}
        {product.inStock && product.left !== undefined && (
          <Badge tone="warn" className="absolute bottom-6 left-1.5">
            {t('product.left', { count: product.left })}
          </Badge>
        )}
        <div className="absolute right-1.5 -bottom-3 z-1">
          {product.inStock || quantity > 0 ? (
            <Stepper
              name={name}
              quantity={quantity}
              max={
                product.inStock
                  ? Math.max(quantity, Math.min(product.maxPerOrder, product.left ?? product.maxPerOrder))
                  : quantity
              }
              onChange={onQuantity}
            />
          ) : (
            <Badge className="h-8 bg-card px-2.5 shadow-1">{t('product.soldOut')}</Badge>
          )}
        </div>
      </div>
      <div className="flex flex-1 flex-col gap-1 px-1.5 pt-4">
        <Price price={product.price} mrp={product.mrp} />
        <Heading className="line-clamp-2 text-sm font-semibold">
          {link(name, 'after:absolute after:inset-0 after:rounded-lg')}
        </Heading>
        <p className="mt-auto flex flex-wrap items-center gap-x-2 pt-0.5 text-xs text-ink-2">
          <span className="min-w-0 flex-1 basis-12 truncate">
            {[product.pack, product.brand].filter(Boolean).join(', ')}
          </span>
          {product.rating && product.rating.count > 0 && (
            <span className="ml-auto inline-flex flex-none items-center gap-0.5">
              <Star className="size-3 fill-current text-accent" aria-hidden="true" />
              <span aria-hidden="true">{number(Math.round(product.rating.average * 10) / 10)}</span>
              <span className="sr-only">{t('product.rating', product.rating)}</span>
            </span>
          )}
        </p>
      </div>
    </article>
  )
}

export const ProductCardSkeleton = () => (
  <div className="flex h-full flex-col rounded-lg bg-card p-1.5 pb-2.5 ring-1 ring-line/60">
    <Skeleton className="aspect-square w-full" />
    <div className="flex flex-col gap-2 px-1.5 pt-5">
      <Skeleton className="h-4.5 w-14" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="h-3.5 w-2/3" />
    </div>
  </div>
)
