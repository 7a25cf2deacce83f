import { DescribeDelivery } from '../../contracts/care.ts'
import { HoldCoupon, QuoteCart, ReleaseCoupon } from '../../contracts/carts.ts'
import { RecallDelivery, TrackOrder } from '../../contracts/deliveries.ts'
import { CallParty } from '../../contracts/notifications.ts'
import { HoldWallet, StartPayment, SwitchPayment } from '../../contracts/payments.ts'
import { GetStore, ReleaseStock, ReserveStock } from '../../contracts/stores.ts'
import { GetContacts } from '../../contracts/users.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { askingJobs, askingReactions, askingRoutes } from './asking.ts'
import { caseRoutes } from './case-routes.ts'
import { ordersConfig } from './config.ts'
import type { OrdersContext } from './context.ts'
import { conversationRoutes } from './conversation-routes.ts'
import { issueRoutes } from './issue-routes.ts'
import { jobs } from './jobs.ts'
import { operations } from './operations.ts'
import { paymentRoutes } from './payment-routes.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'
import { watchOrders } from './watch.ts'

/** Orders from the tap to the door: placed once, moved by one state machine, never lost. */
export const ordersService = defineService<typeof ordersConfig, Engines, OrdersContext>({
  name: 'orders',
  config: ordersConfig,
  migrations: new URL('./migrations/', import.meta.url),
  partitions: ({ keepYears }) => [
    {
      table: 'orders.orders',
      key: 'id',
      cut: { by: 'id', prefix: 'ord', every: 'month' },
      ...(keepYears > 0 ? { keepDays: keepYears * 366, retire: 'archive' } : {}),
    },
  ],
  calls: [
    QuoteCart,
    HoldCoupon,
    ReleaseCoupon,
    ReserveStock,
    ReleaseStock,
    GetStore,
    HoldWallet,
    StartPayment,
    SwitchPayment,
    TrackOrder,
    RecallDelivery,
    CallParty,
    DescribeDelivery,
    GetContacts,
  ],
  operations,
  routes: [...routes, ...conversationRoutes, ...issueRoutes, ...paymentRoutes, ...askingRoutes, ...caseRoutes],
  priority: 'progress',
  reactions: [...reactions, ...askingReactions],
  jobs: [...jobs, ...askingJobs],
  open: (kit) => ({ ...kit, placing: new Map() }),
  begin: async (context) => watchOrders(context),
})
