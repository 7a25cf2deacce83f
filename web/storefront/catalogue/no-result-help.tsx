import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { homeQuery } from '../queries.ts'
import { CategoryGrid } from './category-grid.tsx'
import { ProductRail } from './product-rail.tsx'

/** Where a search led nowhere: what others buy, and the shelves. */
export function NoResultHelp({ storeId }: { storeId: string }) {
  const t = useT()
  const nameOf = useName()
  const home = useQuery(homeQuery(storeId)).data
  if (!home) return null
  const [deals] = home.rails
  const kinds = home.rails
    .flatMap((rail) => rail.items[0] ?? [])
    .map(nameOf)
    .slice(0, 6)
  return (
    <div className="-mx-[clamp(1rem,3vw,2rem)]">
      <section aria-label={t('search.popular')} className="page flex flex-wrap items-center gap-2 pb-2">
        <h2 className="w-full text-xl font-bold">{t('search.popular')}</h2>
        {kinds.map((name) => (
          <Link
            key={name}
            to="/search"
            search={{ q: name }}
            className="inline-flex min-h-10 items-center rounded-full border-[1.5px] border-line bg-card px-4 text-sm font-medium hover:border-line-strong"
          >
            {name}
          </Link>
        ))}
      </section>
      {deals && (
        <ProductRail
          title={deals.kind === 'deals' ? t('home.deals') : deals.category ? nameOf(deals.category) : ''}
          products={deals.items}
          storeId={storeId}
        />
      )}
      <CategoryGrid categories={home.categories.filter((category) => category.parentId === null)} />
    </div>
  )
}
