import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type OrderMessage, readMessages, writeMessage } from '../../../api-client/after-order.ts'
import { addOrderNote, type OrderCase } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { pollMs } from '../../../shared/live/use-live.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'

const messageMax = 500

/** What customer, rider and staff wrote to each other; staff may write to either. */
export function Messages({ orderId }: { orderId: string }) {
  const t = useT()
  const { dateTime } = useFormat()
  const client = useQueryClient()
  const clientId = useRef(crypto.randomUUID())
  const key = ['admin-order', orderId, 'messages']
  const talk = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readMessages(orderId, signal),
    refetchInterval: pollMs,
  })
  const open = talk.data?.open ?? []
  const [chosen, setChosen] = useState<OrderMessage['thread']>('support')
  const thread = open.includes(chosen) ? chosen : open[0]
  const send = useMutation({
    mutationFn: (text: string) => writeMessage(orderId, { text, clientId: clientId.current, thread }),
    onSuccess: () => {
      clientId.current = crypto.randomUUID()
      void client.invalidateQueries({ queryKey: key })
    },
  })
  const who = ({ from, name, mine }: OrderMessage) =>
    [mine ? t('ops.you') : t(`ops.side.${from}`), mine ? undefined : name].filter(Boolean).join(', ')
  return (
    <Panel title={t('ops.messages')}>
      <div className="flex flex-col gap-3 text-sm">
        {talk.isError && !talk.data && <ErrorState error={talk.error} onRetry={() => void talk.refetch()} />}
        {talk.isPending && <Skeleton className="h-16" />}
        {talk.data?.items.length === 0 && <p className="text-ink-2">{t('ops.noMessages')}</p>}
        <ol aria-label={t('ops.messages')} aria-live="polite" className="flex flex-col gap-2">
          {talk.data?.items.map((message) => (
            <li
              key={message.id}
              className={
                message.from === 'staff'
                  ? 'ml-8 rounded-md bg-brand-soft px-3 py-2 text-on-brand-soft'
                  : 'mr-8 rounded-md bg-sunk px-3 py-2'
              }
            >
              <p className="flex flex-wrap justify-between gap-x-3 text-xs">
                <b>
                  {who(message)}
                  {message.thread === 'rider' && message.from === 'staff' && ` → ${t('ops.side.rider')}`}
                </b>
                <time className="num">{dateTime(message.at)}</time>
              </p>
              <p className="break-words whitespace-pre-wrap">{message.text}</p>
            </li>
          ))}
        </ol>
        {thread && (
          <Form
            label={t('ops.writeMessage')}
            error={send.error}
            onSubmit={(data, form) => send.mutate(String(data.get('text')).trim(), { onSuccess: () => form.reset() })}
          >
            {open.length > 1 && (
              <Select
                label={t('ops.writeTo')}
                value={thread}
                options={open.map((value) => ({ value, label: t(`ops.thread.${value}`) }))}
                onChange={(value) => setChosen(value === 'rider' ? 'rider' : 'support')}
              />
            )}
            <TextArea label={t('ops.message')} name="text" required maxLength={messageMax} rows={2} />
            <div>
              <Button type="submit" size="s" look="outline" busy={send.isPending}>
                {t('ops.send')}
              </Button>
            </div>
          </Form>
        )}
      </div>
    </Panel>
  )
}

/** What staff tell each other; the customer never sees it. */
export function Notes({ orderId, known }: { orderId: string; known: OrderCase | undefined }) {
  const t = useT()
  const { dateTime } = useFormat()
  const client = useQueryClient()
  const names = new Map(known?.people.map(({ userId, name }) => [userId, name]))
  const add = useMutation({
    mutationFn: (text: string) => addOrderNote(orderId, text),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['admin-order', orderId, 'case'] }),
  })
  return (
    <Panel title={t('ops.notes')}>
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-ink-2">{t('ops.notesHelp')}</p>
        {known && known.notes.length > 0 && (
          <ul aria-label={t('ops.notes')} className="flex flex-col gap-2">
            {known.notes.map((note) => (
              <li key={note.id} className="rounded-md bg-warn-soft px-3 py-2">
                <p className="flex flex-wrap justify-between gap-x-3 text-xs">
                  <b>{names.get(note.userId) ?? t('ops.somebody')}</b>
                  <time className="num">{dateTime(note.at)}</time>
                </p>
                <p className="break-words whitespace-pre-wrap">{note.text}</p>
              </li>
            ))}
          </ul>
        )}
        <Form
          label={t('ops.newNote')}
          error={add.error}
          onSubmit={(data, form) => add.mutate(String(data.get('text')).trim(), { onSuccess: () => form.reset() })}
        >
          <TextArea label={t('ops.note')} name="text" required maxLength={messageMax} rows={2} />
          <div>
            <Button type="submit" size="s" look="outline" busy={add.isPending}>
              {t('ops.addNote')}
            </Button>
          </div>
        </Form>
      </div>
    </Panel>
  )
}
