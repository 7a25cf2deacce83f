import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Clock3, Send } from 'lucide-react'
import { type FormEvent, useEffect } from 'react'
import { Link } from 'wouter'
import { markRead } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { classes } from '../../shared/ui/classes.ts'
import { ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { enqueue, useOutbox } from '../outbox/outbox.ts'
import { waitingOf } from '../outbox/queue.ts'
import { noteContact } from '../task/contacts.ts'
import { Deed } from '../ui/deed.tsx'
import { messagesQuery, useTasks } from '../work/queries.ts'

const quick = ['on-my-way', 'at-the-gate', 'cannot-find-you', 'short-delay', 'thank-you'] as const
const others = ['leave-at-door', 'call-on-arrival', 'do-not-ring', 'coming-down'] as const
const known: readonly string[] = [...quick, ...others]

/** With the customer: what is said most is one tap, large enough for a glove. */
export function MessagesPage({ id }: { id: string }) {
  const t = useT()
  const format = useFormat()
  const client = useQueryClient()
  const { tasks } = useTasks()
  const task = tasks.find((each) => each.id === id)
  const orderId = task?.orderId ?? ''
  const live = useLive(
    orderId ? `order:${orderId}` : null,
    () => void client.invalidateQueries({ queryKey: ['rider', 'messages', orderId] }),
  )
  const query = useQuery({
    ...messagesQuery(orderId),
    enabled: orderId !== '',
    refetchInterval: live ? pollMs * 4 : pollMs,
  })
  const waiting = waitingOf(useOutbox()).filter((deed) => deed.kind === 'message' && deed.body.orderId === orderId)
  const items = query.data?.items.filter((each) => each.thread === 'rider') ?? []
  const last = items.at(-1)
  useEffect(() => {
    if (orderId !== '' && last && !last.mine) markRead(orderId, last.id).catch(() => {})
  }, [orderId, last])

  const say = (body: Record<string, unknown>) => {
    if (!task) return
    noteContact(id)
    void enqueue({ kind: 'message', number: task.number, body: { ...body, orderId } })
    void enqueue({ kind: 'contact', taskId: id, number: task.number, body: { way: 'message' } })
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('text') as HTMLInputElement
    const text = field.value.trim()
    if (text !== '') say({ text })
    field.value = ''
  }
  const wordsOf = (code: unknown, text: unknown) =>
    typeof code === 'string' && known.includes(code) ? t(`quick.${code as (typeof quick)[number]}`) : String(text ?? '')

  return (
    <div className="flex flex-1 flex-col">
      <header className="flex items-center gap-1 border-b border-line bg-card pr-4">
        <Link
          href={`/tasks/${id}`}
          aria-label={t('common.back')}
          className="flex size-14 flex-none items-center justify-center rounded-full hover:bg-sunk"
        >
          <ArrowLeft className="size-7" aria-hidden="true" />
        </Link>
        <h1 className="text-xl font-bold">{t('chat.title', { name: task?.dropOff.name ?? '' })}</h1>
      </header>
      {query.isPending && orderId !== '' && !query.isError && <Skeleton className="m-4 h-40" />}
      {query.isError && !query.data && waiting.length === 0 && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      <ol aria-label={t('chat.list')} aria-live="polite" className="flex flex-1 flex-col gap-2 p-4">
        {items.map((each) => (
          <li key={each.id} className={classes(bubble, each.mine ? mine : theirs)}>
            {wordsOf(each.quick, each.text)}
            <span className="num mt-1 block text-base opacity-90">
              {format.time(each.at)}
              {each.mine && each.seen && ` · ${t('chat.seen')}`}
            </span>
          </li>
        ))}
        {waiting.map((each) => (
          <li key={each.key} className={classes(bubble, mine)}>
            {wordsOf(each.body.quick, each.body.text)}
            <span className="mt-1 flex items-center gap-1 text-base">
              <Clock3 className="size-4" aria-hidden="true" />
              {t('outbox.badge')}
            </span>
          </li>
        ))}
        {items.length + waiting.length === 0 && <li className="m-auto text-lg text-ink-2">{t('chat.empty')}</li>}
      </ol>
      <div className="sticky bottom-0 flex flex-col gap-2 border-t border-line bg-card p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <ul aria-label={t('chat.quick')} className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-2">
          {quick.map((code) => (
            <li key={code}>
              <button
                type="button"
                onClick={() => say({ quick: code })}
                className="min-h-15 w-full rounded-lg border-2 border-line-strong bg-paper px-3 py-1 text-lg leading-tight font-semibold hover:bg-sunk"
              >
                {t(`quick.${code}`)}
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={submit} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Field label={t('chat.text')} name="text" maxLength={500} autoComplete="off" className="min-h-15" />
          </div>
          <Deed type="submit" className="w-auto! flex-none" aria-label={t('chat.send')}>
            <Send className="size-7" aria-hidden="true" />
          </Deed>
        </form>
      </div>
    </div>
  )
}

const bubble = 'max-w-[85%] rounded-xl px-4 py-2 text-lg'
const mine = 'self-end bg-brand text-on-brand'
const theirs = 'self-start bg-sunk'
