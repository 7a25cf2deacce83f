import { GetRoadLoads } from '../../contracts/care.ts'
import { FindByCode, FindProducts, FindSimilar, GetListings } from '../../contracts/catalogue.ts'
import { EstimateTravel, FindRiders } from '../../contracts/deliveries.ts'
import { GetOrderStates } from '../../contracts/orders.ts'
import { FindReach } from '../../contracts/reach.ts'
import { GetContacts, ListStaff } from '../../contracts/users.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { operationsRoutes } from './area-routes.ts'
import { storesConfig } from './config.ts'
import type { StoresContext } from './context.ts'
import { deskJobs } from './desk-jobs.ts'
import { Directory } from './directory.ts'
import { FreeWindows } from './free-windows.ts'
import { jobs } from './jobs.ts'
import { lateCreditRoutes } from './late-credit-routes.ts'
import { Loads } from './loads.ts'
import { Names } from './names.ts'
import { operations } from './operations.ts'
import { Paces } from './paces.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'
import { slotDayRoutes } from './slot-day-routes.ts'
import { slotRoutes } from './slot-routes.ts'

/** Dark stores: where they are and whom they serve, what they have, and the picking of orders. */
export const storesService = defineService<typeof storesConfig, Engines, StoresContext>({
  name: 'stores',
  config: storesConfig,
  migrations: new URL('./migrations/', import.meta.url),
  calls: [
    GetRoadLoads,
    GetListings,
    FindProducts,
    FindSimilar,
    FindByCode,
    EstimateTravel,
    FindReach,
    FindRiders,
    GetOrderStates,
    GetContacts,
    ListStaff,
  ],
  operations,
  routes: [...routes, ...slotRoutes, ...slotDayRoutes, ...operationsRoutes, ...lateCreditRoutes],
  priority: 'progress',
  reactions,
  jobs: [...jobs, ...deskJobs],
  open(kit) {
    const loads = new Loads(kit)
    return {
      ...kit,
      loads,
      directory: new Directory(kit, loads),
      freeWindows: new FreeWindows(),
      names: new Names(kit),
      paces: new Paces(kit.config),
    }
  },
  begin: async ({ directory }) => directory.begin(),
  close: async ({ directory }) => directory.close(),
})
