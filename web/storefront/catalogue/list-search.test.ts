import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { filterCount, filtersOf, priceBand, readListSearch, toggled } from './list-search.ts'

describe('filters in the address of a list', () => {
  test('are read as they are written', () => {
    const search = readListSearch({
      sort: 'price',
      brand: ['Amul', 'Gopal'],
      attr: 'Diet:Vegan',
      price: '50-99',
      off: 20,
    })
    assert.deepEqual(filtersOf(search), {
      brands: ['Amul', 'Gopal'],
      attributes: ['Diet:Vegan'],
      priceMin: 5_000,
      priceMax: 9_999,
      discountMin: 20,
    })
    assert.equal(filterCount(search), 5)
  })

  test('that make no sense are left out', () => {
    const none = { sort: undefined, brand: undefined, attr: undefined, price: undefined, off: undefined }
    const nonsense = { sort: 'colour', brand: [1, null, ''], attr: 'Diet', price: '9-x', off: 100 }
    assert.deepEqual(readListSearch(nonsense), none)
    assert.deepEqual(readListSearch({ sort: 'relevance', brand: {}, attr: [], price: 7, off: '-1' }), none)
    assert.equal(readListSearch({ brand: Array.from({ length: 80 }, (_, i) => `B${i}`) }).brand!.length, 50)
  })

  test('a band of prices has no upper end, or one below the next band', () => {
    assert.equal(priceBand({ min: 5_000, max: 10_000 }), '50-99')
    assert.equal(priceBand({ min: 200_000, max: null }), '2000-')
    assert.deepEqual(filtersOf({ price: '2000-' }).priceMax, undefined)
    assert.deepEqual(filtersOf({ price: '0-49' }).priceMax, 4_999)
  })

  test('a value is put in and taken out again', () => {
    assert.deepEqual(toggled(undefined, 'Amul'), ['Amul'])
    assert.deepEqual(toggled(['Amul', 'Gopal'], 'Amul'), ['Gopal'])
    assert.equal(toggled(['Amul'], 'Amul'), undefined)
  })
})
