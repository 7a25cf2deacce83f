import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { countUnread, getWallet, listInbox } from '../../api-client/account.ts'

export const walletQuery = infiniteQueryOptions({
  queryKey: ['mine', 'wallet'],
  queryFn: ({ pageParam }) => getWallet(pageParam ?? undefined),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

export const inboxQuery = infiniteQueryOptions({
  queryKey: ['mine', 'inbox'],
  queryFn: ({ pageParam }) => listInbox(pageParam ?? undefined),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

export const unreadQuery = queryOptions({
  queryKey: ['mine', 'unread'],
  queryFn: countUnread,
  staleTime: 30_000,
  refetchInterval: 60_000,
})
