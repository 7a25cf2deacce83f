import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importRowReasons } from '../../../contracts/reasons.ts'
import { compareProduct } from './products.ts'
import type { Cells } from './table.ts'

const good: Cells = { sku: 'MILK', name: 'Milk', category: 'Dairy', price: '28', mrp: '30' }
const whyNot = (cells: Cells) => {
  const compared = compareProduct({ ...good, ...cells }, undefined)
  assert.equal(compared.verdict, 'refused', JSON.stringify(cells))
  return compared
}

test('a row that is no product says why: by the column as the file has it, and by numbers as people write them there', () => {
  const many = (count: number, of: (index: number) => string) =>
    Array.from({ length: count }, (_, at) => of(at)).join('|')
  const odd: [Cells, { reason: string; field: string; [named: string]: unknown }][] = [
    [{ name: '' }, { reason: 'empty', field: 'name', limit: 1 }],
    [{ category: 'Dairy > > Milk' }, { reason: 'empty', field: 'category', limit: 1 }],
    [{ name_hi: 'दू'.repeat(151) }, { reason: 'too-long', field: 'name_hi', limit: 300 }],
    [{ keywords: 'k'.repeat(61) }, { reason: 'too-long', field: 'keywords', limit: 60 }],
    [{ attributes_hi: `Diet: : ${'v'.repeat(301)}` }, { reason: 'too-long', field: 'attributes_hi', limit: 300 }],
    [{ category: 'A > B > C > D > E' }, { reason: 'too-many', field: 'category', limit: 4 }],
    [{ attributes: many(41, (at) => `A${at}: B`) }, { reason: 'too-many', field: 'attributes', limit: 40 }],
    [{ gst: 'five' }, { reason: 'not-a-number', field: 'gst' }],
    [{ net_quantity: 'half' }, { reason: 'not-a-number', field: 'net_quantity' }],
    [{ max_per_order: '1.5' }, { reason: 'not-whole', field: 'max_per_order' }],
    [{ max_per_order: '0' }, { reason: 'too-small', field: 'max_per_order', limit: 1 }],
    [{ net_quantity: '0' }, { reason: 'not-above', field: 'net_quantity', limit: 0 }],
    [{ gst: '51' }, { reason: 'too-large', field: 'gst', limit: 50 }],
    [{ mrp: '999999999' }, { reason: 'too-large', field: 'mrp', limit: 100_000_000 }],
    [
      { net_quantity: '1', net_unit: 'kg' },
      { reason: 'not-one-of', field: 'net_unit', names: ['g', 'ml', 'piece'] },
    ],
  ]
  for (const [cells, details] of odd) {
    const { code, message, details: told } = whyNot(cells)
    assert.deepEqual([code, told], ['request/invalid', details])
    assert.ok(message.length > 5)
  }
  const met = new Set(odd.map(([, { reason }]) => reason))
  assert.deepEqual(
    importRowReasons['request/invalid'].filter((reason) => !met.has(reason)),
    ['not-valid'],
    'what no rule of a product leads to',
  )
})

test('what a row lacks, or has wrong in itself, is told by a reason', () => {
  const { price: _, mrp: __, ...noPrice } = good
  const { category: ___, ...noCategory } = good
  const why = (cells: Cells) => {
    const compared = compareProduct(cells, undefined)
    assert.equal(compared.verdict, 'refused')
    return [compared.code, compared.details]
  }
  assert.deepEqual(why(noPrice), ['catalogue/bad-product', { reason: 'prices-missing' }])
  assert.deepEqual(why(noCategory), ['catalogue/bad-product', { reason: 'category-missing' }])
  assert.deepEqual(why({ ...good, sku: ' ' }), ['catalogue/bad-product', { reason: 'sku-empty', field: 'sku' }])
  assert.deepEqual(why({ ...good, price: '31' }), [
    'catalogue/price-above-mrp',
    { reason: 'price-above-mrp', price: '31', mrp: '30' },
  ])
  assert.deepEqual(why({ ...good, mrp: '10000001' }), [
    'catalogue/price-too-high',
    { reason: 'price-too-high', limit: 10_000_000 },
  ])
  const { details } = whyNot({ price: `a lot${'!'.repeat(100)}` })
  assert.equal(details.value, `a lot${'!'.repeat(55)}…`, 'a long cell by its beginning')
})
