import { GetListings } from '../../contracts/catalogue.ts'
import { GetOrderStates } from '../../contracts/orders.ts'
import { GetSlot } from '../../contracts/slots.ts'
import { GetLevels, GetStore, Locate } from '../../contracts/stores.ts'
import { GetAddress } from '../../contracts/users.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { cartsConfig } from './config.ts'
import type { CartsContext } from './context.ts'
import { jobs } from './jobs.ts'
import { operations } from './operations.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

/** Carts of users and guests, coupons, and what it all costs at a door. */
export const cartsService = defineService<typeof cartsConfig, Engines, CartsContext>({
  name: 'carts',
  config: cartsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [GetOrderStates, GetListings, GetLevels, GetStore, Locate, GetSlot, GetAddress],
  operations,
  routes,
  priority: 'cart',
  reactions,
  jobs,
  open: (kit) => kit,
})
