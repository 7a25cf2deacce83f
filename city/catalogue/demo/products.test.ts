import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Check } from 'typebox/value'
import { ProductInput } from '../../../contracts/catalogue.ts'
import { brands } from './brands.ts'
import { demoCategories } from './categories.ts'
import { productNamesHi } from './hindi/index.ts'
import { descriptionsHi } from './hindi/texts/index.ts'
import { demoProducts } from './products.ts'

const products = demoProducts()

const groupBy = <Key>(key: (product: ProductInput) => Key) => {
  const groups = new Map<Key, ProductInput[]>()
  for (const product of products) groups.set(key(product), [...(groups.get(key(product)) ?? []), product])
  return groups
}

describe('the demo catalogue', () => {
  test('fills a shop: 1,800 products or more, in 16 categories or more of 4 to 10 shelves each, by 60 brands or more', () => {
    assert.ok(products.length >= 1_800, `${products.length} products`)
    const aisles = groupBy(({ categoryPath }) => categoryPath[0])
    assert.ok(aisles.size >= 16)
    for (const [aisle, stock] of aisles) {
      const shelves = new Set(stock.map(({ categoryPath }) => categoryPath[1])).size
      assert.ok(shelves >= 4 && shelves <= 10, `${aisle} has ${shelves} shelves`)
    }
    assert.ok(new Set(products.map(({ brand }) => brand)).size >= 60)
  })

  test('every product fits the contract, under a sku of its own', () => {
    for (const product of products) assert.ok(Check(ProductInput, product), product.sku)
    assert.equal(new Set(products.map(({ sku }) => sku)).size, products.length)
  })

  test('the same seed gives the same catalogue; another seed other offers on goods that stay', () => {
    assert.deepEqual(demoProducts(), products)
    const other = demoProducts(2)
    assert.notDeepEqual(other, products)
    const names = (list: ProductInput[]) => [...new Set(list.map(({ name }) => name))]
    assert.deepEqual(names(other), names(products))
  })

  test('nothing sells above its MRP, at a loss of half, or in fractions of a rupee', () => {
    for (const { sku, price, mrp } of products) {
      assert.ok(price.amount <= mrp.amount && price.amount >= mrp.amount * 0.6, sku)
      assert.equal(mrp.amount % 100, 0, sku)
    }
  })

  test('a bigger pack is never the dearer way to buy, and never absurdly cheap', () => {
    for (const [key, packs] of groupBy(({ brand, name, netQuantity }) => `${brand} ${name} ${netQuantity?.unit}`)) {
      const perUnit = packs
        .flatMap(({ price, netQuantity }) =>
          netQuantity ? [{ size: netQuantity.value, cost: price.amount / netQuantity.value }] : [],
        )
        .sort((one, other) => one.size - other.size)
      for (const [index, { cost }] of perUnit.entries()) {
        const before = perUnit[index - 1]?.cost ?? cost
        assert.ok(cost <= before * 1.06 && cost >= before * 0.5, `${key}: ${before} then ${cost}`)
      }
    }
  })

  test('every brand is used, and keeps to a few aisles', () => {
    const aislesOf = groupBy(({ brand }) => brand)
    for (const brand of Object.keys(brands)) {
      const aisles = new Set(aislesOf.get(brand)?.map(({ categoryPath }) => categoryPath[0]))
      assert.ok(aisles.size >= 1 && aisles.size <= 4, `${brand} stands in ${[...aisles].join('; ')}`)
    }
  })

  test('different goods are described differently, and each description says something', () => {
    const described = groupBy(({ description }) => description)
    for (const [description, group] of described) {
      assert.ok((description ?? '').length > 40, description)
      assert.equal(new Set(group.map(({ name, brand }) => name + brand)).size, 1, description)
    }
  })

  test('what is eaten carries its diet; meat is marked; frozen goods are kept frozen', () => {
    for (const { sku, categoryPath, attributes = {} } of products) {
      if (categoryPath[0] === 'Chicken, Meat & Fish') assert.equal(attributes.Diet, 'Non-vegetarian', sku)
      if (/Ice Cream|Frozen/.test(categoryPath[1] ?? '')) assert.equal(attributes.Storage, 'Frozen', sku)
      assert.ok(attributes.Storage && attributes['Country of origin'], sku)
    }
  })

  test('every category has a Hindi name of its own among its neighbours', () => {
    const named = new Map(demoCategories().map(({ path, nameHi }) => [path.join(' > '), nameHi]))
    for (const { categoryPath } of products)
      for (const depth of [1, 2])
        assert.match(named.get(categoryPath.slice(0, depth).join(' > ')) ?? '', /[\u0900-\u097f]/)
    const seen = demoCategories().map(({ path, nameHi }) => [...path.slice(0, -1), nameHi].join(' > '))
    assert.equal(new Set(seen).size, seen.length)
  })

  test('every product has a Hindi name, and goods of one shelf do not share theirs', () => {
    const named = new Map<string, string>()
    for (const { name, nameHi = '', categoryPath, sku } of products) {
      assert.match(nameHi, /[\u0900-\u097f]/, sku)
      const key = [...categoryPath, nameHi].join(' > ')
      assert.equal(named.get(key) ?? name, name, key)
      named.set(key, name)
    }
    const sold = new Set(products.map(({ name }) => name))
    assert.deepEqual(
      Object.keys(productNamesHi).filter((name) => !sold.has(name)),
      [],
    )
  })

  test('attributes are in Hindi, whole', () => {
    for (const { sku, attributes = {}, attributesHi = {} } of products)
      for (const name of Object.keys(attributes)) {
        const { name: nameHi = '', value = '' } = attributesHi[name] ?? {}
        for (const text of [nameHi, value])
          assert.match(text, /^[^A-Za-z]*[\u0900-\u097f][^A-Za-z]*$/, `${sku} ${name}`)
      }
  })

  test('every product is described in Hindi: what it is, then who makes it; and nothing that is not sold', () => {
    for (const { sku, name, brand, descriptionHi = '' } of products) {
      const text = descriptionsHi[name]
      assert.match(text ?? '', /^[^।]*[\u0900-\u097f].*।$/, sku)
      assert.ok(descriptionHi.startsWith(`${text} `), sku)
      const maker = descriptionHi.slice(text!.length + 1)
      assert.ok(maker.startsWith(brand) && /[\u0900-\u097f]।$/.test(maker), sku)
    }
    for (const [description, group] of groupBy(({ descriptionHi }) => descriptionHi))
      assert.equal(new Set(group.map(({ name, brand }) => name + brand)).size, 1, description)
    const sold = new Set(products.map(({ name }) => name))
    assert.deepEqual(
      Object.keys(descriptionsHi).filter((name) => !sold.has(name)),
      [],
    )
  })

  test('people find milk, onions and flour by their Hindi names', () => {
    for (const [word, name] of [
      ['doodh', 'Toned Milk'],
      ['pyaaz', 'Onion'],
      ['आटा', 'Chakki Fresh Atta'],
    ] as const) {
      assert.ok(
        products.some((product) => product.name === name && product.keywords?.includes(word)),
        word,
      )
    }
  })
})
