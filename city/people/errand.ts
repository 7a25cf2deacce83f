import { type CustomerOptions, cancelOrder, NoOrder, pay, placeOrder, rateOrder, shoppingHabits } from './customer.ts'
import { followOrder } from './follow.ts'
import { ApiError } from './problem.ts'
import { type Errand, stagesOf } from './report.ts'
import { isAborted, pauseCity } from './time.ts'

/** What an errand tells on its way. */
export interface ErrandEvents {
  /** The basket is ordered: its customer could fill the next one. */
  onPlaced?(orderId: string, doorCode: string | undefined): void
  onDeclined?(): void
  /** Something went wrong that the order may yet survive. */
  onTrouble?(code: string): void
}

/** Answers that shoppers get used to: sold out in the last second, closed, too little in the wallet. */
const shrugs = [
  'orders/out-of-stock',
  'orders/store-closed',
  'orders/wallet-short',
  'carts/not-orderable',
  'carts/empty',
  'carts/no-store',
  'payments/provider-unavailable',
]

/** The code by which a fault is counted. */
export const codeOf = (error: unknown): string =>
  error instanceof ApiError ? error.code : error instanceof Error ? error.name : 'unknown'

/**
 * One customer's whole errand, from opening the app to the rating.
 * @param lostAfterMs real milliseconds after which an accepted order without an end counts as lost
 */
export async function runErrand(options: CustomerOptions & { lostAfterMs: number } & ErrandEvents): Promise<Errand> {
  const { client, pace, random, signal, log } = options
  let placed: Awaited<ReturnType<typeof placeOrder>>
  try {
    placed = await placeOrder(options)
  } catch (error) {
    if (isAborted(error)) throw error
    if (error instanceof NoOrder) return { kind: 'refused', code: error.code }
    const code = codeOf(error)
    if (shrugs.includes(code)) return { kind: 'refused', code }
    log.warn({ who: client.email, error }, 'could not order')
    return { kind: 'failed-to-order', code }
  }

  const { order, answeredMs } = placed
  const orderId = order.id
  const promisedMs = Date.parse(order.promisedAt) - Date.parse(order.placedAt)
  options.onPlaced?.(orderId, order.doorCode)
  const untilMs = Date.now() + options.lostAfterMs
  const ways = { ...shoppingHabits, ...options.habits }
  let byCustomer = false
  try {
    const declined = await pay(options, order)
    for (let i = 0; i < declined; i++) options.onDeclined?.()
    if (random.chance(ways.cancelChance)) {
      await pauseCity(pace, random.between(5, 60), signal)
      byCustomer = await cancelOrder(client, orderId)
    }
  } catch (error) {
    if (isAborted(error)) throw error
    options.onTrouble?.(codeOf(error))
  }

  const ended = await endOf(options, orderId, untilMs)
  if (!ended) return { kind: 'ordered', orderId, end: 'lost', answeredMs, promisedMs }
  if (ended.status === 'cancelled')
    return { kind: 'ordered', orderId, end: 'cancelled', answeredMs, promisedMs, byCustomer }
  if (ended.status !== 'delivered') return { kind: 'ordered', orderId, end: 'failed', answeredMs, promisedMs }
  const tookMs = Date.parse(ended.deliveredAt ?? '') - Date.parse(ended.placedAt)
  if (random.chance(ways.rateChance))
    await rateOrder(options, orderId, tookMs * pace.speed > promisedMs).catch((error) => {
      if (isAborted(error)) throw error
      options.onTrouble?.(codeOf(error))
    })
  const stages = stagesOf(ended.history)
  return {
    kind: 'ordered',
    orderId,
    end: 'delivered',
    answeredMs,
    promisedMs,
    ...(tookMs >= 0 ? { tookMs } : {}),
    ...(stages ? { stages } : {}),
  }
}

async function endOf(
  options: CustomerOptions & ErrandEvents,
  orderId: string,
  untilMs: number,
): ReturnType<typeof followOrder> {
  try {
    return await followOrder({ ...options, orderId, untilMs })
  } catch (error) {
    if (isAborted(error)) throw error
    // An accepted order that its customer cannot read is lost.
    options.onTrouble?.(codeOf(error))
    return undefined
  }
}
