import { type Sort, sorts } from '../../api-client/catalogue.ts'
import type { Facets } from '../../api-client/types.ts'
import { Select } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

/** Order and brand of a list; both live in the address of the page. */
export function Filters({
  sort,
  brand,
  facets,
  onChange,
}: {
  sort?: Sort
  brand?: string
  facets?: Facets
  onChange: (change: { sort?: Sort; brand?: string }) => void
}) {
  const t = useT()
  const brands = facets?.brands ?? []
  const known = brand && !brands.some((each) => each.value === brand) ? [{ value: brand, count: 0 }, ...brands] : brands
  return (
    <div className="flex gap-2">
      <Select
        label={t('list.brand')}
        labelHidden
        className="min-w-0 flex-1 sm:max-w-44"
        value={brand ?? ''}
        onChange={(value) => onChange({ sort, brand: value || undefined })}
        options={[
          { value: '', label: t('list.allBrands') },
          ...known.map(({ value, count }) => ({ value, label: count > 0 ? `${value} (${count})` : value })),
        ]}
      />
      <Select
        label={t('list.sort')}
        labelHidden
        className="min-w-0 flex-1 sm:max-w-44"
        value={sort ?? 'relevance'}
        onChange={(value) => onChange({ sort: value === 'relevance' ? undefined : (value as Sort), brand })}
        options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
      />
    </div>
  )
}
