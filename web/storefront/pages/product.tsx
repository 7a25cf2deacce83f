import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronRight, Share2, Star, Zap } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import type { ProductDetail } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Badge, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { Price, percentOff } from '../../shared/ui/price.tsx'
import { Stepper } from '../../shared/ui/stepper.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useName } from '../../shared/use-name.ts'
import { setQuantity, useQuantity } from '../cart/cart.ts'
import { ProductRail } from '../catalogue/product-rail.tsx'
import { rememberSeen } from '../catalogue/seen.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { NotHereYet } from '../place/later-not-here.ts'
import { useServing } from '../place/place.ts'
import { productQuery } from '../queries.ts'

const route = getRouteApi('/product/$productId')
const RecentlySeen = lazy(() =>
  import('../catalogue/recently-seen.tsx').then((module) => ({ default: module.RecentlySeen })),
)
const NotSold = lazy(
  withMessages(['person'], async () => ({ default: (await import('../catalogue/not-sold.tsx')).NotSold })),
)

export function ProductPage() {
  const t = useT()
  const nameOf = useName()
  const { productId } = route.useParams()
  const serving = useServing()
  const storeId = serving.store?.id
  const product = useQuery({ ...productQuery(productId, storeId ?? ''), enabled: storeId !== undefined })

  const known = product.data?.id
  useEffect(() => {
    if (known) rememberSeen(known)
  }, [known])

  if (serving.state === 'unserved') return <NotHereYet serving={serving} />
  if (serving.state === 'failed') return <ErrorState error={serving.error} onRetry={serving.retry} />
  // What is not sold any more is not shown either, though it may be remembered.
  if (product.isError && (!product.data || isProblem(product.error, 'catalogue/product-not-found'))) {
    if (storeId && isProblem(product.error) && product.error.status < 500 && product.error.status > 0)
      return <NotSold error={product.error} storeId={storeId} />
    return <ErrorState error={product.error} onRetry={() => void product.refetch()} />
  }
  if (!product.data || !storeId) return <ProductSkeleton />
  const detail = product.data
  return (
    <>
      <title>{t('product.title', { name: nameOf(detail) })}</title>
      <Crumbs product={detail} />
      <div className="page grid gap-x-12 gap-y-5 pb-6 md:grid-cols-2">
        <Gallery key={detail.id} product={detail} />
        <div className="flex flex-col gap-5">
          <Buy product={detail} storeId={storeId} promiseMinutes={serving.promiseMinutes} />
          {detail.variants.length > 0 && <Variants product={detail} />}
          <About product={detail} />
        </div>
      </div>
      <ProductRail title={t('product.similar')} products={detail.similar} storeId={storeId} />
      <Suspense>
        <RecentlySeen storeId={storeId} without={detail.id} />
      </Suspense>
    </>
  )
}

function Crumbs({ product }: { product: ProductDetail }) {
  const t = useT()
  const nameOf = useName()
  return (
    <nav aria-label={t('product.crumbs')} className="page py-2 text-sm text-ink-2">
      <ol className="flex flex-wrap items-center gap-1">
        {product.categoryPath.map((category, index) => (
          <li key={category.id} className="flex items-center gap-1">
            {index > 0 && <ChevronRight className="size-4" aria-hidden="true" />}
            <Link
              to="/category/$categoryId"
              params={{ categoryId: category.id }}
              className="inline-flex min-h-9 items-center hover:text-ink hover:underline"
            >
              {nameOf(category)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Pictures side by side, to be swiped or chosen by their small ones. */
function Gallery({ product }: { product: ProductDetail }) {
  const t = useT()
  const name = useName()(product)
  const images = product.images.length > 0 ? product.images : [product.image]
  const [shown, setShown] = useState(0)
  const strip = useRef<HTMLUListElement>(null)
  const off = percentOff(product.price, product.mrp)
  const show = (index: number) => {
    setShown(index)
    strip.current?.scrollTo({ left: index * strip.current.clientWidth, behavior: 'smooth' })
  }
  const swiped = () => {
    const { scrollLeft = 0, clientWidth = 1 } = strip.current ?? {}
    setShown(Math.round(scrollLeft / clientWidth))
  }
  return (
    <section aria-label={t('product.gallery')} className="flex flex-col gap-3 md:sticky md:top-24 md:self-start">
      <div className="relative overflow-hidden rounded-xl bg-tile ring-1 ring-line/60">
        <ul
          ref={strip}
          onScroll={swiped}
          tabIndex={images.length > 1 ? 0 : undefined}
          className={images.length > 1 ? 'rail snap-x snap-mandatory' : 'overflow-hidden'}
        >
          {images.map((image, index) => (
            <li key={image} className="w-full" aria-hidden={index !== shown}>
              <img
                src={image}
                alt={index === 0 ? name : t('product.pictureOf', { number: index + 1, name })}
                width={600}
                height={600}
                fetchPriority={index === 0 ? 'high' : undefined}
                loading={index === 0 ? 'eager' : 'lazy'}
                className="mx-auto aspect-square w-full object-contain max-md:max-h-80 max-md:scale-125"
              />
            </li>
          ))}
        </ul>
        {off >= 5 && (
          <Badge tone="accent" className="absolute top-4 left-4 px-2.5 py-1.5 text-sm">
            {t('product.off', { percent: off })}
          </Badge>
        )}
      </div>
      {images.length > 1 && (
        <div className="rail gap-2 p-1">
          {images.map((image, index) => (
            <button
              key={image}
              type="button"
              aria-label={t('product.picture', { number: index + 1 })}
              aria-pressed={index === shown}
              onClick={() => show(index)}
              className="rounded-md border-2 border-line bg-tile p-1.5 aria-pressed:border-brand"
            >
              <img src={image} alt="" width={56} height={56} className="size-14 object-contain" />
            </button>
          ))}
        </div>
      )}
    </section>
  )
}

function Buy({
  product,
  storeId,
  promiseMinutes,
}: {
  product: ProductDetail
  storeId: string
  promiseMinutes?: number
}) {
  const t = useT()
  const name = useName()(product)
  const { money, number, minutes } = useFormat()
  const quantity = useQuantity(product.id)
  const { unitPrice, rating } = product
  const per =
    unitPrice && ({ kg: 'product.perKg', l: 'product.perL', piece: 'product.perPiece' } as const)[unitPrice.per]
  return (
    <section aria-label={t('product.buy')} className="flex flex-col gap-3">
      {product.brand && (
        <Link
          to="/search"
          search={{ q: product.brand, brand: [product.brand] }}
          className="self-start text-sm font-semibold text-brand hover:underline"
        >
          {product.brand}
        </Link>
      )}
      <div className="-mt-2 flex items-start justify-between gap-3">
        <h1 className="text-xl font-extrabold md:text-2xl">{name}</h1>
        <ShareButton product={product} />
      </div>
      <p className="flex flex-wrap items-center gap-3 text-ink-2">
        {product.pack && <span>{product.pack}</span>}
        {rating && rating.count > 0 && (
          <span className="inline-flex items-center gap-1">
            <Star className="size-4 fill-current text-accent" aria-hidden="true" />
            <span aria-hidden="true">
              {number(Math.round(rating.average * 10) / 10)} ({number(rating.count)})
            </span>
            <span className="sr-only">{t('product.rating', rating)}</span>
          </span>
        )}
      </p>
      <div className="flex items-center justify-between gap-4 rounded-lg bg-card p-4 shadow-1 ring-1 ring-line/60">
        <div>
          <Price price={product.price} mrp={product.mrp} size="l" />
          <p className="text-sm text-ink-2">
            {unitPrice && per && <>{`${t(per, { price: money(unitPrice.price) })}, `}</>}
            {t('product.taxIncluded')}
          </p>
        </div>
        {product.inStock || quantity > 0 ? (
          <Stepper
            size="m"
            name={name}
            quantity={quantity}
            max={
              product.inStock
                ? Math.max(quantity, Math.min(product.maxPerOrder, product.left ?? product.maxPerOrder))
                : quantity
            }
            onChange={(next) => setQuantity(product, next, storeId)}
          />
        ) : (
          <Badge className="px-3 py-3 text-base">{t('product.soldOut')}</Badge>
        )}
      </div>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm font-semibold">
        {product.inStock && promiseMinutes !== undefined && (
          <span className="inline-flex items-center gap-1.5">
            <Zap className="size-4 fill-current text-accent" aria-hidden="true" />
            {t('cart.promise', { minutes: minutes(promiseMinutes) })}
          </span>
        )}
        {product.inStock && product.left !== undefined && (
          <span className="text-warn">{t('product.left', { count: product.left })}</span>
        )}
      </p>
    </section>
  )
}

/** The device's own way of sharing, or the link on the clipboard. */
function ShareButton({ product }: { product: ProductDetail }) {
  const t = useT()
  const share = async () => {
    const what = { title: product.name, url: window.location.href }
    if ('share' in navigator) {
      await navigator.share(what).catch(() => {})
      return
    }
    await (navigator as Navigator).clipboard.writeText(what.url).then(
      () => toast(t('product.linkCopied')),
      () => toast(what.url),
    )
  }
  return (
    <IconButton label={t('product.share')} onClick={() => void share()} className="-mt-1">
      <Share2 className="size-5" aria-hidden="true" />
    </IconButton>
  )
}

function Variants({ product }: { product: ProductDetail }) {
  const t = useT()
  const { money } = useFormat()
  const all = [product, ...product.variants].sort((a, b) => a.price.amount - b.price.amount)
  return (
    <section aria-labelledby="variants">
      <h2 id="variants" className="pb-2 font-bold">
        {t('product.variants')}
      </h2>
      <ul className="flex flex-wrap gap-2">
        {all.map((variant) => (
          <li key={variant.id}>
            <Link
              to="/product/$productId"
              params={{ productId: variant.id }}
              replace
              aria-current={variant.id === product.id ? 'true' : undefined}
              className={classes(
                'flex min-h-13 flex-col justify-center rounded-md border-[1.5px] border-line bg-card px-3.5 py-1.5 leading-tight hover:border-line-strong',
                'aria-[current]:border-brand aria-[current]:bg-brand-soft aria-[current]:text-on-brand-soft',
                !variant.inStock && 'opacity-60',
              )}
            >
              <span className="text-sm font-semibold">{variant.pack || variant.name}</span>
              <span className="num text-sm">{money(variant.price)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function About({ product }: { product: ProductDetail }) {
  const t = useT()
  const nameOf = useName()
  const description = nameOf({ name: product.description, nameHi: product.descriptionHi })
  const attributes = Object.entries(product.attributes)
  if (!description && attributes.length === 0) return null
  return (
    <section aria-labelledby="about" className="flex flex-col gap-3">
      <h2 id="about" className="font-bold">
        {t('product.about')}
      </h2>
      {description && <p className="max-w-prose whitespace-pre-line text-ink-2">{description}</p>}
      {attributes.length > 0 && (
        <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] overflow-hidden rounded-md border border-line bg-card text-sm">
          {attributes.map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid border-line not-last:border-b">
              <dt className="bg-sunk px-3.5 py-2 font-semibold">
                {nameOf({ name, nameHi: product.attributesHi?.[name]?.name })}
              </dt>
              <dd className="px-3.5 py-2">{nameOf({ name: value, nameHi: product.attributesHi?.[name]?.value })}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

const ProductSkeleton = () => (
  <div className="page grid gap-x-12 gap-y-5 pt-11 md:grid-cols-2" aria-hidden="true">
    <Skeleton className="aspect-square w-full rounded-xl max-md:max-h-80" />
    <div className="flex flex-col gap-4">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-9 w-4/5" />
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
    </div>
  </div>
)
