import type { Agent } from 'undici'
import type { Channel } from '../../contracts/notifications.ts'
import type { Guard } from '../../kit/resilience.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { QuietHours } from './campaigns/domain.ts'
import type { notificationsConfig } from './config.ts'
import type { WebhookLanes } from './webhooks/lanes.ts'

/** A channel; push to browsers has many providers, which are not those of apps. */
export type Way = Channel | 'webpush'

/** What the rooms of this service are handed. */
export interface NotificationsContext extends Kit<typeof notificationsConfig, Engines> {
  /** Bulkhead and circuit breaker before each provider. */
  readonly guards: Readonly<Record<Way, Guard>>
  /** Connects to addresses of partners, and to none of ours. */
  readonly outside: Agent
  /** What is being sent to partners. */
  readonly webhookLanes: WebhookLanes
  /** When campaigns rest. */
  readonly quietHours: QuietHours
}
