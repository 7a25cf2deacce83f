import type { Job } from '../../kit/jobs.ts'
import type { DeliveriesContext } from './context.ts'
import { forgetTracks } from './store/tracking.ts'

const dayMs = 86_400_000

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
    name: 'track-retention',
    everyMs: 3_600_000,
    run: ({ db, clock, config }) => forgetTracks(db.sql, new Date(clock.now() - config.tracksDays * dayMs)),
  },
]
