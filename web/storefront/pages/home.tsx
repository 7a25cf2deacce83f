import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MapPin, Store as StoreIcon } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Category, Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { ErrorState } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { CategoryGrid } from '../catalogue/category-grid.tsx'
import { ProductRail } from '../catalogue/product-rail.tsx'
import { openPlace } from '../dialogs.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { hasEnded } from '../orders/status.ts'
import { NotHereYet } from '../place/later-not-here.ts'
import { type Serving, useServing } from '../place/place.ts'
import { homeQuery } from '../queries.ts'
import { queryClient } from '../query-client.ts'
import { useUser } from '../session/use-user.ts'

// What most first visits do not show, or not at once, comes when it is needed.
const BuyAgain = lazy(() => import('../orders/buy-again.tsx').then((module) => ({ default: module.BuyAgain })))
const LiveOrders = lazy(
  withMessages(['tools'], async () => ({ default: (await import('../orders/live-orders.tsx')).LiveOrders })),
)
const loadOffers = () => import('../catalogue/offers.tsx').then((module) => ({ default: module.OfferBanners }))
// Asked for now, rather than when the page is drawn.
loadOffers().catch(() => {})
const Offers = lazy(loadOffers)
const RecentlySeen = lazy(() =>
  import('../catalogue/recently-seen.tsx').then((module) => ({ default: module.RecentlySeen })),
)

/** The height of so many orders under way: what is below them does not move when they come. */
const roomForOrders = ['', 'min-h-19', 'min-h-37 md:min-h-19'] as const

/** How many were under way when this device last heard of them. */
function liveOrdersKept(): 0 | 1 | 2 {
  const kept = queryClient.getQueryData<{ pages: { items: Pick<Order, 'status'>[] }[] }>(['mine', 'orders'])
  const live = kept?.pages[0]?.items.filter((order) => !hasEnded(order.status)).length ?? 0
  return live >= 2 ? 2 : live === 1 ? 1 : 0
}

export function HomePage() {
  const t = useT()
  const nameOf = useName()
  const user = useUser()
  const serving = useServing()
  const storeId = serving.store?.id
  const home = useQuery({ ...homeQuery(storeId ?? ''), enabled: storeId !== undefined })

  const [first, ...rails] = home.data?.rails ?? []

  if (serving.state === 'unserved') return <NotHereYet serving={serving} />
  if (serving.state === 'failed') return <ErrorState error={serving.error} onRetry={serving.retry} />

  const roots = home.data?.categories.filter((category) => category.parentId === null)
  const railOf = ({ kind, category, items }: NonNullable<typeof first>, later = false) => (
    <ProductRail
      key={category?.id ?? kind}
      title={category ? nameOf(category) : t('home.deals')}
      products={items}
      storeId={storeId ?? ''}
      later={later}
      seeAll={(content, className) =>
        category ? (
          <Link to="/category/$categoryId" params={{ categoryId: category.id }} className={className}>
            {content}
          </Link>
        ) : null
      }
    />
  )

  return (
    <>
      <title>{t('home.title')}</title>
      {user && (
        <div className={roomForOrders[liveOrdersKept()]}>
          <Suspense>
            <LiveOrders />
          </Suspense>
        </div>
      )}
      <Hero serving={serving} pictures={roots?.slice(0, 7)} />
      {home.isError && !home.data ? (
        <ErrorState error={home.error} onRetry={() => void home.refetch()} />
      ) : (
        <>
          <div className="min-h-33">
            <Suspense>{storeId && <Offers storeId={storeId} />}</Suspense>
          </div>
          <CategoryGrid categories={roots} />
        </>
      )}
      <Suspense>{user && storeId && <BuyAgain storeId={storeId} />}</Suspense>
      {storeId && (first ? railOf(first) : <ProductRail title="" products={undefined} storeId={storeId} />)}
      <Suspense>{storeId && home.data && <RecentlySeen storeId={storeId} />}</Suspense>
      {rails.map((rail) => railOf(rail, true))}
    </>
  )
}

/** The promise, in figures that one reads across a room, over a basket of what the store has. */
function Hero({ serving, pictures }: { serving: Serving; pictures: Category[] | undefined }) {
  const t = useT()
  const { number, distance } = useFormat()
  const { state, promiseMinutes, store, distanceM, place } = serving
  return (
    <section aria-labelledby="promise" className="page pt-3 md:pt-6">
      <div className="weave @container relative flex min-h-56 overflow-hidden rounded-xl bg-deep text-on-deep md:min-h-80">
        <div className="relative z-1 flex flex-col items-start justify-center gap-1.5 p-5 md:p-12">
          <h1 id="promise" className="text-lg font-extrabold md:text-3xl">
            {state === 'later' ? (
              <span className="block max-w-40 text-2xl text-cane md:max-w-none md:text-5xl">{t('home.later')}</span>
            ) : (
              <>
                {t('home.promiseBefore')}
                <br />
                {/* A box of its own: the document has shown the whole as one, so that nothing larger comes later (index.html). */}
                <span
                  aria-hidden={state !== 'served'}
                  className={classes(
                    'num inline-block text-[4.75rem] leading-[0.95] text-cane md:text-[7.5rem]',
                    state !== 'served' && 'opacity-40',
                  )}
                >
                  {state === 'served' ? number(promiseMinutes ?? 0) : '––'}
                </span>{' '}
                <span className="ml-1 text-xl text-cane md:text-3xl">
                  {t('home.promiseUnit', { count: promiseMinutes ?? 8 })}
                </span>
              </>
            )}
          </h1>
          <p className="flex min-h-[2.625rem] max-w-40 items-start gap-1.5 text-sm text-on-deep-2 md:min-h-6 md:max-w-96 md:text-base">
            {store && distanceM !== undefined && (
              <>
                <StoreIcon className="mt-0.5 size-4 flex-none md:mt-1" aria-hidden="true" />
                {t('home.from', { store: store.name, distance: distance(distanceM) })}
              </>
            )}
          </p>
          {!place && (
            <Button onClick={openPlace} className="mt-2 bg-cane! text-[#2a1a04]! hover:brightness-105">
              <MapPin className="size-5" aria-hidden="true" />
              {t('home.choosePlace')}
            </Button>
          )}
        </div>
        <BasketOf pictures={pictures} />
      </div>
    </section>
  )
}

const spots = [
  'left-[4%] bottom-[40%] w-[32%] -rotate-12',
  'left-[32%] bottom-[52%] w-[36%] rotate-3',
  'left-[63%] bottom-[42%] w-[33%] rotate-12',
  'left-[18%] bottom-[27%] w-[32%] rotate-6',
  'left-[47%] bottom-[28%] w-[34%] -rotate-6',
]

/** A basket with a few of the store's shelves in it, as round as fruit. */
function BasketOf({ pictures = [] }: { pictures: Category[] | undefined }) {
  return (
    <div
      aria-hidden="true"
      className="absolute -right-4 bottom-0 w-38 @max-[22rem]:hidden sm:right-4 sm:w-68 md:right-16 md:w-[22rem]"
    >
      <div className="relative aspect-[10/9] w-full">
        {pictures.slice(0, spots.length).map((category, index) => (
          <span
            key={category.id}
            className={`absolute aspect-square animate-[rise_600ms_var(--ease)_both] overflow-hidden rounded-full shadow-2 ${spots[index]}`}
          >
            <img src={category.image} alt="" className="size-full scale-130 object-contain" />
          </span>
        ))}
        <svg viewBox="0 0 400 160" aria-hidden="true" className="absolute inset-x-0 bottom-0 w-full" focusable="false">
          <path d="M22 22h356l-38 128a14 14 0 0 1-13 10H73a14 14 0 0 1-13-10z" fill="#d99f58" />
          <g stroke="#b97b34" strokeWidth="11" strokeLinecap="round">
            <path d="M52 50h40M122 50h40M192 50h40M262 50h40M332 50h16M87 78h40M157 78h40M227 78h40M297 78h40M70 106h24M122 106h40M192 106h40M262 106h40M87 134h40M157 134h40M227 134h40M297 134h26" />
          </g>
          <g stroke="#f0c68c" strokeWidth="11" strokeLinecap="round">
            <path d="M107 42v16M177 42v16M247 42v16M317 42v16M72 70v16M142 70v16M212 70v16M282 70v16M107 98v16M177 98v16M247 98v16M317 98v16M72 127v14M142 127v14M212 127v14M282 127v14" />
          </g>
          <rect x="6" y="6" width="388" height="30" rx="15" fill="#f3c892" />
          <path d="M20 21h360" stroke="#c98a43" strokeWidth="5" strokeDasharray="16 12" strokeLinecap="round" />
        </svg>
      </div>
    </div>
  )
}
