import { GetLateCredits } from '../../contracts/late-credit.ts'
import { GetLinesWorth, GetOrderStates, ScanOrders } from '../../contracts/orders.ts'
import { GetContacts } from '../../contracts/users.ts'
import { guard, watchedBy } from '../../kit/resilience.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { paymentsConfig } from './config.ts'
import type { PaymentsContext } from './context.ts'
import { creditRoutes } from './credit-routes.ts'
import { jobs } from './jobs.ts'
import { LatePolicies } from './late-policies.ts'
import { operations } from './operations.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

/** Money: cards through the provider, wallets, cash, refunds, and the double-entry ledger. */
export const paymentsService = defineService<typeof paymentsConfig, Engines, PaymentsContext>({
  name: 'payments',
  config: paymentsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  // The books are kept for ever.
  partitions: () => [
    { table: 'payments.entries', key: 'posting_id', cut: { by: 'id', prefix: 'pst', every: 'month' } },
  ],
  calls: [GetLateCredits, GetOrderStates, GetLinesWorth, ScanOrders, GetContacts],
  operations,
  routes: [...routes, ...creditRoutes],
  priority: 'progress',
  reactions,
  jobs,
  open: (kit) => ({
    ...kit,
    guard: guard('provider', watchedBy(kit.metrics, 'provider')),
    latePolicies: new LatePolicies(),
    psp: kit.engines.psp,
    webhookSecret: async () => kit.config.webhookSecret ?? (await kit.engines.webhookSecret()),
  }),
})
