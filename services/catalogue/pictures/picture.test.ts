import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { allIconNames, iconFor } from './icon-choice.ts'
import { iconBody, loadIcons } from './icons.ts'
import { categoryPicture, productPicture } from './picture.ts'

/** The names of all elements; throws on what is not well-formed XML. */
function elementsOf(svg: string): Set<string> {
  const names = new Set<string>()
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => names.add(name))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(svg).close()
  return names
}

const milk = { name: 'Toned Milk', brand: 'Dhenuvale', categoryPath: ['Dairy, Bread & Eggs', 'Milk'], pack: '500 ml' }

describe('a picture of a product', () => {
  test('is well-formed SVG that names the product for those who cannot see it', () => {
    const svg = productPicture(milk)
    assert.ok(elementsOf(svg).has('svg'))
    assert.match(svg, /<title>Dhenuvale Toned Milk 500 ml<\/title>/)
  })

  test('is the same each time, and differs for other products', () => {
    assert.equal(productPicture(milk), productPicture({ ...milk }))
    assert.notEqual(productPicture(milk), productPicture({ ...milk, brand: 'Morning Churn' }))
    assert.notEqual(productPicture(milk), productPicture({ ...milk, name: 'Masala Chaas' }))
  })

  test('property: any text makes a well-formed picture of bounded size, and never becomes markup', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('<script>alert(1)</script>', '"><svg onload=x>', ']]>', '&amp;', '\u0000\uffff'),
    )
    const product = fc.record({
      name: text,
      brand: text,
      categoryPath: fc.array(text, { maxLength: 4 }),
      type: text,
      pack: text,
      keywords: fc.array(text),
    })
    fc.assert(
      fc.property(product, (any) => {
        const svg = productPicture(any)
        const drawing =
          'svg title defs linearGradient stop rect circle ellipse path g text clipPath filter feColorMatrix'
        for (const name of elementsOf(svg)) assert.ok(drawing.split(' ').includes(name), name)
        assert.ok(Buffer.byteLength(svg) < 32_000)
      }),
      { numRuns: 300 },
    )
  })

  test('a name of ten thousand letters costs no more than a long one', () => {
    assert.ok(productPicture({ ...milk, name: 'x'.repeat(10_000), brand: '<'.repeat(10_000) }).length < 20_000)
  })
})

describe('the icon', () => {
  const food = ['Snacks & Branded Foods', 'Snacks']
  const cases: [name: string, categoryPath: string[], icon: string][] = [
    ['Mango Juice', ['Beverages', 'Juices'], 'mango'],
    ['Tomatoes - Hybrid', ['Fruits & Vegetables', 'Fresh Vegetables'], 'tomato'],
    ['Milk Chocolate', food, 'chocolate-bar'],
    ['Dahi', ['Bakery, Cakes & Dairy', 'Dairy'], 'custard'],
    ['Pyaaz', ['Fruits & Vegetables', 'Fresh Vegetables'], 'onion'],
    ['Lunch Box - Orange', ['Kitchen, Garden & Pets', 'Storage & Accessories'], 'bento-box'],
    ['Glass Water Bottle', ['Kitchen, Garden & Pets', 'Storage & Accessories'], 'water-bottle'],
    ['Chicken Flavour Adult Dog Food', ['Kitchen, Garden & Pets', 'Pet Food & Accessories'], 'dog-face'],
    ['Quux', ['Baby Care', 'Unheard of'], 'baby'],
    ['Quux', [], 'basket'],
  ]
  for (const [name, categoryPath, icon] of cases) {
    test(`of ${name} is ${icon}`, () => assert.equal(iconFor({ name, categoryPath }), icon))
  }

  test('exists for every word in the tables', () => {
    loadIcons(allIconNames)
    assert.deepEqual(
      [...allIconNames].filter((name) => !iconBody(name)),
      [],
    )
  })
})

test('categories have pictures, by name or by path', () => {
  for (const name of ['Fruits & Vegetables', 'Something new', '<b>', '']) elementsOf(categoryPicture(name))
  assert.notEqual(categoryPicture(['Dairy, Bread & Eggs', 'Eggs']), categoryPicture('Dairy, Bread & Eggs'))
})
