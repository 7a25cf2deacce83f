import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { money } from '../../contracts/money.ts'
import { cardOf, type Shown, unitPrice } from './domain/card.ts'
import { categoriesOf, categoryIdOf } from './domain/category.ts'
import { cleanProduct, mergeProduct, priceFault, productFault, productIdOf } from './domain/product.ts'
import { product } from './testing.ts'

test('prices per kilogram, litre and piece are whole paise', () => {
  assert.deepEqual(unitPrice(4_900, { value: 500, unit: 'g' }), { price: money(9_800), per: 'kg' })
  assert.deepEqual(unitPrice(1_000, { value: 333, unit: 'ml' }), { price: money(3_003), per: 'l' })
  assert.deepEqual(unitPrice(1_000, { value: 6, unit: 'piece' }), { price: money(167), per: 'piece' })
  assert.equal(unitPrice(1_000_000_000, { value: 0.001, unit: 'g' }), undefined)
})

test('a card tells what is left only when little is, and trusts what it does not know', () => {
  const shown: Shown = { ...product('x'), id: productIdOf('x'), categoryId: categoryIdOf(['A']), picture: '/x.svg' }
  const stock = (available: number | undefined) => {
    const { inStock, left } = cardOf(shown, { price: 1, mrp: 2 }, available)
    return [inStock, left]
  }
  assert.deepEqual([undefined, 0, 1, 5, 6].map(stock), [
    [true, undefined],
    [false, undefined],
    [true, 1],
    [true, 5],
    [true, undefined],
  ])
})

test('a price is never above the MRP, at any size', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.nat(2_000_000_000), (price, mrp) => {
      const fault = priceFault(price, mrp)
      assert.equal(fault === null, price <= mrp && mrp <= 1_000_000_000)
    }),
  )
})

test('the tree has each category once, parents first, whatever order and case the paths come in', () => {
  const name = fc.constantFrom('Dairy', 'dairy ', 'Milk', 'Curd', 'दूध')
  fc.assert(
    fc.property(fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 }), (paths) => {
      const tree = categoriesOf(paths)
      const seen = new Set<string>()
      for (const [id, { parentId, path }] of tree.categories) {
        assert.ok(parentId === null ? path.length === 1 : seen.has(parentId))
        seen.add(id)
      }
      for (const path of paths) assert.equal(tree.idOf(path), categoryIdOf(path))
      assert.equal(tree.categories.size, seen.size)
    }),
  )
  assert.notEqual(categoryIdOf(['a', 'b']), categoryIdOf(['a,b']))
})

test('cleaned text can be kept: no half characters, none of control', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, description) => {
      const clean = cleanProduct({ ...product('x'), name: `${name}\u0000\ud800`, description })
      assert.ok(clean.name.isWellFormed())
      assert.ok(!`${clean.name}${clean.description}`.includes('\u0000'))
      assert.deepEqual(cleanProduct(clean), clean)
      if (clean.name === '') assert.equal(productFault(clean)?.code, 'catalogue/bad-product')
    }),
  )
})

test('stores are added by an import, and none told means every store', () => {
  const sold = (before: string[] | null | undefined, now: string[] | undefined) =>
    mergeProduct(product('x'), 'cat', before === undefined ? undefined : { active: true, storeIds: before }, now)
      .storeIds
  assert.deepEqual(sold(undefined, ['b', 'a', 'b']), ['a', 'b'])
  assert.deepEqual(sold(['a'], ['b']), ['a', 'b'])
  assert.equal(sold(['a'], undefined), null)
  assert.equal(sold(null, ['b']), null)
  assert.equal(mergeProduct(product('x'), 'cat', { active: false, storeIds: null }, undefined).active, false)
})
