import { Check } from 'typebox/value'
import { attributesHiOf, attributesOf } from '../../contracts/attribute-text.ts'
import { ProductInput } from '../../contracts/catalogue.ts'
import { money } from '../../contracts/money.ts'
import { cleanText } from './clean-text.ts'
import { normalisePack, packInName, parsePack } from './packs.ts'
import { gstFor } from './tax.ts'

/** Why a row of a catalogue file was not taken. */
export type RowProblem = { code: `catalogue/${string}` | `csv/${string}`; message: string; column?: string }

/** Thrown while a row is read; the reader turns it into a report and goes on with the next row. */
export class RowFault extends Error {
  readonly problem: RowProblem
  constructor(code: RowProblem['code'], message: string, column?: string) {
    super(message)
    this.problem = { code, message, ...(column ? { column } : {}) }
  }
}

export type Row = Record<string, string>

export type Layout = {
  name: 'bigbasket' | 'bigbasket-packs' | 'tokri'
  /** Columns that must be there, in any order. Others are ignored unless they are listed as optional. */
  required: readonly string[]
  optional: readonly string[]
  toProduct(row: Row): ProductInput
}

export const limits = {
  name: 200,
  brand: 80,
  pack: 60,
  category: 80,
  depth: 4,
  sku: 64,
  description: 4_000,
  rupeesMax: 1_000_000,
  attributes: 8_000,
}

/** A column's text, cleaned. @throws RowFault when it is too long */
function text(row: Row, column: string, max: number): string {
  const value = cleanText(row[column] ?? '')
  if (value.length > max) throw new RowFault('catalogue/too-long', `${column} is longer than ${max} characters`, column)
  return value
}

function mustHave(row: Row, column: string, max: number): string {
  const value = text(row, column, max)
  if (value === '') throw new RowFault('catalogue/missing', `${column} is empty`, column)
  return value
}

/** Rupees as written in the file, to paise. Two decimals count; a third (`57.125`) is rounded. */
function rupees(row: Row, column: string): number {
  const value = mustHave(row, column, 20)
  if (/^-\s*\d/.test(value)) throw new RowFault('catalogue/negative-price', `${column} is negative: ${value}`, column)
  if (!/^\d{1,9}(\.\d{1,8})?$/.test(value)) {
    throw new RowFault('catalogue/not-a-price', `${column} is not an amount in rupees: "${value}"`, column)
  }
  const amount = Number(value)
  if (amount === 0) throw new RowFault('catalogue/zero-price', `${column} is zero`, column)
  if (amount > limits.rupeesMax) {
    throw new RowFault('catalogue/price-too-high', `${column} is above ${limits.rupeesMax} rupees`, column)
  }
  return Math.round(amount * 100)
}

/** Selling price and MRP together: it is against Indian law to sell above the maximum retail price. */
function prices(row: Row, mrpColumn: string, priceColumn: string) {
  const mrp = rupees(row, mrpColumn)
  const price = rupees(row, priceColumn)
  if (price > mrp) {
    throw new RowFault(
      'catalogue/price-above-mrp',
      `${priceColumn} is above the MRP: ${price / 100} > ${mrp / 100}`,
      priceColumn,
    )
  }
  return { mrp: money(mrp), price: money(price) }
}

function wholeNumber(row: Row, column: string): number {
  const value = mustHave(row, column, 12)
  if (!/^\d{1,9}$/.test(value))
    throw new RowFault('catalogue/not-a-number', `${column} is not a whole number: "${value}"`, column)
  return Number(value)
}

/** Stars from 1 to 5, or none. Where a file does not say how many people rated, the count is 0: not known. */
function rating(row: Row): ProductInput['rating'] {
  const value = text(row, 'rating', 20)
  if (value === '') return undefined
  const average = Number(value)
  if (!(average >= 1 && average <= 5))
    throw new RowFault('catalogue/bad-rating', `rating is not from 1 to 5: "${value}"`, 'rating')
  return { average, count: row.rating_count?.trim() ? wholeNumber(row, 'rating_count') : 0 }
}

/** A price per kilogram of a lunch box helps nobody: sizes of wares are capacities. */
const isWare = (categoryPath: readonly string[]): boolean =>
  /kitchen|bins|bakeware|crockery/i.test(categoryPath.join(' ')) && !/pet food/i.test(categoryPath.join(' '))

function packAndQuantity(pack: string, categoryPath: readonly string[]) {
  const netQuantity = isWare(categoryPath) ? undefined : parsePack(pack)
  return { pack, ...(netQuantity ? { netQuantity } : {}) }
}

const bigbasket: Layout = {
  name: 'bigbasket',
  required: ['index', 'product', 'category', 'sub_category', 'brand', 'sale_price', 'market_price'],
  optional: ['type', 'rating'],
  toProduct(row) {
    const name = mustHave(row, 'product', limits.name)
    const categoryPath = [mustHave(row, 'category', limits.category), mustHave(row, 'sub_category', limits.category)]
    const type = text(row, 'type', limits.category)
    const stars = rating(row)
    return {
      sku: `bb-${wholeNumber(row, 'index')}`,
      name,
      brand: text(row, 'brand', limits.brand),
      ...packAndQuantity(packInName(name), categoryPath),
      categoryPath,
      ...(type ? { type } : {}),
      ...prices(row, 'market_price', 'sale_price'),
      gstBasisPoints: gstFor(categoryPath, type),
      ...(stars ? { rating: stars } : {}),
    }
  },
}

const packs: Layout = {
  name: 'bigbasket-packs',
  required: ['ProductID', 'ProductName', 'Brand', 'Price', 'DiscountPrice', 'Quantity', 'Category', 'SubCategory'],
  optional: [],
  toProduct(row) {
    const categoryPath = [mustHave(row, 'Category', limits.category), mustHave(row, 'SubCategory', limits.category)]
    return {
      sku: `bbp-${wholeNumber(row, 'ProductID')}`,
      name: mustHave(row, 'ProductName', limits.name),
      brand: text(row, 'Brand', limits.brand),
      ...packAndQuantity(normalisePack(text(row, 'Quantity', limits.pack)), categoryPath),
      categoryPath,
      ...prices(row, 'Price', 'DiscountPrice'),
      gstBasisPoints: gstFor(categoryPath),
    }
  },
}

const tokri: Layout = {
  name: 'tokri',
  required: ['sku', 'name', 'brand', 'pack', 'category', 'mrp', 'price'],
  optional: [
    ...['name_hi', 'type', 'description', 'description_hi', 'keywords', 'attributes', 'attributes_hi'],
    ...['gst_percent', 'rating', 'rating_count', 'max_per_order', 'image'],
  ],
  toProduct(row) {
    const sku = mustHave(row, 'sku', limits.sku)
    if (!/^[\w.:/-]+$/.test(sku))
      throw new RowFault(
        'catalogue/bad-sku',
        `sku has characters other than letters, digits and . : / _ -: "${sku}"`,
        'sku',
      )
    const categoryPath = mustHave(row, 'category', limits.category * limits.depth)
      .split('>')
      .map((name) => name.trim())
    if (
      categoryPath.length > limits.depth ||
      categoryPath.some((name) => name === '' || name.length > limits.category)
    ) {
      throw new RowFault(
        'catalogue/bad-category',
        `category must be one to ${limits.depth} names joined by " > "`,
        'category',
      )
    }
    const type = text(row, 'type', limits.category)
    const description = text(row, 'description', limits.description)
    const nameHi = text(row, 'name_hi', limits.name)
    const descriptionHi = text(row, 'description_hi', limits.description)
    const attributes = attributesOf(text(row, 'attributes', limits.attributes), '|')
    const attributesHi = attributesHiOf(text(row, 'attributes_hi', limits.attributes), '|')
    const { properties } = ProductInput
    if (!Check(properties.attributes, attributes)) throw tooLong('attributes')
    if (!Check(properties.attributesHi, attributesHi)) throw tooLong('attributes_hi')
    const keywords = text(row, 'keywords', 500)
      .split(/[,;|]/)
      .map((word) => word.trim())
      .filter(Boolean)
      .slice(0, 20)
    const image = text(row, 'image', 300)
    const stars = rating(row)
    return {
      sku,
      name: mustHave(row, 'name', limits.name),
      ...(nameHi ? { nameHi } : {}),
      brand: text(row, 'brand', limits.brand),
      ...packAndQuantity(normalisePack(text(row, 'pack', limits.pack)), categoryPath),
      categoryPath,
      ...(type ? { type } : {}),
      ...(description ? { description } : {}),
      ...(descriptionHi ? { descriptionHi } : {}),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(Object.keys(attributesHi).length > 0 ? { attributesHi } : {}),
      ...(keywords.length > 0 ? { keywords } : {}),
      ...(image ? { image } : {}),
      ...prices(row, 'mrp', 'price'),
      gstBasisPoints: gstPercent(row) ?? gstFor(categoryPath, type),
      ...(stars ? { rating: stars } : {}),
      ...(row.max_per_order?.trim() ? { maxPerOrder: wholeNumber(row, 'max_per_order') } : {}),
    }
  },
}

const tooLong = (column: string) =>
  new RowFault('catalogue/too-long', `${column} are at most 40, with values of 300 characters`, column)

function gstPercent(row: Row): number | undefined {
  const value = text(row, 'gst_percent', 10)
  if (value === '') return undefined
  const percent = Number(value)
  if (!(percent >= 0 && percent <= 100))
    throw new RowFault('catalogue/bad-gst', `gst_percent is not from 0 to 100: "${value}"`, 'gst_percent')
  return Math.round(percent * 100)
}

export const layouts: readonly Layout[] = [bigbasket, packs, tokri]
