import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageCircle, PhoneCall } from 'lucide-react'
import { useEffect, useState } from 'react'
import { callOther, type OrderMessage, readMessages } from '../../api-client/after-order.ts'
import type { Order } from '../../api-client/types.ts'
import { lazyPart } from '../../shared/lazy-part.tsx'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { Button } from '../../shared/ui/button.tsx'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { messagesKey } from './queries.ts'

// Most orders come without a word; whoever loses the signal on the way may still want to read one.
const loadConversation = async () => (await import('./conversation.tsx')).Conversation
const Conversation = lazyPart(loadConversation)

type Thread = OrderMessage['thread']

/** Writing to the rider or to support, and a call over a number of ours. */
export function Talk({ order, begin }: { order: Order; begin?: Thread }) {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [open, setOpen] = useState<Thread | null>(begin ?? null)
  const live = useLive(`order:${order.id}`, (message) => {
    if (message.type === 'message' || message.type === 'subscribed')
      void client.invalidateQueries({ queryKey: messagesKey(order.id) })
  })
  const talk = useQuery({
    queryKey: messagesKey(order.id),
    queryFn: ({ signal }) => readMessages(order.id, signal),
    refetchInterval: live ? 30_000 : pollMs * 2,
  })
  const call = useMutation({
    mutationFn: () => callOther(order.id),
    onSuccess: () => toast(t('talk.calling')),
    onError: (error) => toast(errorText(error), 'bad'),
  })
  useEffect(() => void loadConversation().catch(() => {}), [])
  if (!talk.data) return null
  const { items, unread, open: writable, callable } = talk.data
  const threads = (['rider', 'support'] as const).filter(
    (thread) => writable.includes(thread) || items.some((each) => each.thread === thread),
  )
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {threads.map((thread) => (
          <Button key={thread} look="outline" onClick={() => setOpen(thread)}>
            <MessageCircle className="size-5" aria-hidden="true" />
            {t(`talk.${thread}`)}
          </Button>
        ))}
        {callable && (
          <Button look="outline" busy={call.isPending} onClick={() => call.mutate()}>
            <PhoneCall className="size-5" aria-hidden="true" />
            {t('talk.call')}
          </Button>
        )}
      </div>
      <p role="status" className="text-sm font-semibold text-accent empty:hidden">
        {unread > 0 && t('talk.unread', { count: unread })}
      </p>
      {open && (
        <Conversation
          orderId={order.id}
          thread={open}
          items={items.filter((each) => each.thread === open)}
          writable={writable.includes(open)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
