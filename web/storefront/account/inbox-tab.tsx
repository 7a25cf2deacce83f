import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useEffect } from 'react'
import { markInboxRead } from '../../api-client/account.ts'
import type { InboxItem } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { inboxQuery, unreadQuery } from './queries.ts'

export function InboxTab() {
  const t = useT()
  const client = useQueryClient()
  const inbox = useInfiniteQuery(inboxQuery)
  const unread = inbox.data?.pages[0]?.unread ?? 0
  useEffect(() => {
    // Seen is read: on the server now, on the screen at the next visit, so that what is new still stands out.
    if (unread === 0) return
    markInboxRead().then(
      () => client.setQueryData(unreadQuery.queryKey, 0),
      () => {},
    )
  }, [unread, client])
  if (inbox.isPending) return <Skeleton className="h-60" />
  if (inbox.isError) return <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} />
  const items = inbox.data.pages.flatMap((page) => page.items)
  if (items.length === 0)
    return <EmptyState icon={<Inbox className="size-8" aria-hidden="true" />} title={t('inbox.empty')} />
  return (
    <div className="flex flex-col gap-4">
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
        {items.map((item) => (
          <li key={item.id}>
            <Message item={item} />
          </li>
        ))}
      </ul>
      {inbox.hasNextPage && (
        <Button
          look="outline"
          className="self-center"
          busy={inbox.isFetchingNextPage}
          onClick={() => void inbox.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}

function Message({ item }: { item: InboxItem }) {
  const { dateTime } = useFormat()
  const orderId = item.link?.match(/^\/orders\/(ord_[0-9a-f]+)$/)?.[1]
  const content = (
    <>
      <p className={classes('leading-snug', item.readAt ? 'font-semibold' : 'font-extrabold')}>{item.title}</p>
      <p className="text-sm text-ink-2">{item.body}</p>
      <p className="pt-1 text-xs text-ink-3">{dateTime(item.at)}</p>
    </>
  )
  const row = 'block p-4'
  return orderId ? (
    <Link to="/orders/$orderId" params={{ orderId }} className={classes(row, 'hover:bg-sunk')}>
      {content}
    </Link>
  ) : (
    <div className={row}>{content}</div>
  )
}
