import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { isProblem } from '../../../api-client/problem.ts'
import { listMovements, type MoveKind, moveStock, placeStock, type StockItem } from '../../../api-client/stock.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field, NumberField, Select } from '../../../shared/ui/field.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { isManager } from '../use-store.tsx'

type Tab = MoveKind | 'place' | 'ledger'

/** One product of the store: take in, count, write off, where it stands, and everything that happened to it. */
export function ProductPanel({ storeId, item, onClose }: { storeId: string; item: StockItem; onClose: () => void }) {
  const t = useT()
  const [tab, setTab] = useState<Tab>(isManager() ? 'receive' : 'ledger')
  const content = (value: Tab) =>
    value === 'ledger' ? (
      <Ledger storeId={storeId} productId={item.productId} />
    ) : value === 'place' ? (
      <Place storeId={storeId} item={item} />
    ) : (
      <Move key={value} kind={value} storeId={storeId} item={item} />
    )
  const tabs: readonly Tab[] = isManager() ? ['receive', 'count', 'waste', 'place', 'ledger'] : ['ledger']
  return (
    <Dialog open onClose={onClose} title={item.name} place="side">
      <div className="flex flex-col gap-4 p-4">
        <dl className="num grid grid-cols-3 gap-2 text-center">
          {(['onHand', 'reserved', 'available'] as const).map((key) => (
            <div key={key} className="rounded-md bg-sunk px-1 py-2">
              <dt className="text-xs text-ink-2">{t(key === 'available' ? 'stock.free' : `stock.${key}`)}</dt>
              <dd className="text-xl font-extrabold">{item[key]}</dd>
            </div>
          ))}
        </dl>
        <Tabs
          label={item.name}
          value={tab}
          onChange={(value) => setTab(value as Tab)}
          tabs={tabs.map((value) => ({ value, label: t(`stock.tab.${value}`), content: content(value) }))}
        />
      </div>
    </Dialog>
  )
}

const reasons = {
  receive: [],
  count: ['cycle', 'found', 'lost'],
  waste: ['expired', 'damaged', 'returned'],
} as const

function Move({ kind, storeId, item }: { kind: MoveKind; storeId: string; item: StockItem }) {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  // Made once for what is in the form: sent again after a lost answer, it counts once.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [quantity, setQuantity] = useState('')
  const [reason, setReason] = useState<string>(reasons[kind][0] ?? '')
  const move = useMutation({
    mutationFn: (body: Parameters<typeof moveStock>[1]) => moveStock(kind, body, key),
    onSuccess: (level) => {
      setKey(crypto.randomUUID())
      setQuantity('')
      toast(t('stock.moved', { name: item.name, count: level.onHand }))
      void client.invalidateQueries({ queryKey: ['stock'] })
      void client.invalidateQueries({ queryKey: ['movements', storeId, item.productId] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = (name: string) => String(form.get(name) ?? '').trim() || undefined
    const rupees = Number(given('cost') ?? Number.NaN)
    move.mutate({
      storeId,
      productId: item.productId,
      quantity: Number(quantity),
      reason: reason || undefined,
      supplier: given('supplier'),
      batch: given('batch'),
      expiresOn: given('expiresOn'),
      ...(rupees > 0 ? { cost: { amount: Math.round(rupees * 100), currency: 'INR' as const } } : {}),
    })
  }
  const difference = Number(quantity) - item.onHand
  const counted = kind === 'count' && quantity !== ''
  const fields = isProblem(move.error) ? move.error.fields : {}
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <NumberField
        label={t(`stock.quantity.${kind}`)}
        min={kind === 'count' ? 0 : 1}
        max={100_000}
        value={quantity}
        error={fields.quantity}
        hint={counted ? t('stock.difference', { difference: `${difference > 0 ? '+' : ''}${difference}` }) : undefined}
        onChange={(event) => setQuantity(event.target.value)}
      />
      {kind === 'receive' ? (
        <>
          <Field label={t('stock.expiresOn')} name="expiresOn" type="date" error={fields.expiresOn} />
          <Field label={t('stock.supplier')} name="supplier" maxLength={120} />
          <div className="grid grid-cols-2 gap-3">
            <Field label={t('stock.batch')} name="batch" maxLength={60} />
            <NumberField label={t('stock.cost')} name="cost" step={0.01} required={false} />
          </div>
        </>
      ) : (
        <Select
          label={t('stock.reason')}
          value={reason}
          onChange={setReason}
          options={reasons[kind].map((value) => ({ value, label: t(`reason.${value}`) }))}
        />
      )}
      {move.isError && <Notice tone="bad">{errorText(move.error)}</Notice>}
      <Button type="submit" size="l" busy={move.isPending}>
        {t(`stock.do.${kind}`)}
      </Button>
    </form>
  )
}

function Place({ storeId, item }: { storeId: string; item: StockItem }) {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  const save = useMutation({
    mutationFn: (body: Parameters<typeof placeStock>[1]) => placeStock(item.productId, body),
    onSuccess: () => {
      toast(t('stock.saved'))
      void client.invalidateQueries({ queryKey: ['stock'] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = (name: string) => String(form.get(name) ?? '').trim()
    const number = (name: string) => (given(name) === '' ? null : Number(given(name)))
    save.mutate({ storeId, bin: given('bin') || null, lowAt: number('lowAt'), minShelfDays: number('minShelfDays') })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={t('stock.bin')} name="bin" hint={t('stock.binHint')} maxLength={20} defaultValue={item.bin ?? ''} />
      <NumberField
        label={t('stock.lowAt')}
        name="lowAt"
        max={100_000}
        defaultValue={item.lowAt ?? ''}
        required={false}
      />
      <NumberField
        label={t('stock.minShelfDays')}
        name="minShelfDays"
        max={3_650}
        hint={t('stock.minShelfHint')}
        defaultValue={item.minShelfDays ?? ''}
        required={false}
      />
      {save.isError && <Notice tone="bad">{errorText(save.error)}</Notice>}
      <Button type="submit" size="l" busy={save.isPending}>
        {t('common.save')}
      </Button>
    </form>
  )
}

function Ledger({ storeId, productId }: { storeId: string; productId: string }) {
  const t = useT()
  const { dateTime, money } = useFormat()
  const list = useInfiniteQuery({
    queryKey: ['movements', storeId, productId],
    queryFn: ({ pageParam, signal }) => listMovements(productId, storeId, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  if (list.isPending) return <Skeleton className="h-64" />
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const rows = list.data.pages.flatMap((page) => page.items)
  return (
    <>
      <ul aria-label={t('stock.tab.ledger')} className="divide-y divide-line">
        {rows.map(({ id, delta, kind, at, actor, actorName, reason, details = {}, onHand }) => (
          <li key={id} className="grid grid-cols-[4rem_1fr_auto] gap-x-3 py-2.5">
            <span className={`num text-lg font-extrabold ${delta < 0 ? 'text-bad' : 'text-ok'}`}>
              {delta > 0 ? `+${delta}` : delta}
            </span>
            <span className="min-w-0">
              <span className="block font-semibold">{t(`move.${kind}`)}</span>
              <span className="block text-sm text-ink-2">
                {dateTime(at)} · {actorName ?? actor.replace(/^system:/, '')}
              </span>
              <span className="block text-sm break-words text-ink-2">
                {[reason, details.supplier, details.batch, details.expiresOn, details.cost && money(details.cost)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {onHand !== undefined && (
              <span className="num text-sm text-ink-2">{t('stock.then', { count: onHand })}</span>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="outline" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
