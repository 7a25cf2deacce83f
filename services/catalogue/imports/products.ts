import { Compile } from 'typebox/compile'
import { attributesHiOf, attributesOf, attributeText, attributeTextHi } from '../../../contracts/attribute-text.ts'
import { type AdminProduct, type ImportRow, ProductInput } from '../../../contracts/catalogue.ts'
import { money } from '../../../contracts/money.ts'
import { cleanProduct, type Fault, priceMax, productFault } from '../domain/product.ts'
import { misshapen, quoted, type Refused, refused } from './refused.ts'
import { type Cells, paiseOf, rupees } from './table.ts'

const validator = Compile(ProductInput)

export type Compared =
  | Refused
  | {
      readonly verdict: 'added' | 'changed' | 'unchanged'
      readonly label: string
      readonly changes: ImportRow['changes']
      readonly target?: unknown
    }

export const notAnAmount = (field: 'price' | 'mrp', cell: string | undefined): Refused =>
  refused('catalogue/bad-product', 'not-an-amount', `${field} is not an amount in rupees: ${cell}`, {
    field,
    value: quoted(cell),
  })

/** A fault of a product or price, as a row tells it: in rupees, as files have them. */
export function faulty(fault: Fault, price: number, mrp: number): Refused {
  const { message } = fault
  switch (fault.code) {
    case 'catalogue/price-above-mrp':
      return refused(fault.code, 'price-above-mrp', message, { price: rupees(price), mrp: rupees(mrp) })
    case 'catalogue/price-too-high':
      return refused(fault.code, 'price-too-high', message, { limit: priceMax / 100 })
    case 'catalogue/bad-product':
      return { verdict: 'refused', ...fault }
  }
}

/** The product that a row describes: what it tells, over what is known. A column that is not in the file changes nothing. */
export function productOf(cells: Cells, known: AdminProduct | undefined): ProductInput | Refused {
  const told = (name: string): string | undefined => cells[name]
  const amount = (name: 'mrp' | 'price') => {
    const text = told(name)
    return text === undefined || text === '' ? known?.[name].amount : (paiseOf(text) ?? Number.NaN)
  }
  const mrp = amount('mrp') ?? amount('price')
  const price = amount('price') ?? mrp
  if (mrp === undefined || price === undefined)
    return refused('catalogue/bad-product', 'prices-missing', 'price and mrp are missing')
  if (Number.isNaN(mrp)) return notAnAmount('mrp', told('mrp'))
  if (Number.isNaN(price)) return notAnAmount('price', told('price'))
  const gst = told('gst')
  const gstBasisPoints = gst === undefined || gst === '' ? (known?.gstBasisPoints ?? 0) : Math.round(Number(gst) * 100)
  const quantity = told('net_quantity')
  const netQuantity = quantity
    ? { value: Number(quantity), unit: (told('net_unit') || 'piece') as 'g' }
    : quantity === ''
      ? undefined
      : known?.netQuantity
  const max = told('max_per_order')
  const maxPerOrder = max ? Number(max) : max === '' ? undefined : known?.maxPerOrder
  const text = <K extends 'nameHi' | 'type' | 'description' | 'descriptionHi'>(name: string, field: K) => {
    const value = told(name)
    const kept = value === undefined ? known?.[field] : value || undefined
    return kept === undefined ? {} : { [field]: kept }
  }
  const keywords = told('keywords')
  const words =
    keywords === undefined
      ? known?.keywords
      : keywords
          .split('|')
          .map((word) => word.trim())
          .filter(Boolean)
  const english = told('attributes')
  const attributes = english === undefined ? known?.attributes : attributesOf(english, '|')
  const hindi = told('attributes_hi')
  const attributesHi = hindi === undefined ? known?.attributesHi : attributesHiOf(hindi, '|')
  const path = told('category')
  const categoryPath = path ? path.split('>').map((name) => name.trim()) : known?.categoryPath
  if (!categoryPath) return refused('catalogue/bad-product', 'category-missing', 'category is missing')
  const { image, images, rating } = known ?? {}
  const rest = known ? moreOf(known) : {}
  return {
    ...rest,
    sku: told('sku') ?? '',
    name: told('name') || known?.name || '',
    brand: told('brand') ?? known?.brand ?? '',
    pack: told('pack') ?? known?.pack ?? '',
    categoryPath,
    ...text('name_hi', 'nameHi'),
    ...text('type', 'type'),
    ...text('description', 'description'),
    ...text('description_hi', 'descriptionHi'),
    ...(words && words.length > 0 ? { keywords: words } : {}),
    ...(attributes && Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(attributesHi && Object.keys(attributesHi).length > 0 ? { attributesHi } : {}),
    ...(image ? { image } : {}),
    ...(images ? { images } : {}),
    ...(rating ? { rating } : {}),
    mrp: money(mrp),
    price: money(price),
    gstBasisPoints,
    ...(netQuantity ? { netQuantity } : {}),
    ...(maxPerOrder === undefined ? {} : { maxPerOrder }),
  }
}

/** Fields of a product that files do not name, whatever they are: they stay. */
function moreOf(known: AdminProduct): object {
  const fields = new Set(Object.keys(ProductInput.properties))
  const named = [
    ...['nameHi', 'type', 'description', 'descriptionHi', 'keywords'],
    ...['attributes', 'attributesHi', 'netQuantity', 'maxPerOrder'],
  ]
  return Object.fromEntries(Object.entries(known).filter(([name]) => fields.has(name) && !named.includes(name)))
}

const shown = (product: ProductInput): Record<string, string> => ({
  name: product.name,
  name_hi: product.nameHi ?? '',
  brand: product.brand,
  pack: product.pack,
  category: product.categoryPath.join(' > '),
  type: product.type ?? '',
  description: product.description ?? '',
  description_hi: product.descriptionHi ?? '',
  keywords: (product.keywords ?? []).join('|'),
  mrp: rupees(product.mrp.amount),
  price: rupees(product.price.amount),
  gst: String(product.gstBasisPoints / 100),
  net_quantity: String(product.netQuantity?.value ?? ''),
  net_unit: product.netQuantity?.unit ?? '',
  max_per_order: String(product.maxPerOrder ?? ''),
  attributes: attributeText(product.attributes ?? {}, '|'),
  attributes_hi: attributeTextHi(product.attributesHi ?? {}, '|'),
})

/** A product as a line of a file: the inverse of `productOf`. */
export const productCells = (product: ProductInput): Cells => ({ sku: product.sku, ...shown(product) })

/** What a row would do to the product with its sku. */
export function compareProduct(cells: Cells, known: AdminProduct | undefined): Compared & { input?: ProductInput } {
  const made = productOf(cells, known)
  if ('verdict' in made) return made
  if (!validator.Check(made)) {
    const [first] = validator.Errors(made)
    const where = first?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    const message = `${where} ${first?.message ?? 'is not valid'}`.trim()
    return first ? misshapen(message, first) : refused('request/invalid', 'not-valid', message, { field: where })
  }
  const input = cleanProduct(made)
  const fault = productFault(input)
  if (fault) return faulty(fault, input.price.amount, input.mrp.amount)
  const now = shown(input)
  const was = known ? shown(known) : undefined
  const changes = Object.entries(now).flatMap(([field, to]) => {
    const from = was?.[field] ?? ''
    return from === to ? [] : [{ field, from: was ? from : null, to }]
  })
  const label = `${input.brand} ${input.name}`.trim()
  const verdict = known ? (changes.length === 0 ? 'unchanged' : 'changed') : 'added'
  return { verdict, label, changes, input }
}
