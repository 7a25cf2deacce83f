import { attributesHiOf, attributesOf } from '../../../../contracts/attribute-text.ts'
import type { AdminProduct, ProductInput } from '../../../api-client/merchandising.ts'
import { inr, paiseOf } from '../../rupees.ts'

/** What the form says, over what it does not show. */
export function inputOf(data: FormData, product: AdminProduct | undefined): ProductInput {
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
