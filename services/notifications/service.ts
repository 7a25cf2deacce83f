import { GetContacts } from '../../contracts/users.ts'
import { guard } from '../../kit/resilience.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { notificationsConfig } from './config.ts'
import type { NotificationsContext } from './context.ts'
import { jobs } from './jobs.ts'
import { operations } from './operations.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

/** What people are told, where and in which language: the inbox, push, SMS and email. */
export const notificationsService = defineService<typeof notificationsConfig, Engines, NotificationsContext>({
  name: 'notifications',
  config: notificationsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [GetContacts],
  operations,
  routes,
  reactions,
  jobs,
  open(kit) {
    const guarded = (channel: string) =>
      guard(channel, (open) => kit.metrics.breakerOpen.set({ service: channel }, open ? 1 : 0))
    return { ...kit, guards: { push: guarded('push'), sms: guarded('sms'), email: guarded('email') } }
  },
})
