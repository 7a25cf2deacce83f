import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import {
  listSuggestions,
  type PickDeed,
  type PickLine,
  type PickTask,
  type ShortReason,
  type Suggestion,
} from '../../../api-client/picking.ts'
import { listStock } from '../../../api-client/stock.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Choice } from '../../../shared/ui/choice.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'
import { wishOf } from './question.ts'
import { QuestionState } from './question-state.tsx'

const reasons = ['not-there', 'damaged', 'expired', 'wrong-place'] as const satisfies readonly ShortReason[]

const wishTones = { allow: 'ok', ask: 'accent', refund: 'warn' } as const
const wishTexts = { allow: 'short.wishReplace', ask: 'short.wishAsk', refund: 'short.wishRefund' } as const

/** Fewer than ordered: how many and why; and, where the customer wants it so, what goes in instead. */
export function ShortDialog({
  pick,
  line,
  found,
  act,
  onClose,
}: {
  pick: PickTask
  line: PickLine
  found: number
  act: (deed: PickDeed) => void
  onClose: (done: boolean) => void
}) {
  const t = useT()
  const [count, setCount] = useState(found)
  const [reason, setReason] = useState<ShortReason>('not-there')
  const [noted, setNoted] = useState(line.picked !== null)
  const wish = wishOf(pick, line)
  const mayReplace = wish !== 'refund'
  const put = line.substitute
  // Approved while the picker waits: there is nothing left to do here.
  const agreed = put?.state === 'approved'
  useEffect(() => {
    if (agreed) onAgreed()
  }, [agreed])

  const note = () => {
    act({ kind: 'line', body: { productId: line.productId, picked: count, reason } })
    if (mayReplace) setNoted(true)
    else onClose(true)
  }
  const onAgreed = useEffectEvent(() => onClose(true))
  const putIn = (by: Suggestion) => {
    const quantity = Math.min(line.ordered - count, by.available)
    act({ kind: 'substitute', body: { productId: line.productId, byProductId: by.productId, quantity }, by })
    if (wish !== 'ask') onClose(true)
  }
  const takeBack = () => act({ kind: 'withdraw', body: { productId: line.productId } })

  return (
    <Dialog
      open
      onClose={() => onClose(noted)}
      title={t(noted ? 'short.insteadTitle' : 'short.title', { name: line.name })}
      footer={
        put?.state === 'asked' ? (
          <div className="flex gap-2 max-sm:flex-col-reverse">
            <Button look="outline" size="l" className="flex-1" onClick={takeBack}>
              {t('ask.takeBack')}
            </Button>
            <Button size="l" className="flex-1" onClick={() => onClose(true)}>
              {t('ask.meanwhile')}
            </Button>
          </div>
        ) : noted ? (
          <Button look="outline" size="l" className="w-full" onClick={() => onClose(true)}>
            {t('short.refundRest')}
          </Button>
        ) : (
          <Button size="l" className="w-full" onClick={note}>
            {t(mayReplace ? 'short.toInstead' : 'short.note', { count: line.ordered - count })}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4 p-4">
        {!put && !line.answer && <Notice tone={wishTones[wish]}>{t(wishTexts[wish])}</Notice>}
        <QuestionState line={line} />
        {put?.state === 'asked' ? (
          <Proposed line={line} />
        ) : noted ? (
          <Instead pick={pick} line={line} asks={wish === 'ask'} onPut={putIn} />
        ) : (
          <>
            {line.ordered > 1 && (
              <fieldset className="flex flex-col gap-2">
                <legend className="mb-2 text-sm font-semibold">{t('short.howMany')}</legend>
                <div className="flex flex-wrap gap-2">
                  {Array.from({ length: line.ordered }, (_, each) => (
                    <Button
                      key={each}
                      look={each === count ? 'primary' : 'outline'}
                      aria-pressed={each === count}
                      className="num min-w-13"
                      onClick={() => setCount(each)}
                    >
                      {each}
                    </Button>
                  ))}
                </div>
              </fieldset>
            )}
            <Choice
              label={t('short.why')}
              value={reason}
              onChange={(value) => setReason(value as ShortReason)}
              options={reasons.map((value) => ({ value, label: t(`short.${value}`) }))}
            />
          </>
        )}
      </div>
    </Dialog>
  )
}

/** What the customer is looking at: the picker sees the same. */
function Proposed({ line }: { line: PickLine }) {
  const t = useT()
  const { money } = useFormat()
  const put = line.substitute!
  return (
    <>
      <div className="flex items-center gap-3 rounded-lg border border-line bg-card p-2.5">
        {put.image && <img src={put.image} alt="" className="size-20 flex-none rounded-md bg-tile object-cover" />}
        <div className="min-w-0 flex-1">
          <p className="leading-snug font-semibold">
            <span className="num">{put.quantity} ×</span> {put.name}
          </p>
          <p className="num text-sm text-ink-2">
            {put.pack} · {money(put.price)}
          </p>
        </div>
      </div>
      <p className="text-sm text-ink-2">{t('ask.help')}</p>
    </>
  )
}

/** What is alike and there, nearest in price first; or whatever the picker looks for. */
function Instead({
  pick,
  line,
  asks,
  onPut,
}: {
  pick: PickTask
  line: PickLine
  /** The customer is asked first. */
  asks: boolean
  onPut: (by: Suggestion) => void
}) {
  const t = useT()
  const { money } = useFormat()
  const [q, setQ] = useState('')
  const asked = q.trim().length > 1 ? q.trim() : ''
  const options = useQuery({
    queryKey: ['suggestions', pick.id, line.productId, asked],
    queryFn: async ({ signal }) =>
      asked
        ? await listStock({ store: pick.storeId, q: asked, limit: 20 }, signal)
        : await listSuggestions(pick.id, line.productId, signal),
    placeholderData: (before) => before,
  })
  const never = new Set([...pick.lines.map((each) => each.productId), ...(line.declined ?? [])])
  const items = (options.data?.items ?? []).filter((each) => each.available > 0 && !never.has(each.productId))

  return (
    <>
      <Field
        label={t('short.search')}
        type="search"
        value={q}
        maxLength={100}
        onChange={(event) => setQ(event.target.value)}
      />
      {options.isPending ? (
        <Skeleton className="h-48" />
      ) : options.isError ? (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t('short.nothing')} />
      ) : (
        <ul className="grid gap-2">
          {items.map((each) => {
            const dearer = each.price.amount - line.price.amount
            return (
              <li key={each.productId} className="flex items-center gap-3 rounded-lg border border-line bg-card p-2.5">
                <img src={each.image} alt="" className="size-16 flex-none rounded-md bg-tile object-cover" />
                <div className="min-w-0 flex-1">
                  <p className="leading-snug font-semibold">{each.name}</p>
                  <p className="num text-sm text-ink-2">
                    {each.brand} · {each.pack} · {money(each.price)}
                    {dearer > 0 && ` · ${t('short.samePrice')}`}
                  </p>
                  <p className="num text-sm text-ink-2">
                    {each.bin ? `${each.bin} · ` : ''}
                    {t('stock.available', { count: each.available })}
                  </p>
                </div>
                <Button
                  aria-label={t(asks ? 'ask.name' : 'short.putName', { name: each.name })}
                  onClick={() => onPut(each)}
                >
                  {t(asks ? 'ask.do' : 'short.put')}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
