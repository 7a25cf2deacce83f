import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { type AdminProduct, addProduct, changeProduct, type ProductInput } from '../../../api-client/merchandising.ts'
import { currentUser, onSessionChange } from '../../../api-client/session.ts'
import { Badge, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { productQuery } from '../queries.ts'
import { Details } from './details.tsx'
import { Gallery } from './gallery.tsx'
import { PriceGrid } from './price-grid.tsx'
import { Shelf } from './shelf.tsx'

const route = getRouteApi('/merchandising/products/$id')

/** One product: what it is, its pictures, and what it costs where. */
export function ProductPage() {
  const { id } = route.useParams()
  return id === 'new' ? <Editor key="new" /> : <Known id={id} />
}

function Known({ id }: { id: string }) {
  const product = useQuery(productQuery(id))
  if (product.isError) return <ErrorState error={product.error} onRetry={() => void product.refetch()} />
  if (!product.data) return <Skeleton className="m-6 h-96" />
  return <Editor key={`${id} ${product.data.version}`} product={product.data} />
}

function Editor({ product }: { product?: AdminProduct }) {
  const t = useT()
  const client = useQueryClient()
  const navigate = useNavigate()
  const user = useSyncExternalStore(onSessionChange, currentUser)
  const admin = user?.roles.includes('admin') ?? false
  const save = useMutation({
    mutationFn: async (input: ProductInput) => {
      if (!product) return addProduct(input)
      const { sku: _, ...patch } = input
      return changeProduct(product.id, patch)
    },
    onSuccess: (saved) => {
      toast(t('merch.saved'))
      void client.invalidateQueries({ queryKey: ['merch'] })
      if (!product) void navigate({ to: '/merchandising/products/$id', params: { id: saved.id } })
    },
  })
  return (
    <div className="pb-8">
      <PageHeader
        back={
          <Link to="/merchandising/products" className="inline-flex min-h-6 items-center gap-1.5">
            <ArrowLeft className="size-4" aria-hidden="true" />
            {t('merch.products')}
          </Link>
        }
        title={product?.name ?? t('merch.addProduct')}
        note={product && [product.brand, product.pack, product.sku].filter(Boolean).join(' · ')}
        badge={
          product && (
            <Badge tone={product.active ? 'ok' : 'plain'}>
              {product.active ? t('merch.onShelf') : t('merch.offShelf')}
            </Badge>
          )
        }
        actions={product && admin && <Shelf product={product} />}
      />
      <div className="grid gap-4 px-4 md:px-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title={t('merch.details')}>
          <Details product={product} admin={admin} busy={save.isPending} error={save.error} onSave={save.mutate} />
        </Panel>
        {product ? (
          <div className="flex min-w-0 flex-col gap-4">
            <Panel title={t('merch.pictures')}>
              <Gallery product={product} admin={admin} />
            </Panel>
          </div>
        ) : (
          <Notice>{t('merch.picturesLater')}</Notice>
        )}
      </div>
      {product && (
        <section className="pt-6">
          <h2 className="px-4 pb-2 text-lg font-bold md:px-6">{t('merch.priceGrid')}</h2>
          <PriceGrid products={[product]} />
        </section>
      )}
    </div>
  )
}
