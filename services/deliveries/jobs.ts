import type { Job } from '../../kit/jobs.ts'
import type { DeliveriesContext } from './context.ts'

export const jobs: Job<DeliveriesContext>[] = [
  {
    name: 'dispatch',
    everyMs: 1_000,
    run: async ({ dispatcher }) => {
      await dispatcher.run()
      return undefined
    },
  },
]
