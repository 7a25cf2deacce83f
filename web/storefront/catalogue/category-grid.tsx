import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { Category } from '../../api-client/types.ts'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'

/** Three rows on a phone. */
const seenAtOnce = 12

/** The shelves of the store, by picture. */
export function CategoryGrid({ categories }: { categories: Category[] | undefined }) {
  const t = useT()
  const nameOf = useName()
  const drawn = useDeferredValue(categories?.length ?? seenAtOnce, seenAtOnce)
  return (
    <section aria-labelledby="categories" className="page py-6">
      <h2 id="categories" className="pb-3 text-xl font-bold">
        {t('home.categories')}
      </h2>
      <ul className="grid grid-cols-4 gap-x-2.5 gap-y-4 sm:grid-cols-6 md:gap-x-4 lg:grid-cols-8">
        {categories
          ? categories.slice(0, drawn).map((category, index) => (
              <li key={category.id}>
                <Link
                  to="/category/$categoryId"
                  params={{ categoryId: category.id }}
                  className="group flex flex-col gap-1.5 rounded-lg text-center"
                >
                  <span className="overflow-hidden rounded-lg ring-1 ring-line/60 transition-shadow duration-(--calm) group-hover:shadow-2">
                    <img
                      src={category.image}
                      alt=""
                      width={160}
                      height={160}
                      loading={index < seenAtOnce ? 'eager' : 'lazy'}
                      className="aspect-square w-full scale-110 object-contain transition-transform duration-(--calm) group-hover:scale-120"
                    />
                  </span>
                  <span className="line-clamp-2 min-h-[2lh] text-sm leading-tight font-semibold">
                    {nameOf(category)}
                  </span>
                </Link>
              </li>
            ))
          : Array.from({ length: 16 }, (_, index) => (
              <li key={index} className="flex flex-col items-center gap-1.5">
                <Skeleton className="aspect-square w-full rounded-lg" />
                <Skeleton className="mb-5 h-4 w-3/4" />
              </li>
            ))}
      </ul>
    </section>
  )
}
