import type { Point } from '../../../contracts/geo.ts'
import { newId } from '../../../contracts/ids.ts'
import { money } from '../../../contracts/money.ts'
import { OrderPicking, type PaymentMethod } from '../../../contracts/orders.ts'
import { PickExpected } from '../../../contracts/stores.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import { message } from '../../../kit/sql.ts'
import { at } from './grid.ts'
import { publish, storeAt, storeId, world } from './stage.ts'

interface Picking {
  orderId?: string
  to?: Point
  method?: PaymentMethod
  readyInS?: number
  promiseMinutes?: number
}

const inS = (seconds: number) => toTimestamp(world.clock.now() + seconds * 1_000)

/** What orders tell when somebody begins to pick one. */
export function picking({
  orderId = newId('order'),
  to = at(8, 8),
  method = 'card',
  readyInS = 0,
  promiseMinutes = 10,
}: Picking = {}) {
  return message(OrderPicking, orderId, {
    orderId,
    number: orderId.slice(-6),
    userId: newId('user'),
    storeId,
    storePoint: storeAt,
    dropOff: { point: to, line1: '12 Cross Road', line2: 'Flat 3', name: 'Mira Sen', phone: '+919800000000' },
    instructions: 'Ring twice',
    expectedAt: inS(readyInS),
    expectedBags: { ambient: 1, chilled: 0, frozen: 0 },
    leaveAtDoor: false,
    method,
    total: money(52_000),
    tip: money(2_000),
    promisedAt: inS(promiseMinutes * 60),
    placedAt: inS(0),
  })
}

/** An order that somebody begins to pick. @returns its id */
export async function pick(options: Picking = {}): Promise<string> {
  const event = picking(options)
  await publish(event)
  return event.key
}

/** What a store tells when it expects another time than it told. */
export const expects = (orderId: string, seconds: number) =>
  message(PickExpected, orderId, { pickId: newId('pick'), orderId, storeId, expectedAt: inS(seconds) })

export const expectIn = (orderId: string, seconds: number) => publish(expects(orderId, seconds))
