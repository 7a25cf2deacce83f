import type { Job } from '../../kit/jobs.ts'
import type { DeliveriesContext } from './context.ts'
import { doorPhotos } from './door.ts'
import { raiseLateAlarms } from './late-alarm.ts'
import { raiseAlarmsInStore } from './late-in-store.ts'
import { raiseSilentAlarms } from './silent-alarm.ts'
import { forgetDeeds } from './store/deeds.ts'
import { forgetExpectations } from './store/deliveries.ts'
import { forgetLateInStore } from './store/late-in-store.ts'
import { forgetClosures } from './store/road-closures.ts'
import { forgetWhys } from './store/rounds.ts'

/** No phone is without signal for longer. */
const deedsKeptMs = 7 * 24 * 3_600_000
/** No order is being picked for longer. */
const expectationsKeptMs = 24 * 3_600_000
/** Nor does one wait for it longer. */
const lateInStoreKeptMs = 24 * 3_600_000

export const jobs: Job<DeliveriesContext>[] = [
  {
    name: 'dispatch',
    everyMs: 1_000,
    run: async ({ dispatcher }) => {
      await dispatcher.run()
      return undefined
    },
  },
  {
    name: 'forget-deeds',
    everyMs: 3_600_000,
    run: ({ db, clock }) => db.begin((tx) => forgetDeeds(tx, new Date(clock.now() - deedsKeptMs))),
  },
  {
    name: 'forget-expectations',
    everyMs: 3_600_000,
    run: ({ db, clock }) => forgetExpectations(db.sql, new Date(clock.now() - expectationsKeptMs)),
  },
  {
    name: 'forget-whys',
    everyMs: 3_600_000,
    run: ({ db, clock, config }) =>
      db.begin((tx) => forgetWhys(tx, new Date(clock.now() - config.whyDays * 24 * 3_600_000))),
  },
  {
    name: 'late-alarm',
    everyMs: 5_000,
    run: async (context) => {
      await raiseLateAlarms(context)
      return undefined
    },
  },
  {
    name: 'late-in-store-alarm',
    everyMs: 5_000,
    run: async (context) => {
      await raiseAlarmsInStore(context)
      return undefined
    },
  },
  {
    name: 'forget-late-in-store',
    everyMs: 3_600_000,
    run: ({ db, clock }) => forgetLateInStore(db.sql, new Date(clock.now() - lateInStoreKeptMs)),
  },
  {
    name: 'silent-alarm',
    everyMs: 5_000,
    run: async (context) => {
      await raiseSilentAlarms(context)
      return undefined
    },
  },
  {
    name: 'settle-packing',
    everyMs: 60_000,
    run: (context) => context.packing.settle(context),
  },
  {
    name: 'road-closures',
    everyMs: 3_000,
    run: async ({ closures }) => {
      await closures.follow()
      return undefined
    },
  },
  {
    name: 'forget-road-closures',
    everyMs: 3_600_000,
    run: async ({ db, clock }) => {
      await forgetClosures(db.sql, new Date(clock.now()))
      return undefined
    },
  },
  { name: 'forget-photos', everyMs: 3_600_000, run: ({ db, clock }) => doorPhotos.forget(db.sql, clock.now()) },
]
