import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cart } from '../../api-client/types.ts'
import { missingItems, wantedItems } from './wanted.ts'

const cart = (lines: object[], unavailable?: Cart['unavailable']) =>
  ({ lines, ...(unavailable ? { unavailable } : {}) }) as Pick<Cart, 'lines' | 'unavailable'>

test('a cart wants the same wherever its lines can be had, so that a cart that moves asks nothing anew', () => {
  const [milk, bread] = [
    { productId: 'prd_2', quantity: 2 },
    { productId: 'prd_1', quantity: 1 },
  ]
  assert.equal(wantedItems(cart([milk, bread])), 'prd_1:1,prd_2:2')
  assert.equal(wantedItems(cart([bread], [milk])), wantedItems(cart([milk, bread])))
  assert.notEqual(wantedItems(cart([{ ...milk, quantity: 3 }, bread])), wantedItems(cart([milk, bread])))
  assert.equal(wantedItems(cart([])), '')
})

test('a large cart says what the question takes', () => {
  const lines = Array.from({ length: 90 }, (_, index) => ({ productId: `prd_${index}`, quantity: 5_000 }))
  const said = wantedItems(cart(lines)).split(',')
  assert.equal(said.length, 60)
  assert.ok(said.every((each) => each.endsWith(':999')))
})

test('what the store has not is told', () => {
  assert.equal(
    missingItems(
      cart([
        { productId: 'a', quantity: 2, available: 2 },
        { productId: 'b', quantity: 9 },
      ]),
    ),
    '',
  )
  assert.equal(
    missingItems(cart([{ productId: 'b', quantity: 2, available: 1 }], [{ productId: 'a', quantity: 1 }])),
    'a,b',
  )
})
