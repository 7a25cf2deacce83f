import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type AdminProduct, type StoreTerms, setPrices } from '../../../api-client/merchandising.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { EmptyState, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { inr, paiseOf, rupeesOf } from '../../rupees.ts'
import { isManager } from '../../store/use-store.tsx'
import { pricesQuery, storesQuery } from '../queries.ts'

/** Prices and stock of products (down) in stores (across). Arrow keys and Enter walk, a changed price is kept on leaving. */
export function PriceGrid({
  products,
  more,
}: {
  products: readonly AdminProduct[] | undefined
  more?: { busy: boolean; onMore: () => void } | null
}) {
  const t = useT()
  const shown = products?.slice(0, 100) ?? []
  const stores = useQuery(storesQuery)
  const prices = useQuery(pricesQuery(shown.map(({ id }) => id)))
  const grid = useRef<HTMLTableElement>(null)
  if (!products || !prices.data || !stores.data) return <Skeleton className="mx-4 h-96 md:mx-6" />
  if (shown.length === 0) return <EmptyState title={t('merch.noProducts')}>{t('merch.noProductsHelp')}</EmptyState>
  const names = new Map(stores.data.map(({ id, name }) => [id, name]))
  const columns = prices.data[0]?.stores.map(({ storeId }) => storeId) ?? []
  const terms = new Map(
    prices.data.map((each) => [each.productId, new Map(each.stores.map((one) => [one.storeId, one]))]),
  )

  const walk = (event: KeyboardEvent) => {
    const cell = (event.target as Element).closest('td')
    const row = cell?.parentElement as HTMLTableRowElement | null
    if (!cell || !row) return
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next =
      grid.current?.tBodies[0]?.rows[row.sectionRowIndex + step]?.cells[cell.cellIndex]?.querySelector('input')
    if (next) next.focus()
    else (event.target as HTMLElement).blur()
  }

  return (
    <div>
      <section className="overflow-x-auto px-4 md:px-6" aria-label={t('merch.priceGrid')}>
        <table ref={grid} onKeyDown={walk} className="w-full border-separate border-spacing-0 text-sm">
          <caption className="sr-only">{t('merch.priceGrid')}</caption>
          <thead>
            <tr>
              <th
                scope="col"
                className="sticky left-0 z-10 border-b border-line bg-paper py-2 pr-3 text-left text-xs text-ink-2"
              >
                {t('merch.product')}
              </th>
              {columns.map((id) => (
                <th
                  key={id}
                  scope="col"
                  className="min-w-32 border-b border-line px-2 py-2 text-left text-xs text-ink-2"
                >
                  {names.get(id) ?? id}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((product) => (
              <tr key={product.id}>
                <th
                  scope="row"
                  className="sticky left-0 z-10 min-w-40 border-b border-line/60 bg-paper py-1.5 pr-3 text-left"
                >
                  <span className="block font-semibold">{product.name}</span>
                  <span className="block text-xs font-normal text-ink-2">
                    {[product.brand, product.pack].filter(Boolean).join(' · ')}
                  </span>
                </th>
                {columns.map((id) => {
                  const one = terms.get(product.id)?.get(id)
                  return (
                    <td key={id} className="border-b border-line/60 px-2 py-1.5 align-top">
                      {one && (
                        <PriceCell
                          key={`${one.price.amount} ${one.own}`}
                          terms={one}
                          product={product}
                          store={names.get(id) ?? id}
                        />
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more && (products?.length ?? 0) < 100 && (
        <div className="flex justify-center p-4">
          <Button look="outline" size="s" busy={more.busy} onClick={more.onMore}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** One price: kept when it is left, given back by Escape. */
function PriceCell({ terms, product, store }: { terms: StoreTerms; product: AdminProduct; store: string }) {
  const t = useT()
  const format = useFormat()
  const errorText = useErrorText()
  const client = useQueryClient()
  const fixed = !isManager()
  const [text, setText] = useState(rupeesOf(terms.price.amount))
  const paise = paiseOf(text)
  const bad = paise === undefined || paise > terms.mrp.amount
  const save = useMutation({
    mutationFn: (price: number) =>
      setPrices({ storeId: terms.storeId, prices: [{ productId: product.id, price: inr(price), mrp: terms.mrp }] }),
    onSuccess: () => {
      toast(t('merch.priceSet', { name: product.name, store }))
      void client.invalidateQueries({ queryKey: ['merch', 'prices'] })
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  const leave = () => {
    if (bad || paise === terms.price.amount) setText(rupeesOf(terms.price.amount))
    else save.mutate(paise)
  }
  return (
    <div className="flex flex-col gap-0.5">
      <input
        inputMode="decimal"
        aria-label={t('merch.priceOfIn', { name: product.name, store })}
        aria-invalid={bad || undefined}
        title={bad ? t('merch.priceAboveMrp', { mrp: format.money(terms.mrp) }) : undefined}
        disabled={save.isPending}
        readOnly={fixed}
        value={text}
        maxLength={12}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={leave}
        onKeyDown={(event) => event.key === 'Escape' && setText(rupeesOf(terms.price.amount))}
        className={classes(
          'num min-h-9 w-24 rounded-md border-[1.5px] text-ink aria-invalid:border-bad',
          terms.own && 'font-semibold',
          fixed
            ? 'border-transparent bg-transparent text-left'
            : classes('bg-card px-2 text-right', terms.own ? 'border-brand' : 'border-line'),
        )}
      />
      <span className={classes('text-xs', terms.available === 0 ? 'font-semibold text-bad' : 'text-ink-2')}>
        {!terms.listed
          ? t('merch.notListed')
          : terms.available === undefined
            ? t('merch.stockUnknown')
            : t('merch.inStock', { count: terms.available })}
      </span>
    </div>
  )
}
