import { TrackForActor } from '../../../contracts/deliveries.ts'
import { type Actor, hasRole, worksAt } from '../../../contracts/identity.ts'
import { topics } from '../../../contracts/live.ts'
import { orders } from '../../../contracts/orders.ts'
import { common } from '../../../contracts/problem.ts'
import type { Call } from '../../../kit/calls.ts'

const orderTopic = /^order:(ord_[0-9a-f]{32})$/
const picksTopic = /^picks:(sto_[0-9a-f]{32})$/

/** A topic that somebody may hear, and how to get the picture that they begin with, where there is one. */
export interface Admitted {
  readonly topic: string
  /** @returns null when there is nothing to show to this person */
  snapshot?(): Promise<{ type: 'tracking'; data: unknown } | null>
}

/** What a client may listen to. Orders are judged by their snapshot. @throws a Problem for what they may not */
export function admitTopic(name: string, actor: Actor, call: Call): Admitted {
  const orderId = orderTopic.exec(name)?.[1]
  if (orderId)
    return {
      topic: topics.order(orderId),
      async snapshot() {
        const data = await call(TrackForActor, { orderId, actor })
        return data && { type: 'tracking', data }
      },
    }
  const storeId = picksTopic.exec(name)?.[1]
  if (storeId) {
    if (!worksAt(actor, storeId)) throw common('auth/forbidden')
    return { topic: topics.picks(storeId) }
  }
  if (name === 'city') {
    if (!hasRole(actor, 'manager', 'support', 'admin')) throw common('auth/forbidden')
    return { topic: topics.city }
  }
  if (name === 'rider') return { topic: topics.rider(actor.userId) }
  throw common('request/invalid', { detail: 'Topics are order:<id>, city, picks:<store id> and rider' })
}

/** Somebody else's order is answered as one that does not exist. */
export const noSuchOrder = () => orders('orders/not-found')
