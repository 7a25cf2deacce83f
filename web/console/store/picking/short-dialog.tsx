import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
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

const reasons = ['not-there', 'damaged', 'expired', 'wrong-place'] as const satisfies readonly ShortReason[]

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
  const [noted, setNoted] = useState(false)
  const mayReplace = (line.substitution ?? pick.substitutions) === 'allow'

  const note = () => {
    act({ kind: 'line', body: { productId: line.productId, picked: count, reason } })
    if (mayReplace) setNoted(true)
    else onClose(true)
  }
  const put = (by: Suggestion) => {
    const quantity = Math.min(line.ordered - count, by.available)
    act({ kind: 'substitute', body: { productId: line.productId, byProductId: by.productId, quantity }, by })
    onClose(true)
  }

  return (
    <Dialog
      open
      onClose={() => onClose(noted)}
      title={t(noted ? 'short.insteadTitle' : 'short.title', { name: line.name })}
      footer={
        noted ? (
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
        <Notice tone={mayReplace ? 'ok' : 'warn'}>{t(mayReplace ? 'short.wishReplace' : 'short.wishRefund')}</Notice>
        {noted ? (
          <Instead pick={pick} line={line} onPut={put} />
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

/** What is alike and there, nearest in price first; or whatever the picker looks for. */
function Instead({ pick, line, onPut }: { pick: PickTask; line: PickLine; onPut: (by: Suggestion) => void }) {
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
  const inPick = new Set(pick.lines.map((each) => each.productId))
  const items = (options.data?.items ?? []).filter((each) => each.available > 0 && !inPick.has(each.productId))

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
                <Button aria-label={t('short.putName', { name: each.name })} onClick={() => onPut(each)}>
                  {t('short.put')}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
