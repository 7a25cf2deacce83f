import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Cart } from '../../api-client/types.ts'
import { correctionOf, quantityLimit, toFreeDelivery } from './correction.ts'

const cart = (quantity: number, available: number | undefined, maxPerOrder = 10): Pick<Cart, 'lines'> => ({
  lines: [{ productId: 'prd_1', quantity, available, maxPerOrder } as Cart['lines'][number]],
})

describe('a stepper that asked for too much', () => {
  test('gets what the shelf has, or what an order may hold', () => {
    assert.deepEqual(correctionOf(cart(5, 3), 'prd_1'), { quantity: 3, why: 'stock' })
    assert.deepEqual(correctionOf(cart(5, 0), 'prd_1'), { quantity: 0, why: 'stock' })
    assert.deepEqual(correctionOf(cart(12, 50), 'prd_1'), { quantity: 10, why: 'limit' })
    assert.deepEqual(correctionOf(cart(12, -2), 'prd_1'), { quantity: 0, why: 'stock' })
  })

  test('is left alone where there is enough, or where nobody knows', () => {
    assert.equal(correctionOf(cart(5, 5), 'prd_1'), null)
    assert.equal(correctionOf(cart(5, undefined), 'prd_1'), null)
    assert.equal(correctionOf(cart(5, 1), 'prd_2'), null)
  })

  test('reads the limit out of a refusal', () => {
    assert.equal(quantityLimit({ maxPerOrder: 3 }), 3)
    assert.equal(quantityLimit({ maxPerOrder: '3' }), undefined)
    assert.equal(quantityLimit(null), undefined)
  })
})

test('the way to free delivery is told in paise and as a share', () => {
  const fees = { deliveryFee: { amount: 2_500 }, freeDeliveryFrom: { amount: 20_000 } }
  assert.deepEqual(toFreeDelivery(5_000, fees), { missing: 15_000, share: 0.25 })
  assert.deepEqual(toFreeDelivery(30_000, fees), { missing: 0, share: 1 })
  assert.equal(toFreeDelivery(5_000, { ...fees, deliveryFee: { amount: 0 } }), null)
  assert.equal(toFreeDelivery(5_000, undefined), null)
})
