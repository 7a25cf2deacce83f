import { FindOffer } from '../../contracts/carts.ts'
import { ProductsInCategory } from '../../contracts/catalogue.ts'
import { GetOrderStates } from '../../contracts/orders.ts'
import { GetContacts } from '../../contracts/users.ts'
import { ConfigError } from '../../kit/config.ts'
import { outsideAgent } from '../../kit/outside.ts'
import { guard, watchedBy } from '../../kit/resilience.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { type QuietHours, quietHoursOf } from './campaigns/domain.ts'
import { campaignRoutes } from './campaigns/routes.ts'
import { notificationsConfig } from './config.ts'
import type { NotificationsContext } from './context.ts'
import { deviceRoutes } from './devices.ts'
import { jobs } from './jobs.ts'
import { operations } from './operations.ts'
import { reactions } from './reactions.ts'
import { resendRoutes } from './resend-routes.ts'
import { routes } from './routes.ts'
import { lanesMax, webhooksMax } from './webhooks/domain.ts'
import { WebhookLanes } from './webhooks/lanes.ts'
import { withWebhooks } from './webhooks/reactions.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** What people are told, where and in which language: the inbox, push, SMS and email. */
export const notificationsService = defineService<typeof notificationsConfig, Engines, NotificationsContext>({
  name: 'notifications',
  config: notificationsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [GetOrderStates, GetContacts, FindOffer, ProductsInCategory],
  operations,
  routes: [...routes, ...deviceRoutes, ...webhookRoutes, ...campaignRoutes, ...resendRoutes],
  priority: 'cart',
  reactions: withWebhooks(reactions),
  jobs,
  open(kit) {
    checkTimeZone(kit.config.timeZone)
    const guarded = (channel: string) => guard(channel, watchedBy(kit.metrics, channel))
    return {
      ...kit,
      guards: { push: guarded('push'), webpush: guarded('webpush'), sms: guarded('sms'), email: guarded('email') },
      quietHours: readQuietHours(kit.config.quietHours),
      outside: outsideAgent(kit.config.webhookPrivate === 'allowed', webhooksMax * lanesMax),
      webhookLanes: new WebhookLanes(),
    }
  },
  async close({ webhookLanes, outside }) {
    await webhookLanes[Symbol.asyncDispose]()
    await outside.destroy()
  },
})

/** @throws ConfigError rather than at the first message */
function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new ConfigError([`TOKRI_TIME_ZONE must be a time zone such as Asia/Kolkata, but is "${timeZone}"`])
  }
}

/** @throws ConfigError */
function readQuietHours(text: string): QuietHours {
  const hours = quietHoursOf(text)
  if (hours === undefined)
    throw new ConfigError([`TOKRI_QUIET_HOURS must be hours such as 21:00-09:00, or none, but is "${text}"`])
  return hours
}
