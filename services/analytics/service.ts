import { ConfigError } from '../../kit/config.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { analyticsConfig } from './config.ts'
import type { AnalyticsContext } from './context.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

/** How the shop does, read from what happened. Nobody waits for it and nothing depends on it. */
export const analyticsService = defineService<typeof analyticsConfig, Engines, AnalyticsContext>({
  name: 'analytics',
  config: analyticsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  routes,
  priority: 'cart',
  reactions,
  open(kit) {
    checkTimeZone(kit.config.timeZone)
    return kit
  },
})

/** @throws ConfigError rather than at the first question */
function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new ConfigError([`TOKRI_TIME_ZONE must be a time zone such as Asia/Kolkata, but is "${timeZone}"`])
  }
}
