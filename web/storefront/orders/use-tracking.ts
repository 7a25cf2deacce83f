import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isLive } from '../../api-client/live.ts'
import type { Order, Tracking } from '../../api-client/types.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { refreshCart } from '../cart/cart.ts'
import { orderQuery, trackingQuery } from './queries.ts'
import { hasEnded } from './status.ts'

const slowPollMs = 20_000

/**
 * The order and where it is, kept up to date: by the live connection while it stands, by asking every few seconds while
 * it does not. A message older than what is shown is left out.
 */
export function useTracking(orderId: string): {
  order: ReturnType<typeof useQuery<Order>>
  tracking: Tracking | undefined
} {
  const client = useQueryClient()
  const order = useQuery({
    ...orderQuery(orderId),
    refetchInterval: ({ state: { data } }) => {
      if (data && hasEnded(data.status)) return false
      return isLive() && !waitsForPayment(data) ? slowPollMs : pollMs
    },
  })
  // An order that moves on has taken its goods out of the cart.
  const status = order.data?.status
  useEffect(() => {
    if (status && status !== 'pending_payment') void refreshCart()
  }, [status])

  const moving = order.data !== undefined && !hasEnded(order.data.status) && !waitsForPayment(order.data)
  const trackingOptions = trackingQuery(orderId)

  const live = useLive(order.data && !hasEnded(order.data.status) ? `order:${orderId}` : null, (message) => {
    if (message.type !== 'tracking') return void client.invalidateQueries({ queryKey: orderQuery(orderId).queryKey })
    const next = message.data
    const shown = client.getQueryData(trackingOptions.queryKey)
    if (shown && shown.sequence > next.sequence) return
    client.setQueryData(trackingOptions.queryKey, next)
    if (next.status !== order.data?.status) void client.invalidateQueries({ queryKey: orderQuery(orderId).queryKey })
  })

  const tracking = useQuery({
    ...trackingOptions,
    enabled: moving,
    refetchInterval: live ? slowPollMs : pollMs,
    structuralSharing: (before, after) => {
      const [old, next] = [before as Tracking | undefined, after as Tracking]
      return old && old.sequence > next.sequence ? old : next
    },
  })
  return { order, tracking: moving ? tracking.data : undefined }
}

const waitsForPayment = (order: Order | undefined) => order?.status === 'pending_payment'
