import { Link } from '@tanstack/react-router'
import { PackageX } from 'lucide-react'
import type { NotSold as Told } from '../../../contracts/catalogue.ts'
import { isProblem, type ProblemError } from '../../api-client/problem.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { NotFound } from '../shell/shell.tsx'
import { ProductRail } from './product-rail.tsx'

/** A product that was withdrawn, or that another store sells: what it was, its category, and what is like it. */
export function NotSold({ error, storeId }: { error: ProblemError; storeId: string }) {
  const t = useT()
  const nameOf = useName()
  const told = isProblem(error, 'catalogue/product-not-found') && (error.details as Told | undefined)
  if (!told) return <NotFound />
  const name = nameOf(told)
  const category = told.categoryPath.at(-1)
  return (
    <>
      <title>{t('product.title', { name })}</title>
      <EmptyState
        heading="h1"
        icon={<PackageX className="size-8" aria-hidden="true" />}
        title={t(told.withdrawn ? 'notSold.withdrawn' : 'notSold.here', { name })}
        action={
          <div className="flex flex-wrap justify-center gap-3">
            {category && (
              <Link to="/category/$categoryId" params={{ categoryId: category.id }} className={buttonClass()}>
                {t('notSold.category', { category: nameOf(category) })}
              </Link>
            )}
            <Link to="/" className={buttonClass(category ? 'outline' : 'primary')}>
              {t('notFound.home')}
            </Link>
          </div>
        }
      >
        {told.similar.length > 0 && <p>{t('notSold.help')}</p>}
      </EmptyState>
      <ProductRail title={t('product.similar')} products={told.similar} storeId={storeId} />
    </>
  )
}
