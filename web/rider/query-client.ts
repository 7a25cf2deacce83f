import { makeQueryClient } from '../shared/query-client.ts'

export const queryClient = makeQueryClient()
