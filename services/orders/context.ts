import type { Order } from '../../contracts/orders.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { ordersConfig } from './config.ts'

/** What the rooms of this service are handed. */
export interface OrdersContext extends Kit<typeof ordersConfig, Engines> {
  /** Placings under way in this process, by user and key: a repeat waits for the first. */
  readonly placing: Map<string, Promise<Order>>
}
