import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { attributesHiOf, attributesOf, attributeText, attributeTextHi } from '../../../../contracts/attribute-text.ts'
import { type AdminProduct, addProduct, changeProduct, type ProductInput } from '../../../api-client/merchandising.ts'
import { currentUser, onSessionChange } from '../../../api-client/session.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Field, NumberField, Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useAtField } from '../../refusals.ts'
import { inr, paiseOf, rupeesOf } from '../../rupees.ts'
import { categoriesQuery, productQuery } from '../queries.ts'
import { Gallery } from './gallery.tsx'
import { PriceGrid } from './price-grid.tsx'

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
  const shelf = useMutation({
    mutationFn: (active: boolean) => changeProduct(product!.id, { active }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['merch'] }),
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
        actions={
          product &&
          admin && (
            <Button
              size="s"
              look={product.active ? 'danger' : 'outline'}
              busy={shelf.isPending}
              onClick={() => shelf.mutate(!product.active)}
            >
              {product.active ? t('merch.takeOff') : t('merch.putOn')}
            </Button>
          )
        }
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

function Details({
  product,
  admin,
  busy,
  error,
  onSave,
}: {
  product: AdminProduct | undefined
  admin: boolean
  busy: boolean
  error: unknown
  onSave: (input: ProductInput) => void
}) {
  const t = useT()
  const atField = useAtField(error)
  const categories = useQuery(categoriesQuery)
  const paths = [...new Set((categories.data ?? []).map((each) => pathOf(each.id, categories.data ?? [])))]
  const own = product?.categoryPath.join(' > ')
  const submit = (data: FormData) => onSave(inputOf(data, product))
  return (
    <Form label={t('merch.details')} error={atField} onSubmit={submit}>
      <fieldset disabled={!admin} className="grid gap-4 sm:grid-cols-2">
        <Field label={t('merch.name')} name="name" required maxLength={300} defaultValue={product?.name} />
        <Field label={t('merch.nameHi')} name="nameHi" lang="hi" maxLength={300} defaultValue={product?.nameHi} />
        <Field label={t('merch.brand')} name="brand" maxLength={120} defaultValue={product?.brand} />
        <Field
          label={t('merch.sku')}
          name="sku"
          required
          readOnly={product !== undefined}
          maxLength={80}
          defaultValue={product?.sku}
        />
        <Field
          label={t('merch.pack')}
          name="pack"
          maxLength={60}
          hint={t('merch.packHint')}
          defaultValue={product?.pack}
        />
        <div>
          <Field
            label={t('merch.category')}
            name="categoryPath"
            required
            list="category-paths"
            maxLength={330}
            hint={t('merch.categoryHint')}
            defaultValue={own}
          />
          <datalist id="category-paths">
            {paths.map((path) => (
              <option key={path} value={path} />
            ))}
          </datalist>
        </div>
        <Field
          label={t('merch.price')}
          name="price"
          required
          inputMode="decimal"
          pattern="\d{1,8}(\.\d{1,2})?"
          hint={t('merch.priceHint')}
          defaultValue={product && rupeesOf(product.price.amount)}
        />
        <Field
          label={t('merch.mrp')}
          name="mrp"
          required
          inputMode="decimal"
          pattern="\d{1,8}(\.\d{1,2})?"
          defaultValue={product && rupeesOf(product.mrp.amount)}
        />
        <NumberField
          label={t('merch.gst')}
          name="gst"
          max={50}
          step={0.25}
          defaultValue={(product?.gstBasisPoints ?? 500) / 100}
        />
        <NumberField
          label={t('merch.maxPerOrder')}
          name="maxPerOrder"
          min={1}
          max={1000}
          defaultValue={product?.maxPerOrder}
          required={false}
        />
        <NumberField
          label={t('merch.netQuantity')}
          name="netValue"
          step="any"
          defaultValue={product?.netQuantity?.value}
          required={false}
        />
        <NativeSelect
          label={t('merch.netUnit')}
          name="netUnit"
          value={product?.netQuantity?.unit ?? 'g'}
          options={(['g', 'ml', 'piece'] as const).map((value) => ({ value, label: t(`merch.unit.${value}`) }))}
        />
        <NativeSelect
          label={t('merch.zone')}
          name="zone"
          value={product?.zone ?? 'ambient'}
          options={(['ambient', 'chilled', 'frozen'] as const).map((value) => ({
            value,
            label: t(`merch.zone.${value}`),
          }))}
        />
        <Field
          label={t('merch.keywords')}
          name="keywords"
          maxLength={600}
          hint={t('merch.keywordsHint')}
          defaultValue={product?.keywords?.join(', ')}
        />
        <div className="sm:col-span-2">
          <TextArea
            label={t('merch.description')}
            name="description"
            rows={4}
            maxLength={10_000}
            defaultValue={product?.description}
          />
        </div>
        <div className="sm:col-span-2">
          <TextArea
            label={t('merch.descriptionHi')}
            name="descriptionHi"
            lang="hi"
            rows={4}
            maxLength={10_000}
            defaultValue={product?.descriptionHi}
          />
        </div>
        <div className="sm:col-span-2">
          <TextArea
            label={t('merch.attributes')}
            name="attributes"
            rows={3}
            maxLength={8_000}
            hint={t('merch.attributesHint')}
            defaultValue={attributeText(product?.attributes ?? {}, '\n')}
          />
        </div>
        <div className="sm:col-span-2">
          <TextArea
            label={t('merch.attributesHi')}
            name="attributesHi"
            rows={3}
            maxLength={8_000}
            hint={t('merch.attributesHiHint')}
            defaultValue={attributeTextHi(product?.attributesHi ?? {}, '\n')}
          />
        </div>
      </fieldset>
      {admin && (
        <Button type="submit" busy={busy} className="self-start">
          {t('merch.save')}
        </Button>
      )}
    </Form>
  )
}

/** A select that a form reads by name. */
const NativeSelect = ({
  value,
  ...rest
}: {
  label: string
  name: string
  value: string
  options: { value: string; label: string }[]
}) => <Select defaultValue={value} onChange={() => {}} {...rest} />

interface Branch {
  id: string
  name: string
  parentId: string | null
}
const pathOf = (id: string, all: readonly Branch[]): string => {
  const one = all.find((each) => each.id === id)
  if (!one) return ''
  return one.parentId ? `${pathOf(one.parentId, all)} > ${one.name}` : one.name
}

/** What the form says, over what it does not show. */
function inputOf(data: FormData, product: AdminProduct | undefined): ProductInput {
  const text = (name: string) => String(data.get(name) ?? '').trim()
  const optional = (name: string) => (text(name) === '' ? {} : { [name]: text(name) })
  const words = text('keywords')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  const attributes = attributesOf(text('attributes'), '\n')
  const attributesHi = attributesHiOf(text('attributesHi'), '\n')
  const net = Number(text('netValue'))
  const max = Number(text('maxPerOrder'))
  return {
    sku: product?.sku ?? text('sku'),
    name: text('name'),
    ...optional('nameHi'),
    ...(product && text('nameHi') === '' && product.nameHi ? { nameHi: '' } : {}),
    brand: text('brand'),
    pack: text('pack'),
    categoryPath: text('categoryPath')
      .split('>')
      .map((name) => name.trim()),
    ...(product || text('description') ? { description: text('description') } : {}),
    ...(product?.descriptionHi || text('descriptionHi') ? { descriptionHi: text('descriptionHi') } : {}),
    ...(product || words.length > 0 ? { keywords: words } : {}),
    ...(product || Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(product?.attributesHi || Object.keys(attributesHi).length > 0 ? { attributesHi } : {}),
    price: inr(paiseOf(text('price')) ?? 0),
    mrp: inr(paiseOf(text('mrp')) ?? 0),
    gstBasisPoints: Math.round(Number(text('gst')) * 100),
    ...(net > 0 ? { netQuantity: { value: net, unit: text('netUnit') as 'g' } } : {}),
    ...(max > 0 ? { maxPerOrder: max } : {}),
    zone: text('zone') as 'ambient',
  }
}
