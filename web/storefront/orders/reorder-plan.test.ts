import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProductCard } from '../../api-client/types.ts'
import { planReorder } from './reorder-plan.ts'

const rupees = (amount: number) => ({ amount: amount * 100, currency: 'INR' as const })
const card = (id: string, more: Partial<ProductCard> = {}): ProductCard => ({
  id,
  name: id,
  brand: '',
  pack: '',
  image: '',
  mrp: rupees(50),
  price: rupees(40),
  inStock: true,
  maxPerOrder: 6,
  categoryId: 'cat_1',
  ...more,
})
const line = (productId: string, quantity: number) => ({ productId, name: productId, quantity, price: rupees(40) })

test('what is there is put on top of the cart, up to the limit', () => {
  const plan = planReorder([line('milk', 2), line('rice', 5)], [card('rice'), card('milk')], (id) =>
    id === 'rice' ? 3 : 0,
  )
  assert.deepEqual(
    plan.put.map(({ product, quantity }) => [product.id, quantity]),
    [
      ['milk', 2],
      ['rice', 6],
    ],
  )
  assert.deepEqual([plan.gone, plan.dearer], [[], []])
})

test('what is sold out, not sold any more or dearer is told, and what is cheaper is not', () => {
  const plan = planReorder(
    ['out', 'unknown', 'dear', 'cheap'].map((id) => line(id, 1)),
    [card('out', { inStock: false }), card('dear', { price: rupees(45) }), card('cheap', { price: rupees(30) })],
    () => 0,
  )
  assert.deepEqual(plan.gone, ['out', 'unknown'])
  assert.deepEqual(plan.dearer, [{ name: 'dear', before: rupees(40), now: rupees(45) }])
  assert.deepEqual(
    plan.put.map(({ product }) => product.id),
    ['dear', 'cheap'],
  )
})
