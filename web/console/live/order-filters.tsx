import type { Store } from '../../api-client/types.ts'
import { Select } from '../../shared/ui/field.tsx'
import { SearchField } from '../../shared/ui/filter-bar.tsx'
import { SavedFiltersMenu } from '../../shared/ui/saved-filters.tsx'
import { useT } from '../messages/messages.ts'
import { useSavedFilters } from '../saved-filters.ts'
import { type LiveSearch, orderFilters } from './routes.tsx'

export function OrderFilters({
  search,
  stores,
  onChange,
}: {
  search: LiveSearch
  stores: Pick<Store, 'id' | 'name'>[]
  onChange: (change: Partial<LiveSearch>) => void
}) {
  const t = useT()
  const saved = useSavedFilters('live')
  const { show, store, q } = search
  return (
    <div className="flex flex-col gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and its own layout */}
      <div role="group" aria-label={t('live.filter')} className="rail gap-1.5">
        {orderFilters.map((filter) => (
          <button
            key={filter}
            type="button"
            aria-pressed={(search.show ?? 'live') === filter}
            onClick={() => onChange({ show: filter === 'live' ? undefined : filter })}
            className="min-h-9 rounded-full border-[1.5px] border-line bg-card px-3 text-sm font-semibold hover:border-line-strong aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft"
          >
            {t(`filter.${filter}`)}
          </button>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <SearchField
          className="basis-40!"
          label={t('live.search')}
          value={q ?? ''}
          onChange={(next) => onChange({ q: next || undefined })}
        />
        <Select
          label={t('live.store')}
          labelHidden
          className="w-32"
          value={search.store ?? ''}
          onChange={(store) => onChange({ store: store || undefined })}
          options={[
            { value: '', label: t('live.allStores') },
            ...stores.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <SavedFiltersMenu
          small
          saved={saved}
          filters={{ show, store, q }}
          any={[show, store, q].some(Boolean)}
          onChange={(next) => onChange({ ...next, show: orderFilters.find((each) => each === next.show) })}
        />
      </div>
    </div>
  )
}
