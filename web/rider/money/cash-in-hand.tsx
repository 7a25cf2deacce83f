import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { getCash } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { Badge, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { enqueue, useOutbox } from '../outbox/outbox.ts'
import { waitingOf } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Slide } from '../ui/slide.tsx'
import { useShift } from '../work/queries.ts'

const tones = { declared: 'warn', confirmed: 'ok', refused: 'bad' } as const

/** Cash that is the shop's: collected, brought back, and what is still in the bag. */
export function CashInHand() {
  const t = useT()
  const format = useFormat()
  const { shift } = useShift()
  const query = useQuery({ queryKey: ['rider', 'cash'], queryFn: getCash })
  const waiting = waitingOf(useOutbox()).filter((deed) => deed.kind === 'deposit')
  const [giving, setGiving] = useState(false)
  if (query.isPending) return <Skeleton className="h-60" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const { inHand, declared, limit, collected, deposited, deposits, collections } = query.data
  const queued = waiting.reduce((sum, deed) => sum + (deed.body.amount as { amount: number }).amount, 0)
  const freePaise = Math.max(0, inHand.amount - declared.amount - queued)
  const share = limit ? Math.min(1, inHand.amount / limit.amount) : 0
  return (
    <>
      <section aria-labelledby="in-hand" className="rounded-xl bg-brand-soft p-5 text-on-brand-soft">
        <h2 id="in-hand" className="text-lg font-semibold">
          {t('cash.inHand')}
        </h2>
        <p className="num text-3xl font-extrabold">{format.money(inHand)}</p>
        {limit && (
          <>
            <div aria-hidden="true" className="mt-2 h-3 overflow-hidden rounded-full bg-card">
              <div className="h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
            </div>
            <p className="num mt-1 text-lg">{t('cash.limit', { limit: format.money(limit) })}</p>
          </>
        )}
      </section>
      <dl className="num grid grid-cols-[1fr_auto] gap-x-4 gap-y-2 text-lg">
        <dt>{t('cash.collected')}</dt>
        <dd className="text-right font-bold">{format.money(collected)}</dd>
        <dt>{t('cash.deposited')}</dt>
        <dd className="text-right font-bold">{format.money(deposited)}</dd>
        <dt>{t('cash.declared')}</dt>
        <dd className="text-right font-bold">{format.money({ ...declared, amount: declared.amount + queued })}</dd>
      </dl>
      <Deed disabled={freePaise < 100} onClick={() => setGiving(true)}>
        {t('cash.deposit')}
      </Deed>
      <section aria-labelledby="deposits">
        <h2 id="deposits" className="mb-1 text-xl font-bold">
          {t('cash.deposits')}
        </h2>
        <ul className="divide-y divide-line">
          {deposits.map((deposit) => (
            <li key={deposit.id} className="num flex items-center justify-between gap-3 py-3 text-lg">
              <span>
                {format.dateTime(deposit.declaredAt)}
                {deposit.note && <span className="block text-base text-ink-2">{deposit.note}</span>}
              </span>
              <span className="flex flex-wrap items-center justify-end gap-2 font-bold">
                <Badge tone={tones[deposit.state]}>{t(`deposit.${deposit.state}`)}</Badge>
                {format.money(deposit.amount)}
              </span>
            </li>
          ))}
          {deposits.length === 0 && <li className="py-2 text-lg text-ink-2">{t('cash.noDeposits')}</li>}
        </ul>
      </section>
      <section aria-labelledby="collections">
        <h2 id="collections" className="mb-1 text-xl font-bold">
          {t('cash.collections')}
        </h2>
        <ul className="divide-y divide-line">
          {collections.map((each) => (
            <li key={each.id} className="num flex justify-between gap-3 py-3 text-lg">
              <span>
                {each.number} <span className="text-ink-2">· {format.dateTime(each.at)}</span>
              </span>
              <span className="font-bold">{format.money(each.amount)}</span>
            </li>
          ))}
          {collections.length === 0 && <li className="py-2 text-lg text-ink-2">{t('cash.noCollections')}</li>}
        </ul>
      </section>
      {giving && <Deposit freePaise={freePaise} store={shift?.store.name ?? ''} onClose={() => setGiving(false)} />}
    </>
  )
}

function Deposit({ freePaise, store, onClose }: { freePaise: number; store: string; onClose: () => void }) {
  const t = useT()
  const { money } = useFormat()
  const [rupees, setRupees] = useState(String(Math.floor(freePaise / 100)))
  const paise = Math.round(Number(rupees) * 100)
  const right = Number.isFinite(paise) && paise >= 100 && paise <= freePaise
  const give = () => {
    void enqueue({ kind: 'deposit', body: { amount: { amount: paise, currency: 'INR' } } })
    onClose()
  }
  return (
    <Sheet title={t('cash.deposit')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={(event: FormEvent) => event.preventDefault()}>
        <p className="text-lg">{t('cash.depositHelp', { store })}</p>
        <Field
          label={t('cash.amount')}
          value={rupees}
          onChange={(event) => setRupees(event.target.value)}
          inputMode="decimal"
          maxLength={8}
          className="num min-h-16 text-3xl font-bold"
        />
        <Slide
          label={t('cash.slide')}
          missing={
            right ? undefined : (
              <Notice tone="warn">
                {t('cash.amountWrong', { most: money({ amount: freePaise, currency: 'INR' }) })}
              </Notice>
            )
          }
          onDone={give}
        />
      </form>
    </Sheet>
  )
}
