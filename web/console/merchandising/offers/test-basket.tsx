import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { type AdminProduct, listAdminProducts, type OfferInput, tryOffer } from '../../../api-client/merchandising.ts'
import { useFormat } from '../../../shared/format.ts'
import { IconButton } from '../../../shared/ui/button.tsx'
import { Combobox } from '../../../shared/ui/combobox.tsx'
import { Notice, useErrorText } from '../../../shared/ui/feedback.tsx'
import { NumberField, Select } from '../../../shared/ui/field.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { storesQuery } from '../queries.ts'

interface Line {
  product: AdminProduct
  quantity: number
}
const linesMax = 20

/** A basket that nobody has: what the rules as they stand in the form would give on it, and why not. */
export function TestBasket({ offer }: { offer: OfferInput }) {
  const t = useT()
  const format = useFormat()
  const errorText = useErrorText()
  const stores = useQuery(storesQuery)
  const [chosen, setStore] = useState('')
  const [lines, setLines] = useState<readonly Line[]>([])
  const [found, setFound] = useState<ReadonlyMap<string, AdminProduct>>(new Map())
  const [customer, setCustomer] = useState<'new' | 'known' | 'used'>('new')
  const store = chosen || stores.data?.[0]?.id || ''
  const who = { new: { orders: 0, used: 0 }, known: { orders: 3, used: 0 }, used: { orders: 3, used: 1 } }[customer]
  const trial = {
    offer: { ...offer, code: offer.code || 'TEST', title: offer.title || 'Test' },
    storeId: store,
    lines: lines.map(({ product, quantity }) => ({ productId: product.id, quantity })),
    customer: who,
  }
  const verdict = useQuery({
    queryKey: ['merch', 'trial', trial],
    queryFn: ({ signal }) => tryOffer(trial, signal),
    enabled: store !== '' && lines.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const search = async (q: string, signal: AbortSignal) => {
    const { items } = await listAdminProducts({ q, active: true }, undefined, signal)
    setFound((known) => new Map([...known, ...items.map((each) => [each.id, each] as const)]))
    return items.slice(0, 12).map(({ id, name, pack, price }) => ({
      value: id,
      label: name,
      note: [pack, format.money(price)].filter(Boolean).join(' · '),
    }))
  }
  const add = (id: string | undefined) => {
    const product = id === undefined ? undefined : found.get(id)
    if (product && !lines.some((line) => line.product.id === id))
      setLines([...lines, { product, quantity: 1 }].slice(0, linesMax))
  }
  const result = lines.length > 0 && !verdict.isError ? verdict.data : undefined
  const discounts = new Map(result?.lines.map((line) => [line.productId, line]))

  return (
    <Panel title={t('offer.test')}>
      <div className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={t('offer.testStore')}
            value={store}
            onChange={setStore}
            options={(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Select
            label={t('offer.testCustomer')}
            value={customer}
            onChange={(value) => setCustomer(value as typeof customer)}
            options={(['new', 'known', 'used'] as const).map((value) => ({
              value,
              label: t(`offer.customer.${value}`),
            }))}
          />
        </div>
        <Combobox label={t('offer.testAdd')} value={null} onChange={(option) => add(option?.value)} search={search} />
        {lines.length === 0 && <p className="text-sm text-ink-2">{t('offer.testEmpty')}</p>}
        {lines.length > 0 && (
          <ul aria-label={t('offer.testLines')} className="flex flex-col divide-y divide-line">
            {lines.map(({ product, quantity }) => {
              const line = discounts.get(product.id)
              return (
                <li key={product.id} className="flex flex-wrap items-center gap-3 py-2">
                  <span className="min-w-32 flex-1 text-sm font-semibold">{product.name}</span>
                  <div className="w-20">
                    <NumberField
                      label={t('offer.packs')}
                      aria-label={t('offer.packsOf', { name: product.name })}
                      min={1}
                      max={100}
                      className="min-h-10"
                      value={quantity}
                      onChange={(event) => {
                        const next = Math.min(100, Math.max(1, Number(event.target.value) || 1))
                        setLines(
                          lines.map((each) => (each.product.id === product.id ? { product, quantity: next } : each)),
                        )
                      }}
                      required={false}
                    />
                  </div>
                  <span className="num w-20 text-right text-sm">
                    {line && format.money(line.total)}
                    {line && line.discount.amount > 0 && (
                      <span className="block font-semibold text-ok">−{format.money(line.discount)}</span>
                    )}
                  </span>
                  <IconButton
                    label={t('offer.testRemove', { name: product.name })}
                    onClick={() => setLines(lines.filter((each) => each.product.id !== product.id))}
                  >
                    <X className="size-4" aria-hidden="true" />
                  </IconButton>
                </li>
              )
            })}
          </ul>
        )}
        <div role="status" className="flex flex-col gap-3">
          {lines.length > 0 && verdict.error && <Notice tone="bad">{errorText(verdict.error)}</Notice>}
          {result && (
            <>
              <Notice tone={result.applies ? 'ok' : 'warn'}>
                {result.applies
                  ? result.freeDelivery
                    ? t('offer.testFree')
                    : t('offer.testGives', { amount: format.money(result.totals.discount) })
                  : t('offer.testRefused', { reason: t(`offer.refusal.${result.refusal!.code}`) })}
              </Notice>
              <dl className="num grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
                <dt>{t('offer.items')}</dt>
                <dd className="text-right">{format.money(result.totals.items)}</dd>
                <dt>{t('offer.discount')}</dt>
                <dd className="text-right">−{format.money(result.totals.discount)}</dd>
                <dt>{t('offer.fees')}</dt>
                <dd className="text-right">
                  {format.money({
                    ...result.totals.deliveryFee,
                    amount: result.totals.deliveryFee.amount + result.totals.smallCartFee.amount,
                  })}
                </dd>
                <dt className="font-bold">{t('offer.total')}</dt>
                <dd className="text-right font-bold">{format.money(result.totals.total)}</dd>
              </dl>
            </>
          )}
        </div>
      </div>
    </Panel>
  )
}
