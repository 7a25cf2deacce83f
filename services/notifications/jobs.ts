import type { Job } from '../../kit/jobs.ts'
import { runCampaigns } from './campaigns/running.ts'
import type { NotificationsContext } from './context.ts'
import { sendDue } from './sending.ts'
import { dropOldCodeRequests } from './store/code-requests.ts'
import { dropOldMessages } from './store/messages.ts'
import { dropOldOrders } from './store/orders.ts'
import { dropOldPurchases } from './store/purchases.ts'
import { dropOldDeliveries } from './store/webhooks.ts'

const dayMs = 86_400_000

export const jobs: Job<NotificationsContext>[] = [
  { name: 'send', everyMs: 250, run: sendDue },
  {
    name: 'webhooks',
    everyMs: 500,
    async run(context) {
      await context.webhookLanes.fill(context)
      return false
    },
  },
  { name: 'campaigns', everyMs: 1_000, run: runCampaigns },
  {
    name: 'retention',
    everyMs: 600_000,
    async run({ db, clock, config }) {
      const now = clock.now()
      await dropOldDeliveries(db.sql, now - config.webhookDays * dayMs)
      await dropOldCodeRequests(db.sql, now - dayMs)
      await dropOldPurchases(db.sql, now - 400 * dayMs)
      await dropOldOrders(db.sql, now - 60 * dayMs)
      return dropOldMessages(db.sql, now - config.retentionDays * dayMs)
    },
  },
]
