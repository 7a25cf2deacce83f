import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleUser, ShoppingBag } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { Badge, EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { toneOf } from '../orders/status.ts'
import { ordersQuery } from '../queries.ts'
import { useUser } from '../session/use-user.ts'

export function OrdersPage() {
  const t = useT()
  const { money, dateTime } = useFormat()
  const user = useUser()
  const orders = useInfiniteQuery({ ...ordersQuery, enabled: user !== null })
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
          title={t('orders.empty')}
          action={
            <Link to="/" className={buttonClass()}>
              {t('cart.shop')}
            </Link>
          }
        />
      )}
      <ul className="grid gap-3">
        {items.map((order) => (
          <li key={order.id}>
            <Link
              to="/orders/$orderId"
              params={{ orderId: order.id }}
              className="flex flex-col gap-2.5 rounded-lg border border-line bg-card p-4 hover:shadow-1"
            >
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
