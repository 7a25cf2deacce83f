import { topics } from '../../contracts/live.ts'
import type { Order, OrderStatus } from '../../contracts/orders.ts'
import type { ApiClient } from './client.ts'
import type { CityLog } from './life.ts'
import { followLive } from './live-feed.ts'
import { isPassing } from './problem.ts'
import { Bell } from './time.ts'

const ends: readonly OrderStatus[] = ['delivered', 'cancelled', 'returned', 'failed']
export const hasEnded = (status: OrderStatus): boolean => ends.includes(status)

/** `told`: a message has said the end, and the order itself is about to. */
const lookMs = { live: 20_000, asking: 2_000, told: 500 }

/**
 * Follows one's order to its end as the app does: by live messages, by asking now and then, and by asking more often
 * while there is no live connection.
 * @returns the order at its end; undefined when it has none by `untilMs` (epoch milliseconds)
 */
export async function followOrder(options: {
  client: ApiClient
  orderId: string
  untilMs: number
  log: CityLog
  signal: AbortSignal
}): Promise<Order | undefined> {
  const { client, orderId, untilMs, log, signal } = options
  const bell = new Bell()
  let told = false
  using feed = followLive({
    client,
    topics: [topics.order(orderId)],
    log,
    onChange: (message) => {
      // Positions come every second; only an end makes one look.
      if (message?.type === 'status' || message?.type === 'tracking') told = hasEnded(message.data.status)
      if (message === undefined || told) bell.ring()
    },
  })
  for (;;) {
    try {
      const order = await client.get<Order>(`/v1/orders/${orderId}`)
      if (hasEnded(order.status)) return order
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    if (Date.now() > untilMs) return undefined
    await bell.wait(told ? lookMs.told : feed.connected ? lookMs.live : lookMs.asking, signal)
  }
}
