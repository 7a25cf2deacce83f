import type { Service } from '../kit/service.ts'
import type { Engines } from './engines.ts'

/** Every service but the gateway, by name: loaded only where it runs or where its routes are needed. */
const loaders: Record<string, () => Promise<Service<Engines>>> = {
  deliveries: async () => (await import('./deliveries/service.ts')).deliveriesService,
  users: async () => (await import('./users/service.ts')).usersService,
  orders: async () => (await import('./orders/service.ts')).ordersService,
  carts: async () => (await import('./carts/service.ts')).cartsService,
  payments: async () => (await import('./payments/service.ts')).paymentsService,
  catalogue: async () => (await import('./catalogue/service.ts')).catalogueService,
  stores: async () => (await import('./stores/service.ts')).storesService,
  analytics: async () => (await import('./analytics/service.ts')).analyticsService,
  notifications: async () => (await import('./notifications/service.ts')).notificationsService,
}

export const serviceNames = Object.keys(loaders)

export const loadServices = (names: readonly string[] = serviceNames): Promise<Service<Engines>[]> =>
  Promise.all(names.map((name) => loaders[name]!()))
