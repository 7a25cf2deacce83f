import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import { ordersQuery } from './queries.ts'
import { hasEnded } from './status.ts'

/** Orders that are under way, at the top of the home page. */
export function LiveOrders() {
  const t = useT()
  const { time, dateTime } = useFormat()
  const orders = useInfiniteQuery({ ...ordersQuery, refetchInterval: 15_000 })
  const under = (orders.data?.pages[0]?.items ?? []).filter((order) => !hasEnded(order.status)).slice(0, 2)
  if (under.length === 0) return null
  return (
    <ul aria-label={t('orders.underWay')} className="page grid gap-2 pt-3 md:grid-cols-2">
      {under.map((order) => (
        <li key={order.id}>
          <Link
            to="/orders/$orderId"
            params={{ orderId: order.id }}
            className="flex min-h-16 items-center gap-3 rounded-lg bg-accent-soft px-4 py-2 text-on-accent-soft"
          >
            <span className="relative flex size-3 flex-none" aria-hidden="true">
              <span className="absolute size-3 animate-ping rounded-full bg-accent opacity-60" />
              <span className="size-3 rounded-full bg-accent" />
            </span>
            <span className="flex-1 leading-tight">
              <span className="block font-bold">{t(`status.${order.status}`)}</span>
              <span className="text-sm">
                {order.window
                  ? `${dateTime(order.window.start)} – ${time(order.window.end)}`
                  : t('order.promised', { time: time(order.promisedAt) })}
              </span>
            </span>
            <ChevronRight className="size-5" aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
