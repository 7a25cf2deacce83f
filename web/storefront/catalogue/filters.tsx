import { SlidersHorizontal, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type Sort, sorts } from '../../api-client/catalogue.ts'
import type { Facets } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Select } from '../../shared/ui/field.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { filterCount, type ListSearch, toggled } from './list-search.ts'

const FilterDialog = lazy(() => import('./filter-dialog.tsx').then((module) => ({ default: module.FilterDialog })))

const quickBrands = 4
const quickValues = 4

const chip =
  'inline-flex min-h-10 items-center gap-1.5 rounded-full border-[1.5px] border-line bg-card px-3.5 text-sm font-medium whitespace-nowrap hover:border-line-strong aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft'

type NameOf = ReturnType<typeof useName>

export interface FiltersProps {
  search: ListSearch
  facets?: Facets
  total?: number
  onChange: (next: ListSearch) => void
}

/** Order, all filters behind one button, and the likeliest choices as chips. All of it lives in the address. */
export function Filters({ search, facets, total, onChange }: FiltersProps) {
  const t = useT()
  const textOf = useChipText()
  const nameOf = useName()
  const [open, setOpen] = useState(false)
  const count = filterCount(search)
  const change = (part: Partial<ListSearch>) => onChange({ ...search, ...part })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
          className={classes(
            chip,
            'min-h-11 whitespace-normal!',
            count > 0 && 'border-brand bg-brand-soft text-on-brand-soft',
          )}
        >
          <SlidersHorizontal className="size-4" aria-hidden="true" />
          {count > 0 ? t('filter.openCount', { count }) : t('filter.open')}
        </button>
        <Select
          label={t('list.sort')}
          labelHidden
          className="min-w-0 flex-1 basis-28 sm:max-w-52"
          value={search.sort ?? 'relevance'}
          onChange={(value) => change({ sort: value === 'relevance' ? undefined : (value as Sort) })}
          options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        />
      </div>
      <ul aria-label={t('filter.quick')} className="rail -mx-1 gap-2 px-1 py-1">
        {chosenChips(search, nameOf, facets).map(({ key, label, without }) => (
          <li key={key}>
            <button
              type="button"
              aria-label={t('filter.remove', { name: textOf(key, label) })}
              className={classes(chip, 'border-brand bg-brand-soft text-on-brand-soft')}
              onClick={() => change(without)}
            >
              {textOf(key, label)}
              <X className="size-4" aria-hidden="true" />
            </button>
          </li>
        ))}
        {quickChips(search, nameOf, facets).map(({ key, label, with: wished }) => (
          <li key={key}>
            <button type="button" aria-pressed={false} className={chip} onClick={() => change(wished)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
      <Suspense>
        {open && (
          <FilterDialog
            search={search}
            facets={facets}
            total={total}
            onChange={onChange}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </div>
  )
}

/** Prices and discounts in the person's own words; names of brands and values come as they are called. */
function useChipText() {
  const t = useT()
  const band = usePriceBandText()
  return (key: string, label: string) =>
    key === 'price' ? band(label) : key === 'off' ? t('filter.off', { percent: label }) : label
}

/** `50-99` as `₹50 to ₹99`. */
export function usePriceBandText(): (band: string) => string {
  const t = useT()
  const { money } = useFormat()
  const rupees = (text: string) => money({ amount: Number(text) * 100, currency: 'INR' })
  return (band) => {
    const [min = '0', max] = band.split('-')
    if (!max) return t('filter.from', { from: rupees(min) })
    return min === '0'
      ? t('filter.upTo', { to: rupees(max) })
      : t('filter.between', { from: rupees(min), to: rupees(max) })
  }
}

const chosenChips = ({ brand, attr, price, off }: ListSearch, nameOf: NameOf, facets?: Facets) => [
  ...(off ? [{ key: 'off', label: String(off), without: { off: undefined } }] : []),
  ...(price ? [{ key: 'price', label: price, without: { price: undefined } }] : []),
  ...(brand ?? []).map((each) => ({ key: `b${each}`, label: each, without: { brand: toggled(brand, each) } })),
  ...(attr ?? []).map((each) => ({
    key: `a${each}`,
    label: labelOf(each, nameOf, facets),
    without: { attr: toggled(attr, each) },
  })),
]

/** What a chosen value is called, as long as the list tells of it. */
function labelOf(chosen: string, nameOf: NameOf, facets?: Facets) {
  const at = chosen.indexOf(':')
  const name = chosen.slice(at + 1)
  const facet = facets?.attributes.find((each) => each.name === chosen.slice(0, at))
  return nameOf({ name, nameHi: facet?.values.find(({ value }) => value === name)?.valueHi })
}

/** Of attributes with a few values the one whose likeliest says the least: diet before a country that nearly everything comes from. */
const mostTelling = (attributes: Facets['attributes']) =>
  attributes
    .filter(({ values }) => values.length <= quickValues)
    .map((each) => {
      const [top = 0, ...rest] = each.values.map(({ count }) => count)
      return { each, share: top / (top + rest.reduce((sum, count) => sum + count, 0)) }
    })
    .sort((a, b) => a.share - b.share)[0]?.each

function quickChips({ brand, attr }: ListSearch, nameOf: NameOf, facets?: Facets) {
  const brands = (facets?.brands ?? []).filter(({ value }) => !brand?.includes(value)).slice(0, quickBrands)
  const first = mostTelling(facets?.attributes ?? [])
  const values = (first?.values ?? []).filter(({ value }) => !attr?.includes(`${first!.name}:${value}`))
  return [
    ...values.slice(0, quickValues).map(({ value, valueHi }) => ({
      key: `qa${value}`,
      label: nameOf({ name: value, nameHi: valueHi }),
      with: { attr: toggled(attr, `${first!.name}:${value}`) },
    })),
    ...brands.map(({ value }) => ({ key: `qb${value}`, label: value, with: { brand: toggled(brand, value) } })),
  ]
}
