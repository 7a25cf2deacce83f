import { GetOrderStates } from '../../contracts/orders.ts'
import { ListStores, ListUnpacked } from '../../contracts/stores.ts'
import { guard, watchedBy } from '../../kit/resilience.ts'
import { withPriority } from '../../kit/routes.ts'
import { defineService } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import { deliveriesConfig } from './config.ts'
import type { DeliveriesContext, DeliveriesKit } from './context.ts'
import { Dispatcher } from './dispatch.ts'
import { jobs } from './jobs.ts'
import { operations } from './operations.ts'
import { openPlanning } from './planning.ts'
import { reactions } from './reactions.ts'
import { RoadClosures } from './road-closures.ts'
import { adminRoutes } from './routes/admin.ts'
import { breakRoutes } from './routes/breaks.ts'
import { cashRoutes } from './routes/cash.ts'
import { dispatchRoutes } from './routes/dispatch.ts'
import { doorRoutes } from './routes/door.ts'
import { mapRoutes } from './routes/map.ts'
import { riderRoutes } from './routes/rider.ts'
import { riderCareRoutes } from './routes/rider-care.ts'
import { roadClosureRoutes } from './routes/road-closures.ts'
import { standingRoutes } from './routes/standing.ts'
import { PackingSettler } from './settle-packing.ts'
import { type CityRow, getCity } from './store/city.ts'
import { StoreNames } from './store-names.ts'
import { openTravel } from './travel.ts'
import { watchDeliveries } from './watch.ts'

/** The way from the store to the door: riders, offers, tasks, positions, arrival times, and the map of the city. */
export const deliveriesService = defineService<typeof deliveriesConfig, Engines, DeliveriesContext>({
  name: 'deliveries',
  config: deliveriesConfig,
  migrations: new URL('./migrations/', import.meta.url),
  partitions: ({ tracksDays, roundsDays }) => [
    { table: 'deliveries.tracks', key: 'at', cut: { by: 'time', every: 'day' }, keepDays: tracksDays },
    { table: 'deliveries.rounds', key: 'at', cut: { by: 'time', every: 'day' }, keepDays: roundsDays },
  ],
  calls: [ListStores, ListUnpacked, GetOrderStates],
  operations,
  routes: [
    ...riderRoutes,
    ...breakRoutes,
    ...doorRoutes,
    ...cashRoutes,
    ...standingRoutes,
    ...adminRoutes,
    ...dispatchRoutes,
    ...riderCareRoutes,
    ...roadClosureRoutes,
    ...mapRoutes.map((each) => withPriority(each, 'browse')),
  ],
  priority: 'progress',
  reactions,
  jobs,
  open: (kit) => ({
    ...kit,
    travel: openTravel({
      engines: kit.engines,
      log: kit.log,
      fallbackKmh: kit.config.fallbackKmh,
      guard: guard('roads', watchedBy(kit.metrics, 'roads')),
    }),
    dispatcher: new Dispatcher(
      openPlanning({ planner: kit.config.planner, deadlineMs: kit.config.planDeadlineMs, log: kit.log }),
    ),
    closures: new RoadClosures(),
    packing: new PackingSettler(),
    stores: new StoreNames(kit.call, kit.log),
    ...rememberCity(kit),
  }),
  begin: async (context) => {
    context.dispatcher.begin(context)
    watchDeliveries(context)
    await context.closures.begin(context)
  },
  close: async ({ dispatcher, closures }) => {
    await closures.close()
    await dispatcher.close()
  },
})

const cityForMs = 10_000

/** The city's row is written once and read with every position. Whoever writes it has it read anew. */
function rememberCity(kit: DeliveriesKit): Pick<DeliveriesContext, 'city' | 'forgetCity'> {
  let known: { city: Promise<CityRow>; atMs: number } | undefined
  const forgetCity = () => {
    known = undefined
  }
  const city = () => {
    if (known && performance.now() - known.atMs < cityForMs) return known.city
    const found = getCity(kit.db.sql)
    known = { city: found, atMs: performance.now() }
    found.catch(forgetCity)
    return found
  }
  return { city, forgetCity }
}
