import { QueryClient } from '@tanstack/react-query'
import { isProblem } from '../api-client/problem.ts'

/** Asks again, twice, only where another answer may come; a refusal is shown at once. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 30 * 60_000,
        // Offline is an error to be shown, not a wait without end; what was seen before stays shown.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isProblem(error) && error.transient,
        retryDelay: (attempt, error) =>
          isProblem(error) && error.retryAfterS ? Math.min(error.retryAfterS, 10) * 1_000 : 400 * 2 ** attempt,
      },
      mutations: { networkMode: 'always' },
    },
  })
