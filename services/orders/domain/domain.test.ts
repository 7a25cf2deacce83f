import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { money, zero } from '../../../contracts/money.ts'
import { type HistoryEntry, type OrderLine, type OrderStatus, orderStatuses } from '../../../contracts/orders.ts'
import { advance, deadlineOf, hasEnded, mayCancel, mayGo } from './machine.ts'
import { orderNumber } from './number.ts'
import { receiptLines, taxesByRate } from './receipt.ts'
import { type PickedLine, paidFor, settlePick } from './settle.ts'

/** The design's picture of an order's life, written down a second time, by what happens rather than by the table. */
const legal = new Set(
  [
    'pending_payment confirmed picking packed assigned picked_up arriving delivered',
    'picked_up delivered',
    'picked_up failed returned',
    'arriving failed',
    'assigned packed',
    'picked_up packed',
    'arriving packed',
    ...['pending_payment', 'confirmed', 'picking', 'packed', 'assigned'].map((each) => `${each} cancelled`),
  ].flatMap((path) => {
    const steps = path.split(' ')
    return steps.slice(1).map((to, index) => `${steps[index]} ${to}`)
  }),
)

describe('the machine', () => {
  for (const from of orderStatuses)
    test(`${from} leads only where the design says`, () => {
      const allowed = orderStatuses.filter((to) => mayGo(from, to))
      assert.deepEqual(allowed.toSorted(), orderStatuses.filter((to) => legal.has(`${from} ${to}`)).toSorted())
    })

  test('whatever is asked in whatever order, the history is a legal path and an ended order stays as it is', () => {
    const steps = fc.array(fc.constantFrom(...orderStatuses), { maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom<OrderStatus>('pending_payment', 'confirmed'), steps, (start, wishes) => {
        const entry = (status: OrderStatus, index: number): HistoryEntry => ({
          status,
          at: new Date(index).toISOString(),
          actor: 'system:test',
        })
        let order = { status: start, history: [entry(start, 0)] }
        for (const [index, to] of wishes.entries()) {
          const before = order
          const after = advance(order, { to, at: new Date(index + 1).toISOString(), actor: 'system:test' })
          if (after) order = after
          assert.equal(after !== null, legal.has(`${before.status} ${to}`))
          if (hasEnded(before.status) && before.status !== 'failed') assert.equal(after, null)
        }
        assert.equal(order.history.at(-1)!.status, order.status)
        for (const [index, each] of order.history.slice(1).entries())
          assert.ok(legal.has(`${order.history[index]!.status} ${each.status}`))
      }),
      { numRuns: 500 },
    )
  })

  test('customers cancel until it is packed, staff until a rider has it', () => {
    const by = (who: 'customer' | 'staff') => orderStatuses.filter((status) => mayCancel(status, who))
    assert.deepEqual(by('customer'), ['pending_payment', 'confirmed', 'picking'])
    assert.deepEqual(by('staff'), ['pending_payment', 'confirmed', 'picking', 'packed', 'assigned'])
  })

  test('every status that waits for somebody has its time, and only those', () => {
    const times = { paymentMinutes: 5, pickMinutes: 60, handoverMinutes: 90 }
    const minutes = (status: OrderStatus) => {
      const deadline = deadlineOf(status, 0, times)
      return deadline === null ? null : deadline / 60_000
    }
    assert.deepEqual(Object.fromEntries(orderStatuses.map((status) => [status, minutes(status)])), {
      pending_payment: 5,
      confirmed: 60,
      picking: 60,
      packed: 90,
      assigned: 90,
      picked_up: null,
      arriving: null,
      delivered: null,
      cancelled: null,
      failed: null,
      returned: null,
    })
    for (const status of orderStatuses) if (minutes(status) !== null) assert.ok(mayGo(status, 'cancelled'))
  })
})

test('the number that people read has two groups of four, without letters that look like digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), (hex) => {
      assert.match(orderNumber(`ord_${hex}`), /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    }),
  )
})

const lineOf = (
  index: number,
  more: { quantity: number; price: number; discount: number; gst?: number },
): OrderLine => ({
  productId: `prd_${String(index).padStart(32, '0')}`,
  name: `Product ${index}`,
  brand: 'Tokri',
  pack: '1 kg',
  image: '/p.svg',
  mrp: money(more.price),
  price: money(more.price),
  gstBasisPoints: more.gst ?? 500,
  maxPerOrder: 100,
  quantity: more.quantity,
  total: money(more.price * more.quantity),
  discount: money(more.discount),
  tax: zero,
  picked: null,
})
const put = (quantity: number, price: number) => ({
  productId: `prd_${'f'.repeat(32)}`,
  name: 'Another',
  quantity,
  price: money(price),
})

describe('what was packed', () => {
  test('all of it costs what was paid', () => {
    const line = lineOf(1, { quantity: 3, price: 1_000, discount: 100 })
    const { refund, anything } = settlePick([line], [{ productId: line.productId, picked: 3 }])
    assert.deepEqual({ refund: refund.amount, anything }, { refund: 0, anything: true })
  })

  test('short packs are given back with their share of the discount, rounded for the customer', () => {
    const line = lineOf(1, { quantity: 3, price: 1_000, discount: 100 })
    const { refund } = settlePick([line], [{ productId: line.productId, picked: 1 }])
    assert.equal(refund.amount, 2_900 - 966)
  })

  test('a cheaper substitute gives back the difference, one that costs as much gives nothing', () => {
    const line = lineOf(1, { quantity: 2, price: 1_000, discount: 0 })
    const settled = (price: number) =>
      settlePick([line], [{ productId: line.productId, picked: 0, substitute: put(2, price) }]).refund.amount
    assert.equal(settled(800), 400)
    assert.equal(settled(1_000), 0)
  })

  test('nothing at all gives everything back', () => {
    const lines = [
      lineOf(1, { quantity: 3, price: 1_000, discount: 100 }),
      lineOf(2, { quantity: 1, price: 500, discount: 0 }),
    ]
    const none = settlePick(lines, [{ productId: lines[0]!.productId, picked: 0 }])
    assert.equal(none.anything, false)
    assert.equal(none.refund.amount, 3_400)
  })

  /** From none to all, evenly. */
  const part = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)
  const picks = fc.array(
    fc
      .record({
        quantity: fc.integer({ min: 1, max: 50 }),
        price: fc.integer({ min: 1, max: 100_000 }),
        discountPart: part,
        gst: fc.constantFrom(0, 500, 1_800),
        pickedPart: part,
        substitutePart: fc.option(part),
        substitutePrice: part,
      })
      .map((any) => ({ ...any, picked: Math.round(any.quantity * any.pickedPart) })),
    { minLength: 1, maxLength: 20 },
  )

  test('whatever was found, what is given back and what the receipt says add up to what was paid', () => {
    fc.assert(
      fc.property(picks, (any) => {
        const lines = any.map((each, index) =>
          lineOf(index, {
            quantity: each.quantity,
            price: each.price,
            discount: Math.floor(each.price * each.quantity * each.discountPart),
            gst: each.gst,
          }),
        )
        const picked: PickedLine[] = any.map((each, index) => {
          const packs = Math.round((each.quantity - each.picked) * (each.substitutePart ?? 0))
          return {
            productId: lines[index]!.productId,
            picked: each.picked,
            ...(packs > 0 ? { substitute: put(packs, Math.floor(each.price * each.substitutePrice)) } : {}),
          }
        })
        const settled = settlePick(lines, picked)
        const paid = lines.reduce((sum, line) => sum + line.total.amount - line.discount.amount, 0)
        assert.ok(settled.refund.amount >= 0 && settled.refund.amount <= paid)
        const rows = receiptLines(settled.lines)
        const onReceipt = rows.reduce((sum, row) => sum + row.total.amount - row.discount.amount, 0)
        assert.equal(onReceipt, paid - settled.refund.amount)
        for (const row of rows) {
          assert.ok(row.discount.amount >= 0 && row.discount.amount <= row.total.amount)
          assert.ok(row.tax.amount >= 0 && row.tax.amount <= row.total.amount - row.discount.amount)
        }
        const byRate = taxesByRate(rows)
        assert.equal(
          byRate.reduce((sum, each) => sum + each.taxable.amount + each.tax.amount, 0),
          onReceipt,
        )
      }),
      { numRuns: 500 },
    )
  })

  test('a line is never paid for twice, and whole lines cost the whole', () => {
    const line = lineOf(1, { quantity: 7, price: 333, discount: 100 })
    assert.equal(paidFor(line, 7), 7 * 333 - 100)
    assert.equal(paidFor(line, 0), 0)
  })
})
