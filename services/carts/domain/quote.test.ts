import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Listing } from '../../../contracts/catalogue.ts'
import { money } from '../../../contracts/money.ts'
import { emptyCart, linesMax, mergeCarts, type StoredCart, showCart } from './lines.ts'
import { applyOffer, spread } from './offer.ts'
import { type Basket, deliveryFee, type FeeRules, priceBasket } from './quote.ts'

const rules: FeeRules = {
  deliveryFeePaise: 2_500,
  nearM: 2_000,
  perKmPaise: 600,
  freeDeliveryPaise: 29_900,
  smallCartPaise: 9_900,
  smallCartFeePaise: 1_500,
  feeGstBasisPoints: 1_800,
}

const idOf = (index: number) => `prd_${String(index).padStart(32, '0')}`
const listing = (index: number, more: Partial<Listing> = {}): Listing => ({
  productId: idOf(index),
  name: `Product ${index}`,
  brand: 'Tokri',
  pack: '1 kg',
  image: '/p.svg',
  mrp: money(12_000),
  price: money(10_000),
  gstBasisPoints: 500,
  maxPerOrder: 10,
  ...more,
})
const cartOf = (lines: [index: number, quantity: number, seen?: number][]): StoredCart => ({
  storeId: 'sto_1',
  coupon: null,
  lines: lines.map(([index, quantity, seenPaise = 10_000], putAtMs) => ({
    productId: idOf(index),
    quantity,
    seenPaise,
    putAtMs,
    setAtMs: putAtMs,
  })),
})
const basket = (more: Partial<Basket> = {}): Basket => ({
  cart: cartOf([[1, 1]]),
  listings: [listing(1)],
  available: null,
  distanceM: 1_000,
  tip: money(0),
  offer: null,
  ...more,
})
const codes = (priced: ReturnType<typeof priceBasket>) => priced.problems.map((each) => each.code)

const day = 86_400_000
const offerOf = (more: object = {}) => ({
  code: 'TEN',
  title: 'Ten',
  kind: 'percent' as const,
  value: 1_000,
  minimum: money(0),
  startsAt: new Date(0).toISOString(),
  endsAt: new Date(day).toISOString(),
  ...more,
})
const use = (more: object = {}, of: object = {}) =>
  applyOffer(offerOf(more), { items: money(10_000), storeId: 'sto_1', usedByUser: 0, nowMs: 1, ...of })

describe('a quote', () => {
  test('adds up: items, small-cart fee, delivery by begun kilometres, tip', () => {
    const { totals, shortOfFree } = priceBasket(
      rules,
      basket({ listings: [listing(1, { price: money(5_000) })], distanceM: 3_001, tip: money(2_000) }),
    )
    assert.equal(totals.items.amount, 5_000)
    assert.equal(totals.deliveryFee.amount, 2_500 + 2 * 600)
    assert.equal(totals.smallCartFee.amount, 1_500)
    assert.equal(totals.total.amount, 5_000 + 3_700 + 1_500 + 2_000)
    assert.deepEqual(totals.feeParts, [
      { code: 'base', amount: money(2_500) },
      {
        code: 'distance',
        amount: money(1_200),
        beyond: { nearM: 2_000, kilometres: 2, perKm: money(600) },
      },
    ])
    assert.deepEqual(totals.smallCartBelow, money(9_900))
    assert.equal(shortOfFree?.amount, 24_900)
  })

  test('is delivered free from the limit on, counted before the discount', () => {
    const offer = { code: 'TEN', outcome: use({}, { items: money(30_000) }) }
    const { totals, feeNote, shortOfFree } = priceBasket(rules, basket({ cart: cartOf([[1, 3]]), offer }))
    assert.equal(totals.deliveryFee.amount, 0)
    assert.equal(totals.discount.amount, 3_000)
    assert.deepEqual([feeNote, shortOfFree], [undefined, undefined])
  })

  test('near the store the fee does not grow with the distance', () => {
    assert.equal(deliveryFee(rules, 0).amount, 2_500)
    assert.equal(deliveryFee(rules, 2_000).amount, 2_500)
    assert.equal(deliveryFee(rules, 2_001).amount, 3_100)
  })

  test('tells of what is short, over the limit, dearer than seen, or not sold here', () => {
    const priced = priceBasket(
      rules,
      basket({
        cart: cartOf([
          [1, 3],
          [2, 11],
          [3, 1, 9_000],
          [4, 1],
        ]),
        listings: [listing(1), listing(2), listing(3)],
        available: new Map([
          [idOf(1), 2],
          [idOf(2), 50],
          [idOf(3), 1],
        ]),
      }),
    )
    assert.deepEqual(codes(priced).sort(), ['not-sold-here', 'over-limit', 'price-changed', 'short-stock'])
    const changed = priced.problems.find((each) => each.code === 'price-changed')!
    assert.equal(changed.blocking, false)
    assert.deepEqual([changed.was?.amount, changed.now?.amount], [9_000, 10_000])
    assert.equal(priced.problems.find((each) => each.code === 'short-stock')!.available, 2)
    const none = priceBasket(rules, basket({ available: new Map() }))
    assert.deepEqual(
      none.problems.map(({ code, reason }) => [code, reason]),
      [['short-stock', 'sold-out']],
    )
  })

  test('an empty cart cannot be ordered and costs no small-cart fee', () => {
    const priced = priceBasket(rules, basket({ cart: cartOf([]), listings: [] }))
    assert.deepEqual(codes(priced), ['empty'])
    assert.equal(priced.totals.smallCartFee.amount, 0)
  })

  test('a coupon that does not apply is told of, and the order may go on without it', () => {
    const offer = { code: 'TEN', outcome: use({ minimum: money(20_000) }) }
    const priced = priceBasket(rules, basket({ offer }))
    assert.deepEqual(codes(priced), ['coupon-not-applicable'])
    assert.equal(priced.problems[0]!.blocking, false)
    assert.equal(priced.problems[0]!.reason, 'below-minimum')
    assert.equal(priced.coupon, null)
  })
})

describe('a coupon', () => {
  test('gives its share, up to its cap and never more than the items', () => {
    assert.deepEqual(use(), { kind: 'applies', discount: money(1_000), freeDelivery: false })
    assert.deepEqual(use({ cap: money(300) }), { kind: 'applies', discount: money(300), freeDelivery: false })
    assert.deepEqual(use({ kind: 'flat', value: 50_000 }), {
      kind: 'applies',
      discount: money(10_000),
      freeDelivery: false,
    })
  })
  const refusals: [string, object, object][] = [
    ['not begun', { startsAt: new Date(day / 2).toISOString() }, {}],
    ['ended', {}, { nowMs: day }],
    ['switched off', { active: false }, {}],
    ['of another store', { storeIds: ['sto_2'] }, {}],
    ['used up', { perUser: 2 }, { usedByUser: 2 }],
    ['for larger carts', { minimum: money(10_001) }, {}],
  ]
  for (const [name, more, of] of refusals) test(`${name} is refused`, () => assert.equal(use(more, of).kind, 'refused'))
})

const paise = fc.integer({ min: 0, max: 10_000_000 })
const arbitraryBasket = fc
  .record({
    lines: fc.array(
      fc.record({
        price: fc.integer({ min: 1, max: 500_000 }),
        mrpAbove: fc.integer({ min: 0, max: 10_000 }),
        quantity: fc.integer({ min: 1, max: 1_000 }),
        gst: fc.constantFrom(0, 500, 1_200, 1_800, 2_800, 5_000),
      }),
      { maxLength: linesMax },
    ),
    distanceM: fc.integer({ min: 0, max: 50_000 }),
    tip: paise,
    offer: fc.option(
      fc.record({
        kind: fc.constantFrom('percent' as const, 'flat' as const, 'free-delivery' as const),
        value: fc.integer({ min: 0, max: 10_000_000 }),
        cap: fc.option(paise, { nil: undefined }),
        minimum: paise,
      }),
    ),
  })
  .map(({ lines, distanceM, tip, offer }): Basket => {
    const listings = lines.map((line, index) =>
      listing(index, { price: money(line.price), mrp: money(line.price + line.mrpAbove), gstBasisPoints: line.gst }),
    )
    const items = money(lines.reduce((sum, line) => sum + line.price * line.quantity, 0))
    return basket({
      cart: cartOf(lines.map((line, index) => [index, line.quantity, line.price])),
      listings,
      distanceM,
      tip: money(tip),
      offer: offer && {
        code: 'X',
        outcome: applyOffer(
          offerOf({
            kind: offer.kind,
            value: offer.value,
            minimum: money(offer.minimum),
            ...(offer.cap === undefined ? {} : { cap: money(offer.cap) }),
          }),
          { items, storeId: 'sto_1', usedByUser: 0, nowMs: 1 },
        ),
      },
    })
  })

describe('any basket', () => {
  test('adds up to the paisa, with nothing negative and the tax within what it is contained in', () => {
    fc.assert(
      fc.property(arbitraryBasket, (any) => {
        const { lines, totals } = priceBasket(rules, any)
        const sum = (of: (line: (typeof lines)[number]) => number) => lines.reduce((all, line) => all + of(line), 0)
        assert.equal(
          sum((line) => line.total.amount),
          totals.items.amount,
        )
        assert.equal(
          sum((line) => line.discount.amount),
          totals.discount.amount,
        )
        const { items, discount, deliveryFee, smallCartFee, tip, tax, total } = totals
        assert.equal(
          total.amount,
          items.amount - discount.amount + deliveryFee.amount + smallCartFee.amount + tip.amount,
        )
        assert.equal(
          totals.feeParts!.reduce((sum, part) => sum + part.amount.amount, 0),
          deliveryFee.amount,
        )
        for (const each of [items, discount, deliveryFee, smallCartFee, tip, tax, total])
          assert.ok(Number.isSafeInteger(each.amount) && each.amount >= 0)
        assert.ok(tax.amount <= total.amount - tip.amount)
        for (const line of lines) {
          assert.ok(line.discount.amount >= 0 && line.discount.amount <= line.total.amount)
          assert.ok(line.tax.amount >= 0 && line.tax.amount <= line.total.amount - line.discount.amount)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a discount is spread to the paisa, each line getting its share rounded down or up', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { minLength: 1, maxLength: linesMax })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 1_000_000 }), (totals, millionths) => {
        const sum = totals.reduce((a, b) => a + b, 0)
        const discount = Math.floor((sum * millionths) / 1_000_000)
        const parts = spread(money(discount), totals)
        if (sum === 0) return assert.deepEqual(new Set(parts), new Set([0]))
        assert.equal(
          parts.reduce((a, b) => a + b, 0),
          discount,
        )
        for (const [index, each] of parts.entries()) {
          const floor = Number((BigInt(discount) * BigInt(totals[index]!)) / BigInt(sum))
          assert.ok(each === floor || each === floor + 1, `${each} instead of ${floor}`)
          assert.ok(each <= totals[index]!)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('carts that become one', () => {
  const quantities = (cart: StoredCart) => Object.fromEntries(cart.lines.map((line) => [line.productId, line.quantity]))

  test('add up the same product, keep the others, and take the latest store and coupon', () => {
    const own = { ...cartOf([[1, 2]]), coupon: 'OLD' }
    const guest = {
      ...cartOf([
        [1, 3],
        [2, 1],
      ]),
      storeId: 'sto_2',
    }
    const merged = mergeCarts(own, guest, 99)
    assert.deepEqual(quantities(merged), { [idOf(1)]: 5, [idOf(2)]: 1 })
    assert.equal(merged.storeId, 'sto_2')
    assert.equal(merged.coupon, 'OLD')
    assert.deepEqual(quantities(mergeCarts(emptyCart, guest, 99)), quantities(guest))
  })

  test('hold no more lines than a cart may, and lose nothing of one’s own', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(120), { maxLength: linesMax }),
        fc.uniqueArray(fc.nat(120), { maxLength: linesMax }),
        (mine, theirs) => {
          const merged = mergeCarts(cartOf(mine.map((each) => [each, 1])), cartOf(theirs.map((each) => [each, 1])), 99)
          assert.ok(merged.lines.length <= linesMax)
          assert.equal(new Set(merged.lines.map((line) => line.productId)).size, merged.lines.length)
          for (const each of mine) assert.ok(merged.lines.some((line) => line.productId === idOf(each)))
        },
      ),
    )
  })
})

test('a cart shows today’s names and prices, and what is saved', () => {
  const shown = showCart(
    cartOf([
      [1, 2],
      [9, 1],
    ]),
    [listing(1)],
    new Map([[idOf(1), 1]]),
  )
  assert.equal(shown.lines.length, 1)
  assert.equal(shown.lines[0]!.available, 1)
  assert.equal(shown.subtotal.amount, 20_000)
  assert.equal(shown.saved.amount, 4_000)
  assert.equal(shown.itemCount, 2)
})
