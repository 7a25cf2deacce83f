import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { CircleUser, ShoppingBag } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Badge, EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { ordersQueryOf } from '../orders/queries.ts'
import { Reorder } from '../orders/reorder.tsx'
import { hasEnded, toneOf } from '../orders/status.ts'
import { useUser } from '../session/use-user.ts'

const route = getRouteApi('/orders')
const filters = [undefined, 'live', 'delivered', 'cancelled'] as const

export function OrdersPage() {
  const t = useT()
  const { money, dateTime } = useFormat()
  const user = useUser()
  const { show } = route.useSearch()
  const orders = useInfiniteQuery({ ...ordersQueryOf(show), enabled: user !== null })
  if (!user) {
    return (
      <EmptyState
        heading="h1"
        icon={<CircleUser className="size-9" aria-hidden="true" />}
        title={t('order.loginFirst')}
        action={<Button onClick={() => openLogin()}>{t('header.login')}</Button>}
      />
    )
  }
  const items = orders.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="page max-w-3xl! pt-5">
      <title>{t('orders.title')}</title>
      <h1 className="pb-4 text-2xl font-extrabold">{t('orders.title')}</h1>
      <nav aria-label={t('orders.filter')} className="flex flex-wrap gap-2 pb-4">
        {filters.map((filter) => (
          <Link
            key={filter ?? 'all'}
            to="/orders"
            search={filter ? { show: filter } : {}}
            replace
            activeOptions={{ exact: true, includeSearch: true }}
            className="inline-flex min-h-10 items-center rounded-full border-[1.5px] border-line bg-card px-4 text-sm font-semibold hover:border-line-strong aria-[current=page]:border-brand aria-[current=page]:bg-brand-soft aria-[current=page]:text-on-brand-soft"
          >
            {t(`orders.show.${filter ?? 'all'}`)}
          </Link>
        ))}
      </nav>
      {orders.isPending && (
        <div className="grid gap-3" role="status" aria-label={t('common.loading')}>
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
        </div>
      )}
      {orders.isError && items.length === 0 && (
        <ErrorState error={orders.error} onRetry={() => void orders.refetch()} />
      )}
      {orders.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<ShoppingBag className="size-9" aria-hidden="true" />}
          title={t(show ? 'orders.emptyShown' : 'orders.empty')}
          action={
            <Link to="/" className={buttonClass()}>
              {t('cart.shop')}
            </Link>
          }
        />
      )}
      <ul className="grid gap-3">
        {items.map((order) => (
          <li key={order.id} className="rounded-lg border border-line bg-card hover:shadow-1">
            <Link to="/orders/$orderId" params={{ orderId: order.id }} className="flex flex-col gap-2.5 rounded-lg p-4">
              <span className="flex flex-wrap items-center justify-between gap-2">
                <Badge tone={toneOf(order.status)} className="px-2 py-1">
                  {t(`status.${order.status}`)}
                </Badge>
                <span className="num text-lg font-bold">{money(order.total)}</span>
              </span>
              <span className="flex items-center gap-2">
                {order.images.slice(0, 5).map((image, index) => (
                  <img
                    key={index}
                    src={image}
                    alt=""
                    width={48}
                    height={48}
                    loading="lazy"
                    className="size-12 rounded-md bg-tile object-cover"
                  />
                ))}
              </span>
              <span className="text-sm text-ink-2">
                {t('cart.items', { count: order.itemCount })}, {order.storeName}, {dateTime(order.placedAt)},{' '}
                {order.number}
              </span>
            </Link>
            {hasEnded(order.status) && (
              <div className="px-4 pb-4">
                <Reorder orderId={order.id} number={order.number} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {orders.hasNextPage && (
        <div className="flex justify-center py-5">
          <Button look="outline" busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  )
}
