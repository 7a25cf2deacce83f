import { useQuery } from '@tanstack/react-query'
import { attributeText, attributeTextHi } from '../../../../contracts/attribute-text.ts'
import type { AdminProduct } from '../../../api-client/merchandising.ts'
import { Field, NumberField, Select, TextArea } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'
import { rupeesOf } from '../../rupees.ts'
import { categoriesQuery } from '../queries.ts'
import { categoryPaths } from './category-paths.ts'

/** The product as it is; a new one has nothing yet. Fields are read by their names, in `product-input.ts`. */
interface Of {
  product: AdminProduct | undefined
}

/** Its names, and where it stands. */
export function WhatItIs({ product }: Of) {
  const t = useT()
  const categories = useQuery(categoriesQuery)
  return (
    <>
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
          defaultValue={product?.categoryPath.join(' > ')}
        />
        <datalist id="category-paths">
          {categoryPaths(categories.data ?? []).map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      </div>
    </>
  )
}

/** Prices and tax, in rupees and percent. */
export function WhatItCosts({ product }: Of) {
  const t = useT()
  const money = { required: true, inputMode: 'decimal', pattern: '\\d{1,8}(\\.\\d{1,2})?' } as const
  return (
    <>
      <Field
        label={t('merch.price')}
        name="price"
        hint={t('merch.priceHint')}
        defaultValue={product && rupeesOf(product.price.amount)}
        {...money}
      />
      <Field label={t('merch.mrp')} name="mrp" defaultValue={product && rupeesOf(product.mrp.amount)} {...money} />
      <NumberField
        label={t('merch.gst')}
        name="gst"
        max={50}
        step={0.25}
        defaultValue={(product?.gstBasisPoints ?? 500) / 100}
      />
    </>
  )
}

/** How much is in a pack and in an order, and how it is kept. */
export function HowMuch({ product }: Of) {
  const t = useT()
  return (
    <>
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
      <NamedSelect
        label={t('merch.netUnit')}
        name="netUnit"
        value={product?.netQuantity?.unit ?? 'g'}
        options={(['g', 'ml', 'piece'] as const).map((value) => ({ value, label: t(`merch.unit.${value}`) }))}
      />
      <NamedSelect
        label={t('merch.zone')}
        name="zone"
        value={product?.zone ?? 'ambient'}
        options={(['ambient', 'chilled', 'frozen'] as const).map((value) => ({
          value,
          label: t(`merch.zone.${value}`),
        }))}
      />
    </>
  )
}

/** What it is found by, and what its page says. */
export function Texts({ product }: Of) {
  const t = useT()
  return (
    <>
      <Field
        label={t('merch.keywords')}
        name="keywords"
        maxLength={600}
        hint={t('merch.keywordsHint')}
        defaultValue={product?.keywords?.join(', ')}
      />
      <div className="grid gap-4 sm:col-span-2">
        <TextArea
          label={t('merch.description')}
          name="description"
          rows={4}
          maxLength={10_000}
          defaultValue={product?.description}
        />
        <TextArea
          label={t('merch.descriptionHi')}
          name="descriptionHi"
          lang="hi"
          rows={4}
          maxLength={10_000}
          defaultValue={product?.descriptionHi}
        />
        <TextArea
          label={t('merch.attributes')}
          name="attributes"
          rows={3}
          maxLength={8_000}
          hint={t('merch.attributesHint')}
          defaultValue={attributeText(product?.attributes ?? {}, '\n')}
        />
        <TextArea
          label={t('merch.attributesHi')}
          name="attributesHi"
          rows={3}
          maxLength={8_000}
          hint={t('merch.attributesHiHint')}
          defaultValue={attributeTextHi(product?.attributesHi ?? {}, '\n')}
        />
      </div>
    </>
  )
}

/** A select that a form reads by name. */
const NamedSelect = ({
  value,
  ...rest
}: {
  label: string
  name: string
  value: string
  options: { value: string; label: string }[]
}) => <Select defaultValue={value} onChange={() => {}} {...rest} />
