import { type ReactNode, useState } from 'react'
import type { Facets } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { type FiltersProps, usePriceBandText } from './filters.tsx'
import { discounts, filterCount, priceBand, toggled } from './list-search.ts'

const shownAtFirst = 8

/** All that a list can be narrowed down by. Each choice counts at once: the list behind and the counts follow. */
export function FilterDialog({ search, facets, total, onChange, onClose }: FiltersProps & { onClose: () => void }) {
  const t = useT()
  const band = usePriceBandText()
  const nameOf = useName()
  const { brand, attr, price, off } = search
  return (
    <Dialog
      open
      place="side"
      title={t('filter.title')}
      onClose={onClose}
      footer={
        <div className="flex gap-3">
          <Button look="outline" disabled={filterCount(search) === 0} onClick={() => onChange({ sort: search.sort })}>
            {t('filter.clear')}
          </Button>
          <Button className="flex-1" onClick={onClose}>
            {total === undefined ? t('filter.done') : t('filter.show', { count: total })}
          </Button>
        </div>
      }
    >
      <div className="flex flex-col divide-y divide-line px-4">
        <Group title={t('filter.discount')}>
          {discounts.map((each) => (
            <Tick
              key={each}
              checked={off === each}
              onChange={() => onChange({ ...search, off: off === each ? undefined : each })}
              label={t('filter.off', { percent: each })}
            />
          ))}
        </Group>
        {(facets?.prices.length ?? 0) > 1 || price ? (
          <Group title={t('filter.price')}>
            {bandsOf(facets, price).map(({ value, count }) => (
              <Tick
                key={value}
                checked={price === value}
                onChange={() => onChange({ ...search, price: price === value ? undefined : value })}
                label={band(value)}
                count={count}
              />
            ))}
          </Group>
        ) : null}
        <Values
          title={t('list.brand')}
          values={facets?.brands ?? []}
          chosen={brand ?? []}
          onToggle={(value) => onChange({ ...search, brand: toggled(brand, value) })}
        />
        {facets?.attributes.map(({ name, nameHi, values }) => (
          <Values
            key={name}
            title={nameOf({ name, nameHi })}
            values={values}
            chosen={(attr ?? [])
              .filter((each) => each.startsWith(`${name}:`))
              .map((each) => each.slice(name.length + 1))}
            onToggle={(value) => onChange({ ...search, attr: toggled(attr, `${name}:${value}`) })}
          />
        ))}
      </div>
    </Dialog>
  )
}

function bandsOf(facets: Facets | undefined, chosen: string | undefined) {
  const bands = (facets?.prices ?? []).map((each) => ({ value: priceBand(each), count: each.count }))
  return chosen && !bands.some(({ value }) => value === chosen) ? [{ value: chosen, count: 0 }, ...bands] : bands
}

/** The likeliest values, and the rest when asked for. What is chosen stays in sight, even where nothing is left of it. */
function Values({
  title,
  values,
  chosen,
  onToggle,
}: {
  title: string
  values: { value: string; valueHi?: string; count: number }[]
  chosen: string[]
  onToggle: (value: string) => void
}) {
  const t = useT()
  const nameOf = useName()
  const [all, setAll] = useState(false)
  const lost = chosen
    .filter((each) => !values.some(({ value }) => value === each))
    .map((value) => ({ value, valueHi: undefined, count: 0 }))
  const every = [...lost, ...values]
  if (every.length === 0) return null
  const shown = all ? every : every.filter(({ value }, index) => index < shownAtFirst || chosen.includes(value))
  return (
    <Group title={title}>
      {shown.map(({ value, valueHi, count }) => (
        <Tick
          key={value}
          checked={chosen.includes(value)}
          onChange={() => onToggle(value)}
          label={nameOf({ name: value, nameHi: valueHi })}
          count={count}
        />
      ))}
      {shown.length < every.length && (
        <button
          type="button"
          className="min-h-10 self-start text-sm font-semibold text-brand hover:underline"
          onClick={() => setAll(true)}
        >
          {t('filter.all', { count: every.length })}
        </button>
      )}
    </Group>
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="flex flex-col py-3">
    <legend className="float-left pb-1 font-bold">{title}</legend>
    {children}
  </fieldset>
)

const Tick = ({
  label,
  count,
  checked,
  onChange,
}: {
  label: string
  count?: number
  checked: boolean
  onChange: () => void
}) => (
  <label className="-mx-2 flex min-h-11 items-center gap-3 rounded-md px-2 hover:bg-sunk">
    <input type="checkbox" checked={checked} onChange={onChange} className="size-5 flex-none accent-brand" />
    <span className="min-w-0 flex-1">{label}</span>
    {count !== undefined && <span className="num text-sm text-ink-2">{count}</span>}
  </label>
)
