import type { Agent } from 'undici'
import type { Channel } from '../../contracts/notifications.ts'
import type { Guard } from '../../kit/resilience.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { notificationsConfig } from './config.ts'

/** What the rooms of this service are handed. */
export interface NotificationsContext extends Kit<typeof notificationsConfig, Engines> {
  /** Bulkhead and circuit breaker before each provider. */
  readonly guards: Readonly<Record<Channel, Guard>>
  /** Connects to addresses of partners, and to none of ours. */
  readonly outside: Agent
}
