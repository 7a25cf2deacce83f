import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { markMessagesRead, type OrderMessage, writeMessage } from '../../api-client/after-order.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { box } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { messagesKey } from './queries.ts'

const quickOf = {
  rider: ['coming-down', 'leave-at-door', 'call-on-arrival', 'do-not-ring'],
  support: ['thank-you'],
} as const

/** What was written between the customer and one other side, and a line to answer. */
export function Conversation({
  orderId,
  thread,
  items,
  writable,
  onClose,
}: {
  orderId: string
  thread: OrderMessage['thread']
  items: OrderMessage[]
  writable: boolean
  onClose: () => void
}) {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const lastOfOthers = items.findLast((each) => !each.mine)?.id
  const send = useMutation({
    mutationFn: (body: Parameters<typeof writeMessage>[1]) => writeMessage(orderId, { ...body, thread }),
    onSuccess: async () => {
      setText('')
      await client.invalidateQueries({ queryKey: messagesKey(orderId) })
    },
  })
  useEffect(() => {
    if (lastOfOthers) void markMessagesRead(orderId, lastOfOthers).catch(() => {})
  }, [orderId, lastOfOthers])
  useEffect(() => {
    // Newer browsers answer with a promise, which is no way to clean up.
    void end.current?.scrollIntoView({ block: 'end' })
  }, [items.length])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() && !send.isPending) send.mutate({ text: text.trim(), clientId: crypto.randomUUID() })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`talk.title.${thread}`)}
      footer={
        writable && (
          <form onSubmit={submit} className="flex gap-2">
            <input
              aria-label={t('talk.write')}
              className={classes(box, 'flex-1')}
              maxLength={500}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="submit" aria-label={t('talk.send')} busy={send.isPending}>
              <Send className="size-5" aria-hidden="true" />
            </Button>
          </form>
        )
      }
    >
      <div className="flex min-h-64 flex-col gap-3 p-4">
        {items.length === 0 && <p className="m-auto text-ink-2">{t('talk.none')}</p>}
        <ol aria-live="polite" className="flex flex-col gap-2">
          {items.map((each) => (
            <Bubble key={each.id} message={each} />
          ))}
        </ol>
        {send.isError && <Notice tone="bad">{errorText(send.error)}</Notice>}
        {writable ? (
          <ul aria-label={t('talk.quick')} className="mt-auto flex flex-wrap gap-2">
            {quickOf[thread].map((quick) => (
              <li key={quick}>
                <button
                  type="button"
                  disabled={send.isPending}
                  onClick={() => send.mutate({ quick, clientId: crypto.randomUUID() })}
                  className="min-h-10 rounded-full border-[1.5px] border-line bg-card px-3.5 text-sm font-semibold hover:border-line-strong"
                >
                  {t(`quick.${quick}`)}
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <Notice>{t('talk.closed')}</Notice>
        )}
        <div ref={end} />
      </div>
    </Dialog>
  )
}

function Bubble({ message }: { message: OrderMessage }) {
  const t = useT()
  const { time } = useFormat()
  const { mine, quick, text, name, from, at, seen } = message
  const who = mine ? t('talk.you') : from === 'staff' ? t('talk.staff') : name
  return (
    <li className={classes('flex max-w-[85%] flex-col', mine ? 'items-end self-end' : 'self-start')}>
      <p
        className={classes(
          'rounded-lg px-3.5 py-2 wrap-anywhere whitespace-pre-line',
          mine ? 'bg-brand text-on-brand' : 'border border-line bg-card',
        )}
      >
        {quick ? t(`quick.${quick}`) : text}
      </p>
      <p className="num px-1 text-xs text-ink-2">
        {[who, time(at), ...(seen ? [t('talk.seen')] : [])].filter(Boolean).join(' · ')}
      </p>
    </li>
  )
}
